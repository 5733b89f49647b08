//! Batches of few rows for tables with many columns.
//!
//! Readers and operators allocate a whole batch of each column before they see a row: 16,384
//! rows of 100,000 columns are 13 GB of offsets alone.

use datafusion::arrow::datatypes::{DataType, Field, Schema};

/// Rows of a batch by default: measured on TPC-H, faster than DataFusion's 8,192.
pub const BATCH_ROWS: usize = 16_384;

/// Values in a batch: up to 64 columns it has the default 16,384 rows.
const VALUES: usize = 1 << 20;

/// With fewer, the arrays themselves take more memory than their values.
const FEWEST_ROWS: usize = 16;

/// Rows of a batch of `columns` columns, at most `batch_size`.
pub fn batch_rows(columns: usize, batch_size: usize) -> usize {
    batch_size.min(FEWEST_ROWS.max(VALUES / columns.max(1)))
}

/// The columns of a schema, those inside structs counted one by one.
pub fn columns_of(schema: &Schema) -> usize {
    let mut pending: Vec<&Field> = schema.fields().iter().map(AsRef::as_ref).collect();
    let mut columns = 0;
    while let Some(field) = pending.pop() {
        match field.data_type() {
            DataType::Struct(fields) => pending.extend(fields.iter().map(AsRef::as_ref)),
            DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
                pending.push(item);
            }
            _ => columns += 1,
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn wide_rows_have_short_batches() {
        assert_eq!(batch_rows(0, 8192), 8192);
        assert_eq!(batch_rows(64, 16_384), 16_384);
        assert_eq!(batch_rows(1_000, 16_384), 1_048);
        assert_eq!(batch_rows(100_000, 16_384), 16);
        assert_eq!(batch_rows(100_000, 4), 4);
    }

    #[test]
    fn columns_inside_structs_count() {
        let inner = |count: usize| {
            let fields: Vec<Field> = (0..count)
                .map(|number| Field::new(format!("f{number}"), DataType::Int64, true))
                .collect();
            DataType::Struct(fields.into())
        };
        let list = DataType::List(Arc::new(Field::new("item", inner(5), true)));
        let schema = Schema::new(vec![
            Field::new("a", DataType::Utf8, true),
            Field::new("b", inner(3), true),
            Field::new("c", list, true),
        ]);
        assert_eq!(columns_of(&schema), 9);
    }
}
