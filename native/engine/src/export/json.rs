//! JSON: one object per row, column names as keys, in the order of the columns.
//!
//! | value | JSON |
//! |---|---|
//! | NULL | `null`; the key is always there |
//! | integer | number with all its digits |
//! | float | number; `"NaN"`, `"Infinity"`, `"-Infinity"` |
//! | decimal | string |
//! | date, time, timestamp, duration | string, ISO 8601 |
//! | binary | string, base64 |
//! | list | array |
//! | struct, map with text keys | object |
//! | map with other keys | array of `{"key": …, "value": …}` |
//! | interval, union | string, as Arrow shows it |

use super::json_values::Values;
use super::{RowEncoder, Sink, error, flat};
use crate::error::Result;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, Fields, SchemaRef};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::json::writer::{JsonFormat, Writer, WriterBuilder};
use std::collections::HashSet;
use std::io::Write;
use std::sync::Arc;

/// One object per line.
#[derive(Debug, Default)]
pub(super) struct Lines;

impl JsonFormat for Lines {
    fn end_row<W: Write>(&self, writer: &mut W) -> Result<(), ArrowError> {
        Ok(writer.write_all(b"\n")?)
    }
}

/// One array, each object on a line of its own.
#[derive(Debug, Default)]
pub(super) struct Array;

impl JsonFormat for Array {
    fn start_stream<W: Write>(&self, writer: &mut W) -> Result<(), ArrowError> {
        Ok(writer.write_all(b"[")?)
    }

    fn start_row<W: Write>(&self, writer: &mut W, is_first_row: bool) -> Result<(), ArrowError> {
        if !is_first_row {
            writer.write_all(b",\n")?;
        }
        Ok(())
    }

    fn end_stream<W: Write>(&self, writer: &mut W) -> Result<(), ArrowError> {
        Ok(writer.write_all(b"]\n")?)
    }
}

pub(super) struct JsonEncoder<F: JsonFormat> {
    schema: SchemaRef,
    writer: Writer<Sink, F>,
}

impl<F: JsonFormat> JsonEncoder<F> {
    /// Errors: `unsupported_statement` when two fields of one struct share a name.
    pub(super) fn new(schema: &SchemaRef, sink: Sink) -> Result<Self> {
        distinct_names(schema.fields())?;
        let options = WriterBuilder::new()
            .with_explicit_nulls(true)
            .with_encoder_factory(Arc::new(Values));
        Ok(Self {
            schema: flat::schema(schema),
            writer: options.build(sink),
        })
    }
}

impl<F: JsonFormat + Send> RowEncoder for JsonEncoder<F> {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        if batch.num_columns() == 0 {
            return Ok(());
        }
        let batch = flat::batch(batch, &self.schema)?;
        self.writer.write(&batch).map_err(error::arrow)
    }

    fn finish(&mut self) -> Result<()> {
        self.writer.finish().map_err(error::arrow)
    }
}

fn distinct_names(fields: &Fields) -> Result<()> {
    let mut seen = HashSet::new();
    for field in fields {
        if !seen.insert(field.name()) {
            return Err(error::unfit(
                format!(
                    "Two fields of a struct are named \"{}\", which JSON cannot tell apart.",
                    field.name()
                ),
                "Give one of them another name with named_struct.",
            ));
        }
        if let DataType::Struct(fields) = field.data_type() {
            distinct_names(fields)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::test_data::{encode, exact, nested, people, schema_only, twice};
    use super::super::{EncodeOptions, RowFormat, Sink, encoder};
    use crate::error::ErrorCode;
    use datafusion::arrow::datatypes::{DataType, Field, Schema};
    use std::sync::Arc;

    fn json(format: RowFormat, batch: &super::RecordBatch) -> String {
        encode(format, batch, &EncodeOptions::default())
    }

    #[test]
    fn rows_keep_order_names_and_nulls() {
        let rows = [
            r#"{"id":1,"name":"Ann","score":1.5}"#,
            r#"{"id":2,"name":"a,\"b\"\nc","score":null}"#,
            r#"{"id":null,"name":"東京","score":-2.0}"#,
        ];
        assert_eq!(
            json(RowFormat::Ndjson, &people()),
            format!("{}\n", rows.join("\n"))
        );
        assert_eq!(
            json(RowFormat::Json, &people()),
            format!("[{}]\n", rows.join(",\n"))
        );
    }

    #[test]
    fn no_rows_are_an_empty_array_or_nothing() {
        assert_eq!(json(RowFormat::Json, &schema_only()), "[]\n");
        assert_eq!(json(RowFormat::Ndjson, &schema_only()), "");
    }

    #[test]
    fn nothing_passes_through_a_double() {
        assert_eq!(
            json(RowFormat::Ndjson, &exact()),
            concat!(
                r#"{"big":18446744073709551615,"money":"-0.10","when":"2024-02-29T23:59:59.123456789","#,
                r#""zoned":"2024-02-29T23:59:59Z","day":"2024-02-29","raw":"AP8Q","float":"NaN","half":"-Infinity","#,
                r#""word":"x","map":[{"key":7,"value":"v"}]}"#,
                "\n"
            )
        );
    }

    #[test]
    fn nested_values_are_arrays_and_objects() {
        assert_eq!(
            json(RowFormat::Ndjson, &nested()),
            "{\"list\":[1,null],\"pair\":{\"a\":\"x\",\"b\":9007199254740993}}\n{\"list\":null,\"pair\":{\"a\":null,\"b\":2}}\n"
        );
    }

    #[test]
    fn two_fields_of_one_name_are_refused() {
        let twice = twice().schema().fields().clone();
        let field = Field::new("s", DataType::Struct(twice), true);
        let schema = Arc::new(Schema::new(vec![field]));
        let error = encoder(
            RowFormat::Json,
            &schema,
            &EncodeOptions::default(),
            Sink::default(),
        )
        .err()
        .unwrap();
        assert_eq!(error.code, ErrorCode::UnsupportedStatement);
        assert_eq!(
            error.message,
            "Two fields of a struct are named \"a\", which JSON cannot tell apart."
        );
    }
}
