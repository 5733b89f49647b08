//! Operators that run instead of others.
//!
//! A plan that is about to run gets operators around or instead of its own: scans that name their
//! files in errors, operators that end with their query, observers. To code that inspects the plan,
//! encodes it or downcasts an operator, they look like the original operators.

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result, Statistics};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{OrderingRequirements, PhysicalExpr};
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

/// Re-creates an operator: with other children, without state.
pub type Change<'a> = &'a dyn Fn(Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>>;

/// How a stand-in differs from `operator`.
pub trait Role: Send + Sync + Sized + 'static {
    /// The rows of `partition`.
    fn execute(
        &self,
        operator: &dyn ExecutionPlan,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream>;

    /// By default that of `operator`.
    fn metrics(&self, operator: &dyn ExecutionPlan) -> Option<MetricsSet> {
        operator.metrics()
    }

    /// The role for the operator that `change` returns for this role's operator. `change` is only
    /// called for operators that the role contains itself.
    fn again(&self, change: Change) -> Result<Self>;
}

/// Identifies itself as `operator`, and plays its role when it runs.
pub struct StandIn<R> {
    operator: Arc<dyn ExecutionPlan>,
    role: R,
}

impl<R: Role> StandIn<R> {
    pub fn put(operator: Arc<dyn ExecutionPlan>, role: R) -> Arc<dyn ExecutionPlan> {
        Arc::new(Self { operator, role })
    }

    /// Whether `plan` plays this role. A downcast would ask the operator that it stands in for.
    pub fn is(plan: &dyn ExecutionPlan) -> bool {
        (plan as &dyn Any).is::<Self>()
    }

    fn changed(&self, change: Change) -> Result<Arc<dyn ExecutionPlan>> {
        let operator = change(Arc::clone(&self.operator))?;
        Ok(Self::put(operator, self.role.again(change)?))
    }
}

impl<R> fmt::Debug for StandIn<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.operator.fmt(f)
    }
}

impl<R> DisplayAs for StandIn<R> {
    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        self.operator.fmt_as(format, f)
    }
}

impl<R: Role> ExecutionPlan for StandIn<R> {
    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        self.role
            .execute(self.operator.as_ref(), partition, context)
    }

    fn metrics(&self) -> Option<MetricsSet> {
        self.role.metrics(self.operator.as_ref())
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.changed(&|operator| operator.replace_children(children.clone(), options))
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let options = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute);
        self.replace_children(children, options)
    }

    fn reset_state(self: Arc<Self>) -> Result<Arc<dyn ExecutionPlan>> {
        self.changed(&|operator| operator.reset_state())
    }

    fn with_new_state(&self, state: Arc<dyn Any + Send + Sync>) -> Option<Arc<dyn ExecutionPlan>> {
        let stateless = || DataFusionError::Internal(String::new());
        let change = |operator: Arc<dyn ExecutionPlan>| {
            operator
                .with_new_state(Arc::clone(&state))
                .ok_or_else(stateless)
        };
        self.changed(&change).ok()
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

    fn check_invariants(&self, check: InvariantLevel) -> Result<()> {
        self.operator.check_invariants(check)
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
