//! Plans without running anything.

use super::ddl;
use super::error_attribution::attributed;
use super::plan_views::PlanViews;
use super::plans::Plans;
use super::statement::plan_physical;
use crate::control;
use crate::error::{Error, ErrorCode, Result};
use crate::plan::PlanSet;
use crate::plan_file::PlannedStatement;
use crate::planning::{self, PhaseClock, Planning, PlanningObserver, observed, refresh_tables};
use crate::session::Session;
use crate::sql::Parsed;
use datafusion::logical_expr::LogicalPlan;
use std::sync::Arc;

/// Plans the last statement of `sql`; an EXPLAIN is taken for what it explains.
pub async fn plan_last(session: &Session, sql: &str) -> Result<PlannedStatement> {
    let plans = plan(session, sql).await?;
    let initial = plans
        .initial
        .ok_or_else(|| Error::new(ErrorCode::Internal, "The statement gave no plan."))?;
    Ok(PlannedStatement {
        sql: plans.sql,
        initial,
        optimized: plans.optimized,
        physical: plans.physical,
    })
}

/// The stages of the last statement of `sql`, and how long each phase took; nothing is executed.
pub async fn explain(session: &Session, sql: &str) -> Result<PlanSet> {
    let clock = Arc::new(PhaseClock::default());
    let observer: Arc<dyn PlanningObserver> = clock.clone();
    let views = PlanViews::of(observed(observer, plan(session, sql)).await?);
    clock.stop();
    let phases = Some(clock.times());
    control::blocking(move || {
        Ok(PlanSet {
            phases,
            ..views.snapshot()
        })
    })
    .await
}

async fn plan(session: &Session, sql: &str) -> Result<Plans> {
    let Parsed { text, statement } = planning::parse(session, sql)?
        .pop()
        .ok_or_else(|| Error::new(ErrorCode::EmptyStatement, "There is no statement to plan."))?;
    refresh_tables(session, &statement).await?;
    let work = async {
        let planning = Planning::new(session);
        let plan = explained(planning.statement(statement).await?);
        let mut plans = Plans {
            sql: text.clone(),
            initial: Some(plan.clone()),
            ..Plans::default()
        };
        if !ddl::is_change(&plan) {
            plan_physical(&planning, &mut plans, plan).await?;
        }
        Ok(plans)
    };
    attributed(session, sql, &text, work).await
}

fn explained(plan: LogicalPlan) -> LogicalPlan {
    match plan {
        LogicalPlan::Explain(explain) => Arc::unwrap_or_clone(explain.plan),
        LogicalPlan::Analyze(analyze) => Arc::unwrap_or_clone(analyze.input),
        plan => plan,
    }
}
