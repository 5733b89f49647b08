//! `INTERSECT ALL` and `EXCEPT ALL` with row counts.
//!
//! A row that the left side has m times and the right side n times is in `INTERSECT ALL` min(m, n)
//! times and in `EXCEPT ALL` max(m - n, 0) times. DataFusion plans a semi or anti join of the
//! sides, which returns it m times or not at all. Here equal rows of each side are numbered, and the
//! number is an additional key of that join.

use datafusion::common::tree_node::Transformed;
use datafusion::common::{Column, JoinType, NullEquality};
use datafusion::error::Result;
use datafusion::functions_window::row_number::row_number;
use datafusion::logical_expr::{
    Distinct, Expr, ExprFunctionExt, Join, LogicalPlan, LogicalPlanBuilder,
};
use std::sync::Arc;

pub(super) fn counted(plan: LogicalPlan) -> Result<LogicalPlan> {
    let counted = plan.transform_up_with_subqueries(|plan| match plan {
        LogicalPlan::Join(join) if is_multiset(&join) => with_numbers(join).map(Transformed::yes),
        plan => Ok(Transformed::no(plan)),
    })?;
    Ok(counted.data)
}

/// Nothing else in SQL is planned as such a join. Without ALL the left side is distinct.
fn is_multiset(join: &Join) -> bool {
    matches!(join.join_type, JoinType::LeftSemi | JoinType::LeftAnti)
        && join.null_equality == NullEquality::NullEqualsNull
        && join.filter.is_none()
        && !matches!(join.left.as_ref(), LogicalPlan::Distinct(Distinct::All(_)))
}

fn with_numbers(join: Join) -> Result<LogicalPlan> {
    const LEFT: &str = "__left_number";
    const RIGHT: &str = "__right_number";
    let columns = columns(&join.left);
    let number = |name: &str| Expr::Column(Column::new_unqualified(name));
    let mut on = join.on;
    on.push((number(LEFT), number(RIGHT)));
    let counted = Join::try_new(
        numbered(join.left, LEFT)?,
        numbered(join.right, RIGHT)?,
        on,
        None,
        join.join_type,
        join.join_constraint,
        join.null_equality,
        false,
    )?;
    LogicalPlanBuilder::from(LogicalPlan::Join(counted))
        .project(columns)?
        .build()
}

/// The rows, each numbered among equal rows.
fn numbered(side: Arc<LogicalPlan>, name: &str) -> Result<Arc<LogicalPlan>> {
    let number = row_number().partition_by(columns(&side)).build()?;
    let numbered = LogicalPlanBuilder::from(side)
        .window(vec![number.alias(name)])?
        .build()?;
    Ok(Arc::new(numbered))
}

fn columns(plan: &LogicalPlan) -> Vec<Expr> {
    let columns = plan.schema().columns();
    columns.into_iter().map(Expr::Column).collect()
}
