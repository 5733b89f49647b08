//! Plans that were not made here. Their bytes can hold what no planner would make, so what would
//! be a fault of the product in a plan of its own making is told as one of the plan.

use super::plans::Plans;
use super::statement::{Planned, plan_or_carry_out};
use crate::error::{Error, ErrorCode, Result};
use crate::plan_file::{ReadyPlan, RunnablePlan};
use crate::planning::Planning;
use crate::session::Session;
use datafusion::common::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use planarium_error::streams::{catch_unwind_async, map_stream_errors};

/// As [`super::statement::plan_statement`], for work that did not come from SQL. `sql` is shown beside
/// it and never kept as a definition: nothing says that it tells the truth about the plan.
///
/// Errors: those of planning; `plan_file_damaged` where the planner fails over its parts.
pub(super) async fn adopt(session: &Session, sql: String, work: RunnablePlan) -> Result<Planned> {
    let mut plans = Plans {
        sql,
        task: Some(work.state.task_ctx()),
        ..Plans::default()
    };
    let planned = async {
        match work.plan {
            ReadyPlan::Logical(plan) => {
                let planning = Planning::with(work.state);
                Ok(plan_or_carry_out(session, planning, plans, plan, None).await?)
            }
            ReadyPlan::Physical(plan) => {
                plans.physical = Some(plan);
                Ok(Planned {
                    plans,
                    changed: false,
                    message: None,
                })
            }
        }
    };
    catch_unwind_async(planned).await.map_err(unfit)
}

/// The rows that `start` opens, their faults told as those of the plan.
pub(super) fn rows(
    start: impl FnOnce() -> Result<SendableRecordBatchStream, DataFusionError>,
) -> Result<SendableRecordBatchStream> {
    Ok(map_stream_errors(start, |error| {
        unfit(error.into()).into()
    })?)
}

fn unfit(error: Error) -> Error {
    match error.code {
        ErrorCode::Internal | ErrorCode::Panic => Error::new(
            ErrorCode::PlanFileDamaged,
            "The saved plan cannot be run: its parts do not fit together, or not to its data.",
        )
        .with_hint("Run its SQL instead, and save the plan again.")
        .with_detail(error.detail.unwrap_or(error.message)),
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Query, stream_work};
    use crate::session::{Limits, SessionOptions};
    use datafusion::arrow::datatypes::DataType;
    use datafusion::logical_expr::{Volatility, create_udf};
    use futures::StreamExt;
    use std::sync::Arc;

    /// A plan whose operator panics while its rows are read.
    async fn work(session: &Session) -> Result<RunnablePlan> {
        let panics = create_udf(
            "panics",
            vec![DataType::Int64],
            DataType::Int64,
            Volatility::Volatile,
            Arc::new(|_| panic!("on purpose")),
        );
        session.context().register_udf(panics);
        let state = session.context().state();
        let sql = "select panics(value) from generate_series(1, 3)";
        let plan = ReadyPlan::Logical(state.create_logical_plan(sql).await?);
        Ok(RunnablePlan { plan, state })
    }

    #[test]
    fn a_plan_that_fails_is_damaged_whoever_takes_its_rows() {
        let session = Session::new(SessionOptions::default()).unwrap();
        let worker = session.clone();
        let streamed = session.spawn(async move {
            let mut rows = stream_work(&worker, work(&worker).await?).await?;
            while let Some(batch) = rows.next().await {
                batch?;
            }
            Ok(())
        });
        let error = session.runtime().block_on(streamed).unwrap_err();
        assert_eq!(error.code, ErrorCode::PlanFileDamaged, "{error:?}");
        let worker = session.clone();
        let ready = async move { Ok((String::new(), work(&worker).await?)) };
        let query = Query::start_with(&session, ready, Limits::default());
        let ended = session.runtime().block_on(async {
            let mut status = query.status();
            while !status.phase.is_over() {
                status = query.changed(status.version).await;
            }
            status
        });
        assert_eq!(ended.error.unwrap(), error);
    }
}
