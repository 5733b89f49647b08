//! Dates and timestamps beyond the years -262143 to 262142, which Arrow's formatter gives an error
//! for in the place of a text.
//!
//! Days to civil dates: <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, StringArray};
use datafusion::arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, Date64Type, TimeUnit, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};

const DAY: i64 = 86_400;
const NANOS: i64 = 1_000_000_000;
/// Seconds since 1970 of which no calendar is needed to see that Arrow has a text for them.
const NEAR: std::ops::Range<i64> = -8_000_000_000_000..8_000_000_000_000;

/// Seconds and nanoseconds since 1970 of a value; none of NULL and of other types.
fn instant(array: &dyn Array, row: usize) -> Option<(i64, u32)> {
    if array.is_null(row) {
        return None;
    }
    let split = |value: i64, of_second: i64| {
        let nanos = value.rem_euclid(of_second) * (NANOS / of_second);
        Some((value.div_euclid(of_second), u32::try_from(nanos).ok()?))
    };
    match array.data_type() {
        DataType::Date32 => {
            let days = i64::from(array.as_primitive::<Date32Type>().value(row));
            Some((days * DAY, 0))
        }
        DataType::Date64 => split(array.as_primitive::<Date64Type>().value(row), 1_000),
        DataType::Timestamp(unit, _) => match unit {
            TimeUnit::Second => split(array.as_primitive::<TimestampSecondType>().value(row), 1),
            TimeUnit::Millisecond => {
                let value = array.as_primitive::<TimestampMillisecondType>().value(row);
                split(value, 1_000)
            }
            TimeUnit::Microsecond => {
                let value = array.as_primitive::<TimestampMicrosecondType>().value(row);
                split(value, 1_000_000)
            }
            TimeUnit::Nanosecond => split(
                array.as_primitive::<TimestampNanosecondType>().value(row),
                NANOS,
            ),
        },
        _ => None,
    }
}

/// The text of a value that is too far for Arrow's formatter, in UTC; `None` for all others.
pub(super) fn text(array: &dyn Array, row: usize) -> Option<String> {
    let (seconds, nanos) = instant(array, row)?;
    if NEAR.contains(&seconds) {
        return None;
    }
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    if (-262_143..=262_142).contains(&year) {
        return None;
    }
    let date = format!("{year:+05}-{month:02}-{day:02}");
    if *array.data_type() == DataType::Date32 {
        return Some(date);
    }
    let second = seconds.rem_euclid(DAY);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    let fraction = match nanos {
        0 => String::new(),
        nanos if nanos % 1_000_000 == 0 => format!(".{:03}", nanos / 1_000_000),
        nanos if nanos % 1_000 == 0 => format!(".{:06}", nanos / 1_000),
        nanos => format!(".{nanos:09}"),
    };
    let zone = match array.data_type() {
        DataType::Timestamp(_, Some(_)) => "Z",
        _ => "",
    };
    Some(format!(
        "{date}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}"
    ))
}

/// `array` as text where it holds such values, else itself.
pub(super) fn as_text(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let far = |row| text(array.as_ref(), row);
    if !array.data_type().is_temporal()
        || all_near(array.as_ref())
        || (0..array.len()).all(|row| far(row).is_none())
    {
        return Ok(ArrayRef::clone(array));
    }
    let options = FormatOptions::new();
    let others = ArrayFormatter::try_new(array.as_ref(), &options)?;
    let texts = (0..array.len()).map(|row| match array.is_null(row) {
        true => Ok(None),
        false => match far(row) {
            Some(text) => Ok(Some(text)),
            None => others.value(row).try_to_string().map(Some),
        },
    });
    Ok(std::sync::Arc::new(
        texts.collect::<Result<StringArray, _>>()?,
    ))
}

/// Whether the values, those below NULL included, are near without looking at each of them alone.
fn all_near(array: &dyn Array) -> bool {
    fn within<T: ArrowPrimitiveType<Native = i64>>(array: &dyn Array, of_second: i64) -> bool {
        let (start, end) = (NEAR.start * of_second, NEAR.end * of_second);
        let mut values = array.as_primitive::<T>().values().iter();
        values.all(|value| (start..end).contains(value))
    }
    match array.data_type() {
        DataType::Date32 => {
            let (start, end) = (NEAR.start / DAY, NEAR.end / DAY);
            let mut values = array.as_primitive::<Date32Type>().values().iter();
            values.all(|value| (start..end).contains(&i64::from(*value)))
        }
        DataType::Date64 => within::<Date64Type>(array, 1_000),
        DataType::Timestamp(unit, _) => match unit {
            TimeUnit::Second => within::<TimestampSecondType>(array, 1),
            TimeUnit::Millisecond => within::<TimestampMillisecondType>(array, 1_000),
            TimeUnit::Microsecond => within::<TimestampMicrosecondType>(array, 1_000_000),
            // 64 bits of them reach no further than the year 2262.
            TimeUnit::Nanosecond => true,
        },
        _ => false,
    }
}

fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let part = (5 * of_year + 2) / 153;
    let day = of_year - (153 * part + 2) / 5 + 1;
    let month = if part < 10 { part + 3 } else { part - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::super::test_data::encode;
    use super::super::{EncodeOptions, RowFormat};
    use datafusion::arrow::array::{ArrayRef, Date32Array, RecordBatch, TimestampMicrosecondArray};
    use std::sync::Arc;

    #[test]
    fn the_ends_of_the_range_have_a_text_in_every_format() {
        let days: ArrayRef = Arc::new(Date32Array::from(vec![
            Some(i32::MAX),
            Some(-719_162),
            None,
        ]));
        let times = TimestampMicrosecondArray::from(vec![Some(i64::MAX), Some(i64::MIN), None]);
        let times: ArrayRef = Arc::new(times.with_timezone("Europe/Berlin"));
        let batch = RecordBatch::try_from_iter([("d", days), ("t", times)]).unwrap();
        let text = |format| encode(format, &batch, &EncodeOptions::default());
        // The latest day is DuckDB's, the earliest time is its 290309-12-21 BC.
        assert_eq!(
            text(RowFormat::Csv),
            "d,t\n+5881580-07-11,+294247-01-10T04:00:54.775807Z\n\
             0001-01-01,-290308-12-21T19:59:05.224192Z\n,\n"
        );
        let json = text(RowFormat::Ndjson);
        assert!(
            json.starts_with(
                "{\"d\":\"+5881580-07-11\",\"t\":\"+294247-01-10T04:00:54.775807Z\"}\n"
            )
        );
        for format in [RowFormat::Table, RowFormat::Markdown, RowFormat::Json] {
            assert!(!text(format).contains("ERROR"), "{}", text(format));
        }
    }
}
