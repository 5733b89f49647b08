//! Puts back what markers stand for.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{ScalarValue, plan_err};
use datafusion::error::Result;
use datafusion::logical_expr::expr::{
    Exists, InSubquery, Placeholder, ScalarFunction, SetComparison,
};
use datafusion::logical_expr::{EmptyRelation, Expr, Limit, LogicalPlan, Projection, Subquery};

use super::marker::Marker;
use super::payload::Carried;
use super::{copy, has, unions, views};

/// The plan that was given to [`super::carry`].
///
/// # Errors
/// Where a marker and what is around it do not fit each other, naming `DFJSSQ`.
pub(crate) fn restore(plan: LogicalPlan) -> Result<LogicalPlan> {
    if needs(&plan)? {
        Ok(restore_plan(plan)?.data)
    } else {
        Ok(plan)
    }
}

/// The expression that was given to [`super::carry_alone`].
///
/// # Errors
/// As [`restore`].
pub(crate) fn restore_alone(expression: Expr) -> Result<Expr> {
    Ok(restore_expression(expression)?.data)
}

/// Looking costs far less than taking a plan apart, and most plans carry nothing.
fn needs(plan: &LogicalPlan) -> Result<bool> {
    let mut found = false;
    plan.apply_with_subqueries(|node| {
        found = match node {
            LogicalPlan::Limit(limit) => is_endless(limit),
            LogicalPlan::Projection(projection) if is_empty_relation(projection) => true,
            node => views::plan_of(node).is_some() || has(node, |part| call(part).is_some())?,
        };
        Ok(if found {
            TreeNodeRecursion::Stop
        } else {
            TreeNodeRecursion::Continue
        })
    })?;
    Ok(found)
}

fn restore_plan(plan: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    plan.transform_up(|node| {
        if let LogicalPlan::Filter(filter) = &node
            && let Some((carried, arguments)) = call(&filter.predicate)
            && carried.is_operator()
        {
            let restored = restore_node(carried, arguments, &filter.input)?;
            return Ok(Transformed::yes(restored));
        }
        let node = if holds_markers(&node)? {
            node.map_expressions(restore_expression)?
        } else {
            Transformed::no(node)
        };
        node.transform_data(|node| match node {
            LogicalPlan::Projection(projection) if is_empty_relation(&projection) => Ok(
                Transformed::yes(LogicalPlan::EmptyRelation(EmptyRelation {
                    produce_one_row: false,
                    schema: projection.schema,
                })),
            ),
            LogicalPlan::Limit(limit) if is_endless(&limit) => {
                let limit = Limit {
                    fetch: None,
                    ..limit
                };
                Ok(Transformed::yes(LogicalPlan::Limit(limit)))
            }
            node => views::map(node, restore_plan),
        })
    })
}

/// The format writes a limit that only skips as one of the greatest number of rows.
fn is_endless(limit: &Limit) -> bool {
    let most = ScalarValue::Int64(Some(i64::MAX));
    matches!(limit.fetch.as_deref(), Some(Expr::Literal(rows, _)) if *rows == most)
}

/// The form that [`super::carry`] gives to an empty relation with columns.
fn is_empty_relation(projection: &Projection) -> bool {
    let LogicalPlan::EmptyRelation(input) = projection.input.as_ref() else {
        return false;
    };
    let is_column = |expression: &Expr| match expression {
        Expr::Alias(alias) => match alias.expr.as_ref() {
            Expr::Cast(cast) => matches!(cast.expr.as_ref(), Expr::Literal(..)),
            _ => false,
        },
        _ => false,
    };
    !input.produce_one_row
        && input.schema.fields().is_empty()
        && projection.expr.iter().all(is_column)
}

/// Marker and arguments of a call, if it is one of a marker.
fn call(expression: &Expr) -> Option<(&Carried, &[Expr])> {
    match expression {
        Expr::ScalarFunction(ScalarFunction { func, args }) => Some((Marker::of(func)?, args)),
        _ => None,
    }
}

fn holds_markers(node: &LogicalPlan) -> Result<bool> {
    has(node, |part| {
        matches!(part, Expr::ScalarSubquery(_)) || call(part).is_some()
    })
}

/// What a filter whose predicate is a marker stands for.
fn restore_node(
    carried: &Carried,
    arguments: &[Expr],
    input: &Arc<LogicalPlan>,
) -> Result<LogicalPlan> {
    match (carried, input.as_ref()) {
        (Carried::Lateral, _) => Ok(LogicalPlan::Subquery(Subquery {
            outer_ref_columns: restore_all(arguments.to_vec())?,
            subquery: Arc::clone(input),
            spans: Default::default(),
        })),
        (Carried::Union { inputs }, LogicalPlan::Union(_)) => unions::flatten(input, *inputs),
        (Carried::Limit { skip, fetch }, _) => {
            let mut numbers = restore_all(arguments.to_vec())?.into_iter();
            let mut number = |given: &bool| match given {
                true => numbers.next().map(Box::new),
                false => None,
            };
            let (offset, rows) = (number(skip), number(fetch));
            if (offset.is_some(), rows.is_some()) != (*skip, *fetch) || numbers.next().is_some() {
                return unfit("a limit");
            }
            Ok(LogicalPlan::Limit(Limit {
                skip: offset,
                fetch: rows,
                input: Arc::clone(input),
            }))
        }
        (Carried::Copy { plain }, LogicalPlan::Copy(copy)) => {
            copy::restored(copy.clone(), *plain, arguments).map(LogicalPlan::Copy)
        }
        _ => unfit("a plan"),
    }
}

fn restore_expression(expression: Expr) -> Result<Transformed<Expr>> {
    expression.transform_down(|part| {
        let restored = match part {
            Expr::ScalarFunction(ScalarFunction { func, args }) => match Marker::of(&func) {
                Some(carried) => restore_call(carried, args)?,
                None => {
                    let call = ScalarFunction { func, args };
                    return Ok(Transformed::no(Expr::ScalarFunction(call)));
                }
            },
            Expr::ScalarSubquery(subquery) => Expr::ScalarSubquery(restore_subquery(subquery)?),
            part => return Ok(Transformed::no(part)),
        };
        Ok(Transformed::new(restored, true, TreeNodeRecursion::Jump))
    })
}

fn restore_call(carried: &Carried, arguments: Vec<Expr>) -> Result<Expr> {
    let mut arguments = arguments.into_iter();
    let (first, second, third) = (arguments.next(), arguments.next(), arguments.next());
    Ok(match (carried, first, second, third) {
        (Carried::Exists { negated }, Some(argument), None, None) => Expr::Exists(Exists {
            subquery: tagged(argument)?,
            negated: *negated,
        }),
        (Carried::In { negated, nullable }, Some(value), Some(argument), None) => {
            let subquery = tagged(argument)?;
            let column = subquery.subquery.schema().fields().first();
            if column.is_none_or(|column| column.is_nullable() != *nullable) {
                return unfit("the column of an IN subquery");
            }
            Expr::InSubquery(InSubquery {
                expr: Box::new(restore_expression(value)?.data),
                subquery,
                negated: *negated,
            })
        }
        (
            Carried::Comparison {
                operator,
                quantifier,
            },
            Some(value),
            Some(argument),
            None,
        ) => Expr::SetComparison(SetComparison {
            expr: Box::new(restore_expression(value)?.data),
            subquery: tagged(argument)?,
            op: *operator,
            quantifier: *quantifier,
        }),
        (
            Carried::Outer { field, column },
            Some(Expr::Placeholder(Placeholder {
                field: Some(typed), ..
            })),
            None,
            None,
        ) => {
            let field = typed.as_ref().clone().with_name(field);
            Expr::OuterReferenceColumn(Arc::new(field), column.clone())
        }
        (Carried::Alias { relation, name }, Some(expression), None, None) => {
            restore_expression(expression)?
                .data
                .alias_qualified(relation.clone(), name)
        }
        (Carried::Half, Some(Expr::Cast(cast)), None, None) => match *cast.expr {
            Expr::Literal(value @ ScalarValue::Float32(_), _) => {
                Expr::Literal(value.cast_to(&DataType::Float16)?, None)
            }
            _ => return unfit("a half float"),
        },
        (Carried::Noted { metadata }, Some(constant), None, None) => {
            let Expr::Literal(value, _) = restore_expression(constant)?.data else {
                return unfit("metadata");
            };
            let metadata: BTreeMap<_, _> = metadata.iter().cloned().collect();
            Expr::Literal(value, Some(metadata.into()))
        }
        _ => return unfit("the arguments of a marker"),
    })
}

/// The subquery in the argument of a marker.
fn tagged(argument: Expr) -> Result<Subquery> {
    let Expr::IsNotNull(test) = argument else {
        return unfit("the subquery of a marker");
    };
    let Expr::ScalarSubquery(mut subquery) = *test else {
        return unfit("the subquery of a marker");
    };
    let tag = subquery.outer_ref_columns.first().and_then(call);
    if !matches!(tag, Some((Carried::Tag, []))) {
        return unfit("the subquery of a marker");
    }
    subquery.outer_ref_columns.remove(0);
    restore_subquery(subquery)
}

fn restore_subquery(subquery: Subquery) -> Result<Subquery> {
    let plan = restore_plan(Arc::unwrap_or_clone(subquery.subquery))?.data;
    Ok(Subquery {
        subquery: Arc::new(plan),
        outer_ref_columns: restore_all(subquery.outer_ref_columns)?,
        spans: subquery.spans,
    })
}

fn restore_all(expressions: Vec<Expr>) -> Result<Vec<Expr>> {
    expressions
        .into_iter()
        .map(|expression| Ok(restore_expression(expression)?.data))
        .collect()
}

pub(super) fn unfit<T>(what: &str) -> Result<T> {
    plan_err!("DFJSSQ: {what} does not fit what it carries")
}
