//! Files in which two columns have one name.
//!
//! DataFusion takes the two for one column. <https://github.com/apache/datafusion/issues/24381>

use std::collections::HashSet;

use datafusion::arrow::datatypes::Schema;
use datafusion::parquet::file::metadata::ParquetMetaData;
use planarium_error::reader::CANNOT_BE_READ;
use planarium_error::{Error, ErrorCode};

/// The name that two columns of a Parquet file have.
pub fn in_parquet(metadata: &ParquetMetaData) -> Option<String> {
    let fields = metadata.file_metadata().schema().get_fields();
    first_duplicate(fields.iter().map(|field| field.name()))
}

/// The name that two fields of a schema have.
pub fn in_schema(schema: &Schema) -> Option<String> {
    first_duplicate(schema.fields().iter().map(|field| field.name().as_str()))
}

/// The first name that comes a second time.
fn first_duplicate<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut seen = HashSet::new();
    let mut names = names;
    names.find(|name| !seen.insert(*name)).map(str::to_owned)
}

/// `file_mismatch` of a scan, whose files are named elsewhere.
pub fn in_scan(name: &str) -> Error {
    error(format!(
        "{CANNOT_BE_READ}it has two columns called {name:?}."
    ))
}

/// `file_mismatch` with `message`.
pub fn error(message: String) -> Error {
    Error::new(ErrorCode::FileMismatch, message)
        .with_hint("Write the file again with a name of its own for every column.")
}
