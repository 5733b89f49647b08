//! Plans from elsewhere that would do more than read.

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use std::sync::Arc;

use crate::{Error, ErrorCode, Result};

/// Refuses a logical plan that writes, or changes the session.
///
/// # Errors
/// `plan_writes`, naming the operator.
pub(super) fn refuse_logical(plan: &LogicalPlan) -> Result<()> {
    let mut found = None;
    // The closure never fails, so neither does the walk.
    let _ = plan.apply_with_subqueries(|node| {
        let writes = matches!(
            node,
            LogicalPlan::Dml(_)
                | LogicalPlan::Ddl(_)
                | LogicalPlan::Copy(_)
                | LogicalPlan::Statement(_)
        );
        if writes {
            found = Some(node.display().to_string());
            return Ok(TreeNodeRecursion::Stop);
        }
        Ok(TreeNodeRecursion::Continue)
    });
    found.map_or(Ok(()), |operator| Err(refusal(&operator)))
}

/// Refuses a physical plan with a sink, or with an operator of another library, which
/// may do anything.
pub(super) fn refuse_physical(plan: &Arc<dyn ExecutionPlan>) -> Result<()> {
    let mut pending = vec![plan];
    while let Some(node) = pending.pop() {
        if matches!(node.name(), "DataSinkExec" | "ForeignExecutionPlan") {
            return Err(refusal(node.name()));
        }
        pending.extend(node.children());
    }
    Ok(())
}

fn refusal(operator: &str) -> Error {
    Error::new(
        ErrorCode::PlanWrites,
        format!("This plan came from bytes and would write or change something: {operator}"),
    )
    .with_hint("Look at it first, then run it with allowWrite.")
}
