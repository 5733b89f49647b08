//! Preserves conditions that are NULL for NULL.
//!
//! DataFusion simplifies some conditions to `false` or `true` although they are NULL for a NULL
//! value. Below NOT, or as a result, that changes the result:
//!
//! | condition | DataFusion's | here | issue of apache/datafusion |
//! |---|---|---|---|
//! | `a ~ '.*'` | `a IS NOT NULL` | `a IS NOT NULL OR NULL` | #24379 |
//! | `a IN (1) AND a IN (2)` | `false` | `a IS NULL AND NULL` | #24246 |
//! | `a NOT IN (1) OR a NOT IN (2)` | `true` | `a IS NOT NULL OR NULL` | #24246 |
//! | `a ^ a` | `0` | `CASE WHEN a IS NOT NULL THEN 0 END` | #24246 |

use super::parts::{has_part, rewrite_parts};
use datafusion::common::tree_node::Transformed;
use datafusion::common::{ExprSchema, ScalarValue};
use datafusion::error::Result;
use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::utils::merge_schema;
use datafusion::logical_expr::{BinaryExpr, Expr, ExprSchemable, LogicalPlan, Operator, lit, when};
use datafusion::optimizer::optimizer::ApplyOrder;
use datafusion::optimizer::{OptimizerConfig, OptimizerRule};

/// Simplifies these conditions correctly, before DataFusion does.
#[derive(Debug)]
pub(crate) struct NullLogic;

impl OptimizerRule for NullLogic {
    fn name(&self) -> &str {
        "null_logic"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::TopDown)
    }

    fn rewrite(
        &self,
        plan: LogicalPlan,
        _config: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        if !has_part(&plan, may_be_one)? {
            return Ok(Transformed::no(plan));
        }
        let schema = merge_schema(&plan.inputs());
        rewrite_parts(plan, |expr| null_for_null(expr, &schema))
    }
}

fn may_be_one(expr: &Expr) -> bool {
    let Expr::BinaryExpr(BinaryExpr { left, op, right }) = expr else {
        return false;
    };
    match op {
        Operator::RegexMatch | Operator::BitwiseXor => true,
        Operator::And | Operator::Or => [left, right]
            .into_iter()
            .all(|side| matches!(side.as_ref(), Expr::InList(_))),
        _ => false,
    }
}

fn null_for_null(expr: Expr, schema: &dyn ExprSchema) -> Result<Transformed<Expr>> {
    let Expr::BinaryExpr(BinaryExpr { left, op, right }) = &expr else {
        return Ok(Transformed::no(expr));
    };
    let unknown = || lit(ScalarValue::Boolean(None));
    let kept = match (left.as_ref(), op, right.as_ref()) {
        (text, Operator::RegexMatch, pattern)
            if is_any_text(pattern) && text.nullable(schema)? =>
        {
            Some(text.clone().is_not_null().or(unknown()))
        }
        (value, Operator::BitwiseXor, other) if value == other && value.nullable(schema)? => {
            let zero = ScalarValue::new_zero(&expr.get_type(schema)?)?;
            Some(when(value.clone().is_not_null(), lit(zero)).end()?)
        }
        (Expr::InList(first), Operator::And | Operator::Or, Expr::InList(second))
            if are_disjoint(first, second) && first.expr.nullable(schema)? =>
        {
            let value = first.expr.as_ref().clone();
            match (op, first.negated) {
                (Operator::And, false) => Some(value.is_null().and(unknown())),
                (Operator::Or, true) => Some(value.is_not_null().or(unknown())),
                _ => None,
            }
        }
        _ => None,
    };
    Ok(match kept {
        Some(kept) => Transformed::yes(kept),
        None => Transformed::no(expr),
    })
}

/// The pattern `.*`, of any text type.
fn is_any_text(pattern: &Expr) -> bool {
    match pattern {
        Expr::Literal(pattern, _) => pattern.try_as_str() == Some(Some(".*")),
        Expr::Cast(cast) => is_any_text(&cast.expr),
        _ => false,
    }
}

/// Whether both refer to the same value, and have no constant in common.
fn are_disjoint(first: &InList, second: &InList) -> bool {
    let constant = |expr: &Expr| matches!(expr, Expr::Literal(value, _) if !value.is_null());
    first.expr == second.expr
        && first.negated == second.negated
        && first.list.iter().chain(&second.list).all(constant)
        && first.list.iter().all(|value| !second.list.contains(value))
}
