//! A range of rows as one Arrow IPC stream.

use super::plain::plain_schema;
use crate::error::{Error, ErrorCode, Result};
use datafusion::arrow::array::{Array, ArrayRef, RecordBatch, RecordBatchOptions};
use datafusion::arrow::compute::{CastOptions, cast_with_options, concat};
use datafusion::arrow::datatypes::{Field, SchemaRef};
use datafusion::arrow::ipc::writer::StreamWriter;
use datafusion::common::DataFusionError;
use serde::Deserialize;
use std::sync::Arc;
use ts_rs::TS;

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PageRequest {
    #[ts(type = "number")]
    pub offset: usize,
    #[ts(type = "number")]
    pub limit: usize,
    /// By index, no more than there are; default all.
    #[serde(default)]
    #[ts(type = "number[]", optional)]
    pub columns: Option<Vec<usize>>,
}

/// One batch (none for no rows) in plain types, so that a page holds nothing but its own rows.
pub(super) fn encode(
    schema: &SchemaRef,
    parts: &[RecordBatch],
    columns: Option<&[usize]>,
) -> Result<Vec<u8>> {
    let (schema, parts) = match columns {
        Some(columns) => project(schema, parts, columns)?,
        None => (schema.clone(), parts.to_vec()),
    };
    let plain = plain_schema(&schema);
    let mut bytes = Vec::new();
    let mut write = || -> Result<(), DataFusionError> {
        let mut writer = StreamWriter::try_new(&mut bytes, &plain)?;
        if !parts.is_empty() {
            writer.write(&merge(&plain, &parts)?)?;
        }
        Ok(writer.finish()?)
    };
    write()?;
    Ok(bytes)
}

fn project(
    schema: &SchemaRef,
    parts: &[RecordBatch],
    columns: &[usize],
) -> Result<(SchemaRef, Vec<RecordBatch>)> {
    let count = schema.fields().len();
    if let Some(unknown) = columns.iter().find(|&&column| column >= count) {
        return Err(Error::new(
            ErrorCode::InvalidRequest,
            format!("There is no column {unknown}: the result has {count}."),
        ));
    }
    if columns.len() > count {
        return Err(Error::new(
            ErrorCode::InvalidRequest,
            format!(
                "{} columns are asked for: the result has {count}.",
                columns.len()
            ),
        ));
    }
    let pick = || -> Result<_, DataFusionError> {
        let projected = parts
            .iter()
            .map(|part| part.project(columns))
            .collect::<Result<Vec<_>, _>>()?;
        Ok((Arc::new(schema.project(columns)?), projected))
    };
    Ok(pick()?)
}

fn merge(plain: &SchemaRef, parts: &[RecordBatch]) -> Result<RecordBatch, DataFusionError> {
    let rows = parts.iter().map(RecordBatch::num_rows).sum();
    let columns = plain
        .fields()
        .iter()
        .enumerate()
        .map(|(index, field)| merge_column(field, parts, index))
        .collect::<Result<Vec<_>, _>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    Ok(RecordBatch::try_new_with_options(
        plain.clone(),
        columns,
        &options,
    )?)
}

/// Cast first: the casts take views, dictionaries and run ends apart row by row.
fn merge_column(
    field: &Field,
    parts: &[RecordBatch],
    index: usize,
) -> Result<ArrayRef, DataFusionError> {
    let options = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    let cast = parts
        .iter()
        .map(|part| cast_with_options(part.column(index), field.data_type(), &options))
        .collect::<Result<Vec<_>, _>>()?;
    let arrays: Vec<&dyn Array> = cast.iter().map(|array| array.as_ref()).collect();
    Ok(concat(&arrays)?)
}
