//! Constants of every type that DataFusion has, each with the text that the views show.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, FixedSizeListArray, Int32Array, Int32Builder, LargeListViewArray, ListArray,
    ListViewArray, MapBuilder, StringArray, StringBuilder, StructArray,
};
use datafusion::arrow::datatypes::{
    DataType, Field, Int32Type, IntervalDayTime, IntervalMonthDayNano, UnionFields, UnionMode, i256,
};
use datafusion::common::ScalarValue as S;

/// No wildcard: a new type of constant needs a sample, and a number here.
pub fn kind(value: &S) -> usize {
    match value {
        S::Null => 0,
        S::Boolean(_) => 1,
        S::Float16(_) => 2,
        S::Float32(_) => 3,
        S::Float64(_) => 4,
        S::Decimal32(..) => 5,
        S::Decimal64(..) => 6,
        S::Decimal128(..) => 7,
        S::Decimal256(..) => 8,
        S::Int8(_) => 9,
        S::Int16(_) => 10,
        S::Int32(_) => 11,
        S::Int64(_) => 12,
        S::UInt8(_) => 13,
        S::UInt16(_) => 14,
        S::UInt32(_) => 15,
        S::UInt64(_) => 16,
        S::Utf8(_) => 17,
        S::Utf8View(_) => 18,
        S::LargeUtf8(_) => 19,
        S::Binary(_) => 20,
        S::BinaryView(_) => 21,
        S::FixedSizeBinary(..) => 22,
        S::LargeBinary(_) => 23,
        S::FixedSizeList(_) => 24,
        S::List(_) => 25,
        S::LargeList(_) => 26,
        S::ListView(_) => 27,
        S::LargeListView(_) => 28,
        S::Struct(_) => 29,
        S::Map(_) => 30,
        S::Date32(_) => 31,
        S::Date64(_) => 32,
        S::Time32Second(_) => 33,
        S::Time32Millisecond(_) => 34,
        S::Time64Microsecond(_) => 35,
        S::Time64Nanosecond(_) => 36,
        S::TimestampSecond(..) => 37,
        S::TimestampMillisecond(..) => 38,
        S::TimestampMicrosecond(..) => 39,
        S::TimestampNanosecond(..) => 40,
        S::IntervalYearMonth(_) => 41,
        S::IntervalDayTime(_) => 42,
        S::IntervalMonthDayNano(_) => 43,
        S::DurationSecond(_) => 44,
        S::DurationMillisecond(_) => 45,
        S::DurationMicrosecond(_) => 46,
        S::DurationNanosecond(_) => 47,
        S::Union(..) => 48,
        S::Dictionary(..) => 49,
        S::RunEndEncoded(..) => 50,
    }
}

pub const KINDS: usize = 51;

pub fn samples() -> Vec<(S, &'static str)> {
    let mut samples = numbers();
    samples.extend(texts());
    samples.extend(times());
    samples.extend(nested());
    samples
}

fn numbers() -> Vec<(S, &'static str)> {
    let half = S::Float32(Some(-1.5)).cast_to(&DataType::Float16).unwrap();
    let huge = i256::from_parts(5, 1);
    vec![
        (S::Null, "NULL"),
        (S::Boolean(Some(true)), "true"),
        (S::Boolean(Some(false)), "false"),
        (half, "-1.5"),
        (S::Float32(Some(0.1)), "0.1"),
        (S::Float32(Some(f32::NEG_INFINITY)), "-Infinity"),
        (S::Float64(Some(3.0)), "3.0"),
        (S::Float64(Some(1e300)), "1e300"),
        (S::Float64(Some(-0.0)), "-0.0"),
        (S::Float64(Some(f64::NAN)), "NaN"),
        (S::Float64(Some(f64::INFINITY)), "Infinity"),
        (S::Decimal32(Some(-5), 9, 2), "-0.05"),
        (S::Decimal64(Some(31_300), 18, 2), "313.00"),
        (S::Decimal128(Some(5), 15, 2), "0.05"),
        (S::Decimal128(Some(-12_345), 15, 3), "-12.345"),
        (S::Decimal128(Some(313), 15, 0), "313"),
        (S::Decimal128(Some(-7), 15, -3), "-7000"),
        (S::Decimal128(Some(0), 15, -3), "0"),
        (S::Decimal128(Some(0), 15, 2), "0.00"),
        (
            S::Decimal256(Some(huge), 50, 5),
            "3402823669209384634633746074317682.11461",
        ),
        (S::Int8(Some(-8)), "-8"),
        (S::Int16(Some(-16)), "-16"),
        (S::Int32(Some(i32::MIN)), "-2147483648"),
        (S::Int64(Some(i64::MIN)), "-9223372036854775808"),
        (S::UInt8(Some(8)), "8"),
        (S::UInt16(Some(16)), "16"),
        (S::UInt32(Some(u32::MAX)), "4294967295"),
        (S::UInt64(Some(u64::MAX)), "18446744073709551615"),
    ]
}

fn texts() -> Vec<(S, &'static str)> {
    let bytes = || Some(vec![0xde, 0xad, 0x00]);
    vec![
        (S::Utf8(Some("it's".into())), "'it''s'"),
        (S::Utf8(Some(String::new())), "''"),
        (S::LargeUtf8(Some("a\n\u{1b}[2J".into())), r"'a\n\u{1b}[2J'"),
        (S::Utf8View(Some("é".into())), "'é'"),
        (S::Binary(bytes()), "X'DEAD00'"),
        (S::LargeBinary(bytes()), "X'DEAD00'"),
        (S::BinaryView(bytes()), "X'DEAD00'"),
        (S::FixedSizeBinary(3, bytes()), "X'DEAD00'"),
        (S::Binary(Some(Vec::new())), "X''"),
    ]
}

fn times() -> Vec<(S, &'static str)> {
    let zone = |name: &str| Some(name.into());
    let [day, second] = [86_400, 1_729_992_600];
    let months = |months, days, nanos| {
        S::IntervalMonthDayNano(Some(IntervalMonthDayNano::new(months, days, nanos)))
    };
    vec![
        (S::Date32(Some(10_561)), "DATE '1998-12-01'"),
        (S::Date32(Some(-1)), "DATE '1969-12-31'"),
        (S::Date32(Some(i32::MAX)), "CAST(2147483647 AS Date32)"),
        (S::Date64(Some(-day * 1_000)), "DATE '1969-12-31'"),
        (
            S::Date64(Some(i64::MAX)),
            "CAST(9223372036854775807 AS Date64)",
        ),
        (S::Time32Second(Some(3_661)), "TIME '01:01:01'"),
        (S::Time32Millisecond(Some(1_250)), "TIME '00:00:01.250'"),
        (S::Time64Microsecond(Some(1)), "TIME '00:00:00.000001'"),
        (S::Time64Nanosecond(Some(1)), "TIME '00:00:00.000000001'"),
        (S::Time64Nanosecond(Some(-1)), "CAST(-1 AS Time64(ns))"),
        (
            S::TimestampSecond(Some(-1), None),
            "TIMESTAMP '1969-12-31 23:59:59'",
        ),
        (
            S::TimestampSecond(Some(i64::MAX), None),
            "CAST(9223372036854775807 AS Timestamp(s))",
        ),
        (
            S::TimestampMillisecond(Some(second * 1_000 + 5), zone("UTC")),
            "TIMESTAMP '2024-10-27 01:30:00.005 UTC'",
        ),
        (
            S::TimestampMicrosecond(Some(second * 1_000_000), zone("+05:30")),
            "TIMESTAMP '2024-10-27 07:00:00+05:30'",
        ),
        // The same local time comes twice in that night: only the offset tells which.
        (
            S::TimestampNanosecond(Some(second * 1_000_000_000), zone("Europe/Berlin")),
            "TIMESTAMP '2024-10-27 02:30:00+01:00 Europe/Berlin'",
        ),
        (
            S::TimestampNanosecond(Some(7), zone("Mars/Olympus")),
            "CAST(7 AS Timestamp(ns, \"Mars/Olympus\"))",
        ),
        (S::IntervalYearMonth(Some(14)), "INTERVAL '1 year 2 months'"),
        (S::IntervalYearMonth(Some(-1)), "INTERVAL '-1 month'"),
        (
            S::IntervalDayTime(Some(IntervalDayTime::new(90, -1_500))),
            "INTERVAL '90 days -1.5 seconds'",
        ),
        (
            months(-13, 1, 3_723_000_000_001),
            "INTERVAL '-1 year -1 month 1 day 1 hour 2 minutes 3.000000001 seconds'",
        ),
        (months(0, 0, 0), "INTERVAL '0 days'"),
        (S::DurationSecond(Some(-5)), "DURATION '-5 s'"),
        (S::DurationMillisecond(Some(250)), "DURATION '250 ms'"),
        (S::DurationMicrosecond(Some(1)), "DURATION '1 µs'"),
        (
            S::DurationNanosecond(Some(i64::MAX)),
            "DURATION '9223372036854775807 ns'",
        ),
    ]
}

fn nested() -> Vec<(S, &'static str)> {
    let decimals = [S::Decimal128(Some(5), 15, 2), S::Decimal128(None, 15, 2)];
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(1), None])]);
    let large = list.clone();
    let item = Arc::new(Field::new("item", DataType::Int32, true));
    let large = LargeListViewArray::new(
        Arc::clone(&item),
        vec![0_i64].into(),
        vec![2_i64].into(),
        large.values().clone(),
        None,
    );
    let fixed =
        FixedSizeListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(3), Some(4)])], 2);
    let inner: ArrayRef = Arc::new(StructArray::from(vec![(
        Arc::new(Field::new("b", DataType::Utf8, true)),
        Arc::new(StringArray::from(vec![Some("x")])) as ArrayRef,
    )]));
    let outer = StructArray::from(vec![
        (item, Arc::new(Int32Array::from(vec![1])) as ArrayRef),
        (
            Arc::new(Field::new("s", inner.data_type().clone(), true)),
            inner,
        ),
    ]);
    let mut map = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    map.keys().append_value("k");
    map.values().append_value(1);
    map.append(true).unwrap();
    let field = |name, data_type| Arc::new(Field::new(name, data_type, true));
    let union = UnionFields::try_new(
        [3, 7],
        [
            field("number", DataType::Int32),
            field("text", DataType::Utf8),
        ],
    )
    .unwrap();
    let held = Some((7, Box::new(S::from("x"))));
    vec![
        (
            S::List(S::new_list(&decimals, &DataType::Decimal128(15, 2), true)),
            "[0.05, NULL]",
        ),
        (
            S::LargeList(S::new_large_list(&[S::from("a")], &DataType::Utf8)),
            "['a']",
        ),
        (S::FixedSizeList(Arc::new(fixed)), "[3, 4]"),
        (
            S::ListView(Arc::new(ListViewArray::from(list))),
            "[1, NULL]",
        ),
        (S::LargeListView(Arc::new(large)), "[1, NULL]"),
        (S::Struct(Arc::new(outer)), "{item: 1, s: {b: 'x'}}"),
        (S::Map(Arc::new(map.finish())), "MAP {'k': 1}"),
        (
            S::Union(held, union.clone(), UnionMode::Dense),
            "UNION {text: 'x'}",
        ),
        (
            S::Dictionary(Box::new(DataType::Int8), Box::new(S::from("d"))),
            "'d'",
        ),
        (
            S::RunEndEncoded(
                Arc::new(Field::new("run_ends", DataType::Int32, false)),
                field("values", DataType::Float64),
                Box::new(S::Float64(Some(2.0))),
            ),
            "2.0",
        ),
    ]
}
