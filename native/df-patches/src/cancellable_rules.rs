//! Planner rules that stop once their work was cancelled.
//!
//! Planning computes without an await: nested subqueries or a join of many tables can take
//! minutes. Each rule checks the current [`control`] before it starts, and one that
//! the optimizer applies node by node checks it at each node. Before there is a plan, each operator of
//! a SQL expression checks it.

use datafusion::common::DFSchema;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::error::Result;
use datafusion::logical_expr::LogicalPlan;
use datafusion::logical_expr::planner::{ExprPlanner, PlannerResult, RawBinaryExpr};
use datafusion::optimizer::optimizer::ApplyOrder;
use datafusion::optimizer::{AnalyzerRule, OptimizerConfig, OptimizerRule};
use datafusion::physical_optimizer::{PhysicalOptimizerContext, PhysicalOptimizerRule};
use datafusion::physical_plan::ExecutionPlan;
use planarium_error::control;
use planarium_error::observer::physical_rule_ended;
use std::sync::Arc;

pub(crate) type Analyze = Arc<dyn AnalyzerRule + Send + Sync>;
pub(crate) type Optimize = Arc<dyn OptimizerRule + Send + Sync>;
pub(crate) type OptimizePhysical = Arc<dyn PhysicalOptimizerRule + Send + Sync>;

pub(crate) fn analyzer_rules(rules: Vec<Analyze>) -> Vec<Analyze> {
    let checked = |rule| Arc::new(Checked(rule)) as Analyze;
    rules.into_iter().map(checked).collect()
}

pub(crate) fn optimizer_rules(rules: Vec<Optimize>) -> Vec<Optimize> {
    let checked = |rule| Arc::new(Checked(rule)) as Optimize;
    rules.into_iter().map(checked).collect()
}

pub(crate) fn physical_rules(rules: Vec<OptimizePhysical>) -> Vec<OptimizePhysical> {
    let checked = |rule| Arc::new(Checked(rule)) as OptimizePhysical;
    rules.into_iter().map(checked).collect()
}

/// An expression planner that plans nothing, and fails once the work is over.
#[derive(Debug)]
pub(crate) struct CheckedExpressions;

impl ExprPlanner for CheckedExpressions {
    fn plan_binary_op(
        &self,
        expr: RawBinaryExpr,
        _schema: &DFSchema,
    ) -> Result<PlannerResult<RawBinaryExpr>> {
        control::check()?;
        Ok(PlannerResult::Original(expr))
    }
}

/// A rule under its own name.
#[derive(Debug)]
struct Checked<R>(R);

impl AnalyzerRule for Checked<Analyze> {
    fn analyze(&self, plan: LogicalPlan, config: &ConfigOptions) -> Result<LogicalPlan> {
        control::check()?;
        self.0.analyze(plan, config)
    }

    fn name(&self) -> &str {
        self.0.name()
    }
}

impl OptimizerRule for Checked<Optimize> {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        self.0.apply_order()
    }

    fn rewrite(
        &self,
        plan: LogicalPlan,
        config: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        control::check()?;
        self.0.rewrite(plan, config)
    }
}

impl Checked<OptimizePhysical> {
    /// DataFusion's planner takes no observer for its physical rules.
    fn ended(&self, plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
        physical_rule_ended(self.0.name(), &plan);
        Ok(plan)
    }
}

impl PhysicalOptimizerRule for Checked<OptimizePhysical> {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        control::check()?;
        self.ended(self.0.optimize(plan, config)?)
    }

    fn optimize_with_context(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        context: &dyn PhysicalOptimizerContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        control::check()?;
        self.ended(self.0.optimize_with_context(plan, context)?)
    }

    fn name(&self) -> &str {
        self.0.name()
    }

    fn schema_check(&self) -> bool {
        self.0.schema_check()
    }
}
