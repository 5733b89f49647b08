//! The tables of `information_schema`: their rows describe the session that reads them, so that a
//! plan over them gives other rows elsewhere. On request their rows are taken into the plan, as those
//! of tables in memory are.

use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::catalog::information_schema::INFORMATION_SCHEMA;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::datasource::{MemTable, provider_as_source, source_as_provider};
use datafusion::error::Result;
use datafusion::logical_expr::{LogicalPlan, TableScan};
use datafusion::physical_plan::streaming::StreamingTableExec;
use datafusion::physical_plan::{ExecutionPlan, collect};
use futures::executor::block_on;

use super::super::PlanSession;

/// The table that `scan` reads if its rows describe the session.
pub fn of_session(scan: &TableScan) -> Option<Arc<dyn TableProvider>> {
    if scan.table_name.schema() != Some(INFORMATION_SCHEMA) {
        return None;
    }
    let provider = source_as_provider(&scan.source).ok()?;
    provider
        .downcast_ref::<StreamingTable>()
        .is_some()
        .then_some(provider)
}

/// `plan` with the rows of such tables as tables in memory. Call it outside of asynchronous code.
pub(crate) fn logical(session: &impl PlanSession, plan: LogicalPlan) -> Result<LogicalPlan> {
    let held = plan.transform_up_with_subqueries(|node| {
        let LogicalPlan::TableScan(mut scan) = node else {
            return Ok(Transformed::no(node));
        };
        let Some(table) = of_session(&scan) else {
            return Ok(Transformed::no(LogicalPlan::TableScan(scan)));
        };
        let state = session.context().state();
        let rows = block_on(table.scan(&state, None, &[], None))?;
        let batches = block_on(collect(rows, state.task_ctx()))?;
        let table = MemTable::try_new(table.schema(), vec![batches])?;
        scan.source = provider_as_source(Arc::new(table));
        Ok(Transformed::yes(LogicalPlan::TableScan(scan)))
    })?;
    Ok(held.data)
}

/// As [`logical`], for a physical plan.
pub(crate) fn physical(
    session: &impl PlanSession,
    plan: Arc<dyn ExecutionPlan>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let held = plan.transform_up(|node| {
        let rows = node.downcast_ref::<StreamingTableExec>();
        if rows.is_none_or(StreamingTableExec::is_infinite) {
            return Ok(Transformed::no(node));
        }
        let schema = node.schema();
        let batches = block_on(collect(node, session.task_context()))?;
        let rows = MemorySourceConfig::try_new_exec(&[batches], schema, None)?;
        Ok(Transformed::yes(rows as Arc<dyn ExecutionPlan>))
    })?;
    Ok(held.data)
}
