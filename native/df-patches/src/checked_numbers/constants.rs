//! Constants that the optimizer would compute with wrapping integers.

use crate::parts::rewrite_parts;
use datafusion::arrow::compute::kernels::numeric::{add, mul, neg, sub};
use datafusion::arrow::error::ArrowError;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{BinaryExpr, Cast, Expr, LogicalPlan, Operator};
use datafusion::optimizer::optimizer::ApplyOrder;
use datafusion::optimizer::{OptimizerConfig, OptimizerRule};
use planarium_error::{Error, ErrorCode};

/// Computes integer operations on constants, and fails if the result does not fit. It runs
/// before DataFusion's simplification in every pass: merging projections creates new constants.
#[derive(Debug)]
pub struct CheckedConstants;

impl OptimizerRule for CheckedConstants {
    fn name(&self) -> &str {
        "checked_constants"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(
        &self,
        plan: LogicalPlan,
        _config: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        rewrite_parts(plan, computed)
    }
}

/// The value of an integer operation on literals.
fn computed(expr: Expr) -> Result<Transformed<Expr>> {
    let value = match &expr {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => match (integer(left), integer(right)) {
            (Some(left), Some(right)) => operation(left, *op, right)?,
            _ => None,
        },
        Expr::Negative(inner) => match integer(inner) {
            Some(value) => {
                let negative = neg(&value.to_array()?)
                    .map_err(|error| refused(&format!("-({value})"), value, error))?;
                Some(ScalarValue::try_from_array(&negative, 0)?)
            }
            None => None,
        },
        // A cast that fails is left for the run.
        Expr::Cast(Cast { expr: inner, field }) if field.data_type().is_integer() => {
            integer(inner).and_then(|value| value.cast_to(field.data_type()).ok())
        }
        _ => None,
    };
    Ok(match value {
        Some(value) => Transformed::yes(Expr::Literal(value, None)),
        None => Transformed::no(expr),
    })
}

fn integer(expr: &Expr) -> Option<&ScalarValue> {
    match expr {
        Expr::Literal(value, None) if value.data_type().is_integer() && !value.is_null() => {
            Some(value)
        }
        _ => None,
    }
}

/// `None` for other operators, and if the sides have different types: they are coerced first.
fn operation(left: &ScalarValue, op: Operator, right: &ScalarValue) -> Result<Option<ScalarValue>> {
    if left.data_type() != right.data_type() {
        return Ok(None);
    }
    let (l, r) = (left.to_array()?, right.to_array()?);
    let result = match op {
        Operator::Plus => add(&l, &r),
        Operator::Minus => sub(&l, &r),
        Operator::Multiply => mul(&l, &r),
        _ => return Ok(None),
    };
    let text = || format!("{left} {op} {right}");
    let result = result.map_err(|error| refused(&text(), left, error))?;
    Ok(Some(ScalarValue::try_from_array(&result, 0)?))
}

fn refused(text: &str, value: &ScalarValue, error: ArrowError) -> Error {
    out_of_range(text, &value.data_type().to_string()).with_detail(error.to_string())
}

/// An operation whose result does not fit into its type.
pub(super) fn out_of_range(what: &str, data_type: &str) -> Error {
    Error::new(
        ErrorCode::ExecutionFailed,
        format!("{what} does not fit into {data_type}."),
    )
    .with_hint("Cast to a type with more room first, such as DECIMAL(38, 0).")
}
