//! Columns of types that JSON does not have, such as dates: their values are read by Arrow's reader.

use std::sync::Arc;

use arrow::array::{ArrayRef, new_empty_array};
use arrow::datatypes::FieldRef;
use arrow::error::ArrowError;
use arrow::json::ReaderBuilder;

use super::columns::Column;
use super::cursor::{Cursor, Token};
use super::wrong::Wrong;

pub struct Foreign {
    field: FieldRef,
    /// The values as they are written, each with a line end.
    text: String,
    /// Where each begins in the text, and where in the file.
    starts: Vec<(usize, u64)>,
}

impl Foreign {
    pub fn new(field: &FieldRef) -> Self {
        Self {
            field: Arc::clone(field),
            text: String::new(),
            starts: Vec::new(),
        }
    }

    fn add(&mut self, text: &str, place: u64) {
        self.starts.push((self.text.len(), place));
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn read(&self, text: &str, rows: usize) -> Result<ArrayRef, ArrowError> {
        let mut decoder = ReaderBuilder::new_with_field(Arc::clone(&self.field))
            .with_batch_size(rows.max(1))
            .with_coerce_primitive(true)
            .build_decoder()?;
        decoder.decode(text.as_bytes())?;
        let column = decoder
            .flush()?
            .and_then(|batch| batch.columns().first().cloned());
        Ok(column.unwrap_or_else(|| new_empty_array(self.field.data_type())))
    }

    /// The first value that cannot be read.
    fn unfit(&self) -> Option<Wrong> {
        let ends = self.starts.iter().skip(1).map(|(start, _)| *start);
        let ends = ends.chain([self.text.len()]);
        self.starts
            .iter()
            .zip(ends)
            .find_map(|((start, place), end)| {
                let text = self.text.get(*start..end)?;
                self.read(text, 1).err()?;
                let expected = self.field.data_type().to_string();
                Some(Wrong::value(*place, text.trim_end(), expected))
            })
    }
}

impl Column for Foreign {
    fn push(&mut self, token: Token<'_>, cursor: &mut Cursor<'_>) -> Result<(), Wrong> {
        let place = cursor.start_place();
        let start = cursor.start();
        let text = cursor.rest(&token, start)?;
        self.add(text, place);
        Ok(())
    }

    fn null(&mut self) {
        self.add("null", 0);
    }

    fn truncate(&mut self, rows: usize) {
        if let Some((start, _)) = self.starts.get(rows) {
            self.text.truncate(*start);
        }
        self.starts.truncate(rows);
    }

    fn finish(&mut self) -> Result<ArrayRef, Wrong> {
        let rows = self.starts.len();
        let read = self.read(&self.text, rows);
        let read = read.map_err(|error| self.unfit().unwrap_or(Wrong::Other(error.into())))?;
        self.text.clear();
        self.starts.clear();
        Ok(read)
    }
}
