//! What plan files ask of the engine that plans and runs.

use std::future::Future;
use std::sync::Arc;

use datafusion::execution::SessionState;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use planarium_catalog::Catalog;
use planarium_error::Result;
use planarium_plan_codec::PlanSession;

/// A session that plans SQL.
pub trait PlanEngine: PlanSession + AsRef<Catalog> + AsRef<SessionContext> {
    /// Plans the last statement of `sql`; an EXPLAIN is taken for what it explains.
    ///
    /// # Errors
    /// Those of parsing and planning.
    fn plan_last(&self, sql: &str) -> impl Future<Output = Result<PlannedStatement>> + Send;

    /// `substrait.Plan` of a statement: its optimized plan, or the initial one where only that can
    /// be said.
    ///
    /// # Errors
    /// `substrait_unsupported`.
    fn substrait(&self, initial: &LogicalPlan, optimized: Option<&LogicalPlan>) -> Result<Vec<u8>>;

    /// A session of its own, with default settings and no tables.
    ///
    /// # Errors
    /// Those of starting a session.
    fn scratch(&self) -> Result<Self>;
}

/// The last statement of a text, planned again.
pub struct PlannedStatement {
    /// The statement as it was written.
    pub sql: String,
    pub initial: LogicalPlan,
    /// `None` for a statement that changes the session (DDL, SET).
    pub optimized: Option<LogicalPlan>,
    /// As `optimized`.
    pub physical: Option<Arc<dyn ExecutionPlan>>,
}

/// A plan that is ready to run, and the configuration it runs with.
pub struct RunnablePlan {
    pub plan: ReadyPlan,
    /// The session's state, perhaps with other settings.
    pub state: SessionState,
}

pub enum ReadyPlan {
    /// Not optimized yet, or optimized already: the optimizer takes both.
    Logical(LogicalPlan),
    Physical(Arc<dyn ExecutionPlan>),
}
