//! Limits aggregates that keep only the first groups to limits that fit into memory.
//!
//! DataFusion allocates a heap of `n` entries for `GROUP BY ... ORDER BY max(x) LIMIT n` before the
//! first row arrives: a limit of 10^12 would end the process. Above the maximum the aggregate keeps
//! all groups, as without a limit, and the operator above it applies the limit.

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::Result;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::aggregates::AggregateExec;
use std::sync::Arc;

/// Maximum number of groups in such a heap: a few hundred megabytes at worst.
pub const TOP_GROUPS: usize = 1_000_000;

/// Removes the limit of aggregates if it is above [`TOP_GROUPS`].
#[derive(Debug)]
pub(crate) struct BoundedTopGroups;

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

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::util::pretty::pretty_format_batches;
    use datafusion::execution::SessionStateBuilder;
    use datafusion::physical_plan::{collect, displayable};
    use datafusion::prelude::SessionContext;

    /// The limit of the aggregate in the plan of a `GROUP BY ... ORDER BY max(...) LIMIT`, the plan
    /// and its rows.
    async fn planned(context: &SessionContext, limit: u64) -> (Option<usize>, String, String) {
        let sql = format!(
            "select k, max(v) as m from (values ('a', 1), ('b', 3), ('a', 2)) as t(k, v) \
             group by k order by m desc limit {limit}"
        );
        let frame = context.sql(&sql).await.unwrap();
        let plan = frame.create_physical_plan().await.unwrap();
        let mut limits = Vec::new();
        let mut pending = vec![Arc::clone(&plan)];
        while let Some(plan) = pending.pop() {
            if let Some(aggregate) = plan.downcast_ref::<AggregateExec>() {
                limits.extend(aggregate.limit_options().map(|options| options.limit()));
            }
            pending.extend(plan.children().into_iter().cloned());
        }
        let text = displayable(plan.as_ref()).indent(false).to_string();
        // Without the rule this would allocate memory for 10^12 groups.
        if limits.iter().any(|limit| *limit > TOP_GROUPS) {
            return (limits.pop(), text, String::new());
        }
        let rows = collect(plan, context.task_ctx()).await.unwrap();
        let rows = pretty_format_batches(&rows).unwrap().to_string();
        (limits.pop(), text, rows)
    }

    #[tokio::test]
    async fn a_limit_beyond_memory_leaves_the_aggregate_and_a_small_one_stays() {
        let state = SessionStateBuilder::new()
            .with_default_features()
            .with_physical_optimizer_rule(Arc::new(BoundedTopGroups))
            .build();
        let context = SessionContext::new_with_state(state);
        let small = planned(&context, 2).await;
        let bound = planned(&context, TOP_GROUPS as u64).await;
        let huge = planned(&context, 1_000_000_000_000).await;
        assert_eq!(small.0, Some(2), "{}", small.1);
        assert_eq!(bound.0, Some(TOP_GROUPS), "{}", bound.1);
        assert_eq!(huge.0, None, "{}", huge.1);
        let rows = "+---+---+\n| k | m |\n+---+---+\n| b | 3 |\n| a | 2 |\n+---+---+";
        assert_eq!([&small.2, &bound.2, &huge.2], [rows, rows, rows]);
    }
}
