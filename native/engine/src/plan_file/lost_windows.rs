//! Window calls that DataFusion's physical format keeps only in part: read back, they would
//! count other rows.

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::expr::{NullTreatment, WindowFunction};
use datafusion::logical_expr::{Expr, LogicalPlan, WindowFunctionDefinition};

/// The first window call of `plan` that loses a part, and what it loses.
pub(super) fn first(plan: &LogicalPlan) -> Option<(String, &'static str)> {
    let mut found = None;
    // The closures never fail, so neither do the walks.
    let _ = plan.apply_with_subqueries(|node| {
        node.apply_expressions(|expression| {
            expression.apply(|part| {
                if let Expr::WindowFunction(call) = part
                    && let Some(lost) = lost(call)
                {
                    found = Some((part.schema_name().to_string(), lost));
                    return Ok(TreeNodeRecursion::Stop);
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })
    });
    found
}

fn lost(call: &WindowFunction) -> Option<&'static str> {
    let ignores_nulls = call.params.null_treatment == Some(NullTreatment::IgnoreNulls);
    if call.params.filter.is_some() {
        Some("the FILTER")
    } else if ignores_nulls && matches!(call.fun, WindowFunctionDefinition::WindowUDF(_)) {
        Some("IGNORE NULLS")
    } else {
        None
    }
}
