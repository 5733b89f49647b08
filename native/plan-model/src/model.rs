//! Data transfer objects of the plan model. They mirror `app/shared/plan.ts`.
//!
//! Numbers are `f64` where JavaScript sees them: a count above 2^53 loses its
//! last digits there, which is acceptable for a display.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use planarium_catalog::field::Field;
use planarium_error::observer::PhaseTimes;

/// Unit of a [`PlanMetric`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MetricUnit {
    Count,
    Bytes,
    Nanoseconds,
    /// A quotient: for most a share between 0 and 1.
    Ratio,
}

/// One value of one metric; `partition` is `None` for values that belong to no partition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanMetric {
    pub name: String,
    pub partition: Option<u32>,
    pub value: f64,
    pub unit: MetricUnit,
}

/// What an operator has done so far, summed over partitions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NodeMetrics {
    /// Rows that left the operator.
    pub rows: Option<f64>,
    /// CPU time of the operator without those below it, nanoseconds over all partitions: more
    /// than wall time where partitions run at once. See `docs/self-time.md`.
    pub self_time_ns: Option<f64>,
    pub bytes_read: Option<f64>,
    pub spill_count: Option<f64>,
    pub spilled_bytes: Option<f64>,
    /// Sum of the peaks of all partitions, which may be of different moments; `None` where the
    /// operator keeps none.
    pub memory_bytes: Option<f64>,
    pub all: Vec<PlanMetric>,
}

/// A named property of an operator, for the details pane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Attribute {
    pub name: String,
    pub value: String,
}

impl Attribute {
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
        }
    }
}

/// The optimizer's idea of the number of rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct EstimatedRows {
    pub value: f64,
    pub exact: bool,
}

/// One operator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanNode {
    /// Place in [`PlanStage::nodes`]: pre-order, 0 is the root.
    pub id: u32,
    /// DataFusion's own name: `HashJoinExec`, `Projection`.
    pub operator: String,
    /// Plain words: `Hash join`, `Scan flights`.
    pub title: String,
    /// The argument that tells this operator from its like; may be empty.
    pub argument: String,
    /// DataFusion's one-line display of the operator.
    pub detail: String,
    pub attributes: Vec<Attribute>,
    pub columns: Vec<Field>,
    pub estimated_rows: Option<EstimatedRows>,
    /// Output partitioning, physical plans only.
    pub partitioning: Option<String>,
    pub partitions: Option<u32>,
    /// Output ordering, physical plans only.
    pub ordering: Option<String>,
    pub metrics: Option<NodeMetrics>,
    pub children: Vec<u32>,
}

/// Which point of planning or running a [`PlanStage`] shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StageId {
    Initial,
    Optimized,
    Physical,
    Executed,
}

/// Whether a stage holds logical or physical operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PlanStageKind {
    Logical,
    Physical,
}

/// A plan at one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanStage {
    pub id: StageId,
    pub kind: PlanStageKind,
    pub nodes: Vec<PlanNode>,
    /// DataFusion's indented text.
    pub text: String,
}

/// The stages of one statement, in order; `executed` only after or during a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PlanSet {
    pub sql: String,
    pub stages: Vec<PlanStage>,
    /// How long planning took, where nothing ran; a query's status has them otherwise.
    pub phases: Option<PhaseTimes>,
}
