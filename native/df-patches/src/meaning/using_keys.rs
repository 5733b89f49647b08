//! The merged key of an outer join with USING.

use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, JoinConstraint, JoinType};
use datafusion::error::Result;
use datafusion::functions::core::expr_fn::coalesce;
use datafusion::logical_expr::{Expr, Join, LogicalPlan, LogicalPlanBuilder};
use planarium_error::{Error, ErrorCode};

/// Columns that the operators above read.
#[derive(Clone, Default)]
struct Read {
    /// By a name with its table, as in the text.
    written: Vec<Column>,
    /// By the key's own name, or by `*`.
    merged: Vec<Column>,
}

/// `plan` with the key of each `FULL` or `RIGHT JOIN ... USING` computed from both sides.
pub(super) fn merged(plan: LogicalPlan) -> Result<LogicalPlan> {
    Ok(below(plan, &Read::default())?.data)
}

fn below(plan: LogicalPlan, read: &Read) -> Result<Transformed<LogicalPlan>> {
    let mut here = match plan {
        // The operators above read the columns that these create.
        LogicalPlan::Projection(_)
        | LogicalPlan::Aggregate(_)
        | LogicalPlan::SubqueryAlias(_)
        | LogicalPlan::Union(_)
        | LogicalPlan::Subquery(_) => Read::default(),
        _ => read.clone(),
    };
    plan.apply_expressions(|expr| {
        expr.apply(|part| {
            if let Expr::Column(column) = part {
                match column.spans.first().is_none() {
                    true => here.merged.push(column.clone()),
                    false => here.written.push(column.clone()),
                }
            }
            Ok(TreeNodeRecursion::Continue)
        })
    })?;
    let plan = match plan {
        LogicalPlan::Join(join) if is_merging(&join) => {
            // Its own keys are not read from its output.
            let plan = LogicalPlan::Join(join);
            let inside = plan.map_children(|child| below(child, &here))?;
            return inside.transform_data(|plan| match plan {
                LogicalPlan::Join(join) => with_keys(join, read),
                plan => Ok(Transformed::no(plan)),
            });
        }
        plan => plan,
    };
    plan.map_children(|child| below(child, &here))?
        .transform_data(|plan| plan.map_subqueries(|subquery| below(subquery, &Read::default())))
}

fn is_merging(join: &Join) -> bool {
    join.join_constraint == JoinConstraint::Using
        && matches!(join.join_type, JoinType::Full | JoinType::Right)
}

fn with_keys(join: Join, read: &Read) -> Result<Transformed<LogicalPlan>> {
    let mut keys: Vec<(Column, Column)> = Vec::new();
    for (left, right) in &join.on {
        let (Expr::Column(left), Expr::Column(right)) = (left, right) else {
            continue;
        };
        if !read.merged.contains(left) {
            continue;
        }
        // `r.*` reads the right key without a position in the text.
        if read.written.contains(left) || read.merged.contains(right) {
            return Err(Error::new(
                ErrorCode::UnsupportedStatement,
                format!(
                    "The merged column {} of JOIN ... USING and {left} are both read.",
                    left.name
                ),
            )
            .with_hint(format!(
                "Write ON {left} = {right}, and coalesce({left}, {right}) for the merged column."
            ))
            .into());
        }
        keys.push((left.clone(), right.clone()));
    }
    if keys.is_empty() {
        return Ok(Transformed::no(LogicalPlan::Join(join)));
    }
    let columns = join.schema.columns().into_iter().map(|column| {
        let key = keys.iter().find(|(left, _)| *left == column);
        match key {
            None => Expr::Column(column),
            Some((left, right)) => {
                let both = [left, right].map(|side| Expr::Column(side.clone()));
                coalesce(both.to_vec()).alias_qualified(column.relation, column.name)
            }
        }
    });
    let columns: Vec<Expr> = columns.collect();
    let plan = LogicalPlanBuilder::from(LogicalPlan::Join(join))
        .project(columns)?
        .build()?;
    Ok(Transformed::yes(plan))
}
