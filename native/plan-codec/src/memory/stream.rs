//! Rows as an Arrow IPC stream, and back from bytes that may lie.
//!
//! Format: <https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format>.

use std::io::{self, Write};

use datafusion::arrow::buffer::Buffer;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::ipc::reader::StreamDecoder;
use datafusion::arrow::ipc::writer::StreamWriter;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::plan_err;
use datafusion::error::Result;

use planarium_plan_wire::limits::check_stream;

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
    if let Err(why) = check_stream(bytes) {
        return plan_err!("DFJSMT: {why}");
    }
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
