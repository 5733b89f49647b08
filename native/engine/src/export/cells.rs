//! Values as one line of text for people.

use super::{error, escape, far_times};
use crate::error::Result;
use datafusion::arrow::array::{Array, ArrayRef, RecordBatch, StringArray};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use std::fmt::Write;
use std::sync::Arc;

/// How NULL shows in `table` and `markdown`.
pub(super) const NULL: &str = "NULL";

/// The values of an array that is not nested as text, NULL staying NULL.
pub(super) fn as_text(array: &ArrayRef) -> Result<ArrayRef> {
    let array = far_times::as_text(array).map_err(error::arrow)?;
    let options = FormatOptions::new();
    let values = ArrayFormatter::try_new(array.as_ref(), &options).map_err(error::arrow)?;
    let nulls = array.logical_nulls();
    let texts =
        (0..array.len()).map(
            |row| match nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
                true => Ok(None),
                false => values.value(row).try_to_string().map(Some),
            },
        );
    let texts: StringArray = texts
        .collect::<std::result::Result<_, _>>()
        .map_err(error::arrow)?;
    Ok(Arc::new(texts))
}

/// Formats rows of one batch.
pub(super) struct Cells<'a> {
    columns: Vec<(&'a ArrayRef, ArrayFormatter<'a>)>,
    buffer: String,
}

impl<'a> Cells<'a> {
    pub(super) fn new(batch: &'a RecordBatch) -> Result<Self> {
        const OPTIONS: FormatOptions<'static> = FormatOptions::new()
            .with_display_error(true)
            .with_null(NULL);
        let columns = batch
            .columns()
            .iter()
            .map(|array| Ok((array, ArrayFormatter::try_new(array.as_ref(), &OPTIONS)?)))
            .collect::<std::result::Result<_, _>>()
            .map_err(error::arrow)?;
        Ok(Self {
            columns,
            buffer: String::new(),
        })
    }

    /// The cells of row `row`, left to right, with nothing in them that acts on a terminal.
    pub(super) fn row(&mut self, row: usize) -> Vec<String> {
        self.columns
            .iter()
            .map(|(array, column)| {
                self.buffer.clear();
                // Writing to a String cannot fail, and values that cannot be shown say so in their text.
                let _ = match far_times::text(array.as_ref(), row) {
                    Some(text) => self.buffer.write_str(&text),
                    None => write!(self.buffer, "{}", column.value(row)),
                };
                escape::line(&self.buffer).into_owned()
            })
            .collect()
    }
}
