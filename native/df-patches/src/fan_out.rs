//! Makes operators that produce many rows from few yield to other work.
//!
//! DataFusion puts its yield points at the sources of a plan. A join with many matches, or an
//! unnest, turns one batch of input into thousands of batches without polling its input again: a
//! cancelled query would occupy its thread until then, and the next one would wait.

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::Result;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::coop::CooperativeExec;
use std::sync::Arc;

/// Operators whose output may be far larger than their input.
const FAN_OUT: [&str; 6] = [
    "HashJoinExec",
    "NestedLoopJoinExec",
    "CrossJoinExec",
    "SortMergeJoinExec",
    "PiecewiseMergeJoinExec",
    "UnnestExec",
];

/// Wraps each such operator in a [`CooperativeExec`], upstream's own yield point.
#[derive(Debug)]
pub(crate) struct YieldAfterFanOut;

impl PhysicalOptimizerRule for YieldAfterFanOut {
    fn name(&self) -> &str {
        "yield_after_fan_out"
    }

    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let wrapped = plan.transform_up(|plan| {
            Ok(if FAN_OUT.contains(&plan.name()) {
                Transformed::yes(Arc::new(CooperativeExec::new(plan)) as Arc<dyn ExecutionPlan>)
            } else {
                Transformed::no(plan)
            })
        })?;
        Ok(wrapped.data)
    }

    fn schema_check(&self) -> bool {
        true
    }
}
