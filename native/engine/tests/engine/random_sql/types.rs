//! Arrow types of random columns, by what can store them.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, IntervalUnit, TimeUnit};

use crate::random_source::Random;

/// Where the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    Parquet,
    Arrow,
    Csv,
    Json,
    Memory,
    /// A folder of Parquet files, divided by a column.
    Hive,
}

impl Store {
    pub const ALL: [Self; 6] = [
        Self::Parquet,
        Self::Arrow,
        Self::Csv,
        Self::Json,
        Self::Memory,
        Self::Hive,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Parquet => "Parquet file",
            Self::Arrow => "Arrow file",
            Self::Csv => "CSV file",
            Self::Json => "JSON lines",
            Self::Memory => "table in memory",
            Self::Hive => "hive partitions",
        }
    }
}

const UNITS: [TimeUnit; 4] = [
    TimeUnit::Second,
    TimeUnit::Millisecond,
    TimeUnit::Microsecond,
    TimeUnit::Nanosecond,
];
const ZONES: [Option<&str>; 5] = [
    None,
    None,
    Some("UTC"),
    Some("+05:30"),
    Some("Europe/Berlin"),
];

pub fn random_type(random: &mut Random, store: Store) -> DataType {
    match store {
        Store::Csv => plain_text_type(random),
        Store::Json if random.percent(25) => nested_text_type(random),
        Store::Json => plain_text_type(random),
        Store::Parquet | Store::Hive => stored_type(random),
        Store::Arrow | Store::Memory if random.percent(10) => random.pick(&spans()).clone(),
        Store::Arrow | Store::Memory => stored_type(random),
    }
}

/// What text files hold and their readers find out.
fn plain_text_type(random: &mut Random) -> DataType {
    random
        .pick(&[
            DataType::Boolean,
            DataType::Int8,
            DataType::Int64,
            DataType::UInt32,
            DataType::Float32,
            DataType::Float64,
            DataType::Utf8,
            DataType::Utf8,
            DataType::Date32,
            DataType::Timestamp(TimeUnit::Millisecond, None),
        ])
        .clone()
}

/// As far as the reader of JSON lines finds out what is in them.
fn nested_text_type(random: &mut Random) -> DataType {
    let field = |name: &str, data_type| Arc::new(Field::new(name, data_type, true));
    match random.percent(50) {
        true => DataType::List(field("item", DataType::Int64)),
        false => {
            let fields = vec![
                field("a", plain_text_type(random)),
                field("B b", plain_text_type(random)),
            ];
            DataType::Struct(fields.into())
        }
    }
}

fn stored_type(random: &mut Random) -> DataType {
    match random.below(100) {
        0..12 => nested(random, single_type),
        12..17 => DataType::Dictionary(
            Box::new(
                random
                    .one(&[DataType::Int32, DataType::UInt8, DataType::Int16].each_ref())
                    .clone(),
            ),
            Box::new(
                random
                    .one(&[DataType::Utf8, DataType::LargeUtf8, DataType::Int64].each_ref())
                    .clone(),
            ),
        ),
        _ => single_type(random),
    }
}

fn single_type(random: &mut Random) -> DataType {
    let unit = random.one(&UNITS);
    match random.below(10) {
        0 => DataType::Boolean,
        1 | 2 => integer(random),
        3 => random
            .pick(&[
                DataType::Float16,
                DataType::Float32,
                DataType::Float64,
                DataType::Float64,
            ])
            .clone(),
        4 => decimal(random),
        5 | 6 => random
            .pick(&[DataType::Utf8, DataType::LargeUtf8, DataType::Utf8View])
            .clone(),
        7 => random
            .pick(&[
                DataType::Binary,
                DataType::LargeBinary,
                DataType::BinaryView,
                DataType::FixedSizeBinary(3),
            ])
            .clone(),
        8 => random
            .pick(&[
                DataType::Date32,
                DataType::Date64,
                DataType::Time32(TimeUnit::Second),
                DataType::Time32(TimeUnit::Millisecond),
                DataType::Time64(TimeUnit::Microsecond),
                DataType::Time64(TimeUnit::Nanosecond),
            ])
            .clone(),
        _ => DataType::Timestamp(unit, random.one(&ZONES).map(Arc::from)),
    }
}

fn integer(random: &mut Random) -> DataType {
    random
        .pick(&[
            DataType::Int8,
            DataType::Int16,
            DataType::Int32,
            DataType::Int64,
            DataType::UInt8,
            DataType::UInt16,
            DataType::UInt32,
            DataType::UInt64,
        ])
        .clone()
}

fn decimal(random: &mut Random) -> DataType {
    random
        .pick(&[
            DataType::Decimal128(10, 2),
            DataType::Decimal128(38, 10),
            DataType::Decimal128(5, 0),
            DataType::Decimal256(50, 4),
        ])
        .clone()
}

fn spans() -> Vec<DataType> {
    let mut spans = vec![
        DataType::Interval(IntervalUnit::YearMonth),
        DataType::Interval(IntervalUnit::DayTime),
        DataType::Interval(IntervalUnit::MonthDayNano),
    ];
    spans.extend(UNITS.map(DataType::Duration));
    spans
}

fn nested(random: &mut Random, item: fn(&mut Random) -> DataType) -> DataType {
    let field = |name: &str, data_type| Arc::new(Field::new(name, data_type, true));
    match random.below(6) {
        0 | 1 => DataType::List(field("item", item(random))),
        2 => DataType::List(field(
            "item",
            DataType::Struct(vec![field("x", item(random))].into()),
        )),
        3 | 4 => {
            let fields = vec![field("a", item(random)), field("B b", item(random))];
            DataType::Struct(fields.into())
        }
        _ => DataType::Struct(vec![field("a", DataType::List(field("item", item(random))))].into()),
    }
}

/// Kept apart: only files of typed columns have maps.
pub fn map_type() -> DataType {
    let entries = DataType::Struct(
        vec![
            Field::new("keys", DataType::Utf8, false),
            Field::new("values", DataType::Int64, true),
        ]
        .into(),
    );
    DataType::Map(Arc::new(Field::new("entries", entries, false)), false)
}
