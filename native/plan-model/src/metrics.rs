//! Metrics of a physical operator, live while it runs.

use std::collections::HashSet;

use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::metrics::{Metric, MetricValue, MetricsSet};

use super::model::{MetricUnit, NodeMetrics, PlanMetric};
use crate::self_time::is_measured;

/// What `plan` (without its children) has counted so far; `None` when it counts nothing.
pub fn node_metrics(plan: &dyn ExecutionPlan) -> Option<NodeMetrics> {
    Some(metrics_of(&plan.metrics()?, is_measured(plan)))
}

/// Sums and every metric of one operator.
pub(super) fn metrics_of(set: &MetricsSet, measured: bool) -> NodeMetrics {
    NodeMetrics {
        all: all(set),
        ..sums_of(set, measured)
    }
}

/// The sums alone. The self time is `None` where the operator was not `measured` here: what it says
/// itself may hold its input's time as well.
pub(super) fn sums_of(set: &MetricsSet, measured: bool) -> NodeMetrics {
    let self_time = measured.then(|| set.elapsed_compute()).flatten();
    NodeMetrics {
        rows: number(set.output_rows()),
        self_time_ns: number(self_time),
        bytes_read: by_name(set, "bytes_scanned"),
        spill_count: number(set.spill_count()),
        spilled_bytes: number(set.spilled_bytes()),
        memory_bytes: memory(set),
        all: Vec::new(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown to people")]
fn number(value: Option<usize>) -> Option<f64> {
    value.map(|value| value as f64)
}

fn by_name(set: &MetricsSet, name: &str) -> Option<f64> {
    number(set.sum_by_name(name).map(|value| value.as_usize()))
}

/// Every operator that keeps a peak keeps one per partition, under a name of its own.
fn memory(set: &MetricsSet) -> Option<f64> {
    let sum = set.sum(|metric| matches!(metric.value(), MetricValue::PeakMemoryUsage { .. }));
    number(sum.map(|value| value.as_usize()))
}

/// Every metric by partition; ratios once over all partitions and files, since they do not add up.
fn all(set: &MetricsSet) -> Vec<PlanMetric> {
    let mut ratios = HashSet::new();
    let mut all = Vec::new();
    for metric in set.iter() {
        if !matches!(metric.value(), MetricValue::Ratio { .. }) {
            all.extend(values(metric));
        } else if ratios.insert(metric.value().name()) {
            let total = set.sum_by_name(metric.value().name());
            all.extend(
                total
                    .iter()
                    .flat_map(|total| values(&Metric::new(total.clone(), None))),
            );
        }
    }
    all
}

/// One metric as one value, pruning as two; start and end times are left out.
fn values(metric: &Metric) -> Vec<PlanMetric> {
    let partition = metric.partition().and_then(|p| u32::try_from(p).ok());
    let value = metric.value();
    let one = |name: String, value: f64, unit: MetricUnit| PlanMetric {
        name,
        partition,
        value,
        unit,
    };
    let count = |value: usize| number(Some(value)).unwrap_or_default();
    match value {
        MetricValue::StartTimestamp(_) | MetricValue::EndTimestamp(_) => vec![],
        MetricValue::ElapsedCompute(time) | MetricValue::Time { time, .. } => {
            vec![one(
                value.name().to_string(),
                count(time.value()),
                MetricUnit::Nanoseconds,
            )]
        }
        MetricValue::PruningMetrics {
            name,
            pruning_metrics,
        } => vec![
            one(
                format!("{name}_pruned"),
                count(pruning_metrics.pruned()),
                MetricUnit::Count,
            ),
            one(
                format!("{name}_matched"),
                count(pruning_metrics.matched()),
                MetricUnit::Count,
            ),
        ],
        MetricValue::Ratio {
            name,
            ratio_metrics,
        } => {
            let total = count(ratio_metrics.total());
            let share = if total > 0.0 {
                count(ratio_metrics.part()) / total
            } else {
                0.0
            };
            vec![one(name.to_string(), share, MetricUnit::Ratio)]
        }
        other => vec![one(
            other.name().to_string(),
            count(other.as_usize()),
            unit(other),
        )],
    }
}

fn unit(value: &MetricValue) -> MetricUnit {
    match value {
        MetricValue::SpilledBytes(_)
        | MetricValue::OutputBytes(_)
        | MetricValue::CurrentMemoryUsage(_)
        | MetricValue::PeakMemoryUsage { .. } => MetricUnit::Bytes,
        other => {
            let name = other.name();
            let bytes = ["bytes", "_mem_", "memory"];
            if bytes.iter().any(|word| name.contains(word)) {
                MetricUnit::Bytes
            } else {
                MetricUnit::Count
            }
        }
    }
}
