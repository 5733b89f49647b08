//! Names of expressions over columns that are told without their table, as the optimizer writes
//! fields it extracted. A reader adds the table, and with it the expression and its column are
//! named in another way than the operators above know them: such an expression travels under an
//! alias, which is its name. Columns travel with their table, for that is how the operators above
//! see them once they are read.

use std::borrow::Cow;

use datafusion::arrow::datatypes::FieldRef;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchema, TableReference};
use datafusion::error::Result;
use datafusion::logical_expr::{Aggregate, Expr, GroupingSet, LogicalPlan, Projection, Window};

use super::search::until;

/// The plan to encode: `plan` itself where no expression would be named in another way.
///
/// # Errors
/// Those of making an operator.
pub(super) fn name(plan: Cow<'_, LogicalPlan>) -> Result<Cow<'_, LogicalPlan>> {
    Ok(match needs(&plan)? {
        true => Cow::Owned(plan.into_owned().transform_up_with_subqueries(named)?.data),
        false => plan,
    })
}

fn needs(plan: &LogicalPlan) -> Result<bool> {
    let mut found = false;
    plan.apply_with_subqueries(|node| {
        let input = match node {
            LogicalPlan::Projection(node) => &node.input,
            LogicalPlan::Aggregate(node) => &node.input,
            LogicalPlan::Window(node) => &node.input,
            _ => return Ok(TreeNodeRecursion::Continue),
        };
        node.apply_expressions(|expression| {
            found |= match expression {
                Expr::GroupingSet(sets) => sets
                    .distinct_expr()
                    .into_iter()
                    .any(|part| is_renamed(part, input.schema())),
                expression => is_renamed(expression, input.schema()),
            };
            Ok(until(found))
        })?;
        Ok(until(found))
    })?;
    Ok(found)
}

/// Whether a reader names `expression` in another way, which for a column means with its table.
fn is_renamed(expression: &Expr, input: &DFSchema) -> bool {
    match expression {
        Expr::Column(column) => return table_of(column, input).is_some(),
        Expr::Alias(_) => return false,
        _ => {}
    }
    let mut found = false;
    // The closure never fails, so neither does the walk.
    let _ = expression.apply(|part| {
        found |= matches!(part, Expr::Column(column) if table_of(column, input).is_some());
        Ok(until(found))
    });
    found && {
        let named = as_read(expression.clone(), input).schema_name().to_string();
        named != expression.schema_name().to_string()
    }
}

/// The table that a reader adds to `column`.
fn table_of<'a>(column: &Column, input: &'a DFSchema) -> Option<&'a TableReference> {
    let named = |(table, field): (Option<&'a TableReference>, &FieldRef)| {
        table.filter(|_| field.name() == &column.name)
    };
    match column.relation {
        Some(_) => None,
        None => input.iter().find_map(named),
    }
}

fn as_read(expression: Expr, input: &DFSchema) -> Expr {
    let read = expression.transform(|part| {
        Ok(match part {
            Expr::Column(column) => match table_of(&column, input) {
                Some(table) => {
                    Transformed::yes(Expr::Column(Column::new(Some(table.clone()), column.name)))
                }
                None => Transformed::no(Expr::Column(column)),
            },
            part => Transformed::no(part),
        })
    });
    // The closure never fails.
    read.map(|read| read.data).unwrap_or_default()
}

fn named(node: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    Ok(Transformed::yes(match node {
        LogicalPlan::Projection(node) => {
            let expressions = all(node.expr, node.input.schema());
            LogicalPlan::Projection(Projection::try_new(expressions, node.input)?)
        }
        LogicalPlan::Aggregate(node) => {
            let groups = all(node.group_expr, node.input.schema());
            let aggregates = all(node.aggr_expr, node.input.schema());
            LogicalPlan::Aggregate(Aggregate::try_new(node.input, groups, aggregates)?)
        }
        LogicalPlan::Window(node) => {
            let windows = all(node.window_expr, node.input.schema());
            LogicalPlan::Window(Window::try_new(windows, node.input)?)
        }
        node @ LogicalPlan::TableScan(_) => return Ok(Transformed::no(node)),
        node => node.recompute_schema()?,
    }))
}

fn all(expressions: Vec<Expr>, input: &DFSchema) -> Vec<Expr> {
    let expressions = expressions.into_iter();
    expressions
        .map(|expression| kept(expression, input))
        .collect()
}

/// `expression` under its name, where a reader would give it another one.
fn kept(expression: Expr, input: &DFSchema) -> Expr {
    match expression {
        Expr::GroupingSet(sets) => Expr::GroupingSet(match sets {
            GroupingSet::Rollup(parts) => GroupingSet::Rollup(all(parts, input)),
            GroupingSet::Cube(parts) => GroupingSet::Cube(all(parts, input)),
            GroupingSet::GroupingSets(sets) => {
                let sets = sets.into_iter().map(|parts| all(parts, input));
                GroupingSet::GroupingSets(sets.collect())
            }
        }),
        Expr::Column(_) => as_read(expression, input),
        expression if is_renamed(&expression, input) => {
            let name = expression.schema_name().to_string();
            expression.alias(name)
        }
        expression => expression,
    }
}
