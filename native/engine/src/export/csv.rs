//! Comma-separated values, and values separated by other characters.

use super::json_values::as_json_text;
use super::options::FormatOptions;
use super::row_text::RowText;
use super::{error, far_times};
use crate::csv_text::CsvText;
use crate::error::Result;
use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::csv::WriterBuilder;
use datafusion::arrow::csv::writer::Terminator;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::sync::Arc;

pub(super) struct CsvRows {
    schema: SchemaRef,
    /// `None` for rows without columns: there is nothing to write then, not even empty lines.
    text: Option<CsvText>,
    has_header: bool,
}

impl CsvRows {
    pub(super) fn new(schema: &SchemaRef, options: &FormatOptions) -> Self {
        let writer = WriterBuilder::new()
            .with_delimiter(options.delimiter)
            .with_quote(options.quote)
            .with_null(options.null_value.clone());
        let writer = match options.crlf {
            true => writer.with_line_terminator(Terminator::CRLF),
            false => writer,
        };
        let text = CsvText::new(&writer).filter(|_| !schema.fields().is_empty());
        Self {
            schema: Arc::clone(schema),
            text,
            has_header: options.has_header,
        }
    }
}

impl RowText for CsvRows {
    fn start(&self, out: &mut Vec<u8>) {
        if let Some(text) = self.text.as_ref().filter(|_| self.has_header) {
            text.header(&self.schema, out);
        }
    }

    fn rows(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()> {
        let Some(text) = &self.text else {
            return Ok(());
        };
        let columns = batch.columns().iter().map(plain);
        let columns: Vec<ArrayRef> = columns.collect::<Result<_>>()?;
        let fields = self.schema.fields().iter().zip(&columns);
        let fields = fields
            .map(|(field, column)| Field::new(field.name(), column.data_type().clone(), true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let batch = RecordBatch::try_new(schema, columns).map_err(error::arrow)?;
        text.rows(&batch, out).map_err(error::arrow)
    }
}

/// A CSV cell holds no structure of its own: lists, structs and maps go in as JSON.
fn plain(array: &ArrayRef) -> Result<ArrayRef> {
    if is_text(array.data_type()) {
        far_times::as_text(array).map_err(error::arrow)
    } else {
        as_json_text(array)
    }
}

fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, value) => is_text(value),
        DataType::RunEndEncoded(_, value) => is_text(value.data_type()),
        other => !other.is_nested(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_data::{encode, people, schema_only};
    use super::super::{EncodeOptions, RowFormat};
    use crate::export::test_data::nested;

    #[test]
    fn quotes_what_needs_it_and_leaves_null_empty() {
        assert_eq!(
            encode(RowFormat::Csv, &people(), &EncodeOptions::default()),
            "id,name,score\n1,Ann,1.5\n2,\"a,\"\"b\"\"\nc\",\n,東京,-2.0\n"
        );
    }

    #[test]
    fn options_of_the_format() {
        let options = |pairs: &[(&str, &str)]| EncodeOptions {
            options: pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            ..EncodeOptions::default()
        };
        let european = options(&[
            ("delimiter", ";"),
            ("null_value", "NA"),
            ("line_ending", "crlf"),
        ]);
        assert_eq!(
            encode(RowFormat::Csv, &people(), &european),
            "id;name;score\r\n1;Ann;1.5\r\n2;\"a,\"\"b\"\"\nc\";NA\r\nNA;東京;-2.0\r\n"
        );
        let bare = options(&[("has_header", "false"), ("quote", "'")]);
        assert_eq!(
            encode(RowFormat::Tsv, &people(), &bare),
            "1\tAnn\t1.5\n2\t'a,\"b\"\nc'\t\n\t東京\t-2.0\n"
        );
    }

    #[test]
    fn no_rows_still_have_a_header() {
        assert_eq!(
            encode(RowFormat::Csv, &schema_only(), &EncodeOptions::default()),
            "id,name,score\n"
        );
    }

    #[test]
    fn nested_values_are_json() {
        assert_eq!(
            encode(RowFormat::Csv, &nested(), &EncodeOptions::default()),
            "list,pair\n\"[1,null]\",\"{\"\"a\"\":\"\"x\"\",\"\"b\"\":9007199254740993}\"\n,\"{\"\"a\"\":null,\"\"b\"\":2}\"\n"
        );
    }

    #[test]
    fn a_terminal_gets_no_control_characters() {
        let options = EncodeOptions {
            terminal: true,
            ..EncodeOptions::default()
        };
        let batch = crate::export::test_data::text("a\u{1b}[2Jb");
        assert_eq!(
            encode(RowFormat::Csv, &batch, &options),
            "t\na\\u001b[2Jb\n"
        );
        assert_eq!(
            encode(RowFormat::Csv, &batch, &EncodeOptions::default()),
            "t\na\u{1b}[2Jb\n"
        );
    }
}
