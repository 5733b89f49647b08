//! Ambiguous columns.

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, Diagnostic};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, LogicalPlan, SubqueryAlias};
use planarium_error::{Error, ErrorCode};

/// Fails if the text names a column of a subquery with two columns of that name.
pub(super) fn check(plan: &LogicalPlan) -> Result<()> {
    doubled(plan).map(|_| ())
}

/// The output columns of `plan` that hide another of the same name.
fn doubled(plan: &LogicalPlan) -> Result<Vec<Column>> {
    let mut below = Vec::new();
    for input in plan.inputs() {
        below.extend(doubled(input)?);
    }
    plan.apply_subqueries(|subquery| {
        if let LogicalPlan::Subquery(subquery) = subquery {
            doubled(&subquery.subquery)?;
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    if !below.is_empty() {
        plan.apply_expressions(|expr| {
            expr.apply(|part| {
                if let Expr::Column(column) = part
                    && column.spans.first().is_some()
                    && below.contains(column)
                {
                    return Err(refused(column));
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })?;
    }
    let LogicalPlan::SubqueryAlias(alias) = plan else {
        below.retain(|column| plan.schema().has_column(column));
        return Ok(below);
    };
    let names = below.into_iter().map(|column| column.name);
    let mut renamed: Vec<String> = names.chain(renamed(alias)).collect();
    renamed.dedup();
    let column = |name| Column::new(Some(alias.alias.clone()), name);
    Ok(renamed.into_iter().map(column).collect())
}

/// Names whose second column DataFusion renamed: `age` and `age:1`.
fn renamed(alias: &SubqueryAlias) -> impl Iterator<Item = String> {
    let exprs = match alias.input.as_ref() {
        LogicalPlan::Projection(projection) => projection.expr.as_slice(),
        _ => &[],
    };
    exprs.iter().filter_map(|expr| {
        let Expr::Alias(alias) = expr else {
            return None;
        };
        let Expr::Column(column) = alias.expr.as_ref() else {
            return None;
        };
        let number = alias.name.strip_prefix(&column.name)?.strip_prefix(':')?;
        number.parse::<usize>().ok()?;
        Some(column.name.clone())
    })
}

fn refused(column: &Column) -> DataFusionError {
    let of = column.relation.as_ref().map(ToString::to_string);
    let error = Error::new(
        ErrorCode::SqlPlan,
        format!(
            "The column {} is ambiguous: {} has more than one of that name.",
            column.name,
            of.unwrap_or_default()
        ),
    )
    .with_hint("Give the columns of the subquery different names with AS.");
    let diagnostic = Diagnostic::new_error(error.message.clone(), column.spans.first());
    DataFusionError::from(error).with_diagnostic(diagnostic)
}
