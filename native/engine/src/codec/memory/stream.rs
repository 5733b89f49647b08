//! Rows as an Arrow IPC stream, and back from bytes that may lie.
//!
//! Format: <https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format>.

use std::io::{self, Write};

use datafusion::arrow::buffer::Buffer;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::ipc::reader::StreamDecoder;
use datafusion::arrow::ipc::root_as_message;
use datafusion::arrow::ipc::writer::StreamWriter;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::plan_err;
use datafusion::error::Result;

/// Most rows of one batch: columns without values need no bytes for any number of them.
const ROWS: i64 = 1 << 31;

/// Counts what is written.
#[derive(Default)]
pub(super) struct Counter(pub u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(super) fn write(
    schema: &SchemaRef,
    batches: &[RecordBatch],
    out: &mut impl Write,
) -> Result<()> {
    let mut writer = StreamWriter::try_new(out, schema)?;
    for batch in batches {
        writer.write(batch)?;
    }
    Ok(writer.finish()?)
}

/// # Errors
/// Naming `DFJSMT`, for rows that are damaged, compressed, cut off or not of `schema`.
pub(super) fn read(bytes: &[u8], schema: &SchemaRef) -> Result<Vec<RecordBatch>> {
    check(bytes)?;
    let mut decoder = StreamDecoder::new();
    let mut rest = Buffer::from(bytes);
    let mut batches = Vec::new();
    while !rest.is_empty() {
        match decoder.decode(&mut rest) {
            Ok(Some(batch)) => batches.push(batch),
            Ok(None) => {}
            Err(error) => return plan_err!("DFJSMT: damaged rows: {error}"),
        }
    }
    if let Err(error) = decoder.finish() {
        return plan_err!("DFJSMT: damaged rows: {error}");
    }
    match decoder.schema() {
        Some(found) if found.fields() == schema.fields() => Ok(batches),
        _ => plan_err!("DFJSMT: the rows are not of the schema that the plan tells"),
    }
}

/// Looks at every message before any is decoded: a compressed buffer says itself how much memory
/// it needs.
fn check(mut rest: &[u8]) -> Result<()> {
    const MARK: [u8; 4] = [0xff; 4];
    loop {
        let Some((head, after)) = rest.split_first_chunk::<8>() else {
            return plan_err!("DFJSMT: the rows are cut off");
        };
        let [mark @ .., a, b, c, d] = *head;
        let length = usize::try_from(i32::from_le_bytes([a, b, c, d])).unwrap_or(usize::MAX);
        if mark != MARK {
            return plan_err!("DFJSMT: damaged rows: no message");
        }
        if length == 0 {
            return if after.is_empty() {
                Ok(())
            } else {
                plan_err!("DFJSMT: bytes after the rows")
            };
        }
        let Some((metadata, after)) = after.split_at_checked(length) else {
            return plan_err!("DFJSMT: the rows are cut off");
        };
        let message = match root_as_message(metadata) {
            Ok(message) => message,
            Err(error) => return plan_err!("DFJSMT: damaged rows: {error}"),
        };
        let dictionary = message.header_as_dictionary_batch();
        let batch = message
            .header_as_record_batch()
            .or_else(|| dictionary.and_then(|dictionary| dictionary.data()));
        if let Some(batch) = batch
            && (batch.compression().is_some() || !(0..=ROWS).contains(&batch.length()))
        {
            return plan_err!("DFJSMT: compressed rows, or more than a batch can hold");
        }
        let body = usize::try_from(message.bodyLength()).unwrap_or(usize::MAX);
        let Some((_, after)) = after.split_at_checked(body) else {
            return plan_err!("DFJSMT: the rows are cut off");
        };
        rest = after;
    }
}
