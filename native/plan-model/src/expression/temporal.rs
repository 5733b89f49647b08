//! Dates, times, timestamps, intervals and durations as SQL writes them.

use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, TimeZone};
use datafusion::arrow::array::timezone::Tz;
use datafusion::common::ScalarValue;

/// Parts of a second, and seconds of a day.
const MILLI: i64 = 1_000;
const MICRO: i64 = 1_000_000;
const NANO: i64 = 1_000_000_000;
const DAY: i64 = 86_400;

/// Seconds around 1970 that have a date in every time zone; the calendar ends 262,000 years off.
const CALENDAR: i64 = 8_000_000_000_000;

/// The text of a value of one of these types. A value without a date or time of day shows as the
/// number it is: `CAST(9223372036854775807 AS Timestamp(s))`.
pub(super) fn text(value: &ScalarValue) -> String {
    use ScalarValue as S;
    let known = match value {
        S::Date32(Some(days)) => moment(i64::from(*days) * DAY, 1).map(date),
        S::Date64(Some(millis)) => moment(*millis, MILLI).map(date),
        S::Time32Second(Some(v)) => time(i64::from(*v), 1),
        S::Time32Millisecond(Some(v)) => time(i64::from(*v), MILLI),
        S::Time64Microsecond(Some(v)) => time(*v, MICRO),
        S::Time64Nanosecond(Some(v)) => time(*v, NANO),
        S::TimestampSecond(Some(v), zone) => timestamp(*v, 1, zone.as_deref()),
        S::TimestampMillisecond(Some(v), zone) => timestamp(*v, MILLI, zone.as_deref()),
        S::TimestampMicrosecond(Some(v), zone) => timestamp(*v, MICRO, zone.as_deref()),
        S::TimestampNanosecond(Some(v), zone) => timestamp(*v, NANO, zone.as_deref()),
        S::IntervalYearMonth(Some(months)) => Some(interval(*months, 0, 0)),
        S::IntervalDayTime(Some(v)) => Some(interval(0, v.days, i64::from(v.milliseconds) * MICRO)),
        S::IntervalMonthDayNano(Some(v)) => Some(interval(v.months, v.days, v.nanoseconds)),
        S::DurationSecond(Some(v)) => Some(format!("DURATION '{v} s'")),
        S::DurationMillisecond(Some(v)) => Some(format!("DURATION '{v} ms'")),
        S::DurationMicrosecond(Some(v)) => Some(format!("DURATION '{v} µs'")),
        S::DurationNanosecond(Some(v)) => Some(format!("DURATION '{v} ns'")),
        _ => return "NULL".to_string(),
    };
    known.unwrap_or_else(|| format!("CAST({} AS {})", number(value), value.data_type()))
}

/// The number that a date, time or timestamp is kept as.
fn number(value: &ScalarValue) -> i64 {
    use ScalarValue as S;
    match value {
        S::Date32(Some(v)) | S::Time32Second(Some(v)) | S::Time32Millisecond(Some(v)) => {
            i64::from(*v)
        }
        S::Date64(Some(v))
        | S::Time64Microsecond(Some(v))
        | S::Time64Nanosecond(Some(v))
        | S::TimestampSecond(Some(v), _)
        | S::TimestampMillisecond(Some(v), _)
        | S::TimestampMicrosecond(Some(v), _)
        | S::TimestampNanosecond(Some(v), _) => *v,
        _ => 0,
    }
}

/// The date and time `value` parts of a second after 1970, of which a second has `parts`.
fn moment(value: i64, parts: i64) -> Option<NaiveDateTime> {
    let seconds = value.div_euclid(parts);
    let nanos = u32::try_from(value.rem_euclid(parts) * (NANO / parts)).ok()?;
    if seconds.abs() > CALENDAR {
        return None;
    }
    DateTime::from_timestamp(seconds, nanos).map(|moment| moment.naive_utc())
}

/// Milliseconds may be within a day.
fn date(moment: NaiveDateTime) -> String {
    if moment.time() == chrono::NaiveTime::MIN {
        format!("DATE '{}'", moment.date())
    } else {
        format!("DATE '{moment}'")
    }
}

fn time(value: i64, parts: i64) -> Option<String> {
    let within = (0..DAY * parts).contains(&value);
    let moment = within.then(|| moment(value, parts))??;
    Some(format!("TIME '{}'", moment.format("%H:%M:%S%.f")))
}

/// In its own time zone: the offset, then the name unless it is an offset itself.
fn timestamp(value: i64, parts: i64, zone: Option<&str>) -> Option<String> {
    let moment = moment(value, parts)?;
    let plain = |zone: &str| {
        format!(
            "TIMESTAMP '{}{zone}'",
            moment.format("%Y-%m-%d %H:%M:%S%.f")
        )
    };
    match zone {
        None => Some(plain("")),
        Some("UTC") => Some(plain(" UTC")),
        Some(zone) => {
            let local = Tz::from_str(zone).ok()?.from_utc_datetime(&moment);
            let name = match zone.starts_with(['+', '-']) {
                true => String::new(),
                false => format!(" {zone}"),
            };
            let local = local.format("%Y-%m-%d %H:%M:%S%.f%:z");
            Some(format!("TIMESTAMP '{local}{name}'"))
        }
    }
}

/// `INTERVAL '1 year 2 months -3 days 4 hours 0.5 seconds'`: each part has its own sign.
fn interval(months: i32, days: i32, nanos: i64) -> String {
    let minute = 60 * NANO;
    let hour = 60 * minute;
    let parts = [
        (i64::from(months / 12), "year"),
        (i64::from(months % 12), "month"),
        (i64::from(days), "day"),
        (nanos / hour, "hour"),
        (nanos % hour / minute, "minute"),
    ];
    let mut words: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count != 0)
        .map(|(count, unit)| counted(&count.to_string(), unit))
        .collect();
    if nanos % minute != 0 {
        words.push(counted(&seconds(nanos % minute), "second"));
    }
    if words.is_empty() {
        words.push("0 days".to_string());
    }
    format!("INTERVAL '{}'", words.join(" "))
}

fn counted(count: &str, unit: &str) -> String {
    let several = if matches!(count, "1" | "-1") { "" } else { "s" };
    format!("{count} {unit}{several}")
}

/// `-0.5` for nanoseconds.
fn seconds(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let (whole, rest) = (nanos.abs() / NANO, nanos.abs() % NANO);
    let text = format!("{sign}{whole}.{rest:09}");
    let text = text.trim_end_matches('0');
    text.trim_end_matches('.').to_string()
}
