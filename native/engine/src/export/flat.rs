//! Columns without what only Arrow's memory layout knows: dictionaries and runs become their values.

use super::error;
use crate::error::Result;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use std::sync::Arc;

/// `schema` with every dictionary and run-end encoded type, however deep, replaced by its value type.
pub(super) fn schema(schema: &SchemaRef) -> SchemaRef {
    let fields: Vec<FieldRef> = schema.fields().iter().map(field).collect();
    Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()))
}

/// `batch` in the types of `target`, which [`schema`] made.
pub(super) fn batch(batch: &RecordBatch, target: &SchemaRef) -> Result<RecordBatch> {
    if batch.schema_ref() == target {
        return Ok(batch.clone());
    }
    let columns = batch
        .columns()
        .iter()
        .zip(target.fields())
        .map(|(array, field)| cast(array, field.data_type()))
        .collect::<std::result::Result<_, _>>()
        .map_err(error::arrow)?;
    RecordBatch::try_new(target.clone(), columns).map_err(error::arrow)
}

fn field(from: &FieldRef) -> FieldRef {
    let data_type = data_type(from.data_type());
    Arc::new(
        Field::new(from.name(), data_type, from.is_nullable())
            .with_metadata(from.metadata().clone()),
    )
}

fn data_type(from: &DataType) -> DataType {
    use DataType as T;
    match from {
        T::Dictionary(_, value) => data_type(value),
        T::RunEndEncoded(_, value) => data_type(value.data_type()),
        T::List(item) => T::List(field(item)),
        T::LargeList(item) => T::LargeList(field(item)),
        T::FixedSizeList(item, size) => T::FixedSizeList(field(item), *size),
        T::Struct(fields) => T::Struct(fields.iter().map(field).collect()),
        T::Map(entries, sorted) => T::Map(field(entries), *sorted),
        other => other.clone(),
    }
}
