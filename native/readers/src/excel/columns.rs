//! Cells as columns, each with the type that all of its values have.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use calamine::{DataRef, ExcelDateTime};
use chrono::{NaiveDate, NaiveDateTime};
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, DurationMillisecondArray, Float64Array, Int64Array,
    RecordBatch, StringArray, Time64NanosecondArray, TimestampMillisecondArray,
};
use datafusion::arrow::datatypes::{Field, Schema};

use planarium_error::{Error, ErrorCode, Fix, Result};

/// Whole numbers that a floating-point number holds exactly end before this.
const EXACT: f64 = 9_007_199_254_740_992.0;

const MS_PER_DAY: i64 = 86_400_000;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Number(f64),
    Text(String),
    Bool(bool),
    /// Milliseconds since 1970.
    Time(i64),
    /// Milliseconds since midnight, of a time without a date.
    Clock(i64),
    /// Milliseconds.
    Duration(i64),
    /// Excel's word for what went wrong, such as `#N/A`.
    Error(String),
}

impl Value {
    /// `None` for an empty cell.
    pub fn of(cell: &DataRef<'_>) -> Option<Self> {
        Some(match cell {
            DataRef::Empty => return None,
            DataRef::Int(number) => Self::Number(*number as f64),
            DataRef::Float(number) => Self::Number(*number),
            DataRef::String(text) => Self::text(text)?,
            DataRef::SharedString(text) => Self::text(text)?,
            DataRef::Bool(bool) => Self::Bool(*bool),
            DataRef::DateTime(time) => Self::date_time(time),
            DataRef::DateTimeIso(text) => {
                iso(text).map_or_else(|| Self::Text(text.clone()), Self::Time)
            }
            DataRef::DurationIso(text) => Self::Text(text.clone()),
            DataRef::Error(error) => Self::Error(error.to_string()),
        })
    }

    fn text(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self::Text(text.to_owned()))
    }

    /// A date is stored as days; behind the point is the time.
    fn date_time(time: &ExcelDateTime) -> Self {
        let days = time.as_f64();
        let ms = (days * MS_PER_DAY as f64).round() as i64;
        if time.is_duration() {
            return Self::Duration(ms);
        }
        if (0.0..1.0).contains(&days) {
            return Self::Clock(ms.min(MS_PER_DAY - 1));
        }
        let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
        let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
        let at = date.and_then(|date| {
            date.and_hms_milli_opt(hour.into(), minute.into(), second.into(), milli.into())
        });
        // The 29th of February 1900, which Excel has and the calendar has not.
        at.map_or(Self::Number(days), |at| {
            Self::Time(at.and_utc().timestamp_millis())
        })
    }

    /// Memory that it takes, roughly.
    pub fn bytes(&self) -> usize {
        let text = match self {
            Self::Text(text) | Self::Error(text) => text.len(),
            _ => 0,
        };
        size_of::<(u32, Self)>() + text
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Number(number) if number.fract() == 0.0 && number.abs() < EXACT => Kind::Whole,
            Self::Number(_) => Kind::Fraction,
            Self::Text(_) => Kind::Text,
            Self::Bool(_) => Kind::Bool,
            Self::Time(ms) if ms.rem_euclid(MS_PER_DAY) == 0 => Kind::Date,
            Self::Time(_) => Kind::Time,
            Self::Clock(_) => Kind::Clock,
            Self::Duration(_) => Kind::Duration,
            Self::Error(_) => Kind::Nothing,
        }
    }

    /// As text of a column that holds texts too.
    fn shown(&self) -> String {
        let at = |ms: i64| chrono::DateTime::from_timestamp_millis(ms).map(|at| at.naive_utc());
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) | Self::Error(text) => text.clone(),
            Self::Bool(bool) => bool.to_string(),
            Self::Time(ms) => at(*ms).map_or_else(String::new, |at| match self.kind() {
                Kind::Date => at.date().to_string(),
                _ => at.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
            }),
            Self::Clock(ms) | Self::Duration(ms) => {
                let seconds = ms / 1_000;
                let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
                format!(
                    "{hours:02}:{:02}:{:02}",
                    minutes.abs(),
                    (seconds % 60).abs()
                )
            }
        }
    }
}

fn iso(text: &str) -> Option<i64> {
    let at: Option<NaiveDateTime> = text.parse().ok();
    let date = || text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0);
    at.or_else(date).map(|at| at.and_utc().timestamp_millis())
}

/// What all values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nothing,
    Whole,
    Fraction,
    Text,
    Bool,
    Date,
    Time,
    Clock,
    Duration,
}

impl Kind {
    /// What holds the values of both.
    fn with(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (Self::Nothing, known) | (known, Self::Nothing) => known,
            (Self::Whole, Self::Fraction) | (Self::Fraction, Self::Whole) => Self::Fraction,
            (Self::Date, Self::Time) | (Self::Time, Self::Date) => Self::Time,
            _ => Self::Text,
        }
    }
}

/// The cells of a worksheet that hold something, by column; each has its row.
#[derive(Debug, Default)]
pub struct Cells {
    columns: BTreeMap<u32, Vec<(u32, Value)>>,
    count: usize,
    rows: Option<(u32, u32)>,
}

impl Cells {
    pub fn add(&mut self, (row, column): (u32, u32), value: Value) {
        self.columns.entry(column).or_default().push((row, value));
        self.count += 1;
        let (first, last) = self.rows.unwrap_or((row, row));
        self.rows = Some((first.min(row), last.max(row)));
    }

    pub fn count(&self) -> usize {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether each column begins, in the first row, with a text, and other rows follow.
    pub fn begins_with_names(&self) -> bool {
        let Some((first, last)) = self.rows else {
            return false;
        };
        let named = |cells: &Vec<(u32, Value)>| {
            let cell = cells.iter().find(|(row, _)| *row == first);
            cell.is_none_or(|(_, value)| matches!(value, Value::Text(_)))
        };
        last > first && self.columns.values().all(named)
    }

    /// The rows below the header, if there is one; rows without any cell are left out.
    ///
    /// # Errors
    /// `file_mismatch` for a name that stands twice.
    pub fn rows(self, path: &Path, has_header: bool) -> Result<RecordBatch> {
        let first = self.rows.map_or(0, |(first, _)| first);
        let places = self.places(has_header.then_some(first));
        let (mut fields, mut arrays, mut names) = (Vec::new(), Vec::new(), HashSet::new());
        for (number, cells) in self.columns.into_values().enumerate() {
            let mut name = format!("column_{}", number + 1);
            let mut values: Vec<Option<Value>> = vec![None; places.len()];
            let mut kind = Kind::Nothing;
            for (row, value) in cells {
                if has_header && row == first {
                    name = value.shown();
                    continue;
                }
                kind = kind.with(value.kind());
                let place = places.get(&row).and_then(|place| values.get_mut(*place));
                if let Some(place) = place {
                    *place = Some(value);
                }
            }
            if !names.insert(name.clone()) {
                return Err(twice(path, &name));
            }
            let array = array(&values, kind);
            fields.push(Field::new(name, array.data_type().clone(), true));
            arrays.push(array);
        }
        let schema = Arc::new(Schema::new(fields));
        RecordBatch::try_new(schema, arrays)
            .map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))
    }

    /// The rows with cells, each with its place among them.
    fn places(&self, header: Option<u32>) -> BTreeMap<u32, usize> {
        let rows = self.columns.values().flatten().map(|(row, _)| *row);
        let rows: std::collections::BTreeSet<u32> = rows.collect();
        let below = rows.into_iter().filter(|row| Some(*row) != header);
        below.enumerate().map(|(place, row)| (row, place)).collect()
    }
}

fn twice(path: &Path, name: &str) -> Error {
    Error::new(
        ErrorCode::FileMismatch,
        format!("{} has two columns called {name:?}.", path.display()),
    )
    .with_hint("Give every column a name of its own, or read the first row as data with has_header = false.")
    .with_fix(Fix::NoHeader)
}

/// The values as `kind`; what went wrong in a cell is NULL beside anything but text.
fn array(values: &[Option<Value>], kind: Kind) -> ArrayRef {
    let number = |value: &Option<Value>| match value {
        Some(Value::Number(number)) => Some(*number),
        _ => None,
    };
    let ms = |value: &Option<Value>| match value {
        Some(Value::Time(ms) | Value::Clock(ms) | Value::Duration(ms)) => Some(*ms),
        _ => None,
    };
    let all = values.iter();
    match kind {
        Kind::Nothing | Kind::Text => Arc::new(
            all.map(|value| value.as_ref().map(Value::shown))
                .collect::<StringArray>(),
        ),
        Kind::Whole => Arc::new(
            all.map(|value| number(value).map(|number| number as i64))
                .collect::<Int64Array>(),
        ),
        Kind::Fraction => Arc::new(all.map(number).collect::<Float64Array>()),
        Kind::Bool => Arc::new(
            all.map(|value| match value {
                Some(Value::Bool(bool)) => Some(*bool),
                _ => None,
            })
            .collect::<BooleanArray>(),
        ),
        Kind::Date => Arc::new(
            all.map(|value| ms(value).and_then(|ms| i32::try_from(ms.div_euclid(MS_PER_DAY)).ok()))
                .collect::<Date32Array>(),
        ),
        Kind::Time => Arc::new(all.map(ms).collect::<TimestampMillisecondArray>()),
        Kind::Clock => Arc::new(
            all.map(|value| ms(value).map(|ms| ms * 1_000_000))
                .collect::<Time64NanosecondArray>(),
        ),
        Kind::Duration => Arc::new(all.map(ms).collect::<DurationMillisecondArray>()),
    }
}
