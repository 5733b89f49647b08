//! Estimates the output size of a call in bytes, for functions whose result can be far larger than
//! their arguments. Null and negative counts produce nothing.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::compute::kernels::length::length;
use datafusion::arrow::datatypes::{DataType, Int64Type, IntervalMonthDayNanoType, TimeUnit};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};

/// Estimated size of a result, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Growth {
    Exactly(usize),
    AtMost(usize),
}

impl Growth {
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Exactly(bytes) | Self::AtMost(bytes) => bytes,
        }
    }
}

/// `None` for functions that do not grow, and for arguments that they refuse.
pub(super) fn of(function: &str, args: &ScalarFunctionArgs) -> Option<Growth> {
    let rows = args.number_rows;
    let args = args.args.as_slice();
    match (function, args) {
        ("repeat", [text, count]) => {
            let (text, count) = (lengths(text)?, numbers(count)?);
            Some(Growth::Exactly(total(rows, |row| {
                text.at(row).saturating_mul(count.at(row))
            })))
        }
        ("lpad" | "rpad", [_, length, ..]) => {
            let length = numbers(length)?;
            Some(Growth::Exactly(total(rows, |row| length.at(row))))
        }
        ("replace", [text, from, to]) => {
            let (text, from, to) = (lengths(text)?, lengths(from)?, lengths(to)?);
            Some(Growth::AtMost(total(rows, |row| {
                // An empty text is never found.
                let places = text.at(row).checked_div(from.at(row)).unwrap_or(0);
                places
                    .saturating_mul(to.at(row))
                    .saturating_add(text.at(row))
            })))
        }
        ("regexp_replace", [text, _, to, ..]) => {
            let (text, to) = (lengths(text)?, lengths(to)?);
            Some(Growth::AtMost(total(rows, |row| {
                let (text, to) = (text.at(row), to.at(row));
                text.saturating_add(1)
                    .saturating_mul(to)
                    .saturating_add(text)
            })))
        }
        ("concat" | "concat_ws", texts) => {
            let texts: Vec<Numbers> = texts.iter().filter_map(lengths).collect();
            Some(Growth::Exactly(total(rows, |row| {
                texts
                    .iter()
                    .fold(0u64, |sum, text| sum.saturating_add(text.at(row)))
            })))
        }
        ("array_to_string", [list, delimiter, ..]) => {
            let (items, delimiter) = (lengths(list)?, lengths(delimiter)?);
            let item = item_bytes(list)?;
            Some(Growth::AtMost(total(rows, |row| {
                let each = delimiter.at(row).saturating_add(item);
                items.at(row).saturating_mul(each)
            })))
        }
        ("array_repeat", [value, count]) => {
            let (value, count) = (bytes_per_row(value)?, numbers(count)?);
            Some(Growth::Exactly(total(rows, |row| {
                count.at(row).saturating_mul(value)
            })))
        }
        ("array_resize", [list, size, fill @ ..]) => {
            let size = numbers(size)?;
            let fill = fill.first().and_then(bytes_per_row).unwrap_or(0);
            let item = item_bytes(list)?.max(fill);
            Some(Growth::Exactly(total(rows, |row| {
                size.at(row).saturating_mul(item)
            })))
        }
        ("range" | "generate_series", args) => series(rows, args).map(Growth::Exactly),
        _ => None,
    }
}

/// Numbers from `start`, 0 by default, to `end` in steps of `step`, 1 by default, of 8 bytes each.
fn series(rows: usize, args: &[ColumnarValue]) -> Option<usize> {
    let (start, end, step) = match args {
        [end] => (None, end, None),
        [start, end] => (Some(start), end, None),
        [start, end, step] => (Some(start), end, Some(step)),
        _ => return None,
    };
    let unit = nanoseconds(&end.data_type());
    let start = start.map_or_else(|| Some(Numbers::one(0)), numbers)?;
    let end = numbers(end)?;
    let step = match step {
        None => Numbers::one(1),
        Some(step) if matches!(step.data_type(), DataType::Interval(_)) => interval(step)?,
        Some(step) => numbers(step)?,
    };
    Some(total(rows, |row| {
        let (Some(start), Some(end), Some(step)) = (start.get(row), end.get(row), step.get(row))
        else {
            return 0;
        };
        let way = (i128::from(end) - i128::from(start)) * unit;
        // A step in the other direction gives no values.
        if step == 0 || (way < 0) != (step < 0) {
            return 0;
        }
        let count = (way / i128::from(step)).saturating_add(1);
        u64::try_from(count).unwrap_or(u64::MAX).saturating_mul(8)
    }))
}

/// The unit of a date or time in nanoseconds, 1 for numbers.
fn nanoseconds(data_type: &DataType) -> i128 {
    match data_type {
        DataType::Date32 => 86_400_000_000_000,
        DataType::Timestamp(TimeUnit::Second, _) => 1_000_000_000,
        DataType::Timestamp(TimeUnit::Millisecond, _) => 1_000_000,
        DataType::Timestamp(TimeUnit::Microsecond, _) => 1_000,
        _ => 1,
    }
}

/// Nanoseconds of intervals, months of 28 days.
fn interval(step: &ColumnarValue) -> Option<Numbers> {
    let array = array(step)?;
    let intervals = array.as_primitive_opt::<IntervalMonthDayNanoType>()?;
    let numbers = intervals.iter().map(|interval| {
        let interval = interval?;
        let days = i64::from(interval.months) * 28 + i64::from(interval.days);
        let nanoseconds = days.saturating_mul(86_400_000_000_000);
        Some(nanoseconds.saturating_add(interval.nanoseconds))
    });
    Some(Numbers(numbers.collect()))
}

/// One number for each row, or one for all.
struct Numbers(Int64Array);

impl Numbers {
    fn one(number: i64) -> Self {
        Self(Int64Array::from_value(number, 1))
    }

    fn get(&self, row: usize) -> Option<i64> {
        let place = if self.0.len() == 1 { 0 } else { row };
        (place < self.0.len() && self.0.is_valid(place)).then(|| self.0.value(place))
    }

    /// 0 for null and negative ones.
    fn at(&self, row: usize) -> u64 {
        self.get(row)
            .and_then(|number| u64::try_from(number).ok())
            .unwrap_or(0)
    }
}

fn array(arg: &ColumnarValue) -> Option<ArrayRef> {
    match arg {
        ColumnarValue::Array(array) => Some(ArrayRef::clone(array)),
        ColumnarValue::Scalar(scalar) => scalar.to_array_of_size(1).ok(),
    }
}

fn numbers(arg: &ColumnarValue) -> Option<Numbers> {
    let numbers = cast(&array(arg)?, &DataType::Int64).ok()?;
    Some(Numbers(numbers.as_primitive_opt::<Int64Type>()?.clone()))
}

/// Bytes of texts, items of lists.
fn lengths(arg: &ColumnarValue) -> Option<Numbers> {
    let lengths = length(array(arg)?.as_ref()).ok()?;
    let lengths = cast(&lengths, &DataType::Int64).ok()?;
    Some(Numbers(lengths.as_primitive_opt::<Int64Type>()?.clone()))
}

/// At least 1.
fn bytes_per_row(arg: &ColumnarValue) -> Option<u64> {
    bytes_per_value(&array(arg)?)
}

fn bytes_per_value(array: &ArrayRef) -> Option<u64> {
    let bytes = array.to_data().get_slice_memory_size().ok()?;
    Some((bytes / array.len().max(1)).max(1) as u64)
}

/// Bytes of an item of a list, on average; at least 1.
fn item_bytes(list: &ColumnarValue) -> Option<u64> {
    let array = array(list)?;
    let values = match array.data_type() {
        DataType::List(_) => array.as_list::<i32>().values(),
        DataType::LargeList(_) => array.as_list::<i64>().values(),
        DataType::FixedSizeList(_, _) => array.as_fixed_size_list().values(),
        _ => return None,
    };
    bytes_per_value(values)
}

fn total(rows: usize, of_row: impl Fn(usize) -> u64) -> usize {
    let sum = (0..rows).fold(0u64, |sum, row| sum.saturating_add(of_row(row)));
    usize::try_from(sum).unwrap_or(usize::MAX)
}
