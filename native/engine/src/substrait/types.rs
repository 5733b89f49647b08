//! Types that Substrait has no word for.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, IntervalUnit};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, LogicalPlan};

pub(super) const HINT: &str = "Cast the column to a type that Substrait has, or save a plan file.";

/// The first column of a table or list of values whose type cannot be written.
pub(super) fn unsupported_column(node: &LogicalPlan) -> Option<String> {
    let (schema, zones) = match node {
        // The whole table is described, not only the columns that are read.
        LogicalPlan::TableScan(scan) => (scan.source.schema(), Zones::OfTheTable),
        LogicalPlan::Values(values) => (Arc::clone(values.schema.inner()), Zones::Lost),
        LogicalPlan::EmptyRelation(empty) => (Arc::clone(empty.schema.inner()), Zones::Lost),
        _ => return None,
    };
    schema.fields().iter().find_map(|field| {
        let unsupported = unsupported(field.data_type(), zones)?;
        Some(format!(
            "the type {unsupported} of the column {}",
            field.name()
        ))
    })
}

/// The type of a cast or literal that cannot be written.
pub(super) fn unsupported_in(part: &Expr) -> Option<String> {
    let data_type = match part {
        Expr::Cast(cast) => cast.field.data_type(),
        Expr::TryCast(cast) => cast.field.data_type(),
        Expr::Literal(value, _) => return literal(value),
        _ => return None,
    };
    unsupported(data_type, Zones::Lost)
        .or_else(|| named(data_type))
        .map(|unsupported| format!("the type {unsupported}"))
}

/// The part of `data_type` whose fields have names: types go without.
fn named(data_type: &DataType) -> Option<&DataType> {
    match data_type {
        DataType::Struct(_) => Some(data_type),
        DataType::List(item) | DataType::LargeList(item) => named(item.data_type()),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(parts) => parts.iter().find_map(|part| named(part.data_type())),
            _ => None,
        },
        DataType::Dictionary(_, value) => named(value),
        _ => None,
    }
}

fn literal(value: &ScalarValue) -> Option<String> {
    let data_type = value.data_type();
    // Only values that are there: a NULL is written as its type.
    let no_form = !value.is_null()
        && matches!(
            data_type,
            DataType::Decimal32(..)
                | DataType::Decimal64(..)
                | DataType::Decimal256(..)
                | DataType::Date64
                | DataType::Duration(_)
                | DataType::FixedSizeList(..)
                | DataType::Dictionary(..)
                | DataType::Union(..)
        );
    // The reader numbers the fields of structs, and gives each map of many the parts of all.
    if no_form || (!value.is_null() && (named(&data_type).is_some() || inner_map(&data_type))) {
        return Some(format!("values of the type {data_type}"));
    }
    unsupported(&data_type, Zones::Lost).map(|unsupported| format!("the type {unsupported}"))
}

/// Whether there is a map inside of `data_type`.
fn inner_map(data_type: &DataType) -> bool {
    let is_map = |item: &Field| match item.data_type() {
        DataType::Map(..) => true,
        inner => inner_map(inner),
    };
    match data_type {
        DataType::List(item) | DataType::LargeList(item) => is_map(item),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(parts) => parts.iter().any(|part| is_map(part)),
            _ => false,
        },
        _ => false,
    }
}

/// Where the time zone of a type comes from once it is read back.
#[derive(Clone, Copy, PartialEq)]
enum Zones {
    /// The reader's table has it: the format tells only that there is one.
    OfTheTable,
    /// Nowhere: one other than UTC would become UTC.
    Lost,
}

/// The part of `data_type` that cannot be written.
fn unsupported(data_type: &DataType, zones: Zones) -> Option<&DataType> {
    match data_type {
        DataType::Timestamp(_, Some(zone)) if zones == Zones::Lost && zone.as_ref() != "UTC" => {
            Some(data_type)
        }
        DataType::Null
        | DataType::Boolean
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::UInt64
        | DataType::Float16
        | DataType::Float32
        | DataType::Float64
        | DataType::Timestamp(..)
        | DataType::Time32(_)
        | DataType::Time64(_)
        | DataType::Date32
        | DataType::Date64
        | DataType::Duration(_)
        | DataType::Interval(
            IntervalUnit::YearMonth | IntervalUnit::DayTime | IntervalUnit::MonthDayNano,
        )
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_)
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => None,
        // A list is read with items that may be NULL and are called "item".
        DataType::List(item) | DataType::LargeList(item)
            if zones == Zones::Lost
                && !(item.is_nullable() && item.name() == Field::LIST_FIELD_DEFAULT_NAME) =>
        {
            Some(data_type)
        }
        DataType::List(item) | DataType::LargeList(item) | DataType::Map(item, _) => {
            unsupported(item.data_type(), zones)
        }
        DataType::Dictionary(key, value) => {
            unsupported(key, zones).or_else(|| unsupported(value, zones))
        }
        DataType::Struct(fields) => fields
            .iter()
            .find_map(|field| unsupported(field.data_type(), zones)),
        _ => Some(data_type),
    }
}
