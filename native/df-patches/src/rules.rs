//! The rules of a session in their order: DataFusion's, with those of this crate among them. Each
//! of them can be cancelled.

use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::SessionState;
use datafusion::execution::memory_pool::MemoryPool;
use datafusion::logical_expr::planner::ExprPlanner;
use datafusion::optimizer::{Analyzer, Optimizer};
use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;

use crate::cancellable_rules::{self as cancellable, Analyze, Optimize, OptimizePhysical};
use crate::{
    checked_numbers, copied_names, dynamic_filters, fan_out, flat_unions, float_bounds, functions,
    grouping_sets, json_arrays, lossy_casts, null_logic, ordered_limits, partition_filters,
    subquery_predicates, timestamp_units, top_groups, volatile_fields, window_frames,
};

/// The planners of SQL expressions that run before DataFusion's.
pub fn expression_planners() -> Vec<Arc<dyn ExprPlanner>> {
    vec![Arc::new(cancellable::CheckedExpressions)]
}

/// Replaces functions of `state`: scalar ones reserve their memory in `pool`, and `sum` is checked.
pub fn check_functions(state: &mut SessionState, pool: &Arc<dyn MemoryPool>) -> Result<()> {
    functions::check_all(state, pool)?;
    checked_numbers::check_sum(state)
}

/// DataFusion's rules between ours; functions reserve their memory in `pool`.
pub fn analyzer_rules(pool: &Arc<dyn MemoryPool>) -> Vec<Analyze> {
    let mut rules: Vec<Analyze> = vec![Arc::new(timestamp_units::TimestampUnits)];
    rules.extend(Analyzer::new().rules);
    rules.push(Arc::new(window_frames::WindowFrames));
    rules.push(Arc::new(json_arrays::WholeJsonArrays));
    rules.push(Arc::new(copied_names::DistinctCopiedNames));
    rules.push(Arc::new(functions::CheckedFunctions {
        pool: Arc::clone(pool),
    }));
    cancellable::analyzer_rules(rules)
}

/// DataFusion's rules with ours: some run first, and some right before the simplification that they
/// correct.
pub fn optimizer_rules() -> Vec<Optimize> {
    let mut rules: Vec<Optimize> = vec![
        Arc::new(flat_unions::FlatUnions),
        Arc::new(subquery_predicates::SubqueryPredicates),
        Arc::new(grouping_sets::EmptyGroupingSets),
    ];
    for rule in Optimizer::new().rules {
        if rule.name() == "simplify_expressions" {
            rules.push(Arc::new(null_logic::NullLogic));
            rules.push(Arc::new(lossy_casts::LossyCasts));
            rules.push(Arc::new(checked_numbers::CheckedConstants));
        }
        rules.push(volatile_fields::guarded(rule));
    }
    rules.push(Arc::new(partition_filters::TruePartitionFilters));
    cancellable::optimizer_rules(rules)
}

/// DataFusion's rules between ours; `scans`, the last, determines the readers of files.
pub fn physical_rules(scans: OptimizePhysical) -> Vec<OptimizePhysical> {
    let mut rules: Vec<OptimizePhysical> = vec![
        Arc::new(float_bounds::NoFloatBounds),
        Arc::new(checked_numbers::CheckedArithmetic),
        Arc::new(grouping_sets::HonestGroupingSets),
    ];
    rules.extend(PhysicalOptimizer::new().rules);
    rules.push(Arc::new(dynamic_filters::PlacedDynamicFilters));
    rules.push(Arc::new(ordered_limits::OrderedLimits));
    rules.push(Arc::new(fan_out::YieldAfterFanOut));
    rules.push(Arc::new(top_groups::BoundedTopGroups));
    rules.push(scans);
    cancellable::physical_rules(rules)
}
