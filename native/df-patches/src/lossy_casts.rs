//! Comparisons of decimals that lose digits in a cast.
//!
//! DataFusion removes the cast from `CAST(a AS DECIMAL(10, 2)) = 1.23` and compares `a` itself,
//! although 1.2345 becomes 1.23 too (apache/datafusion #22142). Written as a difference with zero,
//! the comparison is not changed.

use super::parts::{has_part, rewrite_parts};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{ExprSchema, ScalarValue};
use datafusion::error::Result;
use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::utils::merge_schema;
use datafusion::logical_expr::{BinaryExpr, Cast, Expr, ExprSchemable, LogicalPlan, cast, lit};
use datafusion::optimizer::optimizer::ApplyOrder;
use datafusion::optimizer::{OptimizerConfig, OptimizerRule};

/// Enough digits for every integer and every constant compared with one.
const WIDE: DataType = DataType::Decimal128(38, 0);

/// Protects these casts from DataFusion's simplification.
#[derive(Debug)]
pub(crate) struct LossyCasts;

impl OptimizerRule for LossyCasts {
    fn name(&self) -> &str {
        "lossy_casts"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::TopDown)
    }

    fn rewrite(
        &self,
        plan: LogicalPlan,
        _config: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        if !has_part(&plan, |part| {
            matches!(part, Expr::Cast(_) | Expr::TryCast(_))
        })? {
            return Ok(Transformed::no(plan));
        }
        let schema = merge_schema(&plan.inputs());
        rewrite_parts(plan, |expr| Ok(kept(expr, &schema)))
    }
}

fn kept(expr: Expr, schema: &dyn ExprSchema) -> Transformed<Expr> {
    match expr {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) if op.supports_propagation() => {
            let difference = match difference(&left, &right, schema) {
                Some((difference, zero)) => Some((difference, op, zero)),
                None => difference(&right, &left, schema)
                    .zip(op.swap())
                    .map(|((difference, zero), op)| (difference, op, zero)),
            };
            match difference {
                Some((left, op, right)) => Transformed::yes(Expr::BinaryExpr(BinaryExpr::new(
                    Box::new(left),
                    op,
                    Box::new(right),
                ))),
                None => Transformed::no(Expr::BinaryExpr(BinaryExpr { left, op, right })),
            }
        }
        Expr::InList(list) if is_lossy(&list.expr, schema).is_some() => each(list, schema),
        other => Transformed::no(other),
    }
}

/// A list of constants as comparisons with each.
fn each(list: InList, schema: &dyn ExprSchema) -> Transformed<Expr> {
    let mut all: Option<Expr> = None;
    for value in &list.list {
        let Some((difference, zero)) = difference(&list.expr, value, schema) else {
            return Transformed::no(Expr::InList(list));
        };
        let one = difference.eq(zero);
        all = Some(match all {
            None => one,
            Some(all) => all.or(one),
        });
    }
    match all {
        None => Transformed::no(Expr::InList(list)),
        Some(all) if list.negated => Transformed::yes(Expr::Not(Box::new(all))),
        Some(all) => Transformed::yes(all),
    }
}

/// The difference of a lossy cast and a constant, and its zero.
fn difference(value: &Expr, constant: &Expr, schema: &dyn ExprSchema) -> Option<(Expr, Expr)> {
    let target = is_lossy(value, schema)?;
    if !is_constant(constant) || constant.get_type(schema).ok()? != target {
        return None;
    }
    let wide = |expr: Expr| match target.is_integer() {
        true => cast(expr, WIDE),
        false => expr,
    };
    let difference = wide(value.clone()) - wide(constant.clone());
    let zero = ScalarValue::new_zero(&difference.get_type(schema).ok()?).ok()?;
    Some((difference, lit(zero)))
}

/// A literal, with or without a cast.
fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::Literal(value, _) => !value.is_null(),
        Expr::Cast(Cast { expr, .. }) => is_constant(expr),
        _ => false,
    }
}

/// The target type of a cast, if it loses digits after the decimal point.
fn is_lossy(expr: &Expr, schema: &dyn ExprSchema) -> Option<DataType> {
    let inner = match expr {
        Expr::Cast(Cast { expr, .. }) => expr,
        Expr::TryCast(try_cast) => &try_cast.expr,
        _ => return None,
    };
    let target = expr.get_type(schema).ok()?;
    if target.is_numeric() && is_lossy(inner, schema).is_some() {
        return Some(target);
    }
    let scale = decimal_scale(&inner.get_type(schema).ok()?)?;
    let kept = match target.is_integer() {
        true => 0,
        false => decimal_scale(&target)?,
    };
    (kept < scale).then_some(target)
}

fn decimal_scale(data_type: &DataType) -> Option<i8> {
    match *data_type {
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale)
        | DataType::Decimal256(_, scale) => Some(scale),
        _ => None,
    }
}
