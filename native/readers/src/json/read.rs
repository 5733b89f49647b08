//! Batches of rows out of JSON.

use std::io::Read;
use std::path::PathBuf;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use datafusion::error::Result;

use super::cursor::{Cursor, Token};
use super::objects::Objects;
use super::records::Records;
use super::wrong::Wrong;

/// Text of a batch, after which no further row is added.
const BATCH_BYTES: usize = 32 << 20;

/// The rows of one file, or of lines of it.
pub struct Batches<R> {
    records: Records<R>,
    rows: Objects,
    schema: SchemaRef,
    batch_size: usize,
    path: PathBuf,
    ended: bool,
}

impl<R: Read> Batches<R> {
    /// Columns of `schema` that no record has are NULL; keys it does not have are passed over.
    /// `content` begins at byte `base` of the text of the file at `path`, which errors name.
    pub fn new(content: R, base: u64, path: PathBuf, schema: SchemaRef, batch_size: usize) -> Self {
        Self {
            records: Records::new(content, base),
            rows: Objects::new(schema.fields()),
            schema,
            batch_size,
            path,
            ended: false,
        }
    }

    fn batch(&mut self) -> Result<Option<RecordBatch>, Wrong> {
        let mut bytes = 0;
        while self.rows.rows() < self.batch_size && bytes < BATCH_BYTES {
            let Some(frame) = self.records.frame()? else {
                break;
            };
            let mut cursor = Cursor::new(frame.text, frame.place);
            while self.rows.rows() < self.batch_size && cursor.blanks() {
                match cursor.token()? {
                    Token::Object => self.rows.fill(&mut cursor)?,
                    _ => return Err(cursor.expected("an object")),
                }
            }
            let length = cursor.at();
            bytes += length;
            self.records.took(length);
        }
        let rows = self.rows.rows();
        if rows == 0 {
            return Ok(None);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let arrays = self.rows.arrays()?;
        let schema = SchemaRef::clone(&self.schema);
        Ok(Some(RecordBatch::try_new_with_options(
            schema, arrays, &options,
        )?))
    }
}

impl<R: Read> Iterator for Batches<R> {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let batch = self.batch().map_err(|wrong| wrong.of_file(&self.path));
        self.ended = !matches!(batch, Ok(Some(_)));
        batch.transpose()
    }
}
