//! Filters of a view as expressions of DataFusion.

use super::contains::ContainsText;
use super::request::{FilterOp, RowFilter};
use super::source::column_name;
use super::text::Needle;
use crate::error::{Error, ErrorCode, Result};
use crate::field::Field;
use crate::results::plain::plain_type;
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::{Column, ScalarValue};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{Expr, ScalarUDF};
use std::sync::Arc;

/// A column of the table of stored rows.
pub(super) fn column(index: usize) -> Expr {
    Expr::Column(Column::from_name(column_name(index)))
}

/// True where one of the columns holds the text.
pub(super) fn contains(columns: Vec<Expr>, text: &str) -> Expr {
    let function = ScalarUDF::new_from_impl(ContainsText::new(Needle::new(text)));
    Expr::ScalarFunction(ScalarFunction::new_udf(Arc::new(function), columns))
}

/// Errors: `invalid_request` for a number of values that the operator does not take, a value that is
/// none of the column's type, and an operator that the type does not have.
pub(super) fn condition(schema: &SchemaRef, columns: &[Field], filter: &RowFilter) -> Result<Expr> {
    let value = column(filter.column);
    let data_type = plain_type(schema.field(filter.column).data_type());
    let name = columns
        .get(filter.column)
        .map_or_else(String::new, |field| field.name.clone());
    let literal = |text: &String| literal(text, &data_type, &name);
    Ok(match (filter.op, filter.values.as_slice()) {
        (FilterOp::IsNull, []) => value.is_null(),
        (FilterOp::IsNotNull, []) => value.is_not_null(),
        (FilterOp::Contains, [text]) => contains(vec![value], text),
        (FilterOp::Equals, [text]) => value.eq(literal(text)?),
        (FilterOp::NotEquals, [text]) => value.not_eq(literal(text)?),
        (FilterOp::Less, [text]) => value.lt(literal(text)?),
        (FilterOp::Greater, [text]) => value.gt(literal(text)?),
        (FilterOp::Between, [low, high]) => value.between(literal(low)?, literal(high)?),
        (FilterOp::In, texts) => {
            let list = texts.iter().map(literal).collect::<Result<Vec<_>>>()?;
            value.in_list(list, false)
        }
        (op, values) => {
            return Err(Error::new(
                ErrorCode::InvalidRequest,
                format!("The filter {op:?} does not take {} values.", values.len()),
            ));
        }
    })
}

fn literal(text: &str, data_type: &DataType, column: &str) -> Result<Expr> {
    if data_type.is_nested() || matches!(data_type, DataType::Null) {
        return Err(Error::new(
            ErrorCode::InvalidRequest,
            format!("Column {column} has nested values, which cannot be compared with a text."),
        )
        .with_hint("Filter it by the text that it contains."));
    }
    let text = match data_type {
        DataType::Utf8 => text,
        _ => text.trim(),
    };
    let value = ScalarValue::try_from_string(text.to_owned(), data_type).map_err(|error| {
        Error::new(
            ErrorCode::InvalidRequest,
            format!("{text:?} is not a valid value for column {column} ({data_type})."),
        )
        .with_detail(error.strip_backtrace())
    })?;
    Ok(Expr::Literal(value, None))
}
