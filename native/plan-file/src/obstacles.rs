//! Why a plan cannot be serialised, in words that say what to do.

use std::fmt;

use datafusion::datasource::file_format::csv::CsvFormat;
use datafusion::logical_expr::LogicalPlan;

use datafusion::datasource::listing::ListingTable;

use super::manifest::{NotSerialized, PlanKind};
use super::{collect, lost_windows};
use planarium_plan_codec::{self as codec, NotWritten};

/// Why one kind of plan has no bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Obstacle {
    pub kind: PlanKind,
    pub part: Part,
    /// One sentence that says what to do.
    pub reason: String,
}

/// The part of a plan that is an obstacle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Its name.
    Table(String),
    /// Its name, or its text cut short.
    Operator(String),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(name) => write!(f, "table {name}"),
            Self::Operator(name) => f.write_str(name),
        }
    }
}

impl From<Obstacle> for NotSerialized {
    fn from(obstacle: Obstacle) -> Self {
        Self {
            kind: obstacle.kind,
            node: obstacle.part.to_string(),
            reason: obstacle.reason,
        }
    }
}

/// The obstacle that made serialising `plan` with `options` fail.
pub(super) fn explain(
    kind: PlanKind,
    plan: &LogicalPlan,
    options: codec::EncodeOptions,
    refused: NotWritten,
) -> Obstacle {
    if let Some(memory) = unasked_memory(kind, plan, options) {
        return memory;
    }
    if let Some(operator) = refused.operator {
        let reason = format!(
            "DataFusion's format for physical plans has no {operator}: use the optimized plan."
        );
        return Obstacle {
            kind,
            part: Part::Operator(operator),
            reason,
        };
    }
    let node = match plan {
        // Their text is that of structs.
        LogicalPlan::Ddl(statement) => statement.name().to_string(),
        _ => plan.display().to_string().chars().take(120).collect(),
    };
    let error = *refused.error;
    let detail = error.detail.unwrap_or(error.message);
    Obstacle {
        kind,
        part: Part::Operator(node),
        reason: detail.chars().take(LONGEST_REASON).collect(),
    }
}

/// The first table of `plan` that lives in memory, unless its rows are asked for.
pub(super) fn unasked_memory(
    kind: PlanKind,
    plan: &LogicalPlan,
    options: codec::EncodeOptions,
) -> Option<Obstacle> {
    if options.embed_memory_tables {
        return None;
    }
    let table = collect::tables(plan)
        .into_iter()
        .find(|table| table.kind() == "memory" || table.of_session)?;
    let reason = if table.of_session {
        format!(
            "The table {} describes the session that runs the plan: ask for its rows to be embedded \
             (embedMemoryTables), or save them to a file and open that.",
            table.name
        )
    } else {
        let scans = codec::memory_tables(plan).unwrap_or_default();
        let bytes: u64 = scans.iter().map(|scan| scan.bytes).sum();
        format!(
            "The table {} lives in memory only: ask for its rows to be embedded \
             (embedMemoryTables, {bytes} bytes), or save them to a file and open that.",
            table.name
        )
    };
    Some(Obstacle {
        kind,
        part: Part::Table(table.name),
        reason,
    })
}

/// Some errors of DataFusion print a whole plan.
const LONGEST_REASON: usize = 400;

/// What DataFusion's physical format loses of `plan`: the FILTER of a window function, or how the
/// first of such tables is read.
pub(super) fn lost_by_physical(plan: &LogicalPlan) -> Option<Obstacle> {
    if let Some(node) = lost_windows::first(plan) {
        return Some(Obstacle {
            kind: PlanKind::Physical,
            part: Part::Operator(node),
            reason: "DataFusion's format for physical plans loses the FILTER of a window function: use the optimized plan.".to_string(),
        });
    }
    collect::tables(plan).iter().find_map(lost_of_table)
}

/// As [`lost_by_physical`], for one table.
pub(super) fn lost_of_table(table: &collect::Scanned) -> Option<Obstacle> {
    let lost = lost(table.listing()?)?;
    Some(Obstacle {
        kind: PlanKind::Physical,
        part: Part::Table(table.name.clone()),
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
