//! What codecs know of a session: [`PlanSession`], and how its plans differ from DataFusion's.

use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::AggregateUDF;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::ExecutionPlan;
use tokio::runtime::Handle;

use super::Session;
use crate::codec::{CodecStack, PlanAdapter, PlanSession};
use planarium_df_patches::asking_aggregate::Asking;
use planarium_df_patches::wrapped_aggregate::Wrapped;
use planarium_df_patches::{checked, checked_node};
use planarium_readers::{Memory, opened_here};

impl PlanSession for Session {
    fn codecs(&self) -> &CodecStack {
        Self::codecs(self)
    }

    fn context(&self) -> &Arc<SessionContext> {
        Self::context(self)
    }

    fn task_context(&self) -> Arc<TaskContext> {
        Self::task_context(self)
    }

    fn runtime(&self) -> &Handle {
        Self::runtime(self)
    }
}

/// Checked arithmetic, files read by our readers, aggregates that ask whether their query is over.
#[derive(Debug)]
pub(super) struct SessionPlans;

impl PlanAdapter for SessionPlans {
    fn written_aggregate<'a>(&self, function: &'a AggregateUDF) -> &'a AggregateUDF {
        Wrapped::<Asking>::inside(function).unwrap_or(function)
    }

    fn read_node(&self, expression: Arc<dyn PhysicalExpr>) -> Result<Arc<dyn PhysicalExpr>> {
        Ok(checked_node(expression).data)
    }

    fn read_tree(&self, expression: Arc<dyn PhysicalExpr>) -> Result<Arc<dyn PhysicalExpr>> {
        Ok(checked(expression)?.data)
    }

    fn read_plan(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        opened_here(plan, &Memory::of_task(context.memory_pool()))
    }
}
