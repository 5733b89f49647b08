//! Binds a plan that is about to run to the control of its query, so that operators which compute
//! for long without giving rows or reading any end once the query is over.
//!
//! | operator | what it does for long in one go | where it asks |
//! |---|---|---|
//! | nested loop join | pairs that the filter drops; semi, anti and mark joins any pairs | the filter, once per batch of pairs |
//! | hash join | the same among rows with one key; building its table | the filter; the key of the build side, once per batch |
//! | sort merge join | the same among rows with one key | the filter |
//! | symmetric hash join | the same for each batch of either side | the filter; the keys, once per batch |
//! | windows | all rows of a partition, for each the whole frame | the function, once per row |
//!
//! All others read or give a batch between two steps, where DataFusion yields and an aborted task
//! ends. DataFusion hides the filter of a window aggregate with FILTER, so such an operator cannot be
//! made anew: its function asks the current control, since it was planned (`session/functions/`),
//! and the operator runs with the control of its query.
//!
//! Aggregates are replaced as well, by ones that count what they keep.
//!
//! Only the plan that runs is bound: what is shown of it and its properties are those of the
//! plan that was made.

mod bound;
mod predicate;
mod window;

use super::aggregates::counting;
use super::ahead::Room;
use crate::control::Control;
use crate::stand_in::StandIn;
use bound::Bound;
use datafusion::arrow::datatypes::Schema;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{JoinType, Result};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::aggregates::AggregateExec;
use datafusion::physical_plan::expressions::lit;
use datafusion::physical_plan::joins::utils::{JoinFilter, JoinOn};
use datafusion::physical_plan::joins::{
    HashJoinExec, HashJoinExecBuilder, NestedLoopJoinExec, NestedLoopJoinExecBuilder,
    SortMergeJoinExec, SymmetricHashJoinExec,
};
use datafusion::physical_plan::windows::{BoundedWindowAggExec, WindowAggExec};
use predicate::Asking;
use std::sync::Arc;

/// `plan` with its operators bound to `control`; those that are bound already stay as they are.
pub(crate) fn bind(
    plan: Arc<dyn ExecutionPlan>,
    control: &Control,
    room: Room,
) -> Result<Arc<dyn ExecutionPlan>> {
    let bound = plan.transform_up(|plan| {
        if StandIn::<Bound>::is(plan.as_ref()) {
            return Ok(Transformed::no(plan));
        }
        Ok(match operator(plan.as_ref(), control, room)? {
            Some(runs) => Transformed::yes(Bound::put(plan, runs, control.clone())),
            None => Transformed::no(plan),
        })
    });
    Ok(bound?.data)
}

/// The operator to run in the place of `plan`; `None` for one that needs no binding.
fn operator(
    plan: &dyn ExecutionPlan,
    control: &Control,
    room: Room,
) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    if let Some(aggregate) = plan.downcast_ref::<AggregateExec>() {
        return Ok(counting(aggregate, room));
    }
    if let Some(join) = plan.downcast_ref::<NestedLoopJoinExec>() {
        return nested_loop_join(join, control);
    }
    if let Some(join) = plan.downcast_ref::<HashJoinExec>() {
        return hash_join(join, control).map(Some);
    }
    if let Some(join) = plan.downcast_ref::<SortMergeJoinExec>() {
        return sort_merge_join(join, control);
    }
    if let Some(join) = plan.downcast_ref::<SymmetricHashJoinExec>() {
        return symmetric_hash_join(join, control).map(Some);
    }
    if let Some(window) = plan.downcast_ref::<WindowAggExec>() {
        let input = Arc::clone(window.input());
        let exprs = window::asking(window.window_expr(), &input.schema(), control)?;
        // Only a window that may not be split over partitions has no keys for that.
        let keys = !window.partition_keys().is_empty();
        return Ok(Some(Arc::new(WindowAggExec::try_new(exprs, input, keys)?)));
    }
    if let Some(window) = plan.downcast_ref::<BoundedWindowAggExec>() {
        let input = Arc::clone(window.input());
        let exprs = window::asking(window.window_expr(), &input.schema(), control)?;
        let mode = window.input_order_mode.clone();
        let keys = !window.partition_keys().is_empty();
        let runs = BoundedWindowAggExec::try_new(exprs, input, mode, keys)?;
        let observer = window.state_observer().cloned();
        return Ok(Some(Arc::new(runs.with_state_observer(observer)?)));
    }
    Ok(None)
}

fn nested_loop_join(
    join: &NestedLoopJoinExec,
    control: &Control,
) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let Some(filter) = filter(join.filter(), *join.join_type(), control) else {
        return Ok(None);
    };
    let builder = NestedLoopJoinExecBuilder::from(join).with_filter(Some(filter));
    Ok(Some(Arc::new(builder.build()?)))
}

fn hash_join(join: &HashJoinExec, control: &Control) -> Result<Arc<dyn ExecutionPlan>> {
    // The other side's keys go into the dynamic filter, which scans take apart.
    let on: JoinOn = join
        .on()
        .iter()
        .map(|(build, probe)| (asking(build, control), Arc::clone(probe)))
        .collect();
    HashJoinExecBuilder::from(join)
        .with_filter(filter(join.filter(), *join.join_type(), control))
        .with_on(on)
        .build_exec()
}

fn sort_merge_join(
    join: &SortMergeJoinExec,
    control: &Control,
) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let Some(given) = &join.filter else {
        return Ok(None);
    };
    Ok(Some(Arc::new(SortMergeJoinExec::try_new(
        Arc::clone(&join.left),
        Arc::clone(&join.right),
        join.on.clone(),
        Some(asking_filter(given, control)),
        join.join_type,
        join.sort_options.clone(),
        join.null_equality,
    )?)))
}

fn symmetric_hash_join(
    join: &SymmetricHashJoinExec,
    control: &Control,
) -> Result<Arc<dyn ExecutionPlan>> {
    // Keys of both sides are computed for each batch of one.
    let on: JoinOn = join
        .on()
        .iter()
        .map(|(left, right)| (asking(left, control), Arc::clone(right)))
        .collect();
    Ok(Arc::new(SymmetricHashJoinExec::try_new(
        Arc::clone(join.left()),
        Arc::clone(join.right()),
        on,
        join.filter().map(|filter| asking_filter(filter, control)),
        join.join_type(),
        join.null_equality(),
        join.left_sort_exprs().cloned(),
        join.right_sort_exprs().cloned(),
        join.partition_mode(),
    )?))
}

/// The filter of a join. One that gives no row per pair goes through all of them even without a
/// filter: then it gets one that every pair passes.
fn filter(given: Option<&JoinFilter>, kind: JoinType, control: &Control) -> Option<JoinFilter> {
    use JoinType as J;
    if let Some(given) = given {
        return Some(asking_filter(given, control));
    }
    let pairs_give_rows = matches!(kind, J::Inner | J::Left | J::Right | J::Full);
    (!pairs_give_rows).then(|| {
        let every_pair = JoinFilter::new(lit(true), Vec::new(), Arc::new(Schema::empty()));
        asking_filter(&every_pair, control)
    })
}

fn asking_filter(filter: &JoinFilter, control: &Control) -> JoinFilter {
    JoinFilter::new(
        asking(filter.expression(), control),
        filter.column_indices().to_vec(),
        Arc::clone(filter.schema()),
    )
}

fn asking(expr: &Arc<dyn PhysicalExpr>, control: &Control) -> Arc<dyn PhysicalExpr> {
    Arc::new(Asking::new(Arc::clone(expr), control.clone()))
}
