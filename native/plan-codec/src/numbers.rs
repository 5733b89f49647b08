//! Numbers of rows that DataFusion's physical format cuts to 32 bits: read back, a plan would keep
//! or skip other rows.

use std::sync::Arc;

use datafusion::common::not_impl_err;
use datafusion::common::tree_node::TreeNode;
use datafusion::error::Result;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::joins::HashJoinExec;
use datafusion::physical_plan::limit::GlobalLimitExec;
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::sorts::sort_preserving_merge::SortPreservingMergeExec;

use super::search::until;

/// # Errors
/// For a plan with a greater number of rows than the format holds.
pub(super) fn refuse(plan: &Arc<dyn ExecutionPlan>) -> Result<()> {
    let mut found = false;
    plan.apply(|node| {
        found = u32::try_from(narrow(node)).is_err();
        Ok(until(found))
    })?;
    match found {
        true => not_impl_err!(
            "DataFusion's format for physical plans holds no more than {} rows of a LIMIT or OFFSET: use the optimized plan",
            u32::MAX
        ),
        false => Ok(()),
    }
}

/// The number of rows that is cut.
fn narrow(node: &Arc<dyn ExecutionPlan>) -> usize {
    if let Some(limit) = node.downcast_ref::<GlobalLimitExec>() {
        return limit.skip();
    }
    // These have 64 bits in the format.
    let wide = node.downcast_ref::<SortExec>().is_some()
        || node.downcast_ref::<SortPreservingMergeExec>().is_some()
        || node.downcast_ref::<HashJoinExec>().is_some();
    match wide {
        true => 0,
        false => node.fetch().unwrap_or_default(),
    }
}
