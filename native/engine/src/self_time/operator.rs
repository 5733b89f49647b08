//! Observers around the operators of a plan that is about to run.

use super::{spans, spawned};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, Statistics};
use datafusion::execution::{RecordBatchStream, SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{OrderingRequirements, PhysicalExpr};
use datafusion::physical_plan::execution_plan::CardinalityEffect;
use datafusion::physical_plan::metrics::{
    Count, Metric, MetricType, MetricValue, MetricsSet, Time,
};
use datafusion::physical_plan::statistics::{ChildStats, StatisticsArgs};
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, InputDistributionRequirements, PlanProperties,
    ReplaceChildrenOptions,
};
use datafusion_ffi::execution_plan::ForeignExecutionPlan;
use futures::Stream;
use parking_lot::Mutex;
use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// Observes each operator of `plan`, which is about to run. For whoever looks at the plan the
/// operators are what they were, but for two metrics: `elapsed_compute` is the self time, and
/// `output_rows` the rows that left the operator.
///
/// An operator of another library counts together with what is below it: its children are given
/// to it in its own form, and not exchanged.
pub(crate) fn measured(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
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
            let tallies = Arc::default();
            Ok(Transformed::yes(
                Arc::new(Measured { operator, tallies }) as _
            ))
        },
    );
    Ok(wrapped?.data)
}

/// Whether the metrics of `plan` are those of [`measured`].
pub(crate) fn is_measured(plan: &dyn ExecutionPlan) -> bool {
    // Asked as what it is: by its own words it is the operator inside.
    (plan as &dyn Any).is::<Measured>()
}

/// An operator as it runs. It answers as the operator inside wherever it is asked what it is.
#[derive(Debug)]
struct Measured {
    operator: Arc<dyn ExecutionPlan>,
    /// By partition. A recursive query runs copies of an operator, which share them.
    tallies: Arc<Mutex<BTreeMap<usize, Tally>>>,
}

/// What is counted for one partition.
#[derive(Debug, Clone, Default)]
struct Tally {
    time: Time,
    rows: Count,
}

impl Measured {
    fn around(&self, operator: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
        let tallies = Arc::clone(&self.tallies);
        Arc::new(Self { operator, tallies })
    }
}

impl DisplayAs for Measured {
    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        self.operator.fmt_as(format, f)
    }
}

impl ExecutionPlan for Measured {
    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let tally = self.tallies.lock().entry(partition).or_default().clone();
        let _span = spans::enter(&tally.time);
        let rows = self.operator.execute(partition, context)?;
        Ok(Box::pin(MeasuredStream { rows, tally }))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        let counted = self.operator.metrics();
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

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let operator = Arc::clone(&self.operator).replace_children(children, options)?;
        Ok(self.around(operator))
    }

    #[expect(deprecated, reason = "the trait asks for it")]
    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let operator = Arc::clone(&self.operator).with_new_children(children)?;
        Ok(self.around(operator))
    }

    fn reset_state(self: Arc<Self>) -> Result<Arc<dyn ExecutionPlan>> {
        let operator = Arc::clone(&self.operator).reset_state()?;
        Ok(self.around(operator))
    }

    fn with_new_state(&self, state: Arc<dyn Any + Send + Sync>) -> Option<Arc<dyn ExecutionPlan>> {
        Some(self.around(self.operator.with_new_state(state)?))
    }

    fn name(&self) -> &str {
        self.operator.name()
    }

    fn downcast_delegate(&self) -> Option<&dyn ExecutionPlan> {
        Some(self.operator.as_ref())
    }

    fn schema(&self) -> SchemaRef {
        self.operator.schema()
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.operator.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        self.operator.children()
    }

    fn input_distribution_requirements(&self) -> InputDistributionRequirements {
        self.operator.input_distribution_requirements()
    }

    fn required_input_ordering(&self) -> Vec<Option<OrderingRequirements>> {
        self.operator.required_input_ordering()
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        self.operator.maintains_input_order()
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        self.operator.benefits_from_input_partitioning()
    }

    fn dynamic_expressions_produced(&self) -> Vec<Arc<dyn PhysicalExpr>> {
        self.operator.dynamic_expressions_produced()
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.operator.apply_expressions(visit)
    }

    fn statistics_from_inputs(
        &self,
        inputs: &[Arc<Statistics>],
        arguments: &StatisticsArgs,
    ) -> Result<Arc<Statistics>> {
        self.operator.statistics_from_inputs(inputs, arguments)
    }

    fn child_stats_requests(&self, partition: Option<usize>) -> Vec<ChildStats> {
        self.operator.child_stats_requests(partition)
    }

    fn fetch(&self) -> Option<usize> {
        self.operator.fetch()
    }

    fn cardinality_effect(&self) -> CardinalityEffect {
        self.operator.cardinality_effect()
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
