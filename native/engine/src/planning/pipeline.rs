//! The stages of planning.

use crate::error::Result;
use crate::observer::{Phase, logical_rule_ended, phase_began};
use crate::session::Session;
use crate::sql::{self, Parsed, meaning};
use crate::{catalog, control};
use datafusion::common::DataFusionError;
use datafusion::execution::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::optimizer::OptimizerConfig;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::sql::parser::Statement;
use planarium_df_patches::blocking_poll;
use std::sync::Arc;

/// The statements of a text, in order.
///
/// Errors: as [`sql::parse`].
pub(crate) fn parse(session: &Session, sql: &str) -> Result<Vec<Parsed>> {
    phase_began(Phase::Parse);
    sql::parse(session, sql)
}

/// Opens the tables that a statement names again where their files changed; whether one did.
///
/// Errors: as [`catalog::refresh`].
pub(crate) async fn refresh_tables(session: &Session, statement: &Statement) -> Result<bool> {
    phase_began(Phase::Plan);
    catalog::refresh(session, statement).await
}

/// Plans with the tables, functions and settings of one moment. Await its methods on the session's
/// threads or on those of a query: they end with the current control, between two rules at the latest.
pub(crate) struct Planning(SessionState);

impl Planning {
    /// As the session is now. This copies its state: one planning takes one.
    pub(crate) fn new(session: &Session) -> Self {
        Self(session.context().state())
    }

    /// With a state of the caller's, such as one with the settings of a saved plan.
    pub(crate) fn with(state: SessionState) -> Self {
        Self(state)
    }

    /// The logical plan of a statement.
    ///
    /// Errors: those of planning; `sql_plan` for a column that is ambiguous.
    pub(crate) async fn statement(
        &self,
        statement: Statement,
    ) -> Result<LogicalPlan, DataFusionError> {
        meaning::plan(&self.0, statement).await
    }

    /// A logical plan after the analyzer and the optimizer, which take an optimized one too.
    pub(crate) async fn optimize(&self, plan: LogicalPlan) -> Result<LogicalPlan, DataFusionError> {
        blocking_poll(async { self.optimize_here(plan) }).await
    }

    /// As [`Self::optimize`], where its caller may keep the thread.
    pub(crate) fn optimize_here(&self, plan: LogicalPlan) -> Result<LogicalPlan, DataFusionError> {
        phase_began(Phase::Optimize);
        control::check()?;
        let state = &self.0;
        // An EXPLAIN watches the rules itself: they become its rows.
        if matches!(plan, LogicalPlan::Explain(_)) {
            return state.optimize(&plan);
        }
        let analyzer = state.analyzer();
        let analyzed = analyzer.execute_and_check(plan, &state.options(), |plan, rule| {
            logical_rule_ended(rule.name(), plan);
        })?;
        state.optimizer().optimize(analyzed, state, |plan, rule| {
            logical_rule_ended(rule.name(), plan);
        })
    }

    /// The physical plan of an optimized one.
    pub(crate) async fn physical(
        &self,
        optimized: &LogicalPlan,
    ) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
        phase_began(Phase::Physical);
        let planner = self.0.query_planner();
        blocking_poll(planner.create_physical_plan(optimized, &self.0)).await
    }
}
