//! The session whose plans become bytes and come back, as far as codecs know it.

use std::fmt;
use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::AggregateUDF;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::ExecutionPlan;
use tokio::runtime::Handle;

use super::CodecStack;

/// A session that plans are written from and read into. Clones are handles to the same session.
pub trait PlanSession: Clone + Send + Sync + 'static {
    /// The only way to turn its plans into bytes and back.
    fn codecs(&self) -> &CodecStack;

    fn context(&self) -> &Arc<SessionContext>;

    /// Functions and settings of now, to decode plans with.
    fn task_context(&self) -> Arc<TaskContext>;

    /// The threads that codecs may wait on.
    fn runtime(&self) -> &Handle;
}

/// What a session has changed about its plans, which bytes do not say: it is undone in what is
/// written and done again to what is read.
pub trait PlanAdapter: fmt::Debug + Send + Sync {
    /// The aggregate function to write in the place of `function`.
    fn written_aggregate<'a>(&self, function: &'a AggregateUDF) -> &'a AggregateUDF {
        function
    }

    /// An expression of a physical plan as the session has it, its operands being so already.
    ///
    /// # Errors
    /// Those of making the expression.
    fn read_node(&self, expression: Arc<dyn PhysicalExpr>) -> Result<Arc<dyn PhysicalExpr>> {
        Ok(expression)
    }

    /// As [`Self::read_node`], for an expression whose operands were not read by themselves.
    ///
    /// # Errors
    /// As [`Self::read_node`].
    fn read_tree(&self, expression: Arc<dyn PhysicalExpr>) -> Result<Arc<dyn PhysicalExpr>> {
        Ok(expression)
    }

    /// A whole physical plan as the session has it.
    ///
    /// # Errors
    /// Those of making its operators.
    fn read_plan(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(plan)
    }
}

/// Plans as DataFusion has them.
#[derive(Debug)]
pub struct Unchanged;

impl PlanAdapter for Unchanged {}
