//! Values as one line of text for people.

use super::{error, escape, far_times};
use crate::error::Result;
use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use std::fmt::Write;

/// How NULL shows in `table` and `markdown`.
pub(super) const NULL: &str = "NULL";

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
