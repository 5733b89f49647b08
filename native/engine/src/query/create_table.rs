//! `CREATE TABLE ... AS`: the rows are counted while they come.
//!
//! DataFusion runs the query while it carries the statement out, where nothing can reserve memory
//! for its rows, guard its scans or bind it to the control of its query. So it is run here, and
//! DataFusion makes its table of the rows.

use crate::control::Control;
use crate::guarded_scan::Blame;
use crate::observer::{Phase, phase_began};
use crate::planning::Planning;
use crate::running::{counted, fitted, prepare_for_run};
use crate::session::Session;
use datafusion::common::DataFusionError;
use datafusion::datasource::{MemTable, provider_as_source};
use datafusion::logical_expr::{
    CreateMemoryTable, DdlStatement, LogicalPlan, LogicalPlanBuilder, UNNAMED_TABLE,
};
use datafusion::physical_plan::{ExecutionPlan, collect_partitioned};
use std::collections::HashSet;
use std::sync::Arc;

/// The rows of a table, while DataFusion makes it.
pub(super) struct Rows {
    pub(super) ran: Ran,
    /// Counts them for as long as it lives.
    _counted: Arc<dyn ExecutionPlan>,
}

/// A query that ran.
pub(super) struct Ran {
    pub(super) optimized: LogicalPlan,
    pub(super) physical: Arc<dyn ExecutionPlan>,
}

/// Runs the query of a plan that makes a table in memory; in its place stand its rows. All other
/// plans, and those that DataFusion will refuse, stay as they are.
///
/// Errors: those of the query; `memory_exceeded` when its rows do not fit into the memory limit.
pub(super) async fn with_rows(
    session: &Session,
    plan: LogicalPlan,
    exists: bool,
) -> Result<(LogicalPlan, Option<Rows>), DataFusionError> {
    let LogicalPlan::Ddl(DdlStatement::CreateMemoryTable(mut made)) = plan else {
        return Ok((plan, None));
    };
    let mut gathered = None;
    if can_be_made(&made, exists) {
        let (table, rows) = gather(session, &made.input).await?;
        made.input = Arc::new(table);
        gathered = Some(rows);
    }
    Ok((
        LogicalPlan::Ddl(DdlStatement::CreateMemoryTable(made)),
        gathered,
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
) -> Result<(LogicalPlan, Rows), DataFusionError> {
    let planning = Planning::new(session);
    let query = planning.optimize(query.clone()).await?;
    let plan = planning.physical(&query).await?;
    phase_began(Phase::Execute);
    let physical = prepare_for_run(session, plan, Blame::Files, &Control::current())?;
    let counted = counted(Arc::clone(&physical), session.kept().table());
    let task = fitted(session.context().task_ctx(), &physical)?;
    let batches = collect_partitioned(Arc::clone(&counted), task).await?;
    let schema = Arc::clone(query.schema().inner());
    let table = MemTable::try_new(schema, batches)?;
    let table = LogicalPlanBuilder::scan(UNNAMED_TABLE, provider_as_source(Arc::new(table)), None)?;
    let rows = Rows {
        ran: Ran {
            optimized: query,
            physical,
        },
        _counted: counted,
    };
    Ok((table.build()?, rows))
}
