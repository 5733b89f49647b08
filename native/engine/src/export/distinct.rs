//! Rows for a format that keeps columns apart by their names.

use super::{RowEncoder, error};
use crate::distinct_names::distinct;
use crate::error::Result;
use datafusion::arrow::array::{RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::{Field, Fields, Schema, SchemaRef};
use std::sync::Arc;

/// `schema` with a name of its own for each column.
pub(super) fn schema(schema: &SchemaRef) -> SchemaRef {
    let Some(names) = distinct(schema.fields()) else {
        return Arc::clone(schema);
    };
    let fields = schema.fields().iter().zip(names);
    let fields: Fields = fields
        .map(|(field, name)| Field::clone(field).with_name(name))
        .collect();
    Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()))
}

/// Gives `inner` batches of the columns `schema`, which differ from those it gets in their names.
pub(super) struct Renamed {
    pub(super) inner: Box<dyn RowEncoder>,
    pub(super) schema: SchemaRef,
}

/// `batch` with the columns of `schema`, which differ from its own in their names.
pub(super) fn renamed(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    let (schema, columns) = (Arc::clone(schema), batch.columns().to_vec());
    RecordBatch::try_new_with_options(schema, columns, &rows).map_err(error::arrow)
}

impl RowEncoder for Renamed {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.inner.write(&renamed(batch, &self.schema)?)
    }

    fn finish(&mut self) -> Result<()> {
        self.inner.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_data::{encode, encode_bytes, twice};
    use super::super::{EncodeOptions, RowFormat};
    use bytes::Bytes;
    use datafusion::arrow::ipc::reader::{FileReader, StreamReader};
    use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReader;
    use std::io::Cursor;

    #[test]
    fn two_columns_of_one_name_are_written_under_two() {
        let options = EncodeOptions::default();
        let bytes = |format| encode_bytes(format, &twice(), &options);
        let parquet = ParquetRecordBatchReader::try_new(Bytes::from(bytes(RowFormat::Parquet)), 8);
        let parquet = parquet.unwrap().next().unwrap().unwrap();
        let stream = StreamReader::try_new(Cursor::new(bytes(RowFormat::Arrow)), None);
        let file = FileReader::try_new(Cursor::new(bytes(RowFormat::ArrowFile)), None);
        for schema in [
            parquet.schema(),
            stream.unwrap().schema(),
            file.unwrap().schema(),
        ] {
            let names: Vec<_> = schema.fields().iter().map(|field| field.name()).collect();
            assert_eq!(names, ["a", "a_1"]);
        }
        let json = encode(RowFormat::Ndjson, &twice(), &options);
        assert_eq!(json, "{\"a\":1,\"a_1\":1}\n");
    }
}
