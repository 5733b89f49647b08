//! Half floats in physical plans, whose format makes a constant one a `REAL`: rows of another type.

use std::sync::Arc;

use datafusion::common::tree_node::TreeNode;
use datafusion::common::{ScalarValue, not_impl_err};
use datafusion::error::Result;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::Literal;
use datafusion::physical_plan::ExecutionPlan;

use super::search::until;

/// # Errors
/// For a plan with a constant half float.
pub(super) fn refuse(plan: &Arc<dyn ExecutionPlan>) -> Result<()> {
    let mut found = false;
    plan.apply(|node| {
        node.apply_expressions(&mut |expression: &Arc<dyn PhysicalExpr>| {
            expression.apply(|part| {
                let literal = part.downcast_ref::<Literal>();
                found |=
                    literal.is_some_and(|part| matches!(part.value(), ScalarValue::Float16(_)));
                Ok(until(found))
            })
        })?;
        Ok(until(found))
    })?;
    match found {
        true => not_impl_err!(
            "DataFusion's format for physical plans makes a constant Float16 a Float32: use the optimized plan"
        ),
        false => Ok(()),
    }
}
