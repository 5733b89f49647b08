//! Why a plan cannot be serialised, in words that say what to do.

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::datasource::file_format::arrow::ArrowFormat;
use datafusion::datasource::file_format::json::JsonFormat;
use datafusion::logical_expr::{Expr, LogicalPlan};

use datafusion::datasource::listing::ListingTable;

use super::manifest::{NotSerialized, PlanKind};
use super::{collect, lost_windows};
use crate::Error;

/// The obstacle that made serialising `plan` fail with `error`.
pub(super) fn explain(kind: PlanKind, plan: &LogicalPlan, error: &Error) -> NotSerialized {
    if let Some(table) = collect::tables(plan)
        .into_iter()
        .find(|table| table.kind() == "memory")
    {
        return NotSerialized {
            kind,
            node: format!("table {}", table.name),
            reason: format!(
                "The table {} lives in memory only: save its rows to a file and open that.",
                table.name
            ),
        };
    }
    if let Some((node, what)) = subquery(plan) {
        return NotSerialized {
            kind,
            node,
            reason: format!(
                "DataFusion's format has no {what}: use the optimized plan, in which joins take its place."
            ),
        };
    }
    NotSerialized {
        kind,
        node: plan.display().to_string().chars().take(120).collect(),
        reason: error
            .detail
            .clone()
            .unwrap_or_else(|| error.message.clone()),
    }
}

/// The first table whose scan loses what it needs in DataFusion's physical format, which
/// keeps neither the layout of JSON, nor compression, nor which of Arrow's two formats a file has.
pub(super) fn lost_by_physical(plan: &LogicalPlan) -> Option<NotSerialized> {
    if let Some(node) = recursive(plan) {
        return Some(NotSerialized {
            kind: PlanKind::Physical,
            reason: "DataFusion's format for physical plans has no recursive query: use the optimized plan."
                .to_string(),
            node,
        });
    }
    if let Some((node, lost)) = lost_windows::first(plan) {
        return Some(NotSerialized {
            kind: PlanKind::Physical,
            reason: format!(
                "DataFusion's format for physical plans loses {lost} of a window function: use the optimized plan."
            ),
            node,
        });
    }
    collect::tables(plan).into_iter().find_map(|table| {
        let lost = lost(table.listing()?)?;
        Some(NotSerialized {
            kind: PlanKind::Physical,
            node: format!("table {}", table.name),
            reason: format!(
                "DataFusion's format for physical plans loses that {} is {lost}: use the optimized plan.",
                table.name
            ),
        })
    })
}

fn recursive(plan: &LogicalPlan) -> Option<String> {
    let mut found = None;
    // The closure never fails, so neither does the walk.
    let _ = plan.apply_with_subqueries(|node| {
        if let LogicalPlan::RecursiveQuery(query) = node {
            found = Some(format!("recursive query {}", query.name));
            return Ok(TreeNodeRecursion::Stop);
        }
        Ok(TreeNodeRecursion::Continue)
    });
    found
}

fn lost(table: &ListingTable) -> Option<&'static str> {
    let format = &table.options().format;
    let array = format
        .downcast_ref::<JsonFormat>()
        .is_some_and(|json| !json.is_newline_delimited());
    let compressed = format
        .compression_type()
        .is_some_and(|compression| compression.is_compressed());
    let stream = format.is::<ArrowFormat>()
        && table
            .table_paths()
            .iter()
            .any(|url| is_arrow_stream(url.as_str()));
    if array {
        Some("a JSON array")
    } else if compressed {
        Some("compressed")
    } else {
        stream.then_some("an Arrow stream")
    }
}

/// Arrow's file format begins with a mark, its stream format does not. Only a local file is looked at.
fn is_arrow_stream(url: &str) -> bool {
    let head = url::Url::parse(url)
        .ok()
        .and_then(|url| url.to_file_path().ok())
        .and_then(|path| std::fs::File::open(path).ok())
        .and_then(|mut file| {
            let mut head = [0_u8; 6];
            std::io::Read::read_exact(&mut file, &mut head).ok()?;
            Some(head)
        });
    head.is_some_and(|head| &head != b"ARROW1")
}

/// The first operator with a subquery that the format refuses, and what it is called.
fn subquery(plan: &LogicalPlan) -> Option<(String, &'static str)> {
    let mut found = None;
    // The closures never fail, so neither do the walks.
    let _ = plan.apply_with_subqueries(|node| {
        let _ = node.apply_expressions(|expression| {
            expression.apply(|part| {
                let what = match part {
                    Expr::InSubquery(_) => "IN subquery",
                    Expr::Exists(_) => "EXISTS subquery",
                    Expr::SetComparison(_) => "ANY or ALL subquery",
                    Expr::OuterReferenceColumn(..) => "correlated subquery",
                    _ => return Ok(TreeNodeRecursion::Continue),
                };
                found = Some((node.display().to_string().chars().take(120).collect(), what));
                Ok(TreeNodeRecursion::Stop)
            })
        });
        Ok(if found.is_some() {
            TreeNodeRecursion::Stop
        } else {
            TreeNodeRecursion::Continue
        })
    });
    found
}
