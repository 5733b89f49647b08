//! Rows of a table function such as `generate_series` in physical plans, whose format keeps neither
//! which of their columns are read nor that they are in order.

use std::sync::Arc;

use datafusion::common::not_impl_err;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::memory::LazyMemoryExec;
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::sorts::sort_preserving_merge::SortPreservingMergeExec;

/// # Errors
/// For a plan that would fail to run or be another one after its trip.
pub(super) fn refuse(plan: &Arc<dyn ExecutionPlan>) -> Result<()> {
    let (mut without_columns, mut relied_upon) = (false, false);
    plan.apply(|node| {
        without_columns |= is_generated(node) && node.schema().fields().is_empty();
        // A merge takes the rows as they come, and they do come in order.
        if node.downcast_ref::<SortPreservingMergeExec>().is_some() {
            return Ok(TreeNodeRecursion::Continue);
        }
        for (required, child) in node.required_input_ordering().iter().zip(node.children()) {
            relied_upon |= required.is_some() && reaches_generated(child)?;
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    if without_columns {
        return not_impl_err!(
            "DataFusion's format for physical plans loses that no column of a table function is read: use a file or a table in its place"
        );
    }
    match relied_upon {
        true => not_impl_err!(
            "DataFusion's format for physical plans loses the order of a table function's rows: use a file or a table in its place"
        ),
        false => Ok(()),
    }
}

fn is_generated(node: &Arc<dyn ExecutionPlan>) -> bool {
    node.downcast_ref::<LazyMemoryExec>().is_some()
}

/// Whether the order of the rows of `plan` may be that of a table function: none was made on the way.
fn reaches_generated(plan: &Arc<dyn ExecutionPlan>) -> Result<bool> {
    let mut found = false;
    plan.apply(|node| {
        found |= is_generated(node);
        Ok(match node.downcast_ref::<SortExec>() {
            Some(_) => TreeNodeRecursion::Jump,
            None => TreeNodeRecursion::Continue,
        })
    })?;
    Ok(found)
}
