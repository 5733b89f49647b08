//! Aggregates that keep only the first groups do so for limits that fit into memory.
//!
//! DataFusion gives `GROUP BY ... ORDER BY max(x) LIMIT n` a heap of `n` places before the first
//! row arrives: a limit of 10^12 would end the process. Above the bound the aggregate keeps all
//! groups, as it does without a limit, and the operator above it cuts.

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::Result;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::aggregates::AggregateExec;
use std::sync::Arc;

/// Most groups of such a heap: some hundred megabytes at worst.
pub(crate) const TOP_GROUPS: usize = 1_000_000;

/// Takes the limit from aggregates where it is above [`TOP_GROUPS`].
#[derive(Debug)]
pub(super) struct BoundedTopGroups;

impl PhysicalOptimizerRule for BoundedTopGroups {
    fn name(&self) -> &str {
        "bounded_top_groups"
    }

    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let bounded = plan.transform_up(|plan| {
            let unbounded = plan
                .downcast_ref::<AggregateExec>()
                .filter(|aggregate| {
                    aggregate
                        .limit_options()
                        .is_some_and(|options| options.limit() > TOP_GROUPS)
                })
                .map(|aggregate| aggregate.with_new_limit_options(None));
            Ok(match unbounded {
                Some(aggregate) => Transformed::yes(Arc::new(aggregate) as Arc<dyn ExecutionPlan>),
                None => Transformed::no(plan),
            })
        })?;
        Ok(bounded.data)
    }

    fn schema_check(&self) -> bool {
        true
    }
}
