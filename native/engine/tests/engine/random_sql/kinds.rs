//! Types as the generator sees them: what an expression of one may be used for.

use datafusion::arrow::datatypes::{DataType, TimeUnit};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Bool,
    Int,
    Float,
    Decimal,
    Text,
    Bytes,
    Date,
    Time,
    Stamp,
    /// An interval.
    Span,
    /// A duration.
    Elapsed,
    List(Box<Kind>),
    Struct(Vec<(String, Kind)>),
    Map(Box<Kind>, Box<Kind>),
    Other,
}

/// Kinds of single values that expressions are made of most of the time.
pub const PLAIN: [Kind; 10] = [
    Kind::Bool,
    Kind::Int,
    Kind::Float,
    Kind::Decimal,
    Kind::Text,
    Kind::Bytes,
    Kind::Date,
    Kind::Time,
    Kind::Stamp,
    Kind::Span,
];

impl Kind {
    pub fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Boolean => Self::Bool,
            data_type if data_type.is_integer() => Self::Int,
            DataType::Float16 | DataType::Float32 | DataType::Float64 => Self::Float,
            DataType::Decimal32(..)
            | DataType::Decimal64(..)
            | DataType::Decimal128(..)
            | DataType::Decimal256(..) => Self::Decimal,
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::Text,
            DataType::Binary
            | DataType::LargeBinary
            | DataType::BinaryView
            | DataType::FixedSizeBinary(_) => Self::Bytes,
            DataType::Date32 | DataType::Date64 => Self::Date,
            // Times of different units cannot be compared.
            DataType::Time64(TimeUnit::Nanosecond) => Self::Time,
            DataType::Timestamp(..) => Self::Stamp,
            DataType::Interval(_) => Self::Span,
            DataType::Duration(_) => Self::Elapsed,
            DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
                Self::List(Box::new(Self::of(item.data_type())))
            }
            DataType::Struct(fields) => Self::Struct(
                fields
                    .iter()
                    .map(|field| (field.name().clone(), Self::of(field.data_type())))
                    .collect(),
            ),
            DataType::Map(entries, _) => match entries.data_type() {
                DataType::Struct(fields) => Self::Map(
                    Box::new(Self::of(fields[0].data_type())),
                    Box::new(Self::of(fields[1].data_type())),
                ),
                _ => Self::Other,
            },
            DataType::Dictionary(_, values) => Self::of(values),
            _ => Self::Other,
        }
    }

    /// Whether `<` and `max` are defined for it.
    pub fn is_ordered(&self) -> bool {
        !matches!(
            self,
            Self::List(_)
                | Self::Struct(_)
                | Self::Map(..)
                | Self::Other
                | Self::Span
                | Self::Elapsed
        )
    }

    pub fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Float | Self::Decimal)
    }
}
