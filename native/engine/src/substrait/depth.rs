//! How deep the expressions of a plan are.

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Expr, LogicalPlan};

/// The first operator with more than `most` expressions inside one another, as it is shown.
/// Call it inside [`crate::codec::with_deep_stack`].
pub(super) fn beyond(plan: &LogicalPlan, most: usize) -> Option<&'static str> {
    let mut found = None;
    // The closures never fail, so neither do the walks.
    let _ = plan.apply_with_subqueries(|node| {
        let _ = node.apply_expressions(|expression| {
            if depth(expression) > most {
                found = Some(super::node_name(node));
                return Ok(TreeNodeRecursion::Stop);
            }
            Ok(TreeNodeRecursion::Continue)
        });
        Ok(match found {
            Some(_) => TreeNodeRecursion::Stop,
            None => TreeNodeRecursion::Continue,
        })
    });
    found
}

fn depth(expression: &Expr) -> usize {
    let mut below = 0;
    let _ = expression.apply_children(|child| {
        below = below.max(depth(child));
        Ok(TreeNodeRecursion::Continue)
    });
    below + 1
}
