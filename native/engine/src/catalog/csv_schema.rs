//! The columns of CSV files, found out from their first records.
//!
//! DataFusion cuts what it reads for this at line ends first, and loses track of quotes at the edges
//! of its blocks (<https://github.com/apache/arrow-rs-object-store/issues/650>). Here a file goes
//! through one reader.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::csv::reader::Format;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::error::ArrowError;
use datafusion::common::DataFusionError;
use datafusion::common::config::CsvOptions;
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::execution::memory_pool::MemoryPool;

use super::source::unreadable;
use crate::error::reader::differing;
use crate::error::{Error, ErrorCode, Result};
use crate::guarded_scan::with_files;
use crate::session::{Meter, Metered};

/// Values that decide about types where rows are wide.
const VALUES: usize = 1 << 22;

/// Rows that decide at least.
const FEWEST_ROWS: usize = 100;

/// The columns of all `files`; those that hold nothing in the sample are text.
///
/// `rows` is the most that are looked at, fewer where they are wide unless that is `exact`.
///
/// # Errors
/// `file_unreadable`, `memory_exceeded` for a line that is too long, and those of [`with_files`] with the file's name.
pub(super) fn infer(
    files: &[PathBuf],
    options: &CsvOptions,
    has_header: bool,
    (mut rows, exact): (usize, bool),
    memory: &Arc<dyn MemoryPool>,
) -> Result<Schema> {
    let format = format(options, has_header);
    let mut schemas = Vec::new();
    for file in files {
        let (schema, read) = of_file(file, options, &format, (rows, exact), memory)?;
        schemas.push(schema);
        rows = rows.saturating_sub(read);
        if rows == 0 {
            break;
        }
    }
    merged(schemas).map_err(|error| {
        let names: Vec<String> = files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        with_files(&names, differing(&error.to_string()))
    })
}

/// One schema of all columns, by their names. Arrow's own looks through all columns for each.
fn merged(schemas: Vec<Schema>) -> Result<Schema, ArrowError> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut fields: Vec<Field> = Vec::new();
    for field in schemas.iter().flat_map(|schema| schema.fields().iter()) {
        let known = places
            .get(field.name())
            .and_then(|place| fields.get_mut(*place));
        match known {
            Some(known) => known.try_merge(field)?,
            None => {
                places.insert(field.name().clone(), fields.len());
                fields.push(field.as_ref().clone());
            }
        }
    }
    for field in &mut fields {
        if field.data_type() == &DataType::Null {
            // A later value would be read as NULL.
            field.set_data_type(DataType::Utf8);
        }
    }
    Ok(Schema::new(fields))
}

fn of_file(
    path: &Path,
    options: &CsvOptions,
    format: &Format,
    (rows, exact): (usize, bool),
    memory: &Arc<dyn MemoryPool>,
) -> Result<(Schema, usize)> {
    let name = path.to_string_lossy().into_owned();
    let named = |error: DataFusionError| {
        let error = Error::from(error);
        match error.code {
            ErrorCode::FileUnreadable | ErrorCode::FileMissing => error,
            _ => with_files(&[name.clone()], error),
        }
    };
    let look = |rows: usize| -> Result<(Schema, usize)> {
        let content = content(path, options).map_err(named)?;
        let meter = Meter::new(memory, name.clone());
        let content = Metered::by_line(content, Arc::clone(&meter));
        let found = format.infer_schema(content, Some(rows));
        found.map_err(|error| meter.refusal().unwrap_or_else(|| named(error.into())))
    };
    if exact {
        return look(rows);
    }
    let columns = look(0)?.0.fields().len();
    look(rows.min(FEWEST_ROWS.max(VALUES / columns.max(1))))
}

fn content(path: &Path, options: &CsvOptions) -> Result<Box<dyn Read + Send>, DataFusionError> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    FileCompressionType::from(options.compression).convert_read(BufReader::new(file))
}

fn format(options: &CsvOptions, has_header: bool) -> Format {
    let mut format = Format::default()
        .with_header(has_header)
        .with_delimiter(options.delimiter)
        .with_quote(options.quote)
        .with_truncated_rows(options.truncated_rows.unwrap_or(false));
    if let Some(escape) = options.escape {
        format = format.with_escape(escape);
    }
    if let Some(comment) = options.comment {
        format = format.with_comment(comment);
    }
    if let Some(terminator) = options.terminator {
        format = format.with_terminator(terminator);
    }
    format
}
