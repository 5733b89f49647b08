//! The verdict on a logical plan that has no bytes: one that was made here of SQL that came from
//! elsewhere. The match has no arm for the rest, so that a new operator does not build unjudged.

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::logical_expr::LogicalPlan;

use super::verdict::{ConsentEffect, Verdict};
use super::walk::EXTENSION;

/// Judges `plan` with its subqueries.
pub(crate) fn judge_plan(plan: &LogicalPlan) -> Verdict {
    let mut verdict = Verdict::default();
    // The closure never fails, so neither does the walk.
    let _ = plan.apply_with_subqueries(|node| {
        let text = || node.display().to_string();
        match node {
            LogicalPlan::Dml(_) | LogicalPlan::Copy(_) => {
                verdict.ask(ConsentEffect::Writes, &text(), "");
            }
            LogicalPlan::Ddl(_) | LogicalPlan::Statement(_) => {
                verdict.ask(ConsentEffect::ChangesSession, &text(), "");
            }
            LogicalPlan::Extension(extension) => {
                let name = extension.node.name();
                verdict.ask(ConsentEffect::RunsForeignCode, EXTENSION, name);
            }
            LogicalPlan::Projection(_)
            | LogicalPlan::Filter(_)
            | LogicalPlan::Window(_)
            | LogicalPlan::Aggregate(_)
            | LogicalPlan::Sort(_)
            | LogicalPlan::Join(_)
            | LogicalPlan::Repartition(_)
            | LogicalPlan::Union(_)
            | LogicalPlan::TableScan(_)
            | LogicalPlan::EmptyRelation(_)
            | LogicalPlan::Subquery(_)
            | LogicalPlan::SubqueryAlias(_)
            | LogicalPlan::Limit(_)
            | LogicalPlan::Values(_)
            | LogicalPlan::Explain(_)
            | LogicalPlan::Analyze(_)
            | LogicalPlan::Distinct(_)
            | LogicalPlan::DescribeTable(_)
            | LogicalPlan::Unnest(_)
            | LogicalPlan::RecursiveQuery(_) => {}
        }
        Ok(TreeNodeRecursion::Continue)
    });
    verdict
}
