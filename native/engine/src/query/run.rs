//! The worker of a query: statements in order, the rows of the last one kept.

use super::plans::Plans;
use super::state::Shared;
use super::statement::{open, plan_logical, plan_statement};
use super::status::{Phase, StatementProgress, Truncation, TruncationReason};
use super::stream::drain;
use super::untrusted::adopt;
use crate::error::{Error, ErrorCode, Result};
use crate::plan_file::RunnablePlan;
use crate::planning;
use crate::results::ResultSet;
use crate::session::{Limits, Session};
use datafusion::arrow::array::RecordBatch;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::logical_expr::LogicalPlan;
use futures::StreamExt;
use planarium_error::streams::catch_unwind_async;
use std::sync::Arc;

/// Runs every statement of `sql`.
pub(super) async fn run_sql(
    session: &Session,
    shared: &Shared,
    sql: &str,
    limits: Limits,
) -> Result<()> {
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
            true => keep(session, shared, rows, limits).await?,
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
    limits: Limits,
) -> Result<()> {
    let adopted = adopt(session, sql, work).await?;
    shared.show_plans(&adopted.plans)?;
    shared.update(|state| {
        state.catalog_changed |= adopted.changed;
        state.message = adopted.message;
    })?;
    if let Some(rows) = start(session, shared, adopted.plans)? {
        keep(session, shared, rows, limits).await?;
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
    limits: Limits,
) -> Result<()> {
    let run = async {
        let planned = plan_logical(session, plan).await?;
        shared.show_plans(&planned.plans)?;
        shared.update(|state| {
            state.catalog_changed |= planned.changed;
            state.message = planned.message;
        })?;
        if let Some(rows) = start(session, shared, planned.plans)? {
            keep(session, shared, rows, limits).await?;
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
async fn keep(
    session: &Session,
    shared: &Shared,
    mut rows: SendableRecordBatchStream,
    limits: Limits,
) -> Result<()> {
    let results = Arc::new(ResultSet::new(rows.schema(), session.kept().result()));
    let stored = Arc::downgrade(&results);
    shared.update(|state| state.results = Some(results))?;
    while let Some(batch) = rows.next().await.transpose()? {
        if batch.num_rows() == 0 {
            continue;
        }
        // The query's state owns the rows: once that gave them back, nobody wants the rest.
        let Some(results) = stored.upgrade() else {
            return Err(Error::cancelled());
        };
        // Only rows that come and find no room make a result incomplete.
        let truncated = add(&results, batch, limits, session.memory_limit())?;
        drop(results);
        shared.update(|state| state.truncated = truncated)?;
        shared.rows_came();
        if truncated.is_some() {
            break;
        }
    }
    Ok(())
}

/// Adds the rows that fit; says which limit there was when some do not.
///
/// Errors: `memory_exceeded` when not even the first ones fit into memory.
fn add(
    results: &ResultSet,
    batch: RecordBatch,
    limits: Limits,
    memory_limit: usize,
) -> Result<Option<Truncation>> {
    let truncation = |reason, limit| Ok(Some(Truncation { reason, limit }));
    if results.bytes() >= limits.byte_limit {
        return truncation(TruncationReason::Bytes, limits.byte_limit);
    }
    let room = limits.row_limit.saturating_sub(results.rows());
    let fits = batch.num_rows().min(room);
    match results.push(batch.slice(0, fits)) {
        Ok(()) if fits < batch.num_rows() => truncation(TruncationReason::Rows, limits.row_limit),
        Ok(()) => Ok(None),
        Err(error) if results.rows() == 0 || error.code == ErrorCode::Cancelled => Err(error),
        Err(_) => truncation(TruncationReason::Memory, memory_limit),
    }
}
