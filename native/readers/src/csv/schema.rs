//! The columns of CSV files, found out from their first records.
//!
//! DataFusion cuts what it reads for this at line ends first, and loses track of quotes at the edges
//! of its blocks (<https://github.com/apache/arrow-rs-object-store/issues/650>). Here a file goes
//! through one reader.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::AsArray;
use datafusion::arrow::csv::ReaderBuilder;
use datafusion::arrow::csv::reader::Format;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::DataFusionError;
use datafusion::common::config::CsvOptions;
use datafusion::execution::memory_pool::MemoryPool;

use super::header;
use super::noted::Noted;
use crate::decode::Stored;
use crate::guarded_scan::with_files;
use crate::scan_input::{Meter, Metered};
use crate::{compression, encoding};
use planarium_error::control;
use planarium_error::file::unreadable;
use planarium_error::listed;
use planarium_error::reader::{csv_not_utf_8, in_sql};
use planarium_error::{Error, ErrorCode, Fix, Result};

/// Values that decide about types where rows are wide.
const VALUES: usize = 1 << 22;

/// Rows that decide at least, of each file whose header is another one than those before.
const FEWEST_ROWS: usize = 100;

/// Names that an error lists.
const LISTED: usize = 10;

/// The columns of all `files`; those that hold nothing in the sample are text.
///
/// With a header they are those of all headers, by their names, and without one each file has the
/// same number. `rows` is the most that are looked at, fewer where they are wide unless that is
/// `exact`; the header of every file is looked at.
///
/// # Errors
/// `file_unreadable`, `memory_exceeded` for a line that is too long, `file_mismatch` for a name that
/// stands twice in a header, for files that have no column in common and for another compression;
/// those of [`with_files`] with the file's name.
pub fn infer(
    files: &[PathBuf],
    (options, noted): (&CsvOptions, Noted<'_>),
    has_header: bool,
    (mut rows, exact): (usize, bool),
    memory: &Arc<dyn MemoryPool>,
) -> Result<Schema> {
    let mut format = format(options, has_header);
    let nulls = noted.nulls()?;
    if let Some(nulls) = &nulls {
        format = format.with_null_regex(nulls.clone());
    }
    let look = Look {
        stored: Stored {
            compression: options.compression.into(),
            encoding: noted.encoding,
        },
        format,
        memory,
    };
    let mut found = Found::default();
    for file in files {
        control::check()?;
        let head = look.rows(file, 0)?.0;
        if head.fields().is_empty() {
            continue;
        }
        let names = match has_header {
            true => distinct(file, header::named(&head))?,
            false => header::named(&head),
        };
        let known = found.knows(&names);
        if !known && !options.truncated_rows.unwrap_or(false) {
            found.refuse_others(file, &names, has_header)?;
        }
        let most = match (known, exact) {
            (_, true) => rows,
            (true, false) => rows.min(wide(&names)),
            (false, false) => rows.max(FEWEST_ROWS).min(wide(&names)),
        };
        if known && most == 0 {
            continue;
        }
        let (schema, read) = look.rows(file, most)?;
        found.add(file, names, &schema);
        rows = rows.saturating_sub(read);
    }
    Ok(found.schema())
}

fn wide(names: &[String]) -> usize {
    FEWEST_ROWS.max(VALUES / names.len().max(1))
}

/// Refuses a header that has a name twice: DataFusion makes one column of them, and of every line
/// that is longer an error or other values.
fn distinct(file: &Path, names: Vec<String>) -> Result<Vec<String>> {
    let mut seen = HashSet::with_capacity(names.len());
    match names.iter().find(|name| !seen.insert(name.as_str())) {
        None => Ok(names),
        Some(name) => Err(Error::new(
            ErrorCode::FileMismatch,
            format!("{} has two columns called {name:?}.", file.display()),
        )
        .with_hint(format!(
            "Give every column a name of its own in the first line, or read that line as a row: {}",
            in_sql("CSV", "has_header", "false")
        ))
        .with_fix(Fix::NoHeader)),
    }
}

/// What was found in the files so far.
#[derive(Default)]
struct Found {
    /// The first file with its header.
    first: Option<(PathBuf, Vec<String>)>,
    headers: HashSet<Vec<String>>,
    places: HashMap<String, usize>,
    fields: Vec<(String, DataType)>,
}

impl Found {
    fn knows(&self, names: &[String]) -> bool {
        self.headers.contains(names)
    }

    /// # Errors
    /// `file_mismatch` for a file that cannot be read as one table with the first one.
    fn refuse_others(&self, file: &Path, names: &[String], has_header: bool) -> Result<()> {
        let Some((first, columns)) = &self.first else {
            return Ok(());
        };
        let both = format!("{} and {}", first.display(), file.display());
        let pattern = "Open files of one kind by a pattern such as sales-*.csv.";
        let (why, hint) = match has_header {
            true if names.iter().any(|name| self.places.contains_key(name)) => return Ok(()),
            true => (
                format!(
                    "their first lines have no column in common: {}, and {}",
                    listed(columns, LISTED),
                    listed(names, LISTED)
                ),
                format!(
                    "{pattern} Files without a header are opened by: {}",
                    in_sql("CSV", "has_header", "false")
                ),
            ),
            false if names.len() == columns.len() => return Ok(()),
            false => (
                format!(
                    "without a header their columns go by place, and they have {} and {} columns",
                    columns.len(),
                    names.len()
                ),
                format!(
                    "{pattern} Short rows are filled with NULL by: {}",
                    in_sql("CSV", "truncated_rows", "true")
                ),
            ),
        };
        Err(Error::new(
            ErrorCode::FileMismatch,
            format!("{both} cannot be read as one table: {why}."),
        )
        .with_hint(hint))
    }

    fn add(&mut self, file: &Path, names: Vec<String>, schema: &Schema) {
        for (name, field) in names.iter().zip(schema.fields()) {
            let place = self.places.get(name).copied();
            match place.and_then(|place| self.fields.get_mut(place)) {
                Some((_, known)) => *known = common(known, field.data_type()),
                None => {
                    self.places.insert(name.clone(), self.fields.len());
                    self.fields.push((name.clone(), field.data_type().clone()));
                }
            }
        }
        self.first
            .get_or_insert_with(|| (file.to_owned(), names.clone()));
        self.headers.insert(names);
    }

    fn schema(self) -> Schema {
        let fields = self.fields.into_iter().map(|(name, found)| {
            let data_type = match found {
                // A later value would be read as NULL.
                DataType::Null => DataType::Utf8,
                found => found,
            };
            Field::new(name, data_type, true)
        });
        Schema::new(fields.collect::<Vec<_>>())
    }
}

/// The type that holds the values of both, as Arrow finds it for values of one file.
fn common(one: &DataType, other: &DataType) -> DataType {
    use DataType::{Date32, Float64, Int64, Null, Timestamp, Utf8};
    match (one, other) {
        (one, other) if one == other => one.clone(),
        (Null, known) | (known, Null) => known.clone(),
        (Int64, Float64) | (Float64, Int64) => Float64,
        (Date32, Timestamp(unit, zone)) | (Timestamp(unit, zone), Date32) => {
            Timestamp(*unit, zone.clone())
        }
        (Timestamp(one, None), Timestamp(other, None)) => Timestamp(*one.max(other), None),
        _ => Utf8,
    }
}

struct Look<'a> {
    stored: Stored,
    format: Format,
    memory: &'a Arc<dyn MemoryPool>,
}

impl Look<'_> {
    /// `schema` with text for the integers of which one of the first `rows` has zeros in front, such
    /// as postal codes.
    fn keeping_zeros(&self, path: &Path, schema: Schema, rows: usize) -> Schema {
        let columns = schema.fields().iter().enumerate();
        let integers = columns.filter(|(_, field)| *field.data_type() == DataType::Int64);
        let integers: Vec<usize> = integers.map(|(column, _)| column).collect();
        if integers.is_empty() {
            return schema;
        }
        let text = |field: &Field| field.clone().with_data_type(DataType::Utf8);
        let texts: Vec<Field> = schema.fields().iter().map(|field| text(field)).collect();
        let reader = ReaderBuilder::new(Arc::new(Schema::new(texts)))
            .with_format(self.format.clone())
            .with_projection(integers.clone())
            .with_bounds(0, rows);
        // What cannot be read is an error where the rows are.
        let Some(batches) = content(path, self.stored)
            .ok()
            .and_then(|content| reader.build_buffered(BufReader::new(content)).ok())
        else {
            return schema;
        };
        let mut zeros = vec![false; integers.len()];
        for batch in batches.map_while(std::result::Result::ok) {
            for (column, zeros) in batch.columns().iter().zip(&mut zeros) {
                let values = column.as_string::<i32>().iter().flatten();
                *zeros = *zeros || values.into_iter().any(leads_with_zero);
            }
        }
        let mut fields: Vec<Field> = schema
            .fields()
            .iter()
            .map(|field| field.as_ref().clone())
            .collect();
        for (column, _) in integers.iter().zip(zeros).filter(|(_, zeros)| *zeros) {
            if let Some(field) = fields.get_mut(*column) {
                *field = text(field);
            }
        }
        Schema::new(fields)
    }

    /// The columns of a file by its first `rows`, and how many there were.
    fn rows(&self, path: &Path, rows: usize) -> Result<(Schema, usize)> {
        let name = path.to_string_lossy().into_owned();
        let named = |error: DataFusionError| {
            let error = Error::from(error);
            match error.code {
                ErrorCode::FileUnreadable | ErrorCode::FileMissing => error,
                _ => with_files(std::slice::from_ref(&name), error),
            }
        };
        let content = content(path, self.stored).map_err(named)?;
        let meter = Meter::new(self.memory, name.clone());
        let content = Metered::by_line(content, Arc::clone(&meter));
        let found = self.format.infer_schema(content, Some(rows));
        let found = found.map(|(schema, rows)| (self.keeping_zeros(path, schema, rows), rows));
        found.map_err(|error| {
            if let Some(refusal) = meter.refusal() {
                return refusal;
            }
            let error = named(error.into());
            match error.code {
                ErrorCode::FileUnsupported if self.stored.encoding.is_none() => {
                    let found = encoding::of_file(path, self.stored.compression);
                    let found = found.map(|found| csv_not_utf_8("it", found));
                    found.map_or(error, |found| {
                        with_files(std::slice::from_ref(&name), found)
                    })
                }
                _ => error,
            }
        })
    }
}

/// Whether an integer would lose the first digits of `value`.
fn leads_with_zero(value: &str) -> bool {
    let digits = value.trim_start_matches(['-', '+']).as_bytes();
    matches!(digits, [b'0', next, ..] if next.is_ascii_digit())
}

fn content(path: &Path, stored: Stored) -> Result<Box<dyn Read + Send>, DataFusionError> {
    let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
    compression::refuse_other((path, &mut file), stored.compression, "CSV")?;
    stored.text(BufReader::new(file))
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
