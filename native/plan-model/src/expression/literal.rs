//! Constants as SQL writes them: `0.05`, `'it''s'`, `DATE '1998-09-02'`, `INTERVAL '1 month'`,
//! `[1, 2]`. Their types are told only where two values of different kinds would read the same.

use std::fmt::Write;

use datafusion::arrow::array::{Array, ArrayRef, StructArray};
use datafusion::common::ScalarValue;

use super::Line;
use super::temporal;

/// Most characters of a text, bytes of a binary value and items of a list, struct or map that are
/// written out.
const LETTERS: usize = 200;
const BYTES: usize = 64;
const ITEMS: usize = 50;

/// The text of a constant, at most 2,000 bytes.
pub fn literal(value: &ScalarValue) -> String {
    let mut line = Line::default();
    write(value, &mut line);
    line.finish()
}

/// No wildcard: a new type of constant must be given a form here.
fn write(value: &ScalarValue, line: &mut Line) {
    use ScalarValue as S;
    match value {
        S::Null => line.push("NULL"),
        S::Boolean(v) => plain(v.as_ref(), line),
        S::Int8(v) => plain(v.as_ref(), line),
        S::Int16(v) => plain(v.as_ref(), line),
        S::Int32(v) => plain(v.as_ref(), line),
        S::Int64(v) => plain(v.as_ref(), line),
        S::UInt8(v) => plain(v.as_ref(), line),
        S::UInt16(v) => plain(v.as_ref(), line),
        S::UInt32(v) => plain(v.as_ref(), line),
        S::UInt64(v) => plain(v.as_ref(), line),
        S::Float16(v) => given(v.as_ref(), line, |v| shortest(v, v.to_f64())),
        S::Float32(v) => given(v.as_ref(), line, |v| shortest(v, f64::from(*v))),
        S::Float64(v) => given(v.as_ref(), line, |v| shortest(v, *v)),
        S::Decimal32(v, _, scale) => given(v.as_ref(), line, |v| decimal(v, *scale)),
        S::Decimal64(v, _, scale) => given(v.as_ref(), line, |v| decimal(v, *scale)),
        S::Decimal128(v, _, scale) => given(v.as_ref(), line, |v| decimal(v, *scale)),
        S::Decimal256(v, _, scale) => given(v.as_ref(), line, |v| decimal(v, *scale)),
        S::Utf8(v) | S::LargeUtf8(v) | S::Utf8View(v) => given(v.as_ref(), line, |v| quoted(v)),
        S::Binary(v) | S::LargeBinary(v) | S::BinaryView(v) | S::FixedSizeBinary(_, v) => {
            given(v.as_ref(), line, |v| hexadecimal(v));
        }
        S::Date32(_)
        | S::Date64(_)
        | S::Time32Second(_)
        | S::Time32Millisecond(_)
        | S::Time64Microsecond(_)
        | S::Time64Nanosecond(_)
        | S::TimestampSecond(..)
        | S::TimestampMillisecond(..)
        | S::TimestampMicrosecond(..)
        | S::TimestampNanosecond(..)
        | S::IntervalYearMonth(_)
        | S::IntervalDayTime(_)
        | S::IntervalMonthDayNano(_)
        | S::DurationSecond(_)
        | S::DurationMillisecond(_)
        | S::DurationMicrosecond(_)
        | S::DurationNanosecond(_) => line.push(&temporal::text(value)),
        S::List(v) => one(v.as_ref(), line, |line| items(&v.value(0), line)),
        S::LargeList(v) => one(v.as_ref(), line, |line| items(&v.value(0), line)),
        S::FixedSizeList(v) => one(v.as_ref(), line, |line| items(&v.value(0), line)),
        S::ListView(v) => one(v.as_ref(), line, |line| items(&v.value(0), line)),
        S::LargeListView(v) => one(v.as_ref(), line, |line| items(&v.value(0), line)),
        S::Struct(v) => one(v.as_ref(), line, |line| fields(v, line)),
        S::Map(v) => one(v.as_ref(), line, |line| entries(&v.value(0), line)),
        S::Union(None, ..) => line.push("NULL"),
        S::Union(Some((id, held)), fields, _) => {
            let field = fields.iter().find(|(place, _)| place == id);
            let name = field.map_or_else(|| id.to_string(), |(_, field)| plain_name(field.name()));
            line.push(&format!("UNION {{{name}: "));
            line.nested(|line| write(held, line));
            line.push("}");
        }
        S::Dictionary(_, held) | S::RunEndEncoded(_, _, held) => {
            line.nested(|line| write(held, line));
        }
    }
}

fn given<T>(value: Option<&T>, line: &mut Line, text: impl FnOnce(&T) -> String) {
    match value {
        Some(value) => line.push(&text(value)),
        None => line.push("NULL"),
    }
}

fn plain<T: ToString>(value: Option<&T>, line: &mut Line) {
    given(value, line, T::to_string);
}

/// The fewest digits that tell a number from its neighbours, with a point or an exponent.
fn shortest(value: &impl std::fmt::Debug, wide: f64) -> String {
    if wide.is_nan() {
        "NaN".to_string()
    } else if wide.is_infinite() {
        let sign = if wide < 0.0 { "-" } else { "" };
        format!("{sign}Infinity")
    } else {
        format!("{value:?}")
    }
}

/// `unscaled` divided by ten to the power of `scale`, with `scale` digits after the point; a
/// negative scale appends zeros.
fn decimal(unscaled: &impl ToString, scale: i8) -> String {
    let text = unscaled.to_string();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.as_str()),
    };
    let places = usize::from(scale.unsigned_abs());
    match scale {
        0 => text,
        ..0 if digits == "0" => text,
        ..0 => format!("{text}{}", "0".repeat(places)),
        1.. => {
            let digits = format!("{digits:0>width$}", width = places + 1);
            let (whole, fraction) = digits.split_at(digits.len() - places);
            format!("{sign}{whole}.{fraction}")
        }
    }
}

/// Quotes are doubled and control characters written by their codes.
fn quoted(text: &str) -> String {
    let mut line = String::from("'");
    let cut = text.char_indices().nth(LETTERS).map(|(end, _)| end);
    for letter in text.chars().take(LETTERS) {
        match letter {
            '\'' => line.push_str("''"),
            letter => push_printable(letter, &mut line),
        }
    }
    match cut {
        Some(_) => {
            let _ = write!(line, "…' ({} characters)", text.chars().count());
        }
        None => line.push('\''),
    }
    line
}

fn push_printable(letter: char, text: &mut String) {
    if letter.is_control() {
        text.extend(letter.escape_default());
    } else {
        text.push(letter);
    }
}

/// The name of a field, of which a plan from elsewhere may have any.
fn plain_name(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars().take(LETTERS) {
        push_printable(letter, &mut text);
    }
    text
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut line = String::from("X'");
    for byte in bytes.iter().take(BYTES) {
        let _ = write!(line, "{byte:02X}");
    }
    if bytes.len() > BYTES {
        let _ = write!(line, "…' ({} bytes)", bytes.len());
    } else {
        line.push('\'');
    }
    line
}

/// A nested constant is an array of one row.
fn one(array: &dyn Array, line: &mut Line, present: impl FnOnce(&mut Line)) {
    if array.len() != 1 {
        line.push("(unreadable)");
    } else if array.is_null(0) {
        line.push("NULL");
    } else {
        present(line);
    }
}

fn item(array: &dyn Array, place: usize, line: &mut Line) {
    match ScalarValue::try_from_array(array, place) {
        Ok(value) => line.nested(|line| write(&value, line)),
        Err(_) => line.push("(unreadable)"),
    }
}

/// What is written of `count` parts; the rest is counted: `1, 2, +999,998`.
fn some(count: usize, line: &mut Line, write: impl FnMut(usize, &mut Line)) {
    line.join(0..count.min(ITEMS), ", ", write);
    if count > ITEMS {
        line.push(&format!(", … +{}", count - ITEMS));
    }
}

fn items(values: &ArrayRef, line: &mut Line) {
    line.push("[");
    some(values.len(), line, |place, line| item(values, place, line));
    line.push("]");
}

fn fields(row: &StructArray, line: &mut Line) {
    line.push("{");
    some(row.num_columns(), line, |place, line| {
        if let Some(field) = row.fields().get(place) {
            line.push(&plain_name(field.name()));
            line.push(": ");
            item(row.column(place), 0, line);
        }
    });
    line.push("}");
}

fn entries(pairs: &StructArray, line: &mut Line) {
    line.push("MAP {");
    if let [keys, values] = pairs.columns() {
        some(pairs.len(), line, |place, line| {
            item(keys, place, line);
            line.push(": ");
            item(values, place, line);
        });
    }
    line.push("}");
}
