//! What the cells of a column hold in Excel, see [`super::excel`].

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Float32Type, Float64Type, Int64Type, Time32MillisecondType,
    Time64MicrosecondType, Time64NanosecondType, TimeUnit, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, UInt64Type,
};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};

/// Integers up to it have a double of their own.
const EXACT: u64 = 1 << 53;
/// Digits of a number that Excel keeps.
const DIGITS: usize = 15;
/// 1970-01-01 in Excel's days, which count from 1899-12-30 on and are right from 1900-03-01.
const EPOCH: i64 = 25_569;
const FIRST_DAY: i64 = 61;
const LAST_DAY: i64 = 2_958_465;
const DAY_MS: i64 = 86_400_000;

/// A cell; dates and times are days.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Bool(bool),
    Date(f64),
    Timestamp(f64),
    Time(f64),
}

/// The cells of a column; `None` for types that have to become text first.
pub(super) fn cells(array: &ArrayRef) -> Option<Vec<Cell>> {
    use DataType as T;
    let to = |data_type| cast(array, &data_type).ok();
    Some(match array.data_type() {
        T::Null => vec![Cell::Empty; array.len()],
        T::Dictionary(_, value) => return cells(&to(value.as_ref().clone())?),
        T::RunEndEncoded(_, value) => return cells(&to(value.data_type().clone())?),
        T::Boolean => {
            let values = array.as_boolean();
            each(array, |row| Cell::Bool(values.value(row)))
        }
        T::Int8 | T::Int16 | T::Int32 | T::UInt8 | T::UInt16 | T::UInt32 | T::Int64 => {
            let wide = to(T::Int64)?;
            let values = wide.as_primitive::<Int64Type>();
            each(array, |row| {
                let value = values.value(row);
                match value.unsigned_abs() <= EXACT {
                    true => Cell::Number(value as f64),
                    false => Cell::Text(value.to_string()),
                }
            })
        }
        T::UInt64 => {
            let values = array.as_primitive::<UInt64Type>();
            each(array, |row| match values.value(row) {
                value if value <= EXACT => Cell::Number(value as f64),
                value => Cell::Text(value.to_string()),
            })
        }
        T::Float16 | T::Float32 => {
            let single = to(T::Float32)?;
            let values = single.as_primitive::<Float32Type>();
            // The double of the same digits, not the nearest one: 0.1 stays 0.1.
            each(array, |row| number(&values.value(row).to_string()))
        }
        T::Float64 => {
            let values = array.as_primitive::<Float64Type>();
            each(array, |row| finite(values.value(row)))
        }
        data_type if data_type.is_decimal() => {
            let options = FormatOptions::new();
            let values = ArrayFormatter::try_new(array.as_ref(), &options).ok()?;
            each(array, |row| {
                let text = values.value(row).to_string();
                let digits = text.bytes().filter(u8::is_ascii_digit).count();
                match digits <= DIGITS {
                    true => number(&text),
                    false => Cell::Text(text),
                }
            })
        }
        T::Utf8 | T::LargeUtf8 | T::Utf8View => {
            let text = to(T::LargeUtf8)?;
            let values = text.as_string::<i64>();
            each(array, |row| match values.value(row) {
                "" => Cell::Empty,
                text => Cell::Text(text.to_owned()),
            })
        }
        T::Date32 => {
            let values = array.as_primitive::<Date32Type>();
            let texts = texts(array)?;
            each(array, |row| {
                let days = i64::from(values.value(row)) + EPOCH;
                match (FIRST_DAY..=LAST_DAY).contains(&days) {
                    true => Cell::Date(days as f64),
                    false => Cell::Text(texts(row)),
                }
            })
        }
        T::Timestamp(unit, None) => {
            let texts = texts(array)?;
            let array = match unit {
                TimeUnit::Second => &to(T::Timestamp(TimeUnit::Millisecond, None))?,
                _ => array,
            };
            let millis = |row| match unit {
                TimeUnit::Second | TimeUnit::Millisecond => {
                    Some(array.as_primitive::<TimestampMillisecondType>().value(row))
                }
                TimeUnit::Microsecond => whole(
                    array.as_primitive::<TimestampMicrosecondType>().value(row),
                    1_000,
                ),
                TimeUnit::Nanosecond => whole(
                    array.as_primitive::<TimestampNanosecondType>().value(row),
                    1_000_000,
                ),
            };
            each(array, |row| {
                let fits = |millis: &i64| {
                    (FIRST_DAY..=LAST_DAY).contains(&(millis.div_euclid(DAY_MS) + EPOCH))
                };
                match millis(row).filter(fits) {
                    Some(millis) => {
                        Cell::Timestamp((millis + EPOCH * DAY_MS) as f64 / DAY_MS as f64)
                    }
                    None => Cell::Text(texts(row)),
                }
            })
        }
        T::Time32(_) | T::Time64(_) => {
            let texts = texts(array)?;
            let millis = |row| match array.data_type() {
                T::Time64(TimeUnit::Microsecond) => whole(
                    array.as_primitive::<Time64MicrosecondType>().value(row),
                    1_000,
                ),
                T::Time64(_) => whole(
                    array.as_primitive::<Time64NanosecondType>().value(row),
                    1_000_000,
                ),
                _ => {
                    let array = to(T::Time32(TimeUnit::Millisecond))?;
                    let millis = array.as_primitive::<Time32MillisecondType>().value(row);
                    Some(i64::from(millis))
                }
            };
            each(array, |row| match millis(row) {
                Some(millis) => Cell::Time(millis as f64 / DAY_MS as f64),
                None => Cell::Text(texts(row)),
            })
        }
        _ => return None,
    })
}

fn each(array: &ArrayRef, cell: impl Fn(usize) -> Cell) -> Vec<Cell> {
    let cell = |row| match array.is_null(row) {
        true => Cell::Empty,
        false => cell(row),
    };
    (0..array.len()).map(cell).collect()
}

fn texts(array: &ArrayRef) -> Option<impl Fn(usize) -> String + '_> {
    const OPTIONS: FormatOptions<'static> = FormatOptions::new().with_display_error(true);
    let values = ArrayFormatter::try_new(array.as_ref(), &OPTIONS).ok()?;
    Some(move |row| values.value(row).to_string())
}

fn whole(value: i64, of_millisecond: i64) -> Option<i64> {
    (value % of_millisecond == 0).then(|| value.div_euclid(of_millisecond))
}

fn number(text: &str) -> Cell {
    text.parse()
        .map_or_else(|_| Cell::Text(text.to_owned()), finite)
}

fn finite(value: f64) -> Cell {
    match value.is_finite() {
        true => Cell::Number(value),
        false => Cell::Text(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::array::{
        Date32Array, Decimal128Array, Float32Array, Int64Array, StringArray,
        TimestampMicrosecondArray,
    };
    use std::sync::Arc;

    fn of(array: impl Array + 'static) -> Vec<Cell> {
        cells(&(Arc::new(array) as ArrayRef)).unwrap()
    }

    #[test]
    fn what_a_double_cannot_hold_is_text() {
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(
            of(Int64Array::from(vec![
                Some(1 << 53),
                Some((1 << 53) + 1),
                None
            ])),
            [
                Cell::Number(9_007_199_254_740_992.0),
                text("9007199254740993"),
                Cell::Empty
            ]
        );
        let decimals = Decimal128Array::from(vec![-105, 123_456_789_012_345_678]);
        assert_eq!(
            of(decimals.with_precision_and_scale(20, 2).unwrap()),
            [Cell::Number(-1.05), text("1234567890123456.78")]
        );
        assert_eq!(
            of(Float32Array::from(vec![0.1, f32::NAN])),
            [Cell::Number(0.1), text("NaN")]
        );
        assert_eq!(
            of(StringArray::from(vec!["=1+1", ""])),
            [text("=1+1"), Cell::Empty]
        );
    }

    /// 45351 is Excel's 2024-02-29.
    #[test]
    fn days_are_those_of_excel() {
        let day = 19_782;
        assert_eq!(
            of(Date32Array::from(vec![day, -25_508, -25_509])),
            [
                Cell::Date(45_351.0),
                Cell::Date(61.0),
                Cell::Text("1900-02-28".to_owned())
            ]
        );
        let noon = i64::from(day) * 86_400_000_000 + 43_200_000_000;
        assert_eq!(
            of(TimestampMicrosecondArray::from(vec![noon, noon + 1])),
            [
                Cell::Timestamp(45_351.5),
                Cell::Text("2024-02-29T12:00:00.000001".to_owned())
            ]
        );
    }
}
