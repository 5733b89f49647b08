//! Comma-separated values.

use super::json_values::as_json_text;
use super::{RowEncoder, Sink, error, far_times};
use crate::csv_text::CsvText;
use crate::error::Result;
use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::csv::WriterBuilder;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::sync::Arc;

pub(super) struct CsvEncoder {
    schema: SchemaRef,
    /// `None` for rows without columns: there is nothing to write then, not even empty lines.
    text: Option<CsvText>,
    sink: Sink,
    started: bool,
}

impl CsvEncoder {
    pub(super) fn new(schema: &SchemaRef, sink: Sink) -> Self {
        let fields: Vec<Field> = schema
            .fields()
            .iter()
            .map(|field| match is_text(field.data_type()) {
                true => field.as_ref().clone(),
                false => Field::new(field.name(), DataType::Utf8, true),
            })
            .collect();
        let text = CsvText::new(&WriterBuilder::new()).filter(|_| !fields.is_empty());
        Self {
            schema: Arc::new(Schema::new(fields)),
            text,
            sink,
            started: false,
        }
    }

    fn put(&mut self, batch: &RecordBatch) -> Result<()> {
        let Some(text) = &self.text else {
            return Ok(());
        };
        let mut bytes = Vec::new();
        if !self.started {
            self.started = true;
            text.header(&self.schema, &mut bytes);
        }
        text.rows(batch, &mut bytes).map_err(error::arrow)?;
        self.sink.bytes(bytes);
        Ok(())
    }
}

impl RowEncoder for CsvEncoder {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        if self.text.is_none() {
            return Ok(());
        }
        let columns = batch.columns().iter().map(plain);
        let columns: Vec<ArrayRef> = columns.collect::<Result<_>>()?;
        let fields = self.schema.fields().iter().zip(&columns);
        let fields = fields
            .map(|(field, column)| Field::clone(field).with_data_type(column.data_type().clone()));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let batch = RecordBatch::try_new(schema, columns).map_err(error::arrow)?;
        self.put(&batch)
    }

    fn finish(&mut self) -> Result<()> {
        match self.started {
            true => Ok(()),
            // A result without rows has a header all the same.
            false => self.put(&RecordBatch::new_empty(self.schema.clone())),
        }
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
