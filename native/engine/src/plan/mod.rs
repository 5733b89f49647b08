//! The plan model: one flat, serialisable description of a logical or physical plan
//! for every view (graph, tree-grid, text).
//!
//! Nothing here recurses over a plan: plans of thousands of operators come from
//! generated SQL, and the model is built on whatever thread asks for it.

mod bounds;
mod expr;
pub(crate) mod expression;
mod live;
mod logical;
mod logical_words;
mod metrics;
pub mod model;
mod operators;
mod physical;
mod physical_words;
mod scan_words;
pub mod text;
mod words;

pub(crate) use live::LiveMetrics;
pub use live::{KnownPlan, MetricDetails, MetricSums, PlanRequest, PlanUpdate, RunMetrics};
pub use logical::logical_stage;
pub use metrics::node_metrics;
pub use model::{
    Attribute, EstimatedRows, MetricUnit, NodeMetrics, PlanMetric, PlanNode, PlanSet, PlanStage,
    PlanStageKind, StageId,
};
pub(crate) use operators::{Words, named};
pub use physical::physical_stage;
pub(crate) use scan_words::{share, source_name};
pub use text::TextStyle;
pub(crate) use words::{
    YIELD_ARGUMENT, YIELD_PURPOSE, aggregate_title, counted, dotted, hash_partitions, shorten,
    title_of, top_title,
};

#[cfg(test)]
mod tests;
