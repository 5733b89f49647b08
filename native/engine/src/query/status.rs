//! A query at one moment. Mirrors `queryStatus` of `app/shared/query.ts`.

use crate::error::Error;
use crate::field::Field;
use crate::observer::PhaseTimes;
use crate::shared_json::SharedJson;
use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "QueryPhase")]
pub enum Phase {
    Planning,
    Running,
    /// At a limit, until more rows are asked for.
    Paused,
    Done,
    Cancelled,
    Failed,
}

impl Phase {
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::Failed)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TruncationReason {
    Rows,
    Bytes,
}

/// Why pulling stopped or paused before the end of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Truncation {
    pub reason: TruncationReason,
    /// The limit that was met, in rows or bytes.
    #[ts(type = "number")]
    pub limit: usize,
}

/// Which statement is at work, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StatementProgress {
    #[ts(type = "number")]
    pub index: usize,
    #[ts(type = "number")]
    pub count: usize,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QueryStatus {
    pub query_id: String,
    /// Grows with every change.
    #[ts(type = "number")]
    pub version: u64,
    pub phase: Phase,
    /// Known as soon as the plan is.
    #[ts(as = "Option<Vec<Field>>")]
    pub columns: Option<SharedJson<[Field]>>,
    /// Rows that can be paged now.
    #[ts(type = "number")]
    pub rows: usize,
    /// Bytes held by these rows, in memory and on disk.
    #[ts(type = "number")]
    pub bytes: usize,
    /// The first rows, which are in memory; those after them are on disk.
    #[ts(type = "number")]
    pub memory_rows: usize,
    /// Bytes held by the rows on disk.
    #[ts(type = "number")]
    pub disk_bytes: u64,
    /// Milliseconds since the start, without pauses; stands still once the query ended.
    pub elapsed_ms: f64,
    pub phases: PhaseTimes,
    pub truncated: Option<Truncation>,
    pub statement: StatementProgress,
    /// True once a statement changed tables, views or settings.
    pub catalog_changed: bool,
    /// What happened, for a statement without rows.
    pub message: Option<String>,
    pub error: Option<Error>,
}
