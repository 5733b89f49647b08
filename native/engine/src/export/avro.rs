//! Avro object container files (<https://avro.apache.org/docs/1.12.0/specification/>).
//!
//! | Arrow | Avro |
//! |---|---|
//! | integers up to 32 bits signed, 16 unsigned | `int` |
//! | other integers up to 64 bits signed | `long` |
//! | unsigned 64 bits | `decimal(20, 0)` |
//! | half precision | `float` |
//! | timestamps in seconds | in milliseconds |
//! | timestamps with a zone | `timestamp-…`, which is UTC; without one `local-timestamp-…` |
//! | intervals, durations, times in nanoseconds, unions | `string` |
//! | maps whose keys are no text | `string`, JSON |
//!
//! Names get an underscore for each sign that Avro does not allow in them.

use super::cells::as_text;
use super::json_values::as_json_text;
use super::options::Codec;
use super::{RowEncoder, Sink, error, flat};
use crate::distinct_names::distinct;
use crate::error::Result;
use arrow_avro::compression::CompressionCodec;
use arrow_avro::writer::{AvroWriter, WriterBuilder};
use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::{
    DataType, Field, FieldRef, Fields, Schema, SchemaRef, TimeUnit,
};
use datafusion::arrow::error::ArrowError;
use std::sync::Arc;

pub(super) struct AvroEncoder {
    schema: SchemaRef,
    writer: AvroWriter<Sink>,
}

impl AvroEncoder {
    /// Errors: `unsupported_statement` for rows without columns.
    pub(super) fn new(schema: &SchemaRef, codec: Option<&Codec>, sink: Sink) -> Result<Self> {
        if schema.fields().is_empty() {
            return Err(error::unfit(
                "The statement gives no columns, and Avro needs one.",
                "End with a SELECT, or choose another format.",
            ));
        }
        let schema = Arc::new(Schema::new(named(flat::schema(schema).fields())));
        let codec = match codec.map_or("deflate", |codec| codec.name.as_str()) {
            "snappy" => Some(CompressionCodec::Snappy),
            "zstd" => Some(CompressionCodec::ZStandard),
            "none" => None,
            _ => Some(CompressionCodec::Deflate),
        };
        let writer = WriterBuilder::new(schema.as_ref().clone())
            .with_compression(codec)
            .build(sink)
            .map_err(|error| error::arrow(ArrowError::from(error)))?;
        Ok(Self { schema, writer })
    }
}

impl RowEncoder for AvroEncoder {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let columns = batch.columns().iter().zip(self.schema.fields());
        let columns = columns
            .map(|(array, field)| column(array, field.data_type()))
            .collect::<Result<_>>()?;
        let batch =
            RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(error::arrow)?;
        self.writer
            .write(&batch)
            .map_err(|error| error::arrow(ArrowError::from(error)))
    }

    fn finish(&mut self) -> Result<()> {
        self.writer
            .finish()
            .map_err(|error| error::arrow(ArrowError::from(error)))
    }
}

fn column(array: &ArrayRef, to: &DataType) -> Result<ArrayRef> {
    if held(array.data_type()).is_none() {
        return match array.data_type().is_nested() {
            true => as_json_text(array),
            false => as_text(array),
        };
    }
    // An overflow is an error, not NULL.
    let strict = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    cast_with_options(array, to, &strict).map_err(error::arrow)
}

/// The fields in types that Avro has, under names that it allows.
fn named(fields: &Fields) -> Fields {
    let fields: Vec<FieldRef> = fields
        .iter()
        .map(|field| {
            let data_type = held(field.data_type()).unwrap_or(DataType::Utf8);
            Arc::new(Field::new(
                name(field.name()),
                data_type,
                field.is_nullable(),
            ))
        })
        .collect();
    match distinct(&fields) {
        None => fields.into(),
        Some(names) => {
            let fields = fields.iter().zip(names);
            fields
                .map(|(field, name)| Field::clone(field).with_name(name))
                .collect()
        }
    }
}

fn name(given: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut name: String = given
        .chars()
        .map(|c| if allowed(c) { c } else { '_' })
        .collect();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        name.insert(0, '_');
    }
    name
}

/// The type that a value is written in; `None` where it is written as text.
fn held(from: &DataType) -> Option<DataType> {
    use DataType as T;
    let item = |item: &FieldRef| {
        let data_type = held(item.data_type())?;
        let field = Field::new(name(item.name()), data_type, item.is_nullable());
        Some(Arc::new(field))
    };
    Some(match from {
        T::Int8 | T::Int16 | T::Int32 | T::UInt8 | T::UInt16 => T::Int32,
        T::Int64 | T::UInt32 => T::Int64,
        T::UInt64 => T::Decimal128(20, 0),
        T::Float16 | T::Float32 => T::Float32,
        T::Float64 => T::Float64,
        T::Boolean => T::Boolean,
        T::Utf8 | T::LargeUtf8 | T::Utf8View | T::Null => T::Utf8,
        T::Binary | T::LargeBinary | T::BinaryView | T::FixedSizeBinary(_) => T::Binary,
        T::Decimal32(precision, scale @ 0..)
        | T::Decimal64(precision, scale @ 0..)
        | T::Decimal128(precision, scale @ 0..) => T::Decimal128(*precision, *scale),
        T::Date32 => T::Date32,
        T::Date64 => T::Timestamp(TimeUnit::Millisecond, None),
        T::Time32(_) => T::Time32(TimeUnit::Millisecond),
        T::Time64(TimeUnit::Microsecond) => T::Time64(TimeUnit::Microsecond),
        T::Timestamp(unit, zone) => {
            let unit = match unit {
                TimeUnit::Second => TimeUnit::Millisecond,
                unit => *unit,
            };
            T::Timestamp(unit, zone.as_ref().map(|_| "+00:00".into()))
        }
        T::List(field) | T::LargeList(field) | T::FixedSizeList(field, _) => T::List(item(field)?),
        T::Struct(fields) if !fields.is_empty() => {
            fields
                .iter()
                .try_for_each(|field| held(field.data_type()).map(drop))?;
            T::Struct(named(fields))
        }
        T::Map(entries, sorted) => {
            let T::Struct(fields) = entries.data_type() else {
                return None;
            };
            let [key, value] = fields.as_ref() else {
                return None;
            };
            let text = matches!(key.data_type(), T::Utf8 | T::LargeUtf8 | T::Utf8View);
            let value = item(value).filter(|_| text)?;
            let key = Arc::new(Field::new(key.name(), T::Utf8, false));
            let entries = Field::new(entries.name(), T::Struct([key, value].into()), false);
            T::Map(Arc::new(entries), *sorted)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::test_data::{encode_bytes, exact, nested, people};
    use super::super::{EncodeOptions, RowFormat};
    use arrow_avro::reader::ReaderBuilder;
    use datafusion::arrow::array::{
        ArrayRef, DurationSecondArray, Int64Array, RecordBatch, TimestampSecondArray,
    };
    use datafusion::arrow::util::pretty::pretty_format_batches;
    use std::io::Cursor;
    use std::sync::Arc;

    fn read(batch: &RecordBatch, codec: &str) -> RecordBatch {
        let options = EncodeOptions {
            options: [("compression".to_owned(), codec.to_owned())].into(),
            ..EncodeOptions::default()
        };
        let bytes = encode_bytes(RowFormat::Avro, batch, &options);
        let mut reader = ReaderBuilder::new().build(Cursor::new(bytes)).unwrap();
        reader.next().unwrap().unwrap()
    }

    #[test]
    fn every_codec_reads_back_the_same() {
        for codec in ["none", "deflate", "snappy", "zstd"] {
            let read = read(&people(), codec);
            assert_eq!(read.columns(), people().columns(), "{codec}");
        }
        let shown = |batch| pretty_format_batches(&[batch]).unwrap().to_string();
        assert_eq!(shown(read(&nested(), "none")), shown(nested()));
    }

    #[test]
    fn names_and_types_that_avro_lacks() {
        let numbers = || Arc::new(Int64Array::from(vec![1])) as ArrayRef;
        let columns: [(&str, ArrayRef); 5] = [
            ("count(*)", numbers()),
            ("count_*_", numbers()),
            ("1st", numbers()),
            ("d", Arc::new(DurationSecondArray::from(vec![90]))),
            (
                "t",
                Arc::new(TimestampSecondArray::from(vec![1]).with_timezone("Europe/Berlin")),
            ),
        ];
        let read = read(&RecordBatch::try_from_iter(columns).unwrap(), "none");
        let schema = read.schema();
        let names: Vec<_> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        assert_eq!(names, ["count___", "count____1", "_1st", "d", "t"]);
        let shown = pretty_format_batches(&[read]).unwrap().to_string();
        assert!(
            shown.contains("PT90S") && shown.contains("1970-01-01T00:00:01Z"),
            "{shown}"
        );
    }

    #[test]
    fn exact_values_stay_exact() {
        let shown = pretty_format_batches(&[read(&exact(), "zstd")])
            .unwrap()
            .to_string();
        for value in [
            "18446744073709551615",
            "-0.10",
            "2024-02-29T23:59:59.123456789",
        ] {
            assert!(shown.contains(value), "{shown}");
        }
    }
}
