//! CSV output: empty text as a pair of quotes, NULL as nothing.
//!
//! Arrow's writer writes an empty cell for both. Otherwise the text equals that writer's, according to
//! RFC 4180.

mod cells;

use cells::{Cell, Cells};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::csv::writer::{QuoteStyle, Terminator, WriterBuilder};
use datafusion::arrow::datatypes::Schema;
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};

/// Signs that numbers, dates, times and booleans consist of.
const OF_VALUES: &[u8] = b"0123456789+-.:TaefilnrstuEINZ";

/// Writes cells the way a [`WriterBuilder`] is set.
#[derive(Debug, Clone)]
pub struct CsvText {
    options: WriterBuilder,
    /// Of each byte, whether a cell that has it needs quotes.
    special: Box<[bool; 256]>,
    /// Dates and timestamps have no format of their own.
    own_times: bool,
    /// Cells that are no text may look like a delimiter or like NULL.
    ambiguous: bool,
}

impl CsvText {
    /// `None` for options that define quoting themselves, or change text.
    pub fn new(options: &WriterBuilder) -> Option<Self> {
        let fits = matches!(options.quote_style(), QuoteStyle::Necessary)
            && !options.ignore_leading_whitespace()
            && !options.ignore_trailing_whitespace();
        fits.then(|| {
            let special = special(options);
            let of_values = |byte: u8| OF_VALUES.contains(&byte);
            let null = options.null();
            Self {
                options: options.clone(),
                own_times: options.date_format().is_none() && options.timestamp_format().is_none(),
                ambiguous: OF_VALUES
                    .iter()
                    .any(|byte| special.get(usize::from(*byte)) == Some(&true))
                    || !null.is_empty() && null.bytes().all(of_values),
                special,
            }
        })
    }

    /// Appends the line of column names.
    pub fn header(&self, schema: &Schema, out: &mut Vec<u8>) {
        let mut fields = schema.fields().iter().peekable();
        while let Some(field) = fields.next() {
            self.text(field.name(), out);
            self.end(fields.peek().is_none(), out);
        }
    }

    /// Appends a line for each row of `batch`, which has at least one column.
    ///
    /// # Errors
    /// For nested columns, and for values that have no text.
    pub fn rows(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), ArrowError> {
        let options = self.formats();
        let columns = batch
            .columns()
            .iter()
            .map(|column| match column.data_type().is_nested() {
                true => Err(ArrowError::CsvError(format!(
                    "Nested type {} is not supported in CSV",
                    column.data_type()
                ))),
                false => Ok((
                    column.logical_nulls(),
                    match self.ambiguous {
                        true => Cells::Other,
                        false => Cells::new(column.as_ref(), self.own_times),
                    },
                    ArrayFormatter::try_new(column.as_ref(), &options)?,
                )),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let (last, mut text) = (columns.len().saturating_sub(1), String::new());
        for row in 0..batch.num_rows() {
            for (place, (nulls, cells, values)) in columns.iter().enumerate() {
                if nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
                    self.null(last == 0, out);
                } else {
                    match cells.write(row, out) {
                        Cell::Text(text) => self.text(text, out),
                        Cell::Written => {}
                        Cell::Other => {
                            text.clear();
                            values.value(row).write(&mut text).map_err(|error| {
                                ArrowError::CsvError(format!(
                                    "Error processing row {}, col {}: {error}",
                                    row + 1,
                                    place + 1
                                ))
                            })?;
                            self.text(&text, out);
                        }
                    }
                }
                self.end(place == last, out);
            }
        }
        Ok(())
    }

    fn formats(&self) -> FormatOptions<'_> {
        FormatOptions::default()
            .with_date_format(self.options.date_format())
            .with_datetime_format(self.options.datetime_format())
            .with_timestamp_format(self.options.timestamp_format())
            .with_timestamp_tz_format(self.options.timestamp_tz_format())
            .with_time_format(self.options.time_format())
    }

    /// `alone`: the only column; a blank line would not be read as a row.
    fn null(&self, alone: bool, out: &mut Vec<u8>) {
        match self.options.null() {
            "" if alone => out.extend([self.options.quote(); 2]),
            null if self.needs_quotes(null) => self.quoted(null, out),
            null => out.extend_from_slice(null.as_bytes()),
        }
    }

    fn text(&self, text: &str, out: &mut Vec<u8>) {
        match text.is_empty() || text == self.options.null() || self.needs_quotes(text) {
            true => self.quoted(text, out),
            false => out.extend_from_slice(text.as_bytes()),
        }
    }

    fn needs_quotes(&self, text: &str) -> bool {
        let special = |byte: u8| self.special.get(usize::from(byte)) == Some(&true);
        text.bytes().any(special)
    }

    fn quoted(&self, text: &str, out: &mut Vec<u8>) {
        let (options, quote) = (&self.options, self.options.quote());
        out.push(quote);
        for byte in text.bytes() {
            match options.double_quote() {
                true if byte == quote => out.push(quote),
                false if byte == quote || byte == options.escape() => out.push(options.escape()),
                _ => {}
            }
            out.push(byte);
        }
        out.push(quote);
    }

    fn end(&self, of_line: bool, out: &mut Vec<u8>) {
        match (of_line, self.options.line_terminator()) {
            (false, _) => out.push(self.options.delimiter()),
            (true, Terminator::Any(sign)) => out.push(*sign),
            (true, Terminator::CRLF) => out.extend_from_slice(b"\r\n"),
        }
    }
}

fn special(options: &WriterBuilder) -> Box<[bool; 256]> {
    let ends_line = match options.line_terminator() {
        Terminator::Any(sign) => *sign,
        Terminator::CRLF => b'\n',
    };
    let mut signs = vec![
        b'\r',
        b'\n',
        options.delimiter(),
        options.quote(),
        ends_line,
    ];
    signs.extend((!options.double_quote()).then(|| options.escape()));
    let mut special = Box::new([false; 256]);
    for sign in signs {
        if let Some(place) = special.get_mut(usize::from(sign)) {
            *place = true;
        }
    }
    special
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};
    use std::sync::Arc;

    fn written(options: WriterBuilder, columns: Vec<(&str, ArrayRef)>) -> String {
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let (text, mut out) = (CsvText::new(&options).unwrap(), Vec::new());
        text.header(&batch.schema(), &mut out);
        text.rows(&batch, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn texts() -> ArrayRef {
        Arc::new(StringArray::from(vec![Some(""), None, Some("a,\"b\"")]))
    }

    /// As DuckDB writes it.
    #[test]
    fn empty_text_differs_from_null() {
        let ids: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), Some(2), None]));
        assert_eq!(
            written(WriterBuilder::new(), vec![("i", ids), ("s", texts())]),
            "i,s\n1,\"\"\n2,\n,\"a,\"\"b\"\"\"\n"
        );
    }

    #[test]
    fn options_are_kept() {
        let options = WriterBuilder::new()
            .with_delimiter(b';')
            .with_quote(b'\'')
            .with_double_quote(false)
            .with_null("NA".to_owned())
            .with_line_terminator(Terminator::CRLF);
        let words: ArrayRef = Arc::new(StringArray::from(vec![Some("NA"), None, Some("it's;\\")]));
        assert_eq!(
            written(options, vec![("s", words)]),
            "s\r\n'NA'\r\nNA\r\n'it\\'s;\\\\'\r\n"
        );
    }

    #[test]
    fn numbers_that_hold_the_delimiter_or_look_like_null_are_quoted() {
        let options = WriterBuilder::new()
            .with_delimiter(b'.')
            .with_null("0".to_owned());
        let columns: [(&str, ArrayRef); 2] = [
            ("n", Arc::new(Int64Array::from(vec![Some(0), None]))),
            ("x", Arc::new(Float64Array::from(vec![1.5, 2.0]))),
        ];
        assert_eq!(
            written(options, columns.into()),
            "n.x\n\"0\".\"1.5\"\n0.\"2.0\"\n"
        );
    }

    #[test]
    fn a_row_of_one_null_is_not_a_blank_line() {
        assert_eq!(
            written(WriterBuilder::new(), vec![("s", texts())]),
            "s\n\"\"\n\"\"\n\"a,\"\"b\"\"\"\n"
        );
    }
}
