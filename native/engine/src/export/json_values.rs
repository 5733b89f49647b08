//! Values that arrow-json writes in another way than we promise, see [`super::json`].

use super::{error, far_times, flat};
use crate::error::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, FixedSizeBinaryArray, Float16Array, Float32Array, Float64Array,
    MapArray, StringBuilder,
};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::json::writer::{
    Encoder, EncoderFactory, EncoderOptions, NullableEncoder, make_encoder,
};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use serde::Serialize;
use std::fmt::Write;
use std::sync::Arc;

/// Chooses our own encoders; everything else keeps arrow-json's.
#[derive(Debug)]
pub(super) struct Values;

impl EncoderFactory for Values {
    fn make_default_encoder<'a>(
        &self,
        field: &'a FieldRef,
        array: &'a dyn Array,
        options: &'a EncoderOptions,
    ) -> Result<Option<NullableEncoder<'a>>, ArrowError> {
        use DataType as T;
        let encoder: Box<dyn Encoder + 'a> = match array.data_type() {
            T::Float16 => floats(
                |array: &Float16Array, row| f64::from(array.value(row)),
                array.as_primitive(),
            ),
            T::Float32 => Box::new(Singles(array.as_primitive())),
            T::Float64 => floats(
                |array: &Float64Array, row| array.value(row),
                array.as_primitive(),
            ),
            T::Binary => bytes(|row| array.as_binary::<i32>().value(row)),
            T::LargeBinary => bytes(|row| array.as_binary::<i64>().value(row)),
            T::BinaryView => bytes(|row| array.as_binary_view().value(row)),
            T::FixedSizeBinary(_) => {
                let array: &FixedSizeBinaryArray = array.as_fixed_size_binary();
                bytes(move |row| array.value(row))
            }
            T::Map(entries, _) if !has_text_keys(entries) => {
                Box::new(Pairs::new(field, array.as_map(), options)?)
            }
            T::Union(..) => Box::new(Shown::new(array)?),
            other if other.is_decimal() || other.is_temporal() => Box::new(Shown::new(array)?),
            _ => return Ok(None),
        };
        Ok(Some(NullableEncoder::new(encoder, array.logical_nulls())))
    }
}

/// An array's values as JSON texts, NULL staying NULL.
pub(super) fn as_json_text(array: &ArrayRef) -> Result<ArrayRef> {
    let named = Schema::new(vec![Field::new("value", array.data_type().clone(), true)]);
    let schema = flat::schema(&Arc::new(named));
    let field = schema.field(0);
    let array = datafusion::arrow::compute::cast(array, field.data_type()).map_err(error::arrow)?;
    let field: FieldRef = Arc::new(field.clone());
    let options = EncoderOptions::default()
        .with_explicit_nulls(true)
        .with_encoder_factory(Arc::new(Values));
    let mut encoder = make_encoder(&field, array.as_ref(), &options).map_err(error::arrow)?;
    let mut texts = StringBuilder::with_capacity(array.len(), 0);
    let mut buffer = Vec::new();
    for row in 0..array.len() {
        if encoder.is_null(row) {
            texts.append_null();
            continue;
        }
        buffer.clear();
        encoder.encode(row, &mut buffer);
        texts.append_value(String::from_utf8_lossy(&buffer));
    }
    Ok(Arc::new(texts.finish()))
}

fn json_string(text: &str, out: &mut Vec<u8>) {
    // Neither a string nor a Vec can make this fail.
    let _ = text.serialize(&mut serde_json::Serializer::new(out));
}

/// serde_json writes the shortest digits that read back as the same float, but `null` for these three.
fn float<T: Serialize>(value: T, wide: f64, out: &mut Vec<u8>) {
    if wide.is_nan() {
        out.extend_from_slice(b"\"NaN\"");
    } else if wide.is_infinite() {
        out.extend_from_slice(if wide > 0.0 {
            b"\"Infinity\"".as_slice()
        } else {
            b"\"-Infinity\""
        });
    } else {
        let _ = value.serialize(&mut serde_json::Serializer::new(out));
    }
}

struct Singles<'a>(&'a Float32Array);

impl Encoder for Singles<'_> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        let value = self.0.value(row);
        float(value, f64::from(value), out);
    }
}

struct Floats<'a, A>(&'a A, fn(&A, usize) -> f64);

fn floats<'a, A>(value: fn(&A, usize) -> f64, array: &'a A) -> Box<dyn Encoder + 'a> {
    Box::new(Floats(array, value))
}

impl<A> Encoder for Floats<'_, A> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        let value = (self.1)(self.0, row);
        float(value, value, out);
    }
}

struct Bytes<F>(F);

fn bytes<'a, F: Fn(usize) -> &'a [u8] + 'a>(value: F) -> Box<dyn Encoder + 'a> {
    Box::new(Bytes(value))
}

impl<'a, F: Fn(usize) -> &'a [u8]> Encoder for Bytes<F> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        out.push(b'"');
        out.extend_from_slice(STANDARD.encode((self.0)(row)).as_bytes());
        out.push(b'"');
    }
}

/// As Arrow shows the value, in a string.
struct Shown<'a> {
    array: &'a dyn Array,
    values: ArrayFormatter<'a>,
    buffer: String,
}

impl<'a> Shown<'a> {
    fn new(array: &'a dyn Array) -> Result<Self, ArrowError> {
        const OPTIONS: FormatOptions<'static> = FormatOptions::new().with_display_error(true);
        Ok(Self {
            array,
            values: ArrayFormatter::try_new(array, &OPTIONS)?,
            buffer: String::new(),
        })
    }
}

impl Encoder for Shown<'_> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        self.buffer.clear();
        match far_times::text(self.array, row) {
            Some(text) => self.buffer.push_str(&text),
            None => {
                let _ = write!(self.buffer, "{}", self.values.value(row));
            }
        }
        json_string(&self.buffer, out);
    }
}

/// A map whose keys are no text.
struct Pairs<'a> {
    map: &'a MapArray,
    keys: NullableEncoder<'a>,
    values: NullableEncoder<'a>,
}

impl<'a> Pairs<'a> {
    fn new(
        field: &'a FieldRef,
        map: &'a MapArray,
        options: &'a EncoderOptions,
    ) -> Result<Self, ArrowError> {
        let keys = make_encoder(field, map.keys().as_ref(), options)?;
        let values = make_encoder(field, map.values().as_ref(), options)?;
        Ok(Self { map, keys, values })
    }
}

impl Encoder for Pairs<'_> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        let offsets = self.map.offsets();
        out.push(b'[');
        let start = offsets.get(row).copied().unwrap_or_default() as usize;
        let end = offsets.get(row + 1).copied().unwrap_or_default() as usize;
        for entry in start..end {
            if entry > start {
                out.push(b',');
            }
            out.extend_from_slice(b"{\"key\":");
            or_null(&mut self.keys, entry, out);
            out.extend_from_slice(b",\"value\":");
            or_null(&mut self.values, entry, out);
            out.push(b'}');
        }
        out.push(b']');
    }
}

fn or_null(encoder: &mut NullableEncoder<'_>, row: usize, out: &mut Vec<u8>) {
    if encoder.is_null(row) {
        out.extend_from_slice(b"null");
    } else {
        encoder.encode(row, out);
    }
}

fn has_text_keys(entries: &Field) -> bool {
    match entries.data_type() {
        DataType::Struct(fields) => fields.first().is_some_and(|key| {
            matches!(
                key.data_type(),
                DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
            )
        }),
        _ => false,
    }
}
