//! Columns of CSV files that are read as text whatever their values look like: an option of our own,
//! `text_columns`, a list of their names as a line of CSV.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::csv::reader::Format;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use super::{FileFormat, OpenOptions};
use planarium_error::{Error, ErrorCode, Result};

/// The option's name.
pub(super) const KEY: &str = "text_columns";

/// `schema` with the columns that `options` name as text.
///
/// # Errors
/// `invalid_request` for a column that is not there, and for files that are no CSV.
pub(super) fn apply(
    schema: SchemaRef,
    format: FileFormat,
    options: &OpenOptions,
) -> Result<SchemaRef> {
    let Some(line) = options.options.get(KEY) else {
        return Ok(schema);
    };
    let refused = |why: String| {
        Error::new(ErrorCode::InvalidRequest, why)
            .with_hint("text_columns lists columns of a CSV file, separated by commas.")
    };
    if format != FileFormat::Csv {
        let label = format.label();
        return Err(refused(format!(
            "The columns of a {label} file cannot be read as text."
        )));
    }
    let mut wanted = names(line);
    let fields: Vec<Arc<Field>> = schema
        .fields()
        .iter()
        .map(|field| match wanted.remove(field.name().as_str()) {
            true => Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8)),
            false => Arc::clone(field),
        })
        .collect();
    match wanted.first() {
        Some(missing) => Err(refused(format!("There is no column {missing:?}."))),
        None => Ok(Arc::new(Schema::new_with_metadata(
            fields,
            schema.metadata().clone(),
        ))),
    }
}

/// The values of one line of CSV.
fn names(line: &str) -> BTreeSet<String> {
    let header = Format::default().with_header(true);
    let read = header.infer_schema(line.as_bytes(), Some(0));
    read.map_or_else(
        |_| BTreeSet::from([line.to_owned()]),
        |(schema, _)| {
            schema
                .fields()
                .iter()
                .map(|field| field.name().clone())
                .collect()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_may_hold_commas_and_quotes() {
        let of = |line: &str| names(line).into_iter().collect::<Vec<_>>();
        assert_eq!(of("a,b"), ["a", "b"]);
        assert_eq!(of("\"a, \"\"b\"\"\",c"), ["a, \"b\"", "c"]);
    }
}
