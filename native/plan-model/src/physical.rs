//! The plan model of a physical plan.

use std::sync::Arc;

use datafusion::common::stats::Precision;
use datafusion::physical_plan::display::DisplayableExecutionPlan;
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};

use super::bounds::{bounded, columns};
use super::model::{EstimatedRows, PlanNode, PlanStage, PlanStageKind, StageId};
use super::{expr, physical_words, text};

/// Makes the model of `plan`, without metrics.
pub fn physical_stage(id: StageId, plan: &Arc<dyn ExecutionPlan>) -> PlanStage {
    let order = pre_order(plan);
    let estimates = estimates(&order);
    let mut nodes: Vec<PlanNode> = Vec::with_capacity(order.len());
    let mut lines = Vec::with_capacity(order.len());
    for (place, visit) in order.iter().enumerate() {
        if let Some(parent) = visit.parent.and_then(|parent| nodes.get_mut(parent)) {
            parent
                .children
                .push(u32::try_from(place).unwrap_or(u32::MAX));
        }
        let node = node(place, visit.plan, estimates.get(place).copied().flatten());
        lines.push((visit.depth, node.detail.clone()));
        nodes.push(bounded(node, &visit.plan.schema()));
    }
    PlanStage {
        id,
        kind: PlanStageKind::Physical,
        nodes,
        text: text::indented(&lines),
    }
}

/// An operator on the way through a plan.
pub(super) struct Visit<'a> {
    pub(super) plan: &'a Arc<dyn ExecutionPlan>,
    parent: Option<usize>,
    pub(super) depth: usize,
}

/// The operators in the order of a stage's nodes.
pub(super) fn pre_order(plan: &Arc<dyn ExecutionPlan>) -> Vec<Visit<'_>> {
    let mut order = Vec::new();
    let mut pending = vec![Visit {
        plan,
        parent: None,
        depth: 0,
    }];
    while let Some(visit) = pending.pop() {
        let place = order.len();
        for child in visit.plan.children().into_iter().rev() {
            pending.push(Visit {
                plan: child,
                parent: Some(place),
                depth: visit.depth + 1,
            });
        }
        order.push(visit);
    }
    order
}

/// Estimated rows per operator. Children come first, so that the context's cache
/// holds them and no call goes deep.
fn estimates(order: &[Visit<'_>]) -> Vec<Option<EstimatedRows>> {
    let context = StatisticsContext::new();
    let arguments = StatisticsArgs::new();
    let mut rows = vec![None; order.len()];
    for (rows, visit) in rows.iter_mut().zip(order).rev() {
        let statistics = context.compute(visit.plan.as_ref(), &arguments).ok();
        *rows = statistics.and_then(|statistics| estimate(statistics.num_rows));
    }
    rows
}

#[expect(clippy::cast_precision_loss, reason = "shown to people")]
fn estimate(rows: Precision<usize>) -> Option<EstimatedRows> {
    match rows {
        Precision::Exact(rows) => Some(EstimatedRows {
            value: rows as f64,
            exact: true,
        }),
        Precision::Inexact(rows) => Some(EstimatedRows {
            value: rows as f64,
            exact: false,
        }),
        Precision::Absent => None,
    }
}

fn node(place: usize, plan: &Arc<dyn ExecutionPlan>, rows: Option<EstimatedRows>) -> PlanNode {
    let words = physical_words::describe(plan.as_ref());
    let partitioning = plan.output_partitioning();
    PlanNode {
        id: u32::try_from(place).unwrap_or(u32::MAX),
        operator: words.operator,
        title: words.title,
        argument: words.argument,
        detail: DisplayableExecutionPlan::new(plan.as_ref())
            .one_line()
            .to_string()
            .trim_end()
            .to_string(),
        attributes: words.attributes,
        columns: columns(&plan.schema()),
        estimated_rows: rows,
        partitioning: Some(expr::partitioning(partitioning)),
        partitions: u32::try_from(partitioning.partition_count()).ok(),
        ordering: plan.output_ordering().map(expr::ordering),
        metrics: None,
        children: Vec::new(),
    }
}
