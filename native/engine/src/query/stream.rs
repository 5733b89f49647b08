//! Rows that are handed on as they come and not kept.

use super::statement::{open, plan_logical, plan_statement};
use super::untrusted::adopt;
use crate::error::Result;
use crate::plan_file::RunnablePlan;
use crate::planning;
use crate::session::Session;
use datafusion::arrow::datatypes::Schema;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::EmptyRecordBatchStream;
use futures::StreamExt;
use std::sync::Arc;

/// Runs all statements of `sql` in order and gives the rows of the last; a statement without
/// rows gives an empty stream without columns. Dropping the stream ends the query.
///
/// Plans deep expressions: await it on the session's threads.
pub async fn stream(session: &Session, sql: &str) -> Result<SendableRecordBatchStream> {
    let mut rows = nothing();
    for parsed in planning::parse(session, sql)? {
        drain(rows).await?;
        session.count_tables();
        let mut planned = plan_statement(session, sql, parsed).await?;
        rows = open(session, &mut planned.plans)?.unwrap_or_else(nothing);
    }
    Ok(rows)
}

/// As [`stream`], for a plan that is ready.
pub async fn stream_work(
    session: &Session,
    work: RunnablePlan,
) -> Result<SendableRecordBatchStream> {
    let mut adopted = adopt(session, String::new(), work).await?;
    Ok(open(session, &mut adopted.plans)?.unwrap_or_else(nothing))
}

/// As [`stream`], for a logical plan of our own.
pub(super) async fn stream_plan(
    session: &Session,
    plan: LogicalPlan,
) -> Result<SendableRecordBatchStream> {
    let mut planned = plan_logical(session, plan).await?;
    Ok(open(session, &mut planned.plans)?.unwrap_or_else(nothing))
}

/// Runs a statement to its end whose rows nobody sees.
pub(super) async fn drain(mut rows: SendableRecordBatchStream) -> Result<()> {
    while rows.next().await.transpose()?.is_some() {}
    Ok(())
}

fn nothing() -> SendableRecordBatchStream {
    Box::pin(EmptyRecordBatchStream::new(Arc::new(Schema::empty())))
}
