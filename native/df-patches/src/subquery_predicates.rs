//! Conditions on subqueries that DataFusion turns into wrong joins.
//!
//! | condition | what goes wrong | here | issue of apache/datafusion |
//! |---|---|---|---|
//! | `a NOT IN (SELECT b ... WHERE x < outer.y)` | a NULL anywhere counts for every row | `NOT EXISTS (... AND (a = b) IS NOT FALSE)` | #25336 |
//! | `3 NOT IN (SELECT b ...)` | a NULL counts for no row | the same | #25338 |
//! | `f(a) NOT IN (SELECT b ...)` | NULL of `f(a)` passes | `f(a)` becomes a column first | #25024 |
//! | `EXISTS (SELECT count(*) ...)` | false where nothing is counted | always true | |
//! | `EXISTS (SELECT ... OFFSET n)` that reads the outer row | the offset is ignored | refused | |
//!
//! They are rewritten in conditions of a filter, below AND and OR: there unknown is equivalent to
//! false.

use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, ScalarValue};
use datafusion::error::Result;
use datafusion::logical_expr::expr::{Exists, InSubquery};
use datafusion::logical_expr::{
    BinaryExpr, Expr, Filter, LogicalPlan, LogicalPlanBuilder, Operator, SkipType, Subquery, lit,
};
use datafusion::optimizer::optimizer::ApplyOrder;
use datafusion::optimizer::{OptimizerConfig, OptimizerRule};
use planarium_error::{Error, ErrorCode};
use std::sync::Arc;

/// Rewrites them before they become joins.
#[derive(Debug)]
pub(crate) struct SubqueryPredicates;

impl OptimizerRule for SubqueryPredicates {
    fn name(&self) -> &str {
        "subquery_predicates"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::TopDown)
    }

    fn rewrite(
        &self,
        plan: LogicalPlan,
        config: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        let LogicalPlan::Filter(filter) = plan else {
            return Ok(Transformed::no(plan));
        };
        let mut needles = Vec::new();
        let predicate = condition(filter.predicate.clone(), &mut needles, config)?;
        if !predicate.transformed {
            return Ok(Transformed::no(LogicalPlan::Filter(filter)));
        }
        let input = filter.input;
        if needles.is_empty() {
            let filter = Filter::try_new(predicate.data, input)?;
            return Ok(Transformed::yes(LogicalPlan::Filter(filter)));
        }
        let columns: Vec<Expr> = input
            .schema()
            .columns()
            .into_iter()
            .map(Expr::Column)
            .collect();
        let plan = LogicalPlanBuilder::from(input)
            .project(columns.iter().cloned().chain(needles))?
            .filter(predicate.data)?
            .project(columns)?
            .build()?;
        Ok(Transformed::yes(plan))
    }
}

/// The condition for a filter, which treats unknown as false. Expressions that become columns are added to `needles`.
fn condition(
    expr: Expr,
    needles: &mut Vec<Expr>,
    config: &dyn OptimizerConfig,
) -> Result<Transformed<Expr>> {
    match expr {
        Expr::BinaryExpr(BinaryExpr { left, op, right })
            if matches!(op, Operator::And | Operator::Or) =>
        {
            let left = condition(*left, needles, config)?;
            let right = condition(*right, needles, config)?;
            let changed = left.transformed || right.transformed;
            let both = BinaryExpr::new(Box::new(left.data), op, Box::new(right.data));
            Ok(Transformed::new_transformed(
                Expr::BinaryExpr(both),
                changed,
            ))
        }
        Expr::Not(inner) => match *inner {
            Expr::InSubquery(found) if !found.negated => {
                let negated = InSubquery::new(found.expr, found.subquery, true);
                let rewritten = not_in(negated, needles, config)?;
                Ok(Transformed::yes(rewritten.data))
            }
            other => Ok(Transformed::no(Expr::Not(Box::new(other)))),
        },
        Expr::InSubquery(found) if found.negated => not_in(found, needles, config),
        Expr::Exists(found) => exists(found),
        other => Ok(Transformed::no(other)),
    }
}

fn not_in(
    found: InSubquery,
    needles: &mut Vec<Expr>,
    config: &dyn OptimizerConfig,
) -> Result<Transformed<Expr>> {
    let needle = found.expr.as_ref();
    let is_correlated = !found.subquery.outer_ref_columns.is_empty();
    let is_constant = needle.column_refs().is_empty();
    if is_correlated {
        refuse_offset(&found.subquery)?;
    }
    if (is_correlated || is_constant) && !needle.contains_outer() {
        return not_exists(found).map(Transformed::yes);
    }
    if matches!(needle, Expr::Column(_)) || is_constant || needle.contains_outer() {
        return Ok(Transformed::no(Expr::InSubquery(found)));
    }
    let name = config.alias_generator().next("__needle");
    needles.push(needle.clone().alias(&name));
    Ok(Transformed::yes(Expr::InSubquery(InSubquery::new(
        Box::new(Expr::Column(Column::new_unqualified(name))),
        found.subquery,
        true,
    ))))
}

/// No row of the subquery is equal or unknown.
fn not_exists(found: InSubquery) -> Result<Expr> {
    let InSubquery { expr, subquery, .. } = found;
    let (qualifier, field) = subquery.subquery.schema().qualified_field(0);
    let value = Expr::Column(Column::from((qualifier, field.as_ref())));
    let mut outer = Vec::new();
    let needle = expr.transform_up(|part| {
        Ok(match part {
            Expr::Column(column) => {
                let reference = Expr::OuterReferenceColumn(
                    // The type is determined again when the reference becomes a column.
                    Arc::new(datafusion::arrow::datatypes::Field::new(
                        column.name(),
                        field.data_type().clone(),
                        true,
                    )),
                    column,
                );
                outer.push(reference.clone());
                Transformed::yes(reference)
            }
            other => Transformed::no(other),
        })
    })?;
    let may_equal = Expr::IsNotFalse(Box::new(needle.data.eq(value)));
    let plan = LogicalPlanBuilder::from(Arc::clone(&subquery.subquery))
        .filter(may_equal)?
        .build()?;
    let mut columns = subquery.outer_ref_columns.clone();
    columns.extend(
        outer
            .into_iter()
            .filter(|one| !subquery.outer_ref_columns.contains(one)),
    );
    Ok(Expr::Exists(Exists::new(
        Subquery {
            subquery: Arc::new(plan),
            outer_ref_columns: columns,
            spans: subquery.spans,
        },
        true,
    )))
}

fn exists(found: Exists) -> Result<Transformed<Expr>> {
    if !found.subquery.outer_ref_columns.is_empty() {
        refuse_offset(&found.subquery)?;
    }
    Ok(match always_one_row(&found.subquery.subquery) {
        true => Transformed::yes(lit(ScalarValue::Boolean(Some(!found.negated)))),
        false => Transformed::no(Expr::Exists(found)),
    })
}

/// An aggregate without groups, with nothing above it that drops its row.
fn always_one_row(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Aggregate(aggregate) => aggregate.group_expr.is_empty(),
        LogicalPlan::Projection(projection) => always_one_row(&projection.input),
        LogicalPlan::SubqueryAlias(alias) => always_one_row(&alias.input),
        LogicalPlan::Sort(sort) => sort.fetch != Some(0) && always_one_row(&sort.input),
        _ => false,
    }
}

fn refuse_offset(subquery: &Subquery) -> Result<()> {
    let mut skips = false;
    subquery.subquery.apply(|plan| {
        if let LogicalPlan::Limit(limit) = plan {
            skips = !matches!(limit.get_skip_type()?, SkipType::Literal(0));
        }
        Ok(match skips {
            true => TreeNodeRecursion::Stop,
            false => TreeNodeRecursion::Continue,
        })
    })?;
    match skips {
        false => Ok(()),
        true => Err(Error::new(
            ErrorCode::UnsupportedStatement,
            "OFFSET is not supported in a subquery that reads columns of the outer query.",
        )
        .with_hint("Number the rows of the subquery with row_number() and filter on the number.")
        .into()),
    }
}
