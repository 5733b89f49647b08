//! Errors of the CSV reader with the row and the column by name.
//!
//! The reader counts records from the start of the part that it reads, and columns from 0.

use datafusion::arrow::datatypes::Schema;
use datafusion::arrow::error::ArrowError;
use datafusion::error::DataFusionError;

use planarium_error::Fix;
use planarium_error::reader::{csv_not_utf_8, late_value, uneven};

/// What the reader's numbers count from.
pub struct Place<'a> {
    pub schema: &'a Schema,
    /// Whether the part begins with the header.
    pub header: bool,
    /// Rows of the file before the part.
    pub rows_before: u64,
    /// What the text is likely to be where it is not UTF-8.
    pub encoding: &'static str,
}

impl Place<'_> {
    /// The row in the file, counted from 1, of the record `number` of the part, counted from 1.
    fn row(&self, number: u64) -> u64 {
        (self.rows_before + number).saturating_sub(u64::from(self.header))
    }

    /// What helps against a value of another type than its column has.
    fn helped(&self, error: planarium_error::Error, index: usize) -> planarium_error::Error {
        let error = match self.schema.fields().get(index) {
            Some(field) => error.with_fix(Fix::TextColumn {
                column: field.name().clone(),
            }),
            None => error,
        };
        error.with_fix(Fix::AllRows)
    }

    fn column(&self, index: usize) -> String {
        match self.schema.fields().get(index) {
            Some(field) => format!("column {:?}", field.name()),
            None => format!("column {}", index + 1),
        }
    }
}

/// Whether [`located`] has something to say of `error`.
pub fn is_located(error: &ArrowError) -> bool {
    let text = match error {
        ArrowError::CsvError(text) | ArrowError::ParseError(text) => text,
        _ => return false,
    };
    [LATE, LATE_TIME, UNEVEN, ENCODING]
        .iter()
        .any(|words| text.starts_with(words))
}

/// Whether it says that text is not UTF-8.
pub fn is_of_encoding(error: &ArrowError) -> bool {
    matches!(error, ArrowError::CsvError(text) if text.starts_with(ENCODING))
}

const LATE: &str = "Error while parsing value '";
const LATE_TIME: &str = "Error parsing column ";
const UNEVEN: &str = "incorrect number of fields for line ";
const ENCODING: &str = "Encountered invalid UTF-8 data for line ";

/// `error` in the terms of the file.
pub fn located(error: ArrowError, place: &Place<'_>) -> planarium_error::Error {
    let text = match &error {
        ArrowError::CsvError(text) | ArrowError::ParseError(text) => text,
        _ => return DataFusionError::from(error).into(),
    };
    let found = value(text, place)
        .or_else(|| time(text, place))
        .or_else(|| fields(text, place))
        .or_else(|| encoding(text, place));
    found.unwrap_or_else(|| DataFusionError::from(error).into())
}

/// Longest value that is shown.
const SHOWN: usize = 100;

fn value(text: &str, place: &Place<'_>) -> Option<planarium_error::Error> {
    let (value, rest) = text.strip_prefix(LATE)?.split_once("' as type '")?;
    let (data_type, rest) = rest.split_once("' for column ")?;
    let (column, rest) = rest.split_once(" at line ")?;
    // Counted from 0, the header included.
    let row = place.row(digits(rest)? + 1);
    let shown: String = value.chars().take(SHOWN).collect();
    let dots = if shown.len() < value.len() { "…" } else { "" };
    let index = column.parse().ok()?;
    let column = place.column(index);
    let error = late_value(&format!(
        "the value '{shown}{dots}' in row {row}, {column}, is not of its type {data_type}"
    ));
    Some(place.helped(error, index))
}

fn time(text: &str, place: &Place<'_>) -> Option<planarium_error::Error> {
    let (column, rest) = text.strip_prefix(LATE_TIME)?.split_once(" at line ")?;
    let row = place.row(digits(rest)? + 1);
    let (_, why) = rest.split_once(": ")?;
    let index = column.parse().ok()?;
    let column = place.column(index);
    let why = why.trim_start_matches("Parser error: ");
    let error = late_value(&format!(
        "the value in row {row}, {column}, is not of its type: {why}"
    ));
    Some(place.helped(error, index))
}

fn fields(text: &str, place: &Place<'_>) -> Option<planarium_error::Error> {
    let rest = text.strip_prefix(UNEVEN)?;
    let row = place.row(digits(rest)?);
    let expected = digits(rest.split_once("expected ")?.1)?;
    let (_, got) = rest.split_once(" got ")?;
    let is_short = digits(got).is_some_and(|count| count < expected);
    let got = got.replace("more than", "at least");
    let error = uneven(&format!(
        "row {row} has {got} values where {expected} columns were found"
    ));
    Some(match is_short {
        true => error.with_fix(Fix::FillShortRows),
        false => error,
    })
}

fn encoding(text: &str, place: &Place<'_>) -> Option<planarium_error::Error> {
    let rest = text.strip_prefix(ENCODING)?;
    let row = place.row(digits(rest)?);
    let field = digits(rest.split_once(" and field ")?.1)?;
    let column = place.column(usize::try_from(field.checked_sub(1)?).ok()?);
    Some(csv_not_utf_8(
        &format!("row {row}, {column},"),
        place.encoding,
    ))
}

fn digits(text: &str) -> Option<u64> {
    let end = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}
