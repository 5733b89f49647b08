//! One statement on its way from syntax tree to a plan that can run.

use super::blame::planned;
use super::ddl::{self, Changed};
use super::plans::Plans;
use super::{foreign, target};
use crate::catalog;
use crate::control::{self, Control};
use crate::error::Result;
use crate::guarded_scan::Blame;
use crate::running::{fitted, prepare_for_run};
use crate::session::{Session, in_place, planning};
use crate::sql::Parsed;
use crate::sql::meaning;
use datafusion::common::DataFusionError;
use datafusion::execution::{SendableRecordBatchStream, SessionState};
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use std::sync::Arc;
use tokio::task::block_in_place;

/// A plan that is ready to run, and the configuration it runs with.
pub struct Work {
    pub plan: ReadyPlan,
    /// The session's state, perhaps with other settings.
    pub state: SessionState,
}

pub enum ReadyPlan {
    /// Not optimized yet, or optimized already: the optimizer takes both.
    Logical(LogicalPlan),
    Physical(Arc<dyn ExecutionPlan>),
}

/// What a statement comes to.
pub(super) struct Advanced {
    pub(super) plans: Plans,
    /// True when tables, views or settings changed.
    pub(super) changed: bool,
    /// Set when there is nothing to run any more.
    pub(super) message: Option<String>,
}

/// Plans a statement of `sql`; one that changes the session is carried out at once.
pub(super) async fn advance(session: &Session, sql: &str, parsed: Parsed) -> Result<Advanced> {
    let Parsed { text, statement } = parsed;
    let reopened = catalog::refresh(session, &statement).await?;
    let work = async {
        let state = session.context().state();
        let plan = meaning::plan(&state, statement).await?;
        let plans = Plans {
            sql: text.clone(),
            ..Plans::default()
        };
        advance_plan(session, &state, plans, plan, Some(&text)).await
    };
    let mut advanced = planned(session, sql, &text, work).await?;
    advanced.changed |= reopened;
    Ok(advanced)
}

/// As [`advance`], for a plan; its own display stands for the text.
pub(super) async fn advance_logical(session: &Session, plan: LogicalPlan) -> Result<Advanced> {
    let plan = catalog::refreshed(session, plan).await?;
    let plans = Plans {
        sql: plan.display().to_string(),
        ..Plans::default()
    };
    let state = session.context().state();
    Ok(advance_plan(session, &state, plans, plan, None).await?)
}

/// `definition` is kept with the table or view that the plan makes; without one it lives as
/// long as the session.
pub(super) async fn advance_plan(
    session: &Session,
    state: &SessionState,
    mut plans: Plans,
    plan: LogicalPlan,
    definition: Option<&str>,
) -> Result<Advanced, DataFusionError> {
    plans.initial = Some(plan.clone());
    let changed = ddl::is_change(&plan);
    let plan = match changed {
        false => plan,
        true => match ddl::carry_out(session, plan, definition).await? {
            Changed::Done { message, ran } => {
                if let Some(ran) = ran {
                    plans.optimized = Some(ran.optimized);
                    plans.physical = Some(ran.physical);
                    plans.started = true;
                }
                return Ok(Advanced {
                    plans,
                    changed,
                    message: Some(message),
                });
            }
            Changed::Rows(plan) => plan,
        },
    };
    let changed = changed || matches!(plan, LogicalPlan::Dml(_));
    // A change may have altered the settings.
    let after = definition.map(|_| session.context().state());
    finish_with(after.as_ref().unwrap_or(state), &mut plans, plan).await?;
    Ok(Advanced {
        plans,
        changed,
        message: None,
    })
}

/// Optimizes `plan` and makes the physical plan.
pub(super) async fn finish(
    session: &Session,
    plans: &mut Plans,
    plan: LogicalPlan,
) -> Result<(), DataFusionError> {
    finish_with(&session.context().state(), plans, plan).await
}

async fn finish_with(
    state: &SessionState,
    plans: &mut Plans,
    plan: LogicalPlan,
) -> Result<(), DataFusionError> {
    control::check()?;
    let optimized = block_in_place(|| planning(|| state.optimize(&plan)))?;
    let planner = state.query_planner();
    let physical = in_place(planner.create_physical_plan(&optimized, state));
    plans.physical = Some(physical.await?);
    plans.optimized = Some(optimized);
    Ok(())
}

/// Starts the physical plan; its partitions become one stream. Operators that compute for long end
/// with the current control.
///
/// Errors: those of running, before and with the rows; `write_failed` where it would write to a
/// place that takes no file.
pub(super) fn open(
    session: &Session,
    plans: &mut Plans,
) -> Result<Option<SendableRecordBatchStream>> {
    // A statement that was carried out ran its query already.
    let Some(physical) = plans.physical.clone().filter(|_| !plans.started) else {
        return Ok(None);
    };
    if let Some(plan) = &plans.initial {
        target::check(plan)?;
    }
    let blame = match plans.task {
        None => Blame::Files,
        Some(_) => Blame::Plan,
    };
    let running = prepare_for_run(session, physical, blame, &Control::current())?;
    plans.physical = Some(Arc::clone(&running));
    plans.started = true;
    Ok(Some(match plans.task.clone() {
        None => {
            let task = fitted(session.context().task_ctx(), &running)?;
            execute_stream(running, task)?
        }
        Some(task) => {
            let task = fitted(task, &running)?;
            foreign::rows(|| execute_stream(running, task))?
        }
    }))
}
