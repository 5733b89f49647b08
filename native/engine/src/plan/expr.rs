//! Expressions as short text.

use std::sync::Arc;

use datafusion::logical_expr::{Expr, expr::Sort};
use datafusion::physical_expr::{LexOrdering, PhysicalExpr, PhysicalSortExpr};
use datafusion::physical_plan::Partitioning;
use datafusion::physical_plan::expressions::Column;

use super::words::list;

/// `flights.origin = airports.iata`, without the `Expr` wrappers of `Debug`.
pub(super) fn logical(expr: &Expr) -> String {
    expr.human_display().to_string()
}

pub(super) fn logical_all(exprs: &[Expr]) -> Vec<String> {
    exprs.iter().map(logical).collect()
}

/// `delay desc`; the usual place of NULLs is not spelled out.
pub(super) fn logical_sort(sort: &Sort) -> String {
    direction(&logical(&sort.expr), !sort.asc, sort.nulls_first)
}

/// A physical expression without the `@index` of its columns.
pub(super) fn physical(expr: &Arc<dyn PhysicalExpr>) -> String {
    match expr.downcast_ref::<Column>() {
        Some(column) => column.name().to_string(),
        None => datafusion::physical_expr_common::physical_expr::fmt_sql(expr.as_ref()).to_string(),
    }
}

pub(super) fn physical_sort(sort: &PhysicalSortExpr) -> String {
    direction(
        &physical(&sort.expr),
        sort.options.descending,
        sort.options.nulls_first,
    )
}

pub(super) fn ordering(ordering: &LexOrdering) -> String {
    list(&ordering.iter().map(physical_sort).collect::<Vec<_>>())
}

/// `hash(state) · 8`.
pub(super) fn partitioning(partitioning: &Partitioning) -> String {
    match partitioning {
        Partitioning::RoundRobinBatch(n) => format!("round robin · {n}"),
        Partitioning::Hash(exprs, n) => {
            format!(
                "hash({}) · {n}",
                list(&exprs.iter().map(physical).collect::<Vec<_>>())
            )
        }
        Partitioning::UnknownPartitioning(n) => format!("unknown · {n}"),
        other => format!("{other}"),
    }
}

/// DataFusion puts NULLs last for ascending and first for descending order.
fn direction(expr: &str, descending: bool, nulls_first: bool) -> String {
    let way = if descending { " desc" } else { "" };
    let nulls = match (descending, nulls_first) {
        (false, true) => " nulls first",
        (true, false) => " nulls last",
        _ => "",
    };
    format!("{expr}{way}{nulls}")
}
