//! The engine's door to plan files: what [`planarium_plan_file`] asks of it.

use datafusion::logical_expr::LogicalPlan;
use planarium_plan_file::{PlanEngine, PlannedStatement};

use crate::session::SessionOptions;
use crate::{Result, Session, query, substrait};

impl PlanEngine for Session {
    async fn plan_last(&self, sql: &str) -> Result<PlannedStatement> {
        query::plan_last(self, sql).await
    }

    fn substrait(&self, initial: &LogicalPlan, optimized: Option<&LogicalPlan>) -> Result<Vec<u8>> {
        substrait::of_stages(self, initial, optimized)
    }

    fn scratch(&self) -> Result<Self> {
        Session::new(SessionOptions::default())
    }
}
