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
use super::row_text::RowText;
use super::{error, flat};
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
struct Lines;

impl JsonFormat for Lines {
    fn end_row<W: Write>(&self, writer: &mut W) -> Result<(), ArrowError> {
        Ok(writer.write_all(b"\n")?)
    }
}

/// Objects on lines of their own, with commas between them.
#[derive(Debug, Default)]
struct Items;

impl JsonFormat for Items {
    fn start_row<W: Write>(&self, writer: &mut W, is_first_row: bool) -> Result<(), ArrowError> {
        if !is_first_row {
            writer.write_all(b",\n")?;
        }
        Ok(())
    }
}

pub(super) struct JsonText {
    schema: SchemaRef,
    array: bool,
}

impl JsonText {
    /// One array; otherwise one object per line.
    ///
    /// Errors: `unsupported_statement` when two fields of one struct share a name.
    pub(super) fn new(schema: &SchemaRef, array: bool) -> Result<Self> {
        distinct_names(schema.fields())?;
        Ok(Self {
            schema: flat::schema(schema),
            array,
        })
    }

    fn write<F: JsonFormat>(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()> {
        let options = WriterBuilder::new()
            .with_explicit_nulls(true)
            .with_encoder_factory(Arc::new(Values));
        let mut writer: Writer<&mut Vec<u8>, F> = options.build(out);
        let batch = flat::batch(batch, &self.schema)?;
        writer.write(&batch).map_err(error::arrow)?;
        writer.finish().map_err(error::arrow)
    }
}

impl RowText for JsonText {
    fn start(&self, out: &mut Vec<u8>) {
        if self.array {
            out.push(b'[');
        }
    }

    fn rows(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()> {
        match batch.num_columns() == 0 || batch.num_rows() == 0 {
            true => Ok(()),
            false if self.array => self.write::<Items>(batch, out),
            false => self.write::<Lines>(batch, out),
        }
    }

    fn between(&self) -> &'static [u8] {
        if self.array { b",\n" } else { b"" }
    }

    fn end(&self, out: &mut Vec<u8>) {
        if self.array {
            out.extend_from_slice(b"]\n");
        }
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
    use super::super::test_data::{encode, encoder, exact, nested, people, schema_only, twice};
    use super::super::{EncodeOptions, RowFormat};
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
        let error = encoder(RowFormat::Json, &schema).err().unwrap();
        assert_eq!(error.code, ErrorCode::UnsupportedStatement);
        assert_eq!(
            error.message,
            "Two fields of a struct are named \"a\", which JSON cannot tell apart."
        );
    }
}
