//! Window calls with a FILTER, which DataFusion's physical format drops: read back, they would
//! count other rows.

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Expr, LogicalPlan};

/// The first window call of `plan` with a FILTER.
pub(super) fn first(plan: &LogicalPlan) -> Option<String> {
    let mut found = None;
    // The closures never fail, so neither do the walks.
    let _ = plan.apply_with_subqueries(|node| {
        node.apply_expressions(|expression| {
            expression.apply(|part| {
                if let Expr::WindowFunction(call) = part
                    && call.params.filter.is_some()
                {
                    found = Some(part.schema_name().to_string());
                    return Ok(TreeNodeRecursion::Stop);
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })
    });
    found
}
