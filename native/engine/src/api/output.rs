//! What a physical operator tells of its output and its work.

use datafusion::physical_plan::Partitioning;
use serde::Serialize;
use ts_rs::TS;

use crate::plan::NodeMetrics;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PartitioningScheme {
    RoundRobin,
    Hash,
    Range,
    Unknown,
}

/// How an operator's rows are spread over its partitions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutputPartitioning {
    pub scheme: PartitioningScheme,
    pub partition_count: u32,
    /// The expressions whose values decide, for `hash` only.
    pub hash_expressions: Option<Vec<String>>,
    /// DataFusion's own words: `Hash([a@0], 8)`.
    pub text: String,
}

impl From<&Partitioning> for OutputPartitioning {
    fn from(partitioning: &Partitioning) -> Self {
        let (scheme, hash_expressions) = match partitioning {
            Partitioning::RoundRobinBatch(_) => (PartitioningScheme::RoundRobin, None),
            Partitioning::Hash(exprs, _) => (
                PartitioningScheme::Hash,
                Some(exprs.iter().map(ToString::to_string).collect()),
            ),
            Partitioning::Range(_) => (PartitioningScheme::Range, None),
            Partitioning::UnknownPartitioning(_) => (PartitioningScheme::Unknown, None),
        };
        Self {
            scheme,
            partition_count: u32::try_from(partitioning.partition_count()).unwrap_or(u32::MAX),
            hash_expressions,
            text: partitioning.to_string(),
        }
    }
}

/// What one operator counted.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OperatorMetrics {
    /// The operator in one line.
    pub operator: String,
    pub metrics: NodeMetrics,
}
