//! Observers around the operators of a plan that is about to run.

use super::{spans, spawned};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::execution::{RecordBatchStream, SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::metrics::{
    Count, Metric, MetricType, MetricValue, MetricsSet, Time,
};
use datafusion_ffi::execution_plan::ForeignExecutionPlan;
use futures::Stream;
use parking_lot::Mutex;
use planarium_df_patches::stand_in::{Change, Role, StandIn};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// Observes each operator of `plan`, which is about to run. For whoever looks at the plan the
/// operators are what they were, but for two metrics: `elapsed_compute` is the self time, and
/// `output_rows` the rows that left the operator.
///
/// An operator of another library counts together with what is below it: its children are given
/// to it in its own form, and not exchanged.
pub fn measured(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    spawned::count();
    let wrapped = plan.transform_down_up(
        |plan| {
            let descend = match plan.is::<ForeignExecutionPlan>() {
                true => TreeNodeRecursion::Jump,
                false => TreeNodeRecursion::Continue,
            };
            Ok(Transformed::new(plan, false, descend))
        },
        |operator| {
            Ok(Transformed::yes(StandIn::put(
                operator,
                Measured::default(),
            )))
        },
    );
    Ok(wrapped?.data)
}

/// Whether the metrics of `plan` are those of [`measured`].
pub fn is_measured(plan: &dyn ExecutionPlan) -> bool {
    StandIn::<Measured>::is(plan)
}

/// Observes an operator as it runs.
#[derive(Default)]
struct Measured {
    /// By partition. A recursive query runs copies of an operator, which share them.
    tallies: Arc<Mutex<BTreeMap<usize, Tally>>>,
}

/// What is counted for one partition.
#[derive(Debug, Clone, Default)]
struct Tally {
    time: Time,
    rows: Count,
}

impl Role for Measured {
    fn execute(
        &self,
        operator: &dyn ExecutionPlan,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let tally = self.tallies.lock().entry(partition).or_default().clone();
        let _span = spans::enter(&tally.time);
        let rows = operator.execute(partition, context)?;
        Ok(Box::pin(MeasuredStream { rows, tally }))
    }

    fn metrics(&self, operator: &dyn ExecutionPlan) -> Option<MetricsSet> {
        let counted = operator.metrics();
        let tallies = self.tallies.lock();
        if tallies.is_empty() {
            return counted;
        }
        let mut set = MetricsSet::new();
        for metric in counted.iter().flat_map(MetricsSet::iter) {
            if !matches!(
                metric.value(),
                MetricValue::ElapsedCompute(_) | MetricValue::OutputRows(_)
            ) {
                set.push(Arc::clone(metric));
            }
        }
        for (partition, Tally { time, rows }) in tallies.iter() {
            for value in [
                MetricValue::OutputRows(rows.clone()),
                MetricValue::ElapsedCompute(time.clone()),
            ] {
                let metric = Metric::new(value, Some(*partition)).with_type(MetricType::Summary);
                set.push(Arc::new(metric));
            }
        }
        Some(set)
    }

    fn again(&self, _change: Change) -> Result<Self> {
        let tallies = Arc::clone(&self.tallies);
        Ok(Self { tallies })
    }
}

/// The rows of one partition as they are pulled.
struct MeasuredStream {
    rows: SendableRecordBatchStream,
    tally: Tally,
}

impl Stream for MeasuredStream {
    type Item = Result<RecordBatch>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let _span = spans::enter(&this.tally.time);
        let polled = this.rows.as_mut().poll_next(context);
        if let Poll::Ready(Some(Ok(batch))) = &polled {
            this.tally.rows.add(batch.num_rows());
        }
        polled
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rows.size_hint()
    }
}

impl RecordBatchStream for MeasuredStream {
    fn schema(&self) -> SchemaRef {
        self.rows.schema()
    }
}
