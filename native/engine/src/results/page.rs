//! A range of rows as one Arrow IPC stream.

use super::cut::{FullSizes, cut, cut_measured, is_flat};
use super::plain::plain_schema;
use super::sizes::value_sizes;
use crate::error::Result;
use datafusion::arrow::array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, new_empty_array};
use datafusion::arrow::compute::{CastOptions, cast_with_options, concat};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::ipc::writer::StreamWriter;
use datafusion::common::DataFusionError;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use ts_rs::TS;

/// Key of a column's metadata in a page: the rows whose value was cut and the bytes that it has in
/// full, as `row:bytes` parted by blanks; rows count from the page's first.
const CUT_KEY: &str = "planarium.cut";

/// Bytes that a cut value keeps in any case.
const LEAST_CELL: usize = 64;

#[derive(Debug, Clone, Default, Deserialize, TS)]
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
    /// Bytes that a value may have; longer ones are cut, which the column's metadata
    /// `planarium.cut` tells. Default: none is.
    #[serde(default)]
    #[ts(type = "number", optional)]
    pub cell_bytes: Option<usize>,
    /// Bytes that the values of the page may have. With `cell_bytes`, long values are cut shorter to
    /// fit, to no fewer than 64 bytes; without, the page ends early, after one row at the least.
    /// Default: no bound.
    #[serde(default)]
    #[ts(type = "number", optional)]
    pub page_bytes: Option<usize>,
    /// Rows of this view instead of all rows in their own order.
    #[serde(default)]
    #[ts(optional)]
    pub view_id: Option<String>,
}

/// One batch (none for no rows) in plain types, so that a page holds nothing but its own rows.
/// `schema` is that of the result, `parts` have the columns of the request.
pub(super) fn encode(
    schema: &SchemaRef,
    parts: &[RecordBatch],
    request: &PageRequest,
) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut write = || -> Result<(), DataFusionError> {
        let plain = match &request.columns {
            Some(columns) => plain_schema(&schema.project(columns)?),
            None => plain_schema(schema),
        };
        let batch = match (request.cell_bytes, request.page_bytes) {
            (Some(cell), page) => merge_cut(&plain, parts, cell, page.unwrap_or(usize::MAX))?,
            (None, Some(page)) => merge(&plain, &first_bytes(parts, page))?,
            (None, None) => merge(&plain, parts)?,
        };
        let mut writer = StreamWriter::try_new(&mut bytes, &batch.schema())?;
        if batch.num_rows() > 0 {
            writer.write(&batch)?;
        }
        Ok(writer.finish()?)
    };
    write()?;
    Ok(bytes)
}

fn merge(plain: &SchemaRef, parts: &[RecordBatch]) -> Result<RecordBatch, DataFusionError> {
    let columns = plain
        .fields()
        .iter()
        .enumerate()
        .map(|(index, field)| merge_column(field, parts.iter().map(|part| part.column(index))))
        .collect::<Result<Vec<_>, _>>()?;
    batch_of(plain.clone(), columns, parts)
}

fn batch_of(
    schema: SchemaRef,
    columns: Vec<ArrayRef>,
    parts: &[RecordBatch],
) -> Result<RecordBatch, DataFusionError> {
    let rows = parts.iter().map(RecordBatch::num_rows).sum();
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    Ok(RecordBatch::try_new_with_options(
        schema, columns, &options,
    )?)
}

/// Cast first: the casts take views, dictionaries and run ends apart row by row.
fn merge_column<'a>(
    field: &Field,
    parts: impl Iterator<Item = &'a ArrayRef>,
) -> Result<ArrayRef, DataFusionError> {
    let options = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    let cast = parts
        .map(|part| cast_with_options(part, field.data_type(), &options))
        .collect::<Result<Vec<_>, _>>()?;
    if cast.is_empty() {
        return Ok(new_empty_array(field.data_type()));
    }
    let arrays: Vec<&dyn Array> = cast.iter().map(|array| array.as_ref()).collect();
    Ok(concat(&arrays)?)
}

/// As [`merge`], with values of at most `cell_bytes`, fewer where all of them exceed `page_bytes`.
fn merge_cut(
    plain: &SchemaRef,
    parts: &[RecordBatch],
    cell_bytes: usize,
    page_bytes: usize,
) -> Result<RecordBatch, DataFusionError> {
    let mut columns = Vec::with_capacity(plain.fields().len());
    for (index, field) in plain.fields().iter().enumerate() {
        let (part, full) = cut_parts(parts, index, cell_bytes)?;
        let array = merge_column(field, part.iter())?;
        let sizes = value_sizes(&array);
        columns.push((array, sizes, full));
    }
    let sizes = columns
        .iter()
        .flat_map(|(_, sizes, _)| sizes.iter().copied());
    let limit = cell_limit(sizes, cell_bytes, page_bytes);
    let mut fields = Vec::with_capacity(columns.len());
    let mut arrays = Vec::with_capacity(columns.len());
    for ((array, sizes, mut full), field) in columns.into_iter().zip(plain.fields()) {
        let (array, more) = cut_measured(array, &sizes, limit)?;
        for (row, size) in more {
            full.entry(row).or_insert(size);
        }
        fields.push(with_full_sizes(field, array.data_type(), &full));
        arrays.push(array);
    }
    batch_of(Arc::new(Schema::new(fields)), arrays, parts)
}

/// A column of all parts, where it holds text or bytes cut before any copy of them is made.
fn cut_parts(
    parts: &[RecordBatch],
    index: usize,
    limit: usize,
) -> Result<(Vec<ArrayRef>, FullSizes), DataFusionError> {
    let mut arrays = Vec::with_capacity(parts.len());
    let mut full = FullSizes::new();
    let mut first = 0;
    for part in parts {
        let mut array = part.column(index).clone();
        if is_flat(array.data_type()) {
            let long;
            (array, long) = cut(array, limit)?;
            full.extend(long.into_iter().map(|(row, size)| (first + row, size)));
        }
        arrays.push(array);
        first += part.num_rows();
    }
    Ok((arrays, full))
}

/// The longest that values may be for all of them to fit into a page.
fn cell_limit(
    sizes: impl Iterator<Item = usize> + Clone,
    cell_bytes: usize,
    page_bytes: usize,
) -> usize {
    let sum = |limit: usize| sizes.clone().map(|size| size.min(limit)).sum::<usize>();
    let mut limit = cell_bytes;
    while limit > LEAST_CELL && sum(limit) > page_bytes {
        limit = (limit / 2).max(LEAST_CELL);
    }
    limit
}

fn with_full_sizes(field: &Field, data_type: &DataType, full: &FullSizes) -> Field {
    let field = Field::new(field.name(), data_type.clone(), field.is_nullable());
    if full.is_empty() {
        return field;
    }
    let sizes: Vec<String> = full
        .iter()
        .map(|(row, size)| format!("{row}:{size}"))
        .collect();
    field.with_metadata(HashMap::from([(CUT_KEY.to_owned(), sizes.join(" "))]))
}

/// The first rows, as many as have `bytes` together, one at the least.
fn first_bytes(parts: &[RecordBatch], bytes: usize) -> Vec<RecordBatch> {
    let mut kept = Vec::new();
    let mut left = bytes;
    for part in parts {
        let mut sizes = vec![0; part.num_rows()];
        for column in part.columns() {
            for (sum, size) in sizes.iter_mut().zip(value_sizes(column)) {
                *sum += size;
            }
        }
        let mut rows = 0;
        for size in sizes {
            if size > left && (rows > 0 || !kept.is_empty()) {
                break;
            }
            left = left.saturating_sub(size);
            rows += 1;
        }
        let whole = rows == part.num_rows();
        if rows > 0 {
            kept.push(part.slice(0, rows));
        }
        if !whole {
            break;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{CUT_KEY, PageRequest, encode};
    use datafusion::arrow::array::{AsArray, Int32Array, RecordBatch, StringViewArray};
    use datafusion::arrow::ipc::reader::StreamReader;
    use std::sync::Arc;

    /// Two batches of three rows: a number, and a text of 1 MB in every second row.
    fn parts() -> Vec<RecordBatch> {
        let part = |first: i32| {
            let numbers = Int32Array::from_iter_values(first..first + 3);
            let texts = (first..first + 3).map(|row| match row % 2 {
                0 => "short".to_owned(),
                _ => "x".repeat(1_000_000),
            });
            let texts = StringViewArray::from_iter_values(texts);
            RecordBatch::try_from_iter([
                ("number", Arc::new(numbers) as _),
                ("text", Arc::new(texts) as _),
            ])
            .unwrap()
        };
        vec![part(0), part(3)]
    }

    fn page(request: PageRequest) -> RecordBatch {
        let parts = parts();
        let bytes = encode(&parts[0].schema(), &parts, &request).unwrap();
        StreamReader::try_new(bytes.as_slice(), None)
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
    }

    fn lengths(page: &RecordBatch) -> Vec<usize> {
        let texts = page.column(1).as_string::<i32>();
        texts.iter().map(|text| text.unwrap_or("").len()).collect()
    }

    #[test]
    fn long_values_are_cut_and_their_full_size_is_known() {
        let page = page(PageRequest {
            cell_bytes: Some(100),
            ..PageRequest::default()
        });
        assert_eq!(lengths(&page), [5, 100, 5, 100, 5, 100]);
        let full = page.schema().field(1).metadata().get(CUT_KEY).cloned();
        assert_eq!(full.as_deref(), Some("1:1000000 3:1000000 5:1000000"));
        assert!(page.schema().field(0).metadata().is_empty());
    }

    #[test]
    fn values_are_cut_shorter_where_a_page_would_not_hold_them() {
        let request = |page_bytes| PageRequest {
            cell_bytes: Some(1_000),
            page_bytes: Some(page_bytes),
            ..PageRequest::default()
        };
        assert_eq!(lengths(&page(request(1_600))), [5, 500, 5, 500, 5, 500]);
        let least = page(request(10));
        assert_eq!(lengths(&least), [5, 64, 5, 64, 5, 64]);
        let full = least.schema().field(1).metadata().get(CUT_KEY).cloned();
        assert_eq!(full.as_deref(), Some("1:1000000 3:1000000 5:1000000"));
    }

    #[test]
    fn a_page_of_whole_values_ends_before_it_grows_too_large() {
        let request = |page_bytes| PageRequest {
            page_bytes: Some(page_bytes),
            ..PageRequest::default()
        };
        assert_eq!(lengths(&page(request(10))), [5]);
        assert_eq!(lengths(&page(request(1_500_000))), [5, 1_000_000, 5]);
        assert_eq!(lengths(&page(request(9_000_000))).len(), 6);
    }
}
