//! The plan model of a logical plan.

use std::sync::Arc;

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::logical_expr::LogicalPlan;

use super::bounds::{bounded, columns};
use super::model::{PlanNode, PlanStage, PlanStageKind, StageId};
use super::{logical_words, text};

/// An operator that is borrowed from the plan, or owned because its parent hands out copies.
enum Operator<'a> {
    Borrowed(&'a LogicalPlan),
    Owned(Arc<LogicalPlan>),
}

impl Operator<'_> {
    fn plan(&self) -> &LogicalPlan {
        match self {
            Self::Borrowed(plan) => plan,
            Self::Owned(plan) => plan,
        }
    }
}

/// Makes the model of `plan`, subqueries inside expressions included: each
/// appears as a `Subquery` child of the operator whose expression holds it,
/// before the operator's inputs, as in DataFusion's own text.
pub fn logical_stage(id: StageId, plan: &LogicalPlan) -> PlanStage {
    let mut nodes: Vec<PlanNode> = Vec::new();
    let mut lines = Vec::new();
    let mut pending = vec![(Operator::Borrowed(plan), None::<usize>, 0_usize)];
    while let Some((operator, parent, depth)) = pending.pop() {
        let place = nodes.len();
        if let Some(parent) = parent.and_then(|parent| nodes.get_mut(parent)) {
            parent
                .children
                .push(u32::try_from(place).unwrap_or(u32::MAX));
        }
        let node = node(place, operator.plan());
        lines.push((depth, node.detail.clone()));
        nodes.push(bounded(node, operator.plan().schema().as_arrow()));
        for child in children(operator).into_iter().rev() {
            pending.push((child, Some(place), depth + 1));
        }
    }
    PlanStage {
        id,
        kind: PlanStageKind::Logical,
        nodes,
        text: text::indented(&lines),
    }
}

fn node(place: usize, plan: &LogicalPlan) -> PlanNode {
    let words = logical_words::describe(plan);
    PlanNode {
        id: u32::try_from(place).unwrap_or(u32::MAX),
        operator: words.operator,
        title: words.title,
        argument: words.argument,
        detail: plan.display().to_string(),
        attributes: words.attributes,
        columns: columns(plan.schema().as_arrow()),
        estimated_rows: None,
        partitioning: None,
        partitions: None,
        ordering: None,
        metrics: None,
        children: Vec::new(),
    }
}

fn children(operator: Operator<'_>) -> Vec<Operator<'_>> {
    let mut children = subqueries(operator.plan());
    match operator {
        Operator::Borrowed(plan) => {
            children.extend(plan.inputs().into_iter().map(Operator::Borrowed));
        }
        Operator::Owned(plan) => {
            let inputs = plan.inputs().into_iter();
            children.extend(inputs.map(|input| Operator::Owned(Arc::new(input.clone()))));
        }
    }
    children
}

/// The subqueries in the expressions of `plan` itself. They are handed out by
/// reference to a temporary, hence the copies (of one shared pointer each).
fn subqueries<'a>(plan: &LogicalPlan) -> Vec<Operator<'a>> {
    let mut found = Vec::new();
    // The closure never fails, so neither does the walk.
    let _ = plan.apply_subqueries(|subquery| {
        found.push(Operator::Owned(Arc::new(subquery.clone())));
        Ok(TreeNodeRecursion::Continue)
    });
    found
}
