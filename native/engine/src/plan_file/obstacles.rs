//! Why a plan cannot be serialised, in words that say what to do.

use datafusion::datasource::file_format::csv::CsvFormat;
use datafusion::logical_expr::LogicalPlan;

use datafusion::datasource::listing::ListingTable;

use super::manifest::{NotSerialized, PlanKind};
use super::{collect, lost_windows};
use crate::{Error, codec};

/// The obstacle that made serialising `plan` with `options` fail with `error`.
pub(super) fn explain(
    kind: PlanKind,
    plan: &LogicalPlan,
    options: codec::EncodeOptions,
    error: &Error,
) -> NotSerialized {
    if let Some(memory) = unasked_memory(kind, plan, options) {
        return memory;
    }
    let detail = error.detail.as_deref().unwrap_or(&error.message);
    if let (PlanKind::Physical, Some(operator)) = (kind, unsupported_operator(detail)) {
        return NotSerialized {
            kind,
            node: operator.to_string(),
            reason: format!(
                "DataFusion's format for physical plans has no {operator}: use the optimized plan."
            ),
        };
    }
    let node = match plan {
        // Their text is that of structs.
        LogicalPlan::Ddl(statement) => statement.name().to_string(),
        _ => plan.display().to_string().chars().take(120).collect(),
    };
    NotSerialized {
        kind,
        node,
        reason: detail.chars().take(LONGEST_REASON).collect(),
    }
}

/// The first table of `plan` that lives in memory, unless its rows are asked for.
pub(super) fn unasked_memory(
    kind: PlanKind,
    plan: &LogicalPlan,
    options: codec::EncodeOptions,
) -> Option<NotSerialized> {
    if options.embed_memory_tables {
        return None;
    }
    let table = collect::tables(plan)
        .into_iter()
        .find(|table| table.kind() == "memory" || table.of_session)?;
    if table.of_session {
        return Some(NotSerialized {
            kind,
            node: format!("table {}", table.name),
            reason: format!(
                "The table {} describes the session that runs the plan: ask for its rows to be embedded \
                 (embedMemoryTables), or save them to a file and open that.",
                table.name
            ),
        });
    }
    let scans = codec::memory_tables(plan).unwrap_or_default();
    let bytes: u64 = scans.iter().map(|scan| scan.bytes).sum();
    Some(NotSerialized {
        kind,
        node: format!("table {}", table.name),
        reason: format!(
            "The table {} lives in memory only: ask for its rows to be embedded \
             (embedMemoryTables, {bytes} bytes), or save them to a file and open that.",
            table.name
        ),
    })
}

/// Some errors of DataFusion print a whole plan.
const LONGEST_REASON: usize = 400;

/// The operator that DataFusion's error names with all that is below it.
fn unsupported_operator(detail: &str) -> Option<&str> {
    let (_, plan) = detail.split_once("Unsupported plan and extension codec failed")?;
    let (_, plan) = plan.split_once("Plan: ")?;
    let (name, _) = plan.split_once(|letter: char| !letter.is_ascii_alphanumeric())?;
    (!name.is_empty()).then_some(name)
}

/// What DataFusion's physical format loses of `plan`: the FILTER of a window function, or how the
/// first of such tables is read.
pub(super) fn lost_by_physical(plan: &LogicalPlan) -> Option<NotSerialized> {
    if let Some(node) = lost_windows::first(plan) {
        return Some(NotSerialized {
            kind: PlanKind::Physical,
            reason: "DataFusion's format for physical plans loses the FILTER of a window function: use the optimized plan.".to_string(),
            node,
        });
    }
    collect::tables(plan).iter().find_map(lost_of_table)
}

/// As [`lost_by_physical`], for one table.
pub(super) fn lost_of_table(table: &collect::Scanned) -> Option<NotSerialized> {
    let lost = lost(table.listing()?)?;
    Some(NotSerialized {
        kind: PlanKind::Physical,
        node: format!("table {}", table.name),
        reason: format!(
            "DataFusion's format for physical plans loses that {} is {lost}: use the optimized plan.",
            table.name
        ),
    })
}

/// The layout of JSON and of Arrow files is seen in the files, and compression is carried.
fn lost(table: &ListingTable) -> Option<&'static str> {
    let csv = table.options().format.downcast_ref::<CsvFormat>()?;
    csv.options()
        .terminator
        .is_some()
        .then_some("read with a line end of its own")
}
