//! The `CREATE EXTERNAL TABLE` that reads files as they were opened.

use std::collections::BTreeMap;

use datafusion::arrow::datatypes::{DataType, Schema, TimeUnit};
use datafusion::common::utils::quote_identifier;

use super::column_types::{TEXT, TYPES};
use super::provider::INFER_OPTION;
use super::source::{Kind, Place};
use super::{FileFormat, OpenOptions};

/// The statement that makes the table `name` of the files at `place`, with every column of CSV
/// declared where SQL can name its type.
pub(super) fn of(
    name: &str,
    place: &Place,
    format: FileFormat,
    (found, options): (&BTreeMap<String, String>, &OpenOptions),
    schema: &Schema,
) -> Option<String> {
    let stored_as = match format {
        FileFormat::Parquet => "PARQUET",
        FileFormat::Csv => "CSV",
        FileFormat::Json | FileFormat::Ndjson => "JSON",
        FileFormat::Arrow => "ARROW",
        FileFormat::Excel => return None,
    };
    // Folders may add columns of their names, which a declaration would have to tell apart.
    let columns = match format {
        FileFormat::Csv if place.kind != Kind::Folder => declared(schema),
        _ => None,
    };
    let mut all: BTreeMap<&str, &str> = BTreeMap::new();
    let given = options.options.iter();
    let given = given.map(|(key, value)| (key.strip_prefix("format.").unwrap_or(key), value));
    let found = found.iter().filter(|(key, _)| key.as_str() != "format");
    let found = found.map(|(key, value)| (key.as_str(), value));
    for (key, value) in found.chain(given) {
        all.insert(key, value);
    }
    if columns.is_some() {
        all.retain(|key, _| ![TEXT, TYPES, INFER_OPTION].contains(key));
    }
    all.retain(|key, value| !is_default(key, value));
    let mut sql = format!("CREATE EXTERNAL TABLE {}", quote_identifier(name));
    if let Some(columns) = columns {
        sql.push_str(&format!(" (\n  {}\n)", columns.join(",\n  ")));
    }
    sql.push_str(&format!(
        "\nSTORED AS {stored_as}\nLOCATION {}",
        quoted(&place.to_string())
    ));
    if !all.is_empty() {
        let all = all.iter();
        let all = all.map(|(key, value)| format!("{} {}", quoted(key), quoted(value)));
        let all: Vec<String> = all.collect();
        sql.push_str(&format!("\nOPTIONS ({})", all.join(", ")));
    }
    Some(sql)
}

fn is_default(key: &str, value: &str) -> bool {
    matches!(
        (key, value),
        ("delimiter", ",")
            | ("quote", "\"")
            | ("has_header", "true")
            | ("compression", "uncompressed" | "")
    )
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Each column with its type; `None` where SQL has no name for one of them.
fn declared(schema: &Schema) -> Option<Vec<String>> {
    let fields = schema.fields().iter();
    fields
        .map(|field| {
            let name = quote_identifier(field.name());
            Some(format!("{name} {}", sql_type(field.data_type())?))
        })
        .collect()
}

/// The name that DataFusion's SQL has for a type of text files.
fn sql_type(data_type: &DataType) -> Option<String> {
    let name = match data_type {
        DataType::Boolean => "BOOLEAN",
        DataType::Int8 => "TINYINT",
        DataType::Int16 => "SMALLINT",
        DataType::Int32 => "INT",
        DataType::Int64 => "BIGINT",
        DataType::UInt8 => "TINYINT UNSIGNED",
        DataType::UInt16 => "SMALLINT UNSIGNED",
        DataType::UInt32 => "INT UNSIGNED",
        DataType::UInt64 => "BIGINT UNSIGNED",
        DataType::Float32 => "REAL",
        DataType::Float64 => "DOUBLE",
        DataType::Utf8 | DataType::Utf8View => "VARCHAR",
        DataType::Date32 => "DATE",
        DataType::Time64(TimeUnit::Nanosecond) => "TIME",
        DataType::Timestamp(TimeUnit::Second, None) => "TIMESTAMP(0)",
        DataType::Timestamp(TimeUnit::Millisecond, None) => "TIMESTAMP(3)",
        DataType::Timestamp(TimeUnit::Microsecond, None) => "TIMESTAMP(6)",
        DataType::Timestamp(TimeUnit::Nanosecond, None) => "TIMESTAMP",
        DataType::Decimal128(precision, scale) | DataType::Decimal256(precision, scale) => {
            return Some(format!("DECIMAL({precision}, {scale})"));
        }
        _ => return None,
    };
    Some(name.to_owned())
}
