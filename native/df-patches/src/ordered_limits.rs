//! Makes scans under an ordered limit read their row groups in order.
//!
//! DataFusion pushes the limit of a merge of sorted partitions into the scans below as one without
//! an order, so that a later row group, all of whose rows pass the filter, is preferred to an earlier
//! one (apache/datafusion #24272).

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::Result;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::sorts::sort_preserving_merge::SortPreservingMergeExec;
use datafusion::physical_plan::{
    ChildrenPropertiesMode, ExecutionPlan, ExecutionPlanProperties, ReplaceChildrenOptions,
};
use std::sync::Arc;

/// Marks the scans below a merge with a limit as ordered.
#[derive(Debug)]
pub(crate) struct OrderedLimits;

impl PhysicalOptimizerRule for OrderedLimits {
    fn name(&self) -> &str {
        "ordered_limits"
    }

    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let ordered = plan.transform_down(|node| {
            let limited = node
                .downcast_ref::<SortPreservingMergeExec>()
                .is_some_and(|merge| merge.fetch().is_some());
            Ok(
                match limited.then(|| ordered(&node)).transpose()?.flatten() {
                    Some(node) => Transformed::yes(node),
                    None => Transformed::no(node),
                },
            )
        })?;
        Ok(ordered.data)
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// The operator with ordered scans below it, as far as its order comes from them; `None` if
/// nothing changes.
fn ordered(node: &Arc<dyn ExecutionPlan>) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    if node.children().is_empty() {
        let is_ordered = node.output_ordering().is_some();
        return Ok(is_ordered.then(|| node.with_preserve_order(true)).flatten());
    }
    let keeps = node.maintains_input_order();
    let mut changed = false;
    let mut children = Vec::new();
    for (index, child) in node.children().into_iter().enumerate() {
        let below = match keeps.get(index) {
            Some(true) => ordered(child)?,
            _ => None,
        };
        changed |= below.is_some();
        children.push(below.unwrap_or_else(|| Arc::clone(child)));
    }
    match changed {
        true => {
            let options = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Keep);
            Arc::clone(node)
                .replace_children(children, options)
                .map(Some)
        }
        false => Ok(None),
    }
}
