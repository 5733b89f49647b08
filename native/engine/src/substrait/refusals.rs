//! What stands against writing a plan as Substrait, found before trying.
//!
//! Two kinds: what the producer of DataFusion refuses, and what it would drop without a
//! word, so that the plan that is read back gives other rows.

use std::collections::HashSet;

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Distinct, Expr, GroupingSet, LogicalPlan, Partitioning};
use serde::Serialize;
use ts_rs::TS;

use super::{loss, node_name, types};
use crate::codec::with_deep_stack;
use crate::{Error, ErrorCode};
use planarium_plan_wire::limits;

const OPTIMIZED: &str = "Use the optimized plan, in which simpler operators take its place.";
const REWRITE: &str = "Write the query without it, or save it as a plan file.";
const CHAIN: &str = "Write IN (…) or join a table of values instead of a long chain.";
const STATEMENT: &str = "Take the query alone; Substrait holds queries only.";

/// One thing that Substrait cannot hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "SubstraitRefusal")]
pub struct Refusal {
    /// DataFusion's name of the operator that it is in: `Unnest`.
    pub operator: String,
    /// The operator in one line, at most 120 characters.
    pub node: String,
    /// What Substrait cannot hold, one sentence.
    pub reason: String,
    /// What to do instead.
    pub hint: String,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::new(ErrorCode::SubstraitUnsupported, refusal.reason)
            .with_hint(refusal.hint)
            .with_detail(refusal.node)
    }
}

/// Everything in `plan`, subqueries included, that stands against writing it as Substrait, in
/// the order of its operators; empty when nothing is known to.
pub fn refusals(plan: &LogicalPlan) -> Vec<Refusal> {
    let found = with_deep_stack(|| {
        let mut found = Vec::new();
        plan.apply_with_subqueries(|node| {
            if let Some((what, hint)) = operator(node) {
                found.push(refusal(node, what, hint));
            }
            if let Some(what) = types::unsupported_column(node) {
                found.push(refusal(node, &what, types::HINT));
            }
            expressions(node, &mut found)?;
            Ok(TreeNodeRecursion::Continue)
        })?;
        Ok(found)
    });
    found.unwrap_or_else(|error| vec![refusal(plan, &error.message, REWRITE)])
}

/// The operator itself: what it is called, and what to do.
fn operator(node: &LogicalPlan) -> Option<(&'static str, &'static str)> {
    Some(match node {
        LogicalPlan::Ddl(_) => ("statements that define something (CREATE, DROP)", STATEMENT),
        LogicalPlan::Dml(_) => (
            "statements that change rows (INSERT, UPDATE, DELETE)",
            STATEMENT,
        ),
        LogicalPlan::Copy(_) => ("COPY", STATEMENT),
        LogicalPlan::Statement(_) => ("statements that change the session", STATEMENT),
        LogicalPlan::Explain(_) | LogicalPlan::Analyze(_) => ("EXPLAIN", STATEMENT),
        LogicalPlan::DescribeTable(_) => ("DESCRIBE", STATEMENT),
        LogicalPlan::RecursiveQuery(_) => ("recursive queries", REWRITE),
        LogicalPlan::Unnest(_) => ("UNNEST", REWRITE),
        LogicalPlan::Extension(_) => ("operators of an extension", REWRITE),
        // Called so by the planner; no session has a table of such a name.
        LogicalPlan::TableScan(scan) if scan.table_name.table().ends_with("()") => {
            ("table functions", REWRITE)
        }
        LogicalPlan::Distinct(Distinct::On(_)) => ("DISTINCT ON", OPTIMIZED),
        LogicalPlan::Repartition(exchange)
            if matches!(
                exchange.partitioning_scheme,
                Partitioning::Range(_) | Partitioning::DistributeBy(_)
            ) =>
        {
            ("DISTRIBUTE BY", REWRITE)
        }
        LogicalPlan::Join(join) if join.null_aware => (
            "the treatment of NULL that NOT IN asks for, once it is a join",
            "Use the plan before the optimizer, or NOT EXISTS.",
        ),
        // The reader drops the repetition, and with it the columns that come after.
        LogicalPlan::Aggregate(aggregate) if repeats(&aggregate.group_expr) => {
            ("grouping by the same expression twice", OPTIMIZED)
        }
        LogicalPlan::Aggregate(aggregate)
            if aggregate.group_expr.len() > 1
                && aggregate.group_expr.iter().any(is_grouping_set) =>
        {
            ("grouping sets beside other grouping expressions", REWRITE)
        }
        // A subquery inside an expression is none of its operator's inputs.
        node if node
            .inputs()
            .iter()
            .any(|input| matches!(input, LogicalPlan::Subquery(_))) =>
        {
            ("lateral subqueries", OPTIMIZED)
        }
        _ => return None,
    })
}

fn repeats(expressions: &[Expr]) -> bool {
    let mut seen = HashSet::new();
    !expressions.iter().all(|expression| seen.insert(expression))
}

fn is_grouping_set(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::GroupingSet(
            GroupingSet::Cube(_) | GroupingSet::Rollup(_) | GroupingSet::GroupingSets(_)
        )
    )
}

/// The expressions of an operator; each reason once.
fn expressions(node: &LogicalPlan, found: &mut Vec<Refusal>) -> datafusion::error::Result<()> {
    let mut told: Vec<String> = Vec::new();
    node.apply_expressions(|expression| {
        if told.is_empty() && !loss::is_shallow(expression)? {
            told.push(format!(
                "expressions that nest deeper than {} levels",
                limits::SUBSTRAIT_EXPRESSIONS
            ));
            found.extend(told.iter().map(|what| refusal(node, what, CHAIN)));
        }
        expression.apply(|part| {
            let reason = expression_reason(part).map(str::to_owned);
            for (what, hint) in reason
                .map(|what| (what, hint_of(part)))
                .into_iter()
                .chain(types::unsupported_in(part).map(|what| (what, types::HINT)))
            {
                if !told.contains(&what) {
                    found.push(refusal(node, &what, hint));
                    told.push(what);
                }
            }
            Ok(TreeNodeRecursion::Continue)
        })
    })?;
    Ok(())
}

fn expression_reason(part: &Expr) -> Option<&'static str> {
    Some(match part {
        Expr::SimilarTo(_) => "SIMILAR TO",
        Expr::Unnest(_) => "UNNEST",
        // Read back, a NULL among the rows of the subquery makes all of it unknown.
        Expr::SetComparison(_) => "comparisons with ANY or ALL rows of a subquery",
        Expr::ScalarVariable(..) => "variables",
        Expr::OuterReferenceColumn(..) => "subqueries that refer to the query around them",
        Expr::WindowFunction(window) => return loss::in_window(window),
        Expr::AggregateFunction(aggregate) => return loss::in_aggregate(aggregate),
        _ => return None,
    })
}

fn hint_of(part: &Expr) -> &'static str {
    match part {
        Expr::OuterReferenceColumn(..) | Expr::SetComparison(_) => OPTIMIZED,
        _ => REWRITE,
    }
}

fn refusal(node: &LogicalPlan, what: &str, hint: &str) -> Refusal {
    Refusal {
        operator: node_name(node).to_owned(),
        node: node.display().to_string().chars().take(120).collect(),
        reason: format!("Substrait as DataFusion writes it cannot hold {what}."),
        hint: hint.to_owned(),
    }
}
