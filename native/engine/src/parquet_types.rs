//! What Parquet cannot hold.

use crate::error::{Error, ErrorCode, Result};
use datafusion::arrow::datatypes::{DataType, Field, Fields};

/// Refuses a column of structs without fields, as JSON's `{}` gives them: Parquet has none.
///
/// # Errors
/// `unsupported_statement` with the column's name.
pub(crate) fn refuse_unwritable(columns: &Fields) -> Result<()> {
    let Some(path) = columns.iter().find_map(|field| empty_struct(field)) else {
        return Ok(());
    };
    Err(Error::new(
        ErrorCode::UnsupportedStatement,
        format!("Parquet cannot hold the column {path}: it has objects without keys."),
    )
    .with_hint("Leave it out with SELECT * EXCLUDE (...), or write Arrow or JSON instead."))
}

/// The path to the first struct without fields in `field`.
fn empty_struct(field: &Field) -> Option<String> {
    let inner = match field.data_type() {
        DataType::Struct(fields) if fields.is_empty() => return Some(field.name().clone()),
        DataType::Struct(fields) => fields.iter().find_map(|field| empty_struct(field)),
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _)
        | DataType::Map(item, _) => return empty_struct(item).map(|_| field.name().clone()),
        _ => None,
    };
    inner.map(|inner| format!("{}.{inner}", field.name()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn the_column_is_named() {
        let empty = || DataType::Struct(Fields::empty());
        let inside = |data_type| {
            let field = Field::new("inner", data_type, true);
            DataType::Struct(vec![field].into())
        };
        let list = |data_type| DataType::List(Arc::new(Field::new_list_field(data_type, true)));
        let refused = |data_type| {
            let fields = vec![
                Field::new("a", DataType::Int64, true),
                Field::new("meta", data_type, true),
            ];
            refuse_unwritable(&fields.into())
                .err()
                .map(|error| error.message)
        };
        assert_eq!(refused(inside(list(DataType::Utf8))), None);
        for (data_type, name) in [
            (empty(), "column meta:"),
            (inside(empty()), "column meta.inner:"),
            (list(inside(empty())), "column meta:"),
        ] {
            let message = refused(data_type).unwrap();
            assert!(message.contains(name), "{message}");
        }
    }
}
