//! The worker of a query: statements in order, the rows of the last one kept.

use super::plans::Plans;
use super::state::Shared;
use super::statement::{open, plan_logical, plan_statement};
use super::status::{Phase, StatementProgress, Truncation, TruncationReason};
use super::stream::drain;
use super::untrusted::adopt;
use crate::error::{Error, Result};
use crate::plan_file::RunnablePlan;
use crate::planning;
use crate::results::ResultSet;
use crate::session::{AtLimit, Limits, Session};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::logical_expr::LogicalPlan;
use futures::StreamExt;
use planarium_error::streams::catch_unwind_async;
use std::sync::Arc;

/// Runs every statement of `sql`.
pub(super) async fn run_sql(session: &Session, shared: &Shared, sql: &str) -> Result<()> {
    let statements = planning::parse(session, sql)?;
    let count = statements.len();
    for (index, parsed) in statements.into_iter().enumerate() {
        let last = index + 1 == count;
        shared.update(|state| {
            state.phase = Phase::Planning;
            state.statement = StatementProgress { index, count };
        })?;
        let planned = plan_statement(session, sql, parsed).await?;
        shared.show_plans(&planned.plans)?;
        shared.update(|state| {
            state.catalog_changed |= planned.changed;
            if last {
                state.message = planned.message;
            }
        })?;
        let Some(rows) = start(session, shared, planned.plans)? else {
            continue;
        };
        match last {
            true => keep(session, shared, rows).await?,
            false => drain(rows).await?,
        }
        session.count_tables();
    }
    shared.end(Phase::Done, None);
    Ok(())
}

/// Runs a plan that came from elsewhere.
pub(super) async fn run_work(
    session: &Session,
    shared: &Shared,
    sql: String,
    work: RunnablePlan,
) -> Result<()> {
    let adopted = adopt(session, sql, work).await?;
    shared.show_plans(&adopted.plans)?;
    shared.update(|state| {
        state.catalog_changed |= adopted.changed;
        state.message = adopted.message;
    })?;
    if let Some(rows) = start(session, shared, adopted.plans)? {
        keep(session, shared, rows).await?;
    }
    session.count_tables();
    // It may have written into the folder of a table that it does not know by name.
    session.forget_listings();
    shared.end(Phase::Done, None);
    Ok(())
}

/// Runs a logical plan that a program made or read.
pub(super) async fn run_logical(
    session: &Session,
    shared: &Shared,
    plan: LogicalPlan,
) -> Result<()> {
    let run = async {
        let planned = plan_logical(session, plan).await?;
        shared.show_plans(&planned.plans)?;
        shared.update(|state| {
            state.catalog_changed |= planned.changed;
            state.message = planned.message;
        })?;
        if let Some(rows) = start(session, shared, planned.plans)? {
            keep(session, shared, rows).await?;
        }
        session.count_tables();
        Ok(())
    };
    catch_unwind_async(run).await?;
    shared.end(Phase::Done, None);
    Ok(())
}

fn start(
    session: &Session,
    shared: &Shared,
    mut plans: Plans,
) -> Result<Option<SendableRecordBatchStream>> {
    let rows = open(session, &mut plans)?;
    if rows.is_some() {
        shared.show_plans(&plans)?;
        shared.update(|state| state.phase = Phase::Running)?;
    }
    Ok(rows)
}

/// Pulls the rows until their end or a limit.
///
/// Errors: `write_failed` when rows cannot be stored; those that came before stay.
async fn keep(
    session: &Session,
    shared: &Shared,
    mut rows: SendableRecordBatchStream,
) -> Result<()> {
    let keeper = session.kept().result();
    let memory_limit = shared.limits().memory_limit;
    let results = ResultSet::new(rows.schema(), keeper, memory_limit, session.disk());
    let results = Arc::new(results);
    let stored = Arc::downgrade(&results);
    shared.update(|state| state.results = Some(results))?;
    while let Some(mut batch) = rows.next().await.transpose()? {
        while batch.num_rows() > 0 {
            // The query's state owns the rows: once that gave them back, nobody wants the rest.
            let results = stored.upgrade().ok_or_else(Error::cancelled)?;
            let limits = shared.limits();
            // Only rows that come and find no room make a result incomplete.
            let (fits, met) = room(&results, batch.num_rows(), limits);
            results.push(batch.slice(0, fits))?;
            drop(results);
            shared.update(|_| ())?;
            shared.rows_came();
            match met {
                Some(truncated) if limits.at_limit == AtLimit::Pause => {
                    shared.pause(limits, truncated).await?;
                }
                Some(truncated) => {
                    return shared.update(|state| state.truncated = Some(truncated));
                }
                None => {}
            }
            batch = batch.slice(fits, batch.num_rows() - fits);
        }
    }
    Ok(())
}

/// How many of the next `count` rows a result may take, and which limit there is where those are not all.
fn room(results: &ResultSet, count: usize, limits: Limits) -> (usize, Option<Truncation>) {
    let met = |reason, limit| Some(Truncation { reason, limit });
    if results.bytes() >= limits.byte_limit {
        return (0, met(TruncationReason::Bytes, limits.byte_limit));
    }
    match limits.row_limit.saturating_sub(results.rows()) {
        room if room < count => (room, met(TruncationReason::Rows, limits.row_limit)),
        _ => (count, None),
    }
}
