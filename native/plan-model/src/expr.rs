//! Expressions, orders and partitions of plans in memory as short text.

use std::sync::Arc;

use datafusion::logical_expr::{Expr, expr::Sort};
use datafusion::physical_expr::{LexOrdering, PhysicalExpr, PhysicalSortExpr};
use datafusion::physical_plan::Partitioning;
use datafusion::physical_plan::aggregates::AggregateExec;

use super::expression::{key_text, logical_key, physical_aggregate, physical_key, text, texts};
use super::words::{hash_partitions, list};

/// `flights.origin = airports.iata`.
pub(super) fn logical(expr: &Expr) -> String {
    text(expr)
}

pub(super) fn logical_all(exprs: &[Expr]) -> Vec<String> {
    texts(exprs)
}

pub(super) fn logical_sort(sort: &Sort) -> String {
    key_text(&logical_key(sort))
}

/// A physical expression without the `@index` of its columns.
pub(super) fn physical(expr: &Arc<dyn PhysicalExpr>) -> String {
    text(expr)
}

/// The aggregates of an operator, with their filters.
pub(super) fn aggregates(operator: &AggregateExec) -> Vec<String> {
    let calls = operator.aggr_expr().iter().zip(operator.filter_expr());
    calls
        .map(|(call, filter)| physical_aggregate(call, filter.as_ref()))
        .collect()
}

pub(super) fn physical_sort(sort: &PhysicalSortExpr) -> String {
    key_text(&physical_key(sort))
}

pub(super) fn ordering(ordering: &LexOrdering) -> String {
    list(&ordering.iter().map(physical_sort).collect::<Vec<_>>())
}

/// `hash(state) · 8`.
pub(super) fn partitioning(partitioning: &Partitioning) -> String {
    match partitioning {
        Partitioning::RoundRobinBatch(n) => format!("round robin · {n}"),
        Partitioning::Hash(exprs, n) => hash_partitions(&texts(exprs), n),
        Partitioning::UnknownPartitioning(n) => format!("unknown · {n}"),
        other => format!("{other}"),
    }
}
