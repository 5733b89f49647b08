//! Random values of Arrow types, the awkward ones often among them.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, Int64Builder, MapBuilder, MapFieldNames, StringBuilder, StructArray,
    new_empty_array,
};
use datafusion::arrow::compute::concat;
use datafusion::arrow::datatypes::{DataType, IntervalUnit, TimeUnit, i256};
use datafusion::common::ScalarValue;

use crate::random_source::Random;

pub const WORDS: [&str; 14] = [
    "a",
    "b",
    "ab",
    "",
    "A",
    "abc abc",
    "it's",
    "say \"x\"",
    "%",
    "_b",
    "ünï 日本",
    "1",
    "2020-02-29",
    "x\\y",
];

/// A column of `rows` values, a part of them NULL if it may hold any.
pub fn column(random: &mut Random, data_type: &DataType, nullable: bool, rows: usize) -> ArrayRef {
    let gaps = if nullable {
        random.one(&[0, 20, 60])
    } else {
        0
    };
    let values: Vec<ArrayRef> = (0..rows)
        .map(|_| match random.percent(gaps) {
            true => ScalarValue::try_new_null(data_type)
                .unwrap()
                .to_array()
                .unwrap(),
            false => value(random, data_type),
        })
        .collect();
    let values: Vec<&dyn Array> = values.iter().map(AsRef::as_ref).collect();
    match values.is_empty() {
        true => new_empty_array(data_type),
        false => concat(&values).unwrap(),
    }
}

fn value(random: &mut Random, data_type: &DataType) -> ArrayRef {
    match data_type {
        DataType::Map(..) => map(random),
        DataType::Struct(fields) => {
            let columns = fields
                .iter()
                .map(|field| value(random, field.data_type()))
                .collect();
            Arc::new(StructArray::new(fields.clone(), columns, None))
        }
        DataType::List(item) => {
            let items: Vec<ScalarValue> = (0..random.below(4))
                .map(|_| match random.percent(15) {
                    true => ScalarValue::try_new_null(item.data_type()).unwrap(),
                    false => {
                        let value = value(random, item.data_type());
                        ScalarValue::try_from_array(&value, 0).unwrap()
                    }
                })
                .collect();
            ScalarValue::new_list(&items, item.data_type(), true)
        }
        DataType::Dictionary(key, values) => {
            let value = value(random, values);
            let value = ScalarValue::try_from_array(&value, 0).unwrap();
            ScalarValue::Dictionary(key.clone(), Box::new(value))
                .to_array()
                .unwrap()
        }
        data_type => single(random, data_type).to_array().unwrap(),
    }
}

fn map(random: &mut Random) -> ArrayRef {
    let names = MapFieldNames {
        entry: "entries".to_string(),
        key: "keys".to_string(),
        value: "values".to_string(),
    };
    let mut builder = MapBuilder::new(Some(names), StringBuilder::new(), Int64Builder::new());
    for key in ["k", "x y", "K"].iter().take(random.below(4)) {
        builder.keys().append_value(key);
        builder
            .values()
            .append_option(random.percent(80).then_some(random.between(-3, 9)));
    }
    builder.append(true).unwrap();
    Arc::new(builder.finish())
}

/// Small numbers that meet each other in joins, and the ends of the type.
fn integer(random: &mut Random, low: i64, high: i64) -> i64 {
    match random.below(20) {
        0 => low,
        1 => high,
        _ => random.between(low.max(-3), high.min(12)),
    }
}

fn float(random: &mut Random) -> f64 {
    match random.below(14) {
        0 => f64::NAN,
        1 => f64::INFINITY,
        2 => f64::NEG_INFINITY,
        3 => -0.0,
        4 => 1e30,
        5 => 0.1,
        _ => random.between(-8, 20) as f64 / 4.0,
    }
}

macro_rules! integers {
    ($random:expr, $data_type:expr, $($variant:ident $native:ty),*) => {
        match $data_type {
            $(DataType::$variant => {
                let high = i64::try_from(<$native>::MAX).unwrap_or(i64::MAX);
                let low = i64::try_from(<$native>::MIN).unwrap();
                let value = integer($random, low, high);
                return ScalarValue::$variant(Some(<$native>::try_from(value).unwrap()));
            })*
            _ => {}
        }
    };
}

fn single(random: &mut Random, data_type: &DataType) -> ScalarValue {
    integers!(
        random, data_type, Int8 i8, Int16 i16, Int32 i32, Int64 i64, UInt8 u8, UInt16 u16, UInt32 u32, UInt64 u64
    );
    let word = (*random.pick(&WORDS)).to_string();
    match data_type {
        DataType::Boolean => ScalarValue::Boolean(Some(random.percent(50))),
        DataType::Float16 | DataType::Float32 | DataType::Float64 => {
            ScalarValue::Float64(Some(float(random)))
                .cast_to(data_type)
                .unwrap()
        }
        DataType::Decimal128(precision, scale) => {
            let value = i128::from(random.between(-9_999, 9_999));
            ScalarValue::Decimal128(Some(value), *precision, *scale)
        }
        DataType::Decimal256(precision, scale) => {
            let value = i256::from_i128(i128::from(random.number()));
            ScalarValue::Decimal256(Some(value), *precision, *scale)
        }
        DataType::Utf8 => ScalarValue::Utf8(Some(word)),
        DataType::LargeUtf8 => ScalarValue::LargeUtf8(Some(word)),
        DataType::Utf8View => ScalarValue::Utf8View(Some(word)),
        DataType::Binary => ScalarValue::Binary(Some(word.into_bytes())),
        DataType::LargeBinary => ScalarValue::LargeBinary(Some(word.into_bytes())),
        DataType::BinaryView => ScalarValue::BinaryView(Some(word.into_bytes())),
        DataType::FixedSizeBinary(length) => {
            let bytes = (0..*length).map(|_| random.below(4) as u8 * 85).collect();
            ScalarValue::FixedSizeBinary(*length, Some(bytes))
        }
        data_type => temporal(random, data_type),
    }
}

fn temporal(random: &mut Random, data_type: &DataType) -> ScalarValue {
    let day = random.one(&[0, 1, 18_321, 18_322, -1, 20_000]);
    let second = random.between(0, 4) * 17_000;
    match data_type {
        DataType::Date32 => ScalarValue::Date32(Some(day)),
        DataType::Date64 => ScalarValue::Date64(Some(i64::from(day) * 86_400_000)),
        DataType::Time32(TimeUnit::Second) => {
            ScalarValue::Time32Second(Some(i32::try_from(second).unwrap()))
        }
        DataType::Time32(_) => {
            ScalarValue::Time32Millisecond(Some(i32::try_from(second * 1_000 + 5).unwrap()))
        }
        DataType::Time64(TimeUnit::Microsecond) => {
            ScalarValue::Time64Microsecond(Some(second * 1_000_000 + 5))
        }
        DataType::Time64(_) => ScalarValue::Time64Nanosecond(Some(second * 1_000_000_000 + 5)),
        DataType::Timestamp(unit, zone) => {
            let (zone, seconds) = (zone.clone(), i64::from(day) * 86_400 + second);
            match unit {
                TimeUnit::Second => ScalarValue::TimestampSecond(Some(seconds), zone),
                TimeUnit::Millisecond => {
                    ScalarValue::TimestampMillisecond(Some(seconds * 1_000 + 7), zone)
                }
                TimeUnit::Microsecond => {
                    ScalarValue::TimestampMicrosecond(Some(seconds * 1_000_000 + 7), zone)
                }
                TimeUnit::Nanosecond => {
                    ScalarValue::TimestampNanosecond(Some(seconds * 1_000_000_000 + 7), zone)
                }
            }
        }
        data_type => span(random, data_type),
    }
}

fn span(random: &mut Random, data_type: &DataType) -> ScalarValue {
    let (months, days) = (random.between(-3, 14) as i32, random.between(-2, 40) as i32);
    let rest = random.between(-9, 9) * 1_000;
    match data_type {
        DataType::Interval(IntervalUnit::YearMonth) => ScalarValue::IntervalYearMonth(Some(months)),
        DataType::Interval(IntervalUnit::DayTime) => {
            ScalarValue::new_interval_dt(days, rest as i32)
        }
        DataType::Interval(IntervalUnit::MonthDayNano) => {
            ScalarValue::new_interval_mdn(months, days, rest)
        }
        DataType::Duration(unit) => {
            let value = Some(rest);
            match unit {
                TimeUnit::Second => ScalarValue::DurationSecond(value),
                TimeUnit::Millisecond => ScalarValue::DurationMillisecond(value),
                TimeUnit::Microsecond => ScalarValue::DurationMicrosecond(value),
                TimeUnit::Nanosecond => ScalarValue::DurationNanosecond(value),
            }
        }
        other => panic!("no values of {other}"),
    }
}
