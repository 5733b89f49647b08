//! Parquet.

use super::{RowEncoder, Sink, error};
use crate::error::Result;
use crate::parquet_types::refuse_unwritable;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;

/// A row group is written out at this size, in bytes held, so that memory does not grow with the result.
const ROW_GROUP_BYTES: usize = 64 << 20;

/// The same as DataFusion's own `COPY TO`.
const ZSTD_LEVEL: i32 = 3;

pub(super) struct ParquetEncoder(ArrowWriter<Sink>);

impl ParquetEncoder {
    pub(super) fn new(schema: &SchemaRef, sink: Sink) -> Result<Self> {
        if schema.fields().is_empty() {
            return Err(error::unfit(
                "The statement gives no columns, and Parquet needs one.",
                "End with a SELECT, or choose another format.",
            ));
        }
        refuse_unwritable(schema.fields())?;
        let level = ZstdLevel::try_new(ZSTD_LEVEL).map_err(error::parquet)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by(format!("Planarium {}", env!("CARGO_PKG_VERSION")))
            .build();
        let writer =
            ArrowWriter::try_new(sink, schema.clone(), Some(properties)).map_err(error::parquet)?;
        Ok(Self(writer))
    }
}

impl RowEncoder for ParquetEncoder {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.0.write(batch).map_err(error::parquet)?;
        if self.0.memory_size() > ROW_GROUP_BYTES {
            self.0.flush().map_err(error::parquet)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.0.finish().map(drop).map_err(error::parquet)
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_data::{encode_bytes, people};
    use super::super::{EncodeOptions, RowFormat, Sink, encoder};
    use bytes::Bytes;
    use datafusion::arrow::array::RecordBatch;
    use datafusion::arrow::datatypes::Schema;
    use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReader;
    use std::sync::Arc;

    #[test]
    fn reads_back_the_same() {
        let bytes = encode_bytes(RowFormat::Parquet, &people(), &EncodeOptions::default());
        let read: Vec<RecordBatch> = ParquetRecordBatchReader::try_new(Bytes::from(bytes), 1024)
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(read, [people()]);
    }

    #[test]
    fn no_columns_are_refused() {
        let schema = Arc::new(Schema::empty());
        let error = encoder(
            RowFormat::Parquet,
            &schema,
            &EncodeOptions::default(),
            Sink::default(),
        )
        .err()
        .unwrap();
        assert_eq!(
            error.message,
            "The statement gives no columns, and Parquet needs one."
        );
    }
}
