//! The rows of `CREATE TABLE ... AS`.
//!
//! DataFusion runs that query while it carries the statement out, where nothing can guard its
//! scans or bind it to the control of its query. So it is run here, and DataFusion makes its table
//! of the rows.

use super::bind::bind;
use crate::control::Control;
use crate::guarded_scan::{Blame, guard};
use crate::session::{Session, in_place};
use crate::wide_batches::fitted;
use datafusion::common::DataFusionError;
use datafusion::datasource::{MemTable, provider_as_source};
use datafusion::logical_expr::{
    CreateMemoryTable, DdlStatement, LogicalPlan, LogicalPlanBuilder, UNNAMED_TABLE,
};
use datafusion::physical_plan::collect_partitioned;
use std::collections::HashSet;
use std::sync::Arc;

/// Runs the query of a plan that makes a table in memory; in its place stand its rows. All other
/// plans, and those that DataFusion will refuse, stay as they are.
///
/// Errors: those of the query.
pub(super) async fn with_rows(
    session: &Session,
    plan: LogicalPlan,
    exists: bool,
) -> Result<LogicalPlan, DataFusionError> {
    let LogicalPlan::Ddl(DdlStatement::CreateMemoryTable(mut made)) = plan else {
        return Ok(plan);
    };
    if can_be_made(&made, exists) {
        made.input = Arc::new(gather(session, &made.input).await?);
    }
    Ok(LogicalPlan::Ddl(DdlStatement::CreateMemoryTable(made)))
}

fn can_be_made(made: &CreateMemoryTable, exists: bool) -> bool {
    let fields = made.input.schema().fields();
    let names: HashSet<&String> = fields.iter().map(|field| field.name()).collect();
    let free = !exists || (made.or_replace && !made.if_not_exists);
    free && !made.temporary && names.len() == fields.len()
}

async fn gather(session: &Session, query: &LogicalPlan) -> Result<LogicalPlan, DataFusionError> {
    let state = session.context().state();
    let query = in_place(async { state.optimize(query) }).await?;
    let planner = state.query_planner();
    let plan = in_place(planner.create_physical_plan(&query, &state)).await?;
    let runs = bind(guard(plan, Blame::Files)?, &Control::current())?;
    let task = fitted(session.context().task_ctx(), &runs)?;
    let batches = collect_partitioned(runs, task).await?;
    let table = MemTable::try_new(Arc::clone(query.schema().inner()), batches)?;
    LogicalPlanBuilder::scan(UNNAMED_TABLE, provider_as_source(Arc::new(table)), None)?.build()
}
