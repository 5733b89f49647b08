//! One statement on its way from syntax tree to a plan that can run.

use super::ddl::{self, Changed};
use super::error_attribution::attributed;
use super::plans::Plans;
use super::{target, untrusted};
use crate::catalog;
use crate::control::Control;
use crate::error::Result;
use crate::guarded_scan::Blame;
use crate::observer::{Phase, phase_began};
use crate::planning::{Planning, refresh_tables};
use crate::running::{fitted, prepare_for_run};
use crate::session::Session;
use crate::sql::Parsed;
use datafusion::common::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::execute_stream;
use std::sync::Arc;

/// What a statement comes to.
pub(super) struct Planned {
    pub(super) plans: Plans,
    /// True when tables, views or settings changed.
    pub(super) changed: bool,
    /// Set when there is nothing to run any more.
    pub(super) message: Option<String>,
}

/// Plans a statement of `sql`; one that changes the session is carried out at once.
pub(super) async fn plan_statement(
    session: &Session,
    sql: &str,
    parsed: Parsed,
) -> Result<Planned> {
    let Parsed { text, statement } = parsed;
    let reopened = refresh_tables(session, &statement).await?;
    let work = async {
        let planning = Planning::new(session);
        let plan = planning.statement(statement).await?;
        let plans = Plans {
            sql: text.clone(),
            ..Plans::default()
        };
        plan_or_carry_out(session, planning, plans, plan, Some(&text)).await
    };
    let mut planned = attributed(session, sql, &text, work).await?;
    planned.changed |= reopened;
    Ok(planned)
}

/// As [`plan_statement`], for a plan; its own display stands for the text.
pub(super) async fn plan_logical(session: &Session, plan: LogicalPlan) -> Result<Planned> {
    phase_began(Phase::Plan);
    let plan = catalog::refreshed(session, plan).await?;
    let plans = Plans {
        sql: plan.display().to_string(),
        ..Plans::default()
    };
    let planning = Planning::new(session);
    Ok(plan_or_carry_out(session, planning, plans, plan, None).await?)
}

/// `definition` is kept with the table or view that the plan makes; without one it lives as
/// long as the session.
pub(super) async fn plan_or_carry_out(
    session: &Session,
    planning: Planning,
    mut plans: Plans,
    plan: LogicalPlan,
    definition: Option<&str>,
) -> Result<Planned, DataFusionError> {
    plans.initial = Some(plan.clone());
    if !ddl::is_change(&plan) {
        let changed = matches!(plan, LogicalPlan::Dml(_));
        plan_physical(&planning, &mut plans, plan).await?;
        return Ok(Planned {
            plans,
            changed,
            message: None,
        });
    }
    let message = match ddl::carry_out(session, plan, definition).await? {
        Changed::Done { message, ran } => {
            if let Some(ran) = ran {
                plans.optimized = Some(ran.optimized);
                plans.physical = Some(ran.physical);
                plans.started = true;
            }
            Some(message)
        }
        Changed::Rows(plan) => {
            // SQL may have altered the settings; a saved plan keeps its own.
            let planning = match definition {
                Some(_) => Planning::new(session),
                None => planning,
            };
            plan_physical(&planning, &mut plans, plan).await?;
            None
        }
    };
    Ok(Planned {
        plans,
        changed: true,
        message,
    })
}

/// Optimizes `plan` and makes the physical plan.
pub(super) async fn plan_physical(
    planning: &Planning,
    plans: &mut Plans,
    plan: LogicalPlan,
) -> Result<(), DataFusionError> {
    let optimized = planning.optimize(plan).await?;
    plans.physical = Some(planning.physical(&optimized).await?);
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
    phase_began(Phase::Execute);
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
            untrusted::rows(|| execute_stream(running, task))?
        }
    }))
}
