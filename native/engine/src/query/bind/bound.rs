//! An operator that runs in the place of another one.

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, Statistics};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::OrderingRequirements;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::execution_plan::{CardinalityEffect, InvariantLevel};
use datafusion::physical_plan::metrics::MetricsSet;
use datafusion::physical_plan::statistics::{ChildStats, StatisticsArgs};
use datafusion::physical_plan::{
    ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan,
    InputDistributionRequirements, PlanProperties, ReplaceChildrenOptions,
};
use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// It is the operator that was made wherever it is asked what it is, and the one that runs where
/// it is run and for what it counted.
#[derive(Debug)]
pub(super) struct Bound {
    made: Arc<dyn ExecutionPlan>,
    runs: Arc<dyn ExecutionPlan>,
}

impl Bound {
    pub(super) fn of(
        made: Arc<dyn ExecutionPlan>,
        runs: Arc<dyn ExecutionPlan>,
    ) -> Arc<dyn ExecutionPlan> {
        Arc::new(Self { made, runs })
    }
}

impl DisplayAs for Bound {
    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        self.made.fmt_as(format, f)
    }
}

impl ExecutionPlan for Bound {
    fn name(&self) -> &str {
        self.made.name()
    }

    fn downcast_delegate(&self) -> Option<&dyn ExecutionPlan> {
        Some(self.made.as_ref())
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.made.properties()
    }

    fn check_invariants(&self, check: InvariantLevel) -> Result<()> {
        self.made.check_invariants(check)
    }

    fn dynamic_expressions_produced(&self) -> Vec<Arc<dyn PhysicalExpr>> {
        self.made.dynamic_expressions_produced()
    }

    fn input_distribution_requirements(&self) -> InputDistributionRequirements {
        self.made.input_distribution_requirements()
    }

    fn required_input_ordering(&self) -> Vec<Option<OrderingRequirements>> {
        self.made.required_input_ordering()
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        self.made.maintains_input_order()
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        self.made.benefits_from_input_partitioning()
    }

    /// Both have the same ones.
    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        self.runs.children()
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let made = Arc::clone(&self.made).replace_children(children.clone(), options)?;
        let runs = Arc::clone(&self.runs).replace_children(children, options)?;
        Ok(Self::of(made, runs))
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let options = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute);
        self.replace_children(children, options)
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.made.apply_expressions(visit)
    }

    fn reset_state(self: Arc<Self>) -> Result<Arc<dyn ExecutionPlan>> {
        let made = Arc::clone(&self.made).reset_state()?;
        let runs = Arc::clone(&self.runs).reset_state()?;
        Ok(Self::of(made, runs))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        self.runs.execute(partition, context)
    }

    fn metrics(&self) -> Option<MetricsSet> {
        self.runs.metrics()
    }

    fn child_stats_requests(&self, partition: Option<usize>) -> Vec<ChildStats> {
        self.made.child_stats_requests(partition)
    }

    fn statistics_from_inputs(
        &self,
        inputs: &[Arc<Statistics>],
        arguments: &StatisticsArgs,
    ) -> Result<Arc<Statistics>> {
        self.made.statistics_from_inputs(inputs, arguments)
    }

    fn fetch(&self) -> Option<usize> {
        self.made.fetch()
    }

    fn cardinality_effect(&self) -> CardinalityEffect {
        self.made.cardinality_effect()
    }

    fn with_new_state(&self, state: Arc<dyn Any + Send + Sync>) -> Option<Arc<dyn ExecutionPlan>> {
        let made = self.made.with_new_state(Arc::clone(&state))?;
        Some(Self::of(made, self.runs.with_new_state(state)?))
    }
}
