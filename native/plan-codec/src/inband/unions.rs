//! Keeps a union of many inputs as one. The format holds it as one message, but
//! DataFusion's decoder makes nested unions of two inputs each from it: hundreds
//! of inputs would become hundreds of levels. So unions are marked before they
//! are decoded, in memory only, and put together again afterwards.

use std::borrow::Cow;
use std::sync::Arc;

use datafusion::common::plan_err;
use datafusion::error::Result;
use datafusion::logical_expr::{LogicalPlan, Union};
use datafusion_proto::protobuf::logical_plan_node::LogicalPlanType;
use datafusion_proto::protobuf::{
    LogicalExprNode, LogicalPlanNode, ScalarUdfExprNode, SelectionNode, logical_expr_node::ExprType,
};

use super::payload::Carried;

/// `plan` with a mark above each union of more than two inputs.
pub(crate) fn mark_unions(plan: &LogicalPlanNode) -> Cow<'_, LogicalPlanNode> {
    if !has_wide_union(plan) {
        return Cow::Borrowed(plan);
    }
    let mut marked = plan.clone();
    let mut pending = vec![&mut marked];
    while let Some(node) = pending.pop() {
        if let Some(inputs) = wide(node) {
            let union = std::mem::take(node);
            *node = mark(union, inputs);
            if let Some(LogicalPlanType::Selection(mark)) = &mut node.logical_plan_type
                && let Some(union) = mark.input.as_deref_mut()
            {
                pending.extend(inputs_mut(union));
            }
        } else {
            pending.extend(inputs_mut(node));
        }
    }
    Cow::Owned(marked)
}

fn wide(node: &LogicalPlanNode) -> Option<u32> {
    match &node.logical_plan_type {
        Some(LogicalPlanType::Union(union)) if union.inputs.len() > 2 => {
            u32::try_from(union.inputs.len()).ok()
        }
        _ => None,
    }
}

fn has_wide_union(plan: &LogicalPlanNode) -> bool {
    let mut pending = vec![plan];
    while let Some(node) = pending.pop() {
        if wide(node).is_some() {
            return true;
        }
        pending.extend(inputs(node));
    }
    false
}

fn mark(union: LogicalPlanNode, inputs: u32) -> LogicalPlanNode {
    let carried = Carried::Union { inputs };
    let mut payload = Vec::new();
    carried.write(&mut payload);
    let call = ScalarUdfExprNode {
        fun_name: carried.function_name().to_string(),
        fun_definition: Some(payload),
        args: Vec::new(),
    };
    let predicate = LogicalExprNode {
        expr_type: Some(ExprType::ScalarUdfExpr(call)),
    };
    LogicalPlanNode {
        logical_plan_type: Some(LogicalPlanType::Selection(Box::new(SelectionNode {
            input: Some(Box::new(union)),
            expr: Some(Box::new(predicate)),
        }))),
    }
}

/// The union of `count` inputs that was decoded as nested ones, the first input innermost.
pub(super) fn flatten(nested: &LogicalPlan, count: u32) -> Result<LogicalPlan> {
    let mut inputs = Vec::new();
    let mut node = nested;
    for _ in 2..count {
        let LogicalPlan::Union(union) = node else {
            return plan_err!("DFJSSQ: a union has fewer inputs than {count}");
        };
        let [left, right] = union.inputs.as_slice() else {
            return plan_err!("DFJSSQ: a union of {count} inputs was not decoded in pairs");
        };
        inputs.push(Arc::clone(right));
        node = left;
    }
    let LogicalPlan::Union(union) = node else {
        return plan_err!("DFJSSQ: a union has fewer inputs than {count}");
    };
    inputs.extend(union.inputs.iter().rev().map(Arc::clone));
    inputs.reverse();
    Union::try_new_with_loose_types(inputs).map(LogicalPlan::Union)
}

/// The plans directly below an operator, those of its expressions left out.
macro_rules! below {
    ($node:expr, $as_deref:ident, $iter:ident) => {
        match $node {
            LogicalPlanType::Projection(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::Selection(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::Window(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::Aggregate(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::Sort(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::Repartition(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::Limit(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::Distinct(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::DistinctOn(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::SubqueryAlias(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::Unnest(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::ViewScan(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::Explain(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::Analyze(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::Dml(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::CopyTo(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::CreateView(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::Prepare(node) => node.input.$as_deref().into_iter().collect(),
            LogicalPlanType::Join(node) => {
                let (left, right) = (node.left.$as_deref(), node.right.$as_deref());
                left.into_iter().chain(right).collect()
            }
            LogicalPlanType::CrossJoin(node) => {
                let (left, right) = (node.left.$as_deref(), node.right.$as_deref());
                left.into_iter().chain(right).collect()
            }
            LogicalPlanType::RecursiveQuery(node) => {
                let terms = (
                    node.static_term.$as_deref(),
                    node.recursive_term.$as_deref(),
                );
                terms.0.into_iter().chain(terms.1).collect()
            }
            LogicalPlanType::Union(node) => node.inputs.$iter().collect(),
            LogicalPlanType::Extension(node) => node.inputs.$iter().collect(),
            _ => Vec::new(),
        }
    };
}

fn inputs(node: &LogicalPlanNode) -> Vec<&LogicalPlanNode> {
    match &node.logical_plan_type {
        Some(kind) => below!(kind, as_deref, iter),
        None => Vec::new(),
    }
}

fn inputs_mut(node: &mut LogicalPlanNode) -> Vec<&mut LogicalPlanNode> {
    match &mut node.logical_plan_type {
        Some(kind) => below!(kind, as_deref_mut, iter_mut),
        None => Vec::new(),
    }
}
