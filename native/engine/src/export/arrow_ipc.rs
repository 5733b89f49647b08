//! Arrow IPC, as a stream and as a file.

use super::options::Codec;
use super::{RowEncoder, Sink, error, flat};
use crate::error::Result;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::arrow::ipc::CompressionType;
use datafusion::arrow::ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use std::sync::Arc;

pub(super) struct StreamEncoder(StreamWriter<Sink>);

impl StreamEncoder {
    pub(super) fn new(schema: &SchemaRef, codec: Option<&Codec>, sink: Sink) -> Result<Self> {
        StreamWriter::try_new_with_options(sink, schema, options(codec)?)
            .map(Self)
            .map_err(error::arrow)
    }
}

impl RowEncoder for StreamEncoder {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.0.write(&compact(batch)?).map_err(error::arrow)
    }

    fn finish(&mut self) -> Result<()> {
        self.0.finish().map_err(error::arrow)
    }
}

pub(super) struct FileEncoder {
    /// Without dictionaries: a file allows one version of each, a result may have one per batch.
    schema: SchemaRef,
    writer: FileWriter<Sink>,
}

impl FileEncoder {
    pub(super) fn new(schema: &SchemaRef, codec: Option<&Codec>, sink: Sink) -> Result<Self> {
        let schema = flat::schema(schema);
        let writer = FileWriter::try_new_with_options(sink, &schema, options(codec)?)
            .map_err(error::arrow)?;
        Ok(Self { schema, writer })
    }
}

impl RowEncoder for FileEncoder {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let batch = flat::batch(batch, &self.schema)?;
        self.writer.write(&compact(&batch)?).map_err(error::arrow)
    }

    fn finish(&mut self) -> Result<()> {
        self.writer.finish().map_err(error::arrow)
    }
}

fn options(codec: Option<&Codec>) -> Result<IpcWriteOptions> {
    let compression = codec.and_then(|codec| match codec.name.as_str() {
        "lz4" => Some(CompressionType::LZ4_FRAME),
        "zstd" => Some(CompressionType::ZSTD),
        _ => None,
    });
    IpcWriteOptions::default()
        .try_with_compression(compression)
        .map_err(error::arrow)
}

/// A slice of a view array keeps every buffer of the whole, and IPC would write them all.
fn compact(batch: &RecordBatch) -> Result<RecordBatch> {
    let columns = batch.columns().iter().map(compact_array).collect();
    RecordBatch::try_new(batch.schema(), columns).map_err(error::arrow)
}

fn compact_array(array: &ArrayRef) -> ArrayRef {
    match array.data_type() {
        DataType::Utf8View => Arc::new(array.as_string_view().gc()),
        DataType::BinaryView => Arc::new(array.as_binary_view().gc()),
        _ => array.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_data::{encode_bytes, people, words};
    use super::super::{EncodeOptions, RowFormat};
    use datafusion::arrow::array::{AsArray, RecordBatch};
    use datafusion::arrow::ipc::reader::{FileReader, StreamReader};
    use std::io::Cursor;

    #[test]
    fn a_stream_reads_back_the_same() {
        let bytes = encode_bytes(RowFormat::Arrow, &people(), &EncodeOptions::default());
        let read: Vec<RecordBatch> = StreamReader::try_new(Cursor::new(bytes), None)
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(read, [people()]);
    }

    #[test]
    fn a_file_reads_back_with_dictionaries_unpacked() {
        let bytes = encode_bytes(RowFormat::ArrowFile, &words(), &EncodeOptions::default());
        let read: Vec<RecordBatch> = FileReader::try_new(Cursor::new(bytes), None)
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let values: Vec<Option<&str>> = read[0].column(0).as_string::<i32>().iter().collect();
        assert_eq!(values, [Some("x"), None, Some("x")]);
    }

    #[test]
    fn a_slice_of_views_is_written_without_the_rest() {
        use datafusion::arrow::array::{ArrayRef, StringViewArray};
        let long = "long enough to live in a buffer of its own";
        let array: ArrayRef =
            std::sync::Arc::new(StringViewArray::from_iter_values(vec![long; 10_000]));
        let batch = RecordBatch::try_from_iter([("v", array)])
            .unwrap()
            .slice(5_000, 2);
        let bytes = encode_bytes(RowFormat::Arrow, &batch, &EncodeOptions::default());
        assert!(bytes.len() < 2_000, "{} bytes", bytes.len());
    }
}
