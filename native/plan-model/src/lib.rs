//! The plan model: one flat, serialisable description of a logical or physical plan
//! for every view (graph, tree-grid, text).
//!
//! Nothing here recurses over a plan: plans of thousands of operators come from
//! generated SQL, and the model is built on whatever thread asks for it.

mod bounds;
mod expr;
pub mod expression;
mod live;
mod logical;
mod logical_words;
mod metrics;
pub mod model;
mod operators;
mod physical;
mod physical_words;
mod scan_words;
pub mod self_time;
pub mod shared_json;
pub mod text;
mod words;

pub use live::{
    KnownPlan, LiveMetrics, MetricDetails, MetricSums, PlanRequest, PlanUpdate, RunMetrics,
};
pub use logical::logical_stage;
pub use metrics::node_metrics;
pub use model::{
    Attribute, EstimatedRows, MetricUnit, NodeMetrics, PlanMetric, PlanNode, PlanSet, PlanStage,
    PlanStageKind, StageId,
};
pub use operators::{Words, named};
pub use physical::physical_stage;
pub use scan_words::share;
pub use text::TextStyle;
pub use words::{
    YIELD_ARGUMENT, YIELD_PURPOSE, aggregate_title, counted, dotted, hash_partitions, shorten,
    source_name, title_of, top_title,
};

#[cfg(test)]
mod tests;
