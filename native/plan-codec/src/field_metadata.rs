//! Metadata of computed fields in physical plans, whose format drops it: [`super::physical_values`]
//! carries it. Rows show it only where a function reads it.

use std::sync::Arc;

use datafusion::arrow::datatypes::Schema;
use datafusion::common::tree_node::TreeNode;
use datafusion::error::Result;
use datafusion::physical_expr::expressions::{CastExpr, Literal};
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_plan::ExecutionPlan;

use super::search::until;

/// Functions that turn metadata into rows.
const READERS: [&str; 2] = ["arrow_metadata", "arrow_field"];

/// Whether `plan` reads metadata that would not be there after its trip.
pub(super) fn is_needed(plan: &Arc<dyn ExecutionPlan>) -> Result<bool> {
    Ok(any(plan, is_read)? && any(plan, is_lost)?)
}

fn is_read(part: &Arc<dyn PhysicalExpr>) -> bool {
    let call = part.downcast_ref::<ScalarFunctionExpr>();
    call.is_some_and(|call| READERS.contains(&call.fun().name()))
}

fn is_lost(part: &Arc<dyn PhysicalExpr>) -> bool {
    let whole = part.downcast_ref::<ScalarFunctionExpr>().is_some()
        || part.downcast_ref::<Literal>().is_some();
    let field = whole.then(|| part.return_field(&Schema::empty()).ok());
    // A cast keeps that of its column instead of its own.
    part.downcast_ref::<CastExpr>().is_some()
        || field
            .flatten()
            .is_some_and(|field| !field.metadata().is_empty())
}

fn any(plan: &Arc<dyn ExecutionPlan>, test: fn(&Arc<dyn PhysicalExpr>) -> bool) -> Result<bool> {
    let mut found = false;
    plan.apply(|node| {
        node.apply_expressions(&mut |expression: &Arc<dyn PhysicalExpr>| {
            expression.apply(|part| {
                found = test(part);
                Ok(until(found))
            })
        })?;
        Ok(until(found))
    })?;
    Ok(found)
}
