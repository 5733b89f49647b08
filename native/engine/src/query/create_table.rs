//! `CREATE TABLE ... AS`: the rows are counted while they come.
//!
//! DataFusion runs the query while it carries the statement out, where nothing can reserve memory
//! for its rows, guard its scans or bind it to the control of its query. So it is run here, and
//! DataFusion makes its table of the rows.

use super::bind::bind;
use super::compact::compact_sorts;
use super::insert::counted;
use crate::control::Control;
use crate::guarded_scan::{Blame, guard};
use crate::session::{Session, in_place, planning};
use crate::wide_batches::fitted;
use datafusion::common::DataFusionError;
use datafusion::datasource::{MemTable, provider_as_source};
use datafusion::logical_expr::{
    CreateMemoryTable, DdlStatement, LogicalPlan, LogicalPlanBuilder, UNNAMED_TABLE,
};
use datafusion::physical_plan::{ExecutionPlan, collect_partitioned};
use std::collections::HashSet;
use std::sync::Arc;

/// Counts rows for as long as it lives.
pub(super) type Counted = Arc<dyn ExecutionPlan>;

/// Runs the query of a plan that makes a table in memory; in its place stand its rows. All other
/// plans, and those that DataFusion will refuse, stay as they are.
///
/// Errors: those of the query; `memory_exceeded` when its rows do not fit into the memory limit.
pub(super) async fn with_rows(
    session: &Session,
    plan: LogicalPlan,
    exists: bool,
) -> Result<(LogicalPlan, Option<Counted>), DataFusionError> {
    let LogicalPlan::Ddl(DdlStatement::CreateMemoryTable(mut made)) = plan else {
        return Ok((plan, None));
    };
    let mut counted = None;
    if can_be_made(&made, exists) {
        let (rows, plan) = gather(session, &made.input).await?;
        made.input = Arc::new(rows);
        counted = Some(plan);
    }
    Ok((
        LogicalPlan::Ddl(DdlStatement::CreateMemoryTable(made)),
        counted,
    ))
}

fn can_be_made(made: &CreateMemoryTable, exists: bool) -> bool {
    let fields = made.input.schema().fields();
    let names: HashSet<&String> = fields.iter().map(|field| field.name()).collect();
    let free = !exists || (made.or_replace && !made.if_not_exists);
    free && !made.temporary && names.len() == fields.len()
}

async fn gather(
    session: &Session,
    query: &LogicalPlan,
) -> Result<(LogicalPlan, Counted), DataFusionError> {
    let state = session.context().state();
    let query = in_place(async { planning(|| state.optimize(query)) }).await?;
    let planner = state.query_planner();
    let plan = in_place(planner.create_physical_plan(&query, &state)).await?;
    let plan = bind(
        compact_sorts(guard(plan, Blame::Files)?)?,
        &Control::current(),
    )?;
    let plan = counted(plan, session.kept().table());
    let task = fitted(session.running(), &plan)?;
    let batches = collect_partitioned(Arc::clone(&plan), task).await?;
    let schema = Arc::clone(query.schema().inner());
    let table = MemTable::try_new(schema, batches)?;
    let rows = LogicalPlanBuilder::scan(UNNAMED_TABLE, provider_as_source(Arc::new(table)), None)?;
    Ok((rows.build()?, plan))
}
