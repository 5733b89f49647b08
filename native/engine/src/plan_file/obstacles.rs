//! Why a plan cannot be serialised, in words that say what to do.

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Expr, LogicalPlan};

use super::collect;
use super::manifest::{NotSerialized, PlanKind};
use crate::Error;

/// The obstacle that made serialising `plan` fail with `error`.
pub(super) fn explain(kind: PlanKind, plan: &LogicalPlan, error: &Error) -> NotSerialized {
    if let Some(table) = collect::tables(plan)
        .into_iter()
        .find(|table| table.kind() == "memory")
    {
        return NotSerialized {
            kind,
            node: format!("table {}", table.name),
            reason: format!(
                "The table {} lives in memory only: save its rows to a file and open that.",
                table.name
            ),
        };
    }
    if let Some((node, what)) = subquery(plan) {
        return NotSerialized {
            kind,
            node,
            reason: format!(
                "DataFusion's format has no {what}: use the optimized plan, in which joins take its place."
            ),
        };
    }
    NotSerialized {
        kind,
        node: plan.display().to_string().chars().take(120).collect(),
        reason: error
            .detail
            .clone()
            .unwrap_or_else(|| error.message.clone()),
    }
}

/// The first operator with a subquery that the format refuses, and what it is called.
fn subquery(plan: &LogicalPlan) -> Option<(String, &'static str)> {
    let mut found = None;
    // The closures never fail, so neither do the walks.
    let _ = plan.apply_with_subqueries(|node| {
        let _ = node.apply_expressions(|expression| {
            expression.apply(|part| {
                let what = match part {
                    Expr::InSubquery(_) => "IN subquery",
                    Expr::Exists(_) => "EXISTS subquery",
                    Expr::SetComparison(_) => "ANY or ALL subquery",
                    Expr::OuterReferenceColumn(..) => "correlated subquery",
                    _ => return Ok(TreeNodeRecursion::Continue),
                };
                found = Some((node.display().to_string().chars().take(120).collect(), what));
                Ok(TreeNodeRecursion::Stop)
            })
        });
        Ok(if found.is_some() {
            TreeNodeRecursion::Stop
        } else {
            TreeNodeRecursion::Continue
        })
    });
    found
}
