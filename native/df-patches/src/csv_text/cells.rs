//! Cells of the usual types, as Arrow's formatter writes them but without calling it for each value.

use datafusion::arrow::array::{
    Array, AsArray, BooleanArray, Date32Array, Decimal128Array, LargeStringArray, PrimitiveArray,
    StringArray, StringViewArray,
};
use datafusion::arrow::datatypes::{
    ArrowPrimitiveType, DataType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimeUnit, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};

const DAY: i64 = 86_400;
const NANOS: i64 = 1_000_000_000;
/// 0001-01-01 and 10000-01-01 in days since 1970: Arrow writes years outside with a sign.
const PLAIN_DAYS: std::ops::Range<i64> = -719_162..2_932_897;

/// The values of one column.
pub(super) enum Cells<'a> {
    Text(&'a StringArray),
    LargeText(&'a LargeStringArray),
    TextView(&'a StringViewArray),
    Bool(&'a BooleanArray),
    I8(&'a PrimitiveArray<Int8Type>),
    I16(&'a PrimitiveArray<Int16Type>),
    I32(&'a PrimitiveArray<Int32Type>),
    I64(&'a PrimitiveArray<Int64Type>),
    U8(&'a PrimitiveArray<UInt8Type>),
    U16(&'a PrimitiveArray<UInt16Type>),
    U32(&'a PrimitiveArray<UInt32Type>),
    U64(&'a PrimitiveArray<UInt64Type>),
    F32(&'a PrimitiveArray<Float32Type>),
    F64(&'a PrimitiveArray<Float64Type>),
    /// With 1 to 18 digits after the point, as a power of ten.
    Decimal(&'a Decimal128Array, i128, usize),
    Date(&'a Date32Array),
    /// Ticks since 1970, and how many make a second.
    Timestamp(&'a [i64], i64),
    /// Left to Arrow's formatter.
    Other,
}

/// What became of one cell.
pub(super) enum Cell<'a> {
    /// To be quoted where it needs to be.
    Text(&'a str),
    Written,
    Other,
}

impl<'a> Cells<'a> {
    /// `own_times`: dates and timestamps have no format of their own.
    pub(super) fn new(array: &'a dyn Array, own_times: bool) -> Self {
        use DataType as T;
        match array.data_type() {
            T::Utf8 => Self::Text(array.as_string()),
            T::LargeUtf8 => Self::LargeText(array.as_string()),
            T::Utf8View => Self::TextView(array.as_string_view()),
            T::Boolean => Self::Bool(array.as_boolean()),
            T::Int8 => Self::I8(array.as_primitive()),
            T::Int16 => Self::I16(array.as_primitive()),
            T::Int32 => Self::I32(array.as_primitive()),
            T::Int64 => Self::I64(array.as_primitive()),
            T::UInt8 => Self::U8(array.as_primitive()),
            T::UInt16 => Self::U16(array.as_primitive()),
            T::UInt32 => Self::U32(array.as_primitive()),
            T::UInt64 => Self::U64(array.as_primitive()),
            T::Float32 => Self::F32(array.as_primitive()),
            T::Float64 => Self::F64(array.as_primitive()),
            T::Decimal128(_, scale @ 1..=18) => {
                let digits = scale.unsigned_abs();
                Self::Decimal(
                    array.as_primitive(),
                    10_i128.pow(u32::from(digits)),
                    usize::from(digits),
                )
            }
            T::Date32 if own_times => Self::Date(array.as_primitive()),
            T::Timestamp(unit, None) if own_times => match unit {
                TimeUnit::Second => ticks::<TimestampSecondType>(array, 1),
                TimeUnit::Millisecond => ticks::<TimestampMillisecondType>(array, 1_000),
                TimeUnit::Microsecond => ticks::<TimestampMicrosecondType>(array, 1_000_000),
                TimeUnit::Nanosecond => ticks::<TimestampNanosecondType>(array, NANOS),
            },
            _ => Self::Other,
        }
    }

    /// Appends the value of `row`, which is not NULL, unless it is text or [`Cell::Other`].
    pub(super) fn write(&self, row: usize, out: &mut Vec<u8>) -> Cell<'a> {
        match self {
            Self::Text(array) => return Cell::Text(array.value(row)),
            Self::LargeText(array) => return Cell::Text(array.value(row)),
            Self::TextView(array) => return Cell::Text(array.value(row)),
            Self::Bool(array) => {
                out.extend_from_slice(if array.value(row) { b"true" } else { b"false" });
            }
            Self::I8(array) => integer(array.value(row), out),
            Self::I16(array) => integer(array.value(row), out),
            Self::I32(array) => integer(array.value(row), out),
            Self::I64(array) => integer(array.value(row), out),
            Self::U8(array) => integer(array.value(row), out),
            Self::U16(array) => integer(array.value(row), out),
            Self::U32(array) => integer(array.value(row), out),
            Self::U64(array) => integer(array.value(row), out),
            Self::F32(array) => float(array.value(row), out),
            Self::F64(array) => float(array.value(row), out),
            Self::Decimal(array, unit, digits) => decimal(array.value(row), *unit, *digits, out),
            Self::Date(array) => {
                let days = i64::from(array.value(row));
                if !PLAIN_DAYS.contains(&days) {
                    return Cell::Other;
                }
                date(days, out);
            }
            Self::Timestamp(ticks, per_second) => {
                let Some(ticks) = ticks.get(row) else {
                    return Cell::Other;
                };
                let seconds = ticks.div_euclid(*per_second);
                if !PLAIN_DAYS.contains(&seconds.div_euclid(DAY)) {
                    return Cell::Other;
                }
                timestamp(
                    seconds,
                    ticks.rem_euclid(*per_second) * (NANOS / per_second),
                    out,
                );
            }
            Self::Other => return Cell::Other,
        }
        Cell::Written
    }
}

fn ticks<T: ArrowPrimitiveType<Native = i64>>(array: &dyn Array, per_second: i64) -> Cells<'_> {
    Cells::Timestamp(array.as_primitive::<T>().values(), per_second)
}

fn integer(value: impl itoa::Integer, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

fn float(value: impl ryu::Float, out: &mut Vec<u8>) {
    out.extend_from_slice(ryu::Buffer::new().format(value).as_bytes());
}

fn decimal(value: i128, unit: i128, digits: usize, out: &mut Vec<u8>) {
    if value < 0 {
        out.push(b'-');
    }
    let (whole, part) = match i64::try_from(value) {
        // A division of 128 bits takes ten times as long.
        Ok(value) => {
            let (value, unit) = (value.unsigned_abs(), unit as u64);
            (u128::from(value / unit), value % unit)
        }
        Err(_) => {
            let (value, unit) = (value.unsigned_abs(), unit.unsigned_abs());
            // Below 10^18.
            (value / unit, (value % unit) as u64)
        }
    };
    match u64::try_from(whole) {
        Ok(whole) => integer(whole, out),
        Err(_) => integer(whole, out),
    }
    out.push(b'.');
    padded(part, digits, out);
}

/// `value` with zeros before it up to `width` digits.
fn padded(value: u64, width: usize, out: &mut Vec<u8>) {
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(value).as_bytes();
    out.resize(out.len() + width.saturating_sub(digits.len()), b'0');
    out.extend_from_slice(digits);
}

fn pair(value: i64, out: &mut Vec<u8>) {
    let value = value as u8;
    out.extend_from_slice(&[b'0' + value / 10, b'0' + value % 10]);
}

/// Days to civil dates: <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>.
fn date(days: i64, out: &mut Vec<u8>) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let part = (5 * of_year + 2) / 153;
    let day = of_year - (153 * part + 2) / 5 + 1;
    let month = if part < 10 { part + 3 } else { part - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    pair(year / 100, out);
    pair(year % 100, out);
    out.push(b'-');
    pair(month, out);
    out.push(b'-');
    pair(day, out);
}

/// As few groups of three digits after the second as hold the value.
fn timestamp(seconds: i64, nanos: i64, out: &mut Vec<u8>) {
    date(seconds.div_euclid(DAY), out);
    let second = seconds.rem_euclid(DAY);
    out.push(b'T');
    pair(second / 3_600, out);
    out.push(b':');
    pair(second / 60 % 60, out);
    out.push(b':');
    pair(second % 60, out);
    let (part, width) = match nanos.unsigned_abs() {
        0 => return,
        nanos if nanos % 1_000_000 == 0 => (nanos / 1_000_000, 3),
        nanos if nanos % 1_000 == 0 => (nanos / 1_000, 6),
        nanos => (nanos, 9),
    };
    out.push(b'.');
    padded(part, width, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::array::{ArrayRef, Float32Array, Float64Array, Int64Array, UInt64Array};
    use datafusion::arrow::array::{
        TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
        TimestampSecondArray,
    };
    use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
    use std::sync::Arc;

    /// Arrow's own text is the reference.
    #[test]
    fn cells_are_those_of_arrow() {
        let steps = |from: i64, step: i64| (0..500_i64).map(move |n| from + n * step);
        let decimals = |precision, scale, values: Vec<i128>| {
            let array = Decimal128Array::from(values);
            Arc::new(array.with_precision_and_scale(precision, scale).unwrap()) as ArrayRef
        };
        let wide = 12_345_678_901_234_567_890_123_456_789_i128;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from(vec![i64::MIN, -1, 0, 7, i64::MAX])),
            Arc::new(UInt64Array::from(vec![0, u64::MAX])),
            Arc::new(Float64Array::from(vec![
                -0.0,
                0.1,
                1.0,
                1e21,
                1e-7,
                5e-324,
                f64::MAX,
                f64::NAN,
                f64::NEG_INFINITY,
            ])),
            Arc::new(Float32Array::from(vec![
                0.1,
                16_777_216.0,
                f32::MIN_POSITIVE,
            ])),
            Arc::new(BooleanArray::from(vec![true, false])),
            decimals(12, 2, vec![0, 1, -1, 5, -10, 99, 100, -12_345]),
            decimals(38, 10, vec![wide, -wide, 1, -1]),
            decimals(38, 18, vec![i128::from(i64::MIN), i128::from(i64::MAX)]),
            Arc::new(Date32Array::from_iter_values(
                steps(-719_162, 7_303).map(|days| days as i32),
            )),
            Arc::new(Date32Array::from(vec![
                i32::MIN / 50,
                -719_163,
                2_932_896,
                2_932_897,
            ])),
            Arc::new(TimestampSecondArray::from_iter_values(steps(
                -62_135_596_800,
                631_152_013,
            ))),
            Arc::new(TimestampMillisecondArray::from(vec![
                -1,
                0,
                999,
                1_000,
                1_709_251_199_120,
            ])),
            Arc::new(TimestampMicrosecondArray::from_iter_values(steps(
                -7,
                86_399_999_999,
            ))),
            Arc::new(TimestampNanosecondArray::from(vec![
                -1,
                1,
                1_000,
                1_000_000,
                i64::MAX,
            ])),
        ];
        for column in &columns {
            let cells = Cells::new(column.as_ref(), true);
            let arrow = ArrayFormatter::try_new(column.as_ref(), &FormatOptions::new()).unwrap();
            let mut written = 0;
            for row in 0..column.len() {
                let mut out = Vec::new();
                if matches!(cells.write(row, &mut out), Cell::Written) {
                    let text = String::from_utf8(out).unwrap();
                    assert_eq!(text, arrow.value(row).to_string(), "{}", column.data_type());
                    written += 1;
                }
            }
            assert!(written > 0, "{}", column.data_type());
        }
    }
}
