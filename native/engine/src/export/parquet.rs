//! Parquet.

use super::options::{Codec, FormatOptions};
use super::{RowEncoder, Sink, error};
use crate::error::Result;
use crate::parquet_types::refuse_unwritable;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;

/// A row group is written out at this size, in bytes held, so that memory does not grow with the result.
const ROW_GROUP_BYTES: usize = 64 << 20;

/// The same as DataFusion's own `COPY TO`.
const ZSTD_LEVEL: u32 = 3;
const GZIP_LEVEL: u32 = 6;
const BROTLI_LEVEL: u32 = 4;

const ROW_GROUP_ROWS: usize = 1 << 20;

pub(super) struct ParquetEncoder(ArrowWriter<Sink>);

impl ParquetEncoder {
    pub(super) fn new(schema: &SchemaRef, options: &FormatOptions, sink: Sink) -> Result<Self> {
        if schema.fields().is_empty() {
            return Err(error::unfit(
                "The statement gives no columns, and Parquet needs one.",
                "End with a SELECT, or choose another format.",
            ));
        }
        refuse_unwritable(schema.fields())?;
        let properties = WriterProperties::builder()
            .set_compression(compression(options.compression.as_ref())?)
            .set_max_row_group_row_count(Some(options.row_group_rows.unwrap_or(ROW_GROUP_ROWS)))
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

    fn held(&self) -> usize {
        self.0.memory_size()
    }

    fn flush(&mut self) -> Result<()> {
        self.0.flush().map_err(error::parquet)
    }

    fn finish(&mut self) -> Result<()> {
        self.0.finish().map(drop).map_err(error::parquet)
    }
}

fn compression(codec: Option<&Codec>) -> Result<Compression> {
    let name = codec.map_or("zstd", |codec| codec.name.as_str());
    let level = codec.and_then(|codec| codec.level);
    let level_or = |usual: u32| level.unwrap_or(usual);
    Ok(match name {
        "snappy" => Compression::SNAPPY,
        "lz4" => Compression::LZ4_RAW,
        "gzip" => {
            Compression::GZIP(GzipLevel::try_new(level_or(GZIP_LEVEL)).map_err(error::parquet)?)
        }
        "brotli" => {
            let level = BrotliLevel::try_new(level_or(BROTLI_LEVEL)).map_err(error::parquet)?;
            Compression::BROTLI(level)
        }
        "none" => Compression::UNCOMPRESSED,
        _ => {
            let level = i32::try_from(level_or(ZSTD_LEVEL)).unwrap_or(i32::MAX);
            Compression::ZSTD(ZstdLevel::try_new(level).map_err(error::parquet)?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::test_data::{encode_bytes, encoder, people};
    use super::super::{EncodeOptions, RowFormat};
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
        let error = encoder(RowFormat::Parquet, &schema).err().unwrap();
        assert_eq!(
            error.message,
            "The statement gives no columns, and Parquet needs one."
        );
    }
}
