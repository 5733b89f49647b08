//! The plans a statement went through.

use datafusion::execution::TaskContext;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use std::sync::Arc;

#[derive(Clone, Default)]
pub(super) struct Plans {
    pub(super) sql: String,
    /// As planned from the SQL, before the optimizer.
    pub(super) initial: Option<LogicalPlan>,
    pub(super) optimized: Option<LogicalPlan>,
    pub(super) physical: Option<Arc<dyn ExecutionPlan>>,
    /// Where it runs with other settings than the session's.
    pub(super) task: Option<Arc<TaskContext>>,
    /// True once the physical plan was started: its metrics are live from then on.
    pub(super) started: bool,
}
