//! Metrics of a physical operator, live while it runs.

use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::metrics::{Metric, MetricValue, MetricsSet};

use super::model::{MetricUnit, NodeMetrics, PlanMetric};

/// What `plan` (without its children) has counted so far; `None` when it counts nothing.
pub fn node_metrics(plan: &dyn ExecutionPlan) -> Option<NodeMetrics> {
    let set = plan.metrics()?;
    Some(NodeMetrics {
        rows: number(set.output_rows()),
        self_time_ns: number(self_time(&set)),
        bytes_read: by_name(&set, "bytes_scanned"),
        spill_count: number(set.spill_count()),
        spilled_bytes: number(set.spilled_bytes()),
        memory_bytes: memory(&set),
        all: set.iter().flat_map(|metric| values(metric)).collect(),
    })
}

/// Nanoseconds over all partitions. A file scan counts its decoding apart from `elapsed_compute`,
/// which would make the busiest operator of many plans look idle.
fn self_time(set: &MetricsSet) -> Option<usize> {
    let decoding = set
        .sum_by_name("time_elapsed_processing")
        .map(|time| time.as_usize());
    set.elapsed_compute().max(decoding)
}

#[expect(clippy::cast_precision_loss, reason = "shown to people")]
fn number(value: Option<usize>) -> Option<f64> {
    value.map(|value| value as f64)
}

fn by_name(set: &MetricsSet, name: &str) -> Option<f64> {
    number(set.sum_by_name(name).map(|value| value.as_usize()))
}

fn memory(set: &MetricsSet) -> Option<f64> {
    let sum = set.sum(|metric| matches!(metric.value(), MetricValue::PeakMemoryUsage { .. }));
    let sum = sum
        .or_else(|| set.sum(|metric| matches!(metric.value(), MetricValue::CurrentMemoryUsage(_))));
    number(sum.map(|value| value.as_usize()))
        .or_else(|| by_name(set, "peak_mem_used"))
        .or_else(|| by_name(set, "build_mem_used"))
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
