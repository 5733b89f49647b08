//! A column as every view shows it. Mirrors `field` of `app/shared/table.ts`.

use datafusion::arrow::datatypes::{DataType, Field as ArrowField, IntervalUnit, Schema, TimeUnit};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a column holds, coarsely: decides alignment, icon and formatting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FieldKind {
    Integer,
    Float,
    Decimal,
    Text,
    Boolean,
    Date,
    Time,
    Timestamp,
    Duration,
    Interval,
    Binary,
    List,
    Struct,
    Map,
    Null,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    pub name: String,
    /// Arrow's own name of the type.
    #[serde(rename = "type")]
    pub data_type: String,
    /// The same in a few letters: `i64`, `str`, `ts`.
    pub short_type: String,
    pub kind: FieldKind,
    pub nullable: bool,
}

impl Field {
    /// The columns of a schema, in order.
    pub fn list(schema: &Schema) -> Vec<Field> {
        schema
            .fields()
            .iter()
            .map(|field| Field::from(field.as_ref()))
            .collect()
    }
}

impl From<&ArrowField> for Field {
    fn from(field: &ArrowField) -> Self {
        let (short_type, kind) = describe(field.data_type());
        Field {
            name: field.name().clone(),
            data_type: field.data_type().to_string(),
            short_type,
            kind,
            nullable: field.is_nullable(),
        }
    }
}

fn describe(data_type: &DataType) -> (String, FieldKind) {
    use DataType as T;
    use FieldKind as K;
    let (short, kind) = match data_type {
        T::Null => ("null", K::Null),
        T::Boolean => ("bool", K::Boolean),
        T::Int8 => ("i8", K::Integer),
        T::Int16 => ("i16", K::Integer),
        T::Int32 => ("i32", K::Integer),
        T::Int64 => ("i64", K::Integer),
        T::UInt8 => ("u8", K::Integer),
        T::UInt16 => ("u16", K::Integer),
        T::UInt32 => ("u32", K::Integer),
        T::UInt64 => ("u64", K::Integer),
        T::Float16 => ("f16", K::Float),
        T::Float32 => ("f32", K::Float),
        T::Float64 => ("f64", K::Float),
        T::Decimal32(..) | T::Decimal64(..) | T::Decimal128(..) | T::Decimal256(..) => {
            ("dec", K::Decimal)
        }
        T::Utf8 | T::LargeUtf8 | T::Utf8View => ("str", K::Text),
        T::Date32 | T::Date64 => ("date", K::Date),
        T::Time32(_) | T::Time64(_) => ("time", K::Time),
        T::Timestamp(unit, zone) => (timestamp(*unit, zone.is_some()), K::Timestamp),
        T::Duration(_) => ("dur", K::Duration),
        T::Interval(
            IntervalUnit::YearMonth | IntervalUnit::DayTime | IntervalUnit::MonthDayNano,
        ) => ("intv", K::Interval),
        T::Binary | T::LargeBinary | T::BinaryView | T::FixedSizeBinary(_) => ("bin", K::Binary),
        T::List(_)
        | T::LargeList(_)
        | T::FixedSizeList(..)
        | T::ListView(_)
        | T::LargeListView(_) => ("list", K::List),
        T::Struct(_) => ("struct", K::Struct),
        T::Map(..) => ("map", K::Map),
        T::Union(..) => ("union", K::Other),
        T::Dictionary(_, value) => return describe(value),
        T::RunEndEncoded(_, value) => return describe(value.data_type()),
    };
    (short.to_owned(), kind)
}

fn timestamp(unit: TimeUnit, zoned: bool) -> &'static str {
    match (unit, zoned) {
        (TimeUnit::Nanosecond, false) => "ts ns",
        (TimeUnit::Nanosecond, true) => "tz ns",
        (_, false) => "ts",
        (_, true) => "tz",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_is_described_by_its_values() {
        let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let field = Field::from(&ArrowField::new("a", words, true));
        assert_eq!(
            (field.short_type.as_str(), field.kind),
            ("str", FieldKind::Text)
        );
    }
}
