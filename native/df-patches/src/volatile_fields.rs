//! Evaluates fields of computed structs next to the struct.
//!
//! DataFusion moves `s['a']` below the projection that computes `s`, and computes it there again:
//! with `random()` inside, the field and the struct have different values (apache/datafusion
//! #24678). In plans with such a function, fields are not moved.

use datafusion::common::tree_node::{Transformed, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::logical_expr::LogicalPlan;
use datafusion::optimizer::optimizer::ApplyOrder;
use datafusion::optimizer::{OptimizerConfig, OptimizerRule};
use std::sync::Arc;

/// The rules that move fields.
const MOVING: [&str; 2] = ["extract_leaf_expressions", "push_down_leaf_projections"];

type Rule = Arc<dyn OptimizerRule + Send + Sync>;

/// `rule`, skipped for plans whose meaning it would change.
pub(crate) fn guarded(rule: Rule) -> Rule {
    match MOVING.contains(&rule.name()) {
        true => Arc::new(NotVolatile(rule)),
        false => rule,
    }
}

#[derive(Debug)]
struct NotVolatile(Rule);

impl OptimizerRule for NotVolatile {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        self.0.apply_order()
    }

    fn rewrite(
        &self,
        plan: LogicalPlan,
        config: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        // The rule that runs node by node only moves projections.
        let moves = self.apply_order().is_none() || matches!(plan, LogicalPlan::Projection(_));
        match moves && is_volatile(&plan)? {
            true => Ok(Transformed::no(plan)),
            false => self.0.rewrite(plan, config),
        }
    }
}

fn is_volatile(plan: &LogicalPlan) -> Result<bool> {
    let mut found = false;
    plan.apply_with_subqueries(|plan| {
        plan.apply_expressions(|expr| {
            found |= expr.is_volatile();
            Ok(match found {
                true => TreeNodeRecursion::Stop,
                false => TreeNodeRecursion::Continue,
            })
        })
    })?;
    Ok(found)
}
