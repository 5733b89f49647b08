//! Puts markers in the place of what DataFusion's logical format refuses.

use std::borrow::Cow;
use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::metadata::FieldMetadata;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{DFSchema, ScalarValue, internal_err, not_impl_err};
use datafusion::error::Result;
use datafusion::logical_expr::expr::{Cast, Exists, InSubquery, SetComparison};
use datafusion::logical_expr::{
    EmptyRelation, Expr, FetchType, Filter, Limit, LogicalPlan, Projection, SkipType, Subquery,
    TableScan, lit,
};

use super::marker::{Marker, type_argument};
use super::payload::Carried;
use super::{copy, has, views};

/// The plan to encode: `plan` itself where nothing in it needs to be carried.
///
/// # Errors
/// Those of DataFusion's constructors, for plans that it could not have made.
pub(crate) fn carry(plan: &LogicalPlan) -> Result<Cow<'_, LogicalPlan>> {
    if needs(plan)? {
        Ok(Cow::Owned(carry_plan(plan.clone())?.data))
    } else {
        Ok(Cow::Borrowed(plan))
    }
}

/// As [`carry`], for an expression by itself.
///
/// # Errors
/// As [`carry`].
pub(crate) fn carry_alone(expression: &Expr) -> Result<Expr> {
    Ok(carry_expression(expression.clone())?.data)
}

fn needs(plan: &LogicalPlan) -> Result<bool> {
    let mut found = false;
    plan.apply_with_subqueries(|node| {
        found = node_is_refused(node) || has(node, is_refused)?;
        if !found && let Some(view) = views::plan_of(node) {
            found = needs(view)?;
        }
        Ok(if found {
            TreeNodeRecursion::Stop
        } else {
            TreeNodeRecursion::Continue
        })
    })?;
    Ok(found)
}

/// True for an operator that the format itself has no message for, or whose message loses a part.
/// A `Subquery` among the inputs is lateral; the walk also wraps those of expressions in one.
fn node_is_refused(node: &LogicalPlan) -> bool {
    match node {
        LogicalPlan::Copy(copy) => copy::is_refused(copy),
        LogicalPlan::EmptyRelation(empty) => is_typed(empty),
        LogicalPlan::Limit(limit) => is_computed(limit),
        LogicalPlan::TableScan(scan) => is_filtered_view(scan),
        node => node
            .inputs()
            .iter()
            .any(|input| matches!(input, LogicalPlan::Subquery(_))),
    }
}

/// True for the empty relation that the optimizer puts in the place of a plan without rows. Its
/// columns have no place in the format.
fn is_typed(empty: &EmptyRelation) -> bool {
    !empty.produce_one_row && !empty.schema.fields().is_empty()
}

/// True for the scan of a view with filters, which the format drops.
fn is_filtered_view(scan: &TableScan) -> bool {
    !scan.filters.is_empty() && views::plan_of_scan(scan).is_some()
}

/// True for a limit whose numbers are not constants.
fn is_computed(limit: &Limit) -> bool {
    let skip = limit.get_skip_type();
    let fetch = limit.get_fetch_type();
    matches!(skip, Ok(SkipType::UnsupportedExpr)) || matches!(fetch, Ok(FetchType::UnsupportedExpr))
}

fn is_refused(part: &Expr) -> bool {
    matches!(
        part,
        Expr::Exists(_)
            | Expr::InSubquery(_)
            | Expr::SetComparison(_)
            | Expr::OuterReferenceColumn(..)
            | Expr::Literal(ScalarValue::Float16(_), _)
    ) || noted(part).is_some()
}

/// The metadata of a constant.
fn noted(part: &Expr) -> Option<&FieldMetadata> {
    match part {
        Expr::Literal(_, metadata) => metadata.as_ref().filter(|pairs| !pairs.is_empty()),
        _ => None,
    }
}

fn carry_plan(plan: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    plan.transform_up(|node| {
        // A scalar subquery is no obstacle, but may hold one.
        let refused = has(&node, |part| {
            is_refused(part) || matches!(part, Expr::ScalarSubquery(_))
        })?;
        let node = match node {
            // Its codec writes the expressions of an extension.
            LogicalPlan::Extension(_) => return Ok(Transformed::no(node)),
            node if refused => node.map_expressions(carry_expression)?,
            node => Transformed::no(node),
        };
        node.transform_data(carry_node)
    })
}

fn carry_node(node: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    Ok(match node {
        LogicalPlan::Subquery(lateral) => {
            let references = carry_all(lateral.outer_ref_columns)?;
            Transformed::yes(marked(Carried::Lateral, references, lateral.subquery)?)
        }
        LogicalPlan::Copy(copy) if copy::is_refused(&copy) => {
            let (carried, options) = copy::carried(&copy)?;
            let copy = Arc::new(LogicalPlan::Copy(copy));
            Transformed::yes(marked(carried, options, copy)?)
        }
        LogicalPlan::EmptyRelation(empty) if is_typed(&empty) => Transformed::yes(columns(&empty)?),
        LogicalPlan::Limit(limit) if is_computed(&limit) => {
            let carried = Carried::Limit {
                skip: limit.skip.is_some(),
                fetch: limit.fetch.is_some(),
            };
            let numbers = limit.skip.into_iter().chain(limit.fetch);
            let numbers = numbers.map(|number| value_argument(*number));
            let numbers = numbers.collect::<Result<_>>()?;
            Transformed::yes(marked(carried, numbers, limit.input)?)
        }
        LogicalPlan::TableScan(scan) if is_filtered_view(&scan) => {
            return not_impl_err!(
                "DataFusion's format loses the filters of a scan of the view {}: put a filter above it",
                scan.table_name
            );
        }
        node => views::map(node, carry_plan)?,
    })
}

fn marked(carried: Carried, arguments: Vec<Expr>, input: Arc<LogicalPlan>) -> Result<LogicalPlan> {
    Filter::try_new(Marker::call(carried, arguments), input).map(LogicalPlan::Filter)
}

/// The columns of an empty relation as a projection, which any reader of the format understands.
/// A value that is no NULL makes a column that cannot be NULL.
fn columns(empty: &EmptyRelation) -> Result<LogicalPlan> {
    let columns = empty.schema.iter().map(|(qualifier, field)| {
        let value = if field.is_nullable() {
            ScalarValue::Null
        } else {
            ScalarValue::new_default(field.data_type()).unwrap_or(ScalarValue::Null)
        };
        let typed = Arc::new(field.as_ref().clone().with_name(""));
        Expr::Cast(Cast::new_from_field(Box::new(lit(value)), typed))
            .alias_qualified(qualifier.cloned(), field.name())
    });
    let columns: Vec<Expr> = columns.collect();
    let input = LogicalPlan::EmptyRelation(EmptyRelation {
        produce_one_row: false,
        schema: Arc::new(DFSchema::empty()),
    });
    Projection::try_new_with_schema(columns, Arc::new(input), Arc::clone(&empty.schema))
        .map(LogicalPlan::Projection)
}

fn carry_expression(expression: Expr) -> Result<Transformed<Expr>> {
    expression.transform_up(|part| {
        Ok(Transformed::yes(match part {
            Expr::Exists(Exists { subquery, negated }) => {
                let argument = subquery_argument(subquery)?;
                Marker::call(Carried::Exists { negated }, vec![argument])
            }
            Expr::InSubquery(InSubquery {
                expr,
                subquery,
                negated,
            }) => {
                let Some(column) = subquery.subquery.schema().fields().first() else {
                    return internal_err!("an IN subquery without a column");
                };
                let nullable = column.is_nullable();
                let argument = subquery_argument(subquery)?;
                Marker::call(
                    Carried::In { negated, nullable },
                    vec![value_argument(*expr)?, argument],
                )
            }
            Expr::SetComparison(SetComparison {
                expr,
                subquery,
                op,
                quantifier,
            }) => {
                let carried = Carried::Comparison {
                    operator: op,
                    quantifier,
                };
                Marker::call(
                    carried,
                    vec![value_argument(*expr)?, subquery_argument(subquery)?],
                )
            }
            Expr::OuterReferenceColumn(field, column) => {
                let carried = Carried::Outer {
                    field: field.name().clone(),
                    column,
                };
                Marker::call(carried, vec![type_argument(&field)])
            }
            Expr::ScalarSubquery(subquery) => Expr::ScalarSubquery(carry_subquery(subquery)?),
            Expr::Literal(value, Some(pairs)) if !pairs.is_empty() => {
                let metadata = pairs.inner().iter();
                let metadata = metadata
                    .map(|(key, text)| (key.clone(), text.clone()))
                    .collect();
                Marker::call(Carried::Noted { metadata }, vec![constant(value)?])
            }
            Expr::Literal(value @ ScalarValue::Float16(_), _) => constant(value)?,
            part => return Ok(Transformed::no(part)),
        }))
    })
}

/// A compared value, or the number of a limit. Filters lose the aliases in their predicate when they are decoded, but
/// never looked for them in a subquery's value.
fn value_argument(value: Expr) -> Result<Expr> {
    let kept = value.transform_up(|part| match part {
        Expr::Alias(alias) => {
            let carried = Carried::Alias {
                relation: alias.relation,
                name: alias.name,
            };
            Ok(Transformed::yes(Marker::call(carried, vec![*alias.expr])))
        }
        part => Ok(Transformed::no(part)),
    })?;
    Ok(kept.data)
}

/// A constant as the format can say it: every half float is a REAL as well.
fn constant(value: ScalarValue) -> Result<Expr> {
    if !matches!(value, ScalarValue::Float16(_)) {
        return Ok(lit(value));
    }
    let single = lit(value.cast_to(&DataType::Float32)?);
    let half = Expr::Cast(Cast::new(Box::new(single), DataType::Float16));
    Ok(Marker::call(Carried::Half, vec![half]))
}

/// A test that asks nothing of the subquery's columns: EXISTS may have none.
fn subquery_argument(subquery: Subquery) -> Result<Expr> {
    let mut subquery = carry_subquery(subquery)?;
    let tag = Marker::call(Carried::Tag, Vec::new());
    subquery.outer_ref_columns.insert(0, tag);
    Ok(Expr::IsNotNull(Box::new(Expr::ScalarSubquery(subquery))))
}

fn carry_subquery(subquery: Subquery) -> Result<Subquery> {
    let plan = carry_plan(Arc::unwrap_or_clone(subquery.subquery))?.data;
    Ok(Subquery {
        subquery: Arc::new(plan),
        outer_ref_columns: carry_all(subquery.outer_ref_columns)?,
        spans: subquery.spans,
    })
}

fn carry_all(expressions: Vec<Expr>) -> Result<Vec<Expr>> {
    expressions
        .into_iter()
        .map(|expression| Ok(carry_expression(expression)?.data))
        .collect()
}
