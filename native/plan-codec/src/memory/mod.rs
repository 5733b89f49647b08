//! Tables that live in memory, with their rows inside the plan. Only on request: the rows
//! may be many, and may be nobody else's business. [`memory_tables`] tells their size first.
//!
//! Payload (`custom_table_data` of a `CustomTableScanNode`):
//!
//! | bytes | content |
//! |---|---|
//! | 6 | `DFJSMT` |
//! | 1 | version: 1 |
//! | 4 | number of partitions, u32 little endian, 1 to 1,024 |
//! | for each partition: 8 | length of its rows, u64 little endian |
//! | | its rows as an Arrow IPC stream without compression |
//!
//! Known sort orders are not kept: they are hints, and rows say the truth.

mod embed;
mod payload;
pub(super) mod session_rows;
mod stream;

use std::sync::Arc;

use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::catalog::TableProvider;
use datafusion::common::tree_node::{Transformed, TreeNodeRecursion};
use datafusion::datasource::{MemTable, provider_as_source, source_as_provider};
use datafusion::error::Result;
use datafusion::logical_expr::LogicalPlan;

use super::constraint_note::without_note;
use super::with_deep_stack;
use embed::Embedded;
pub use session_rows::of_session;

/// A table in memory that a plan scans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryTable {
    pub name: String,
    /// Bytes that it adds to the plan when it is embedded.
    pub bytes: u64,
}

/// The tables in memory that `plan` scans, subqueries included, each scan by itself: every
/// scan embeds its rows.
///
/// # Errors
/// `plan_not_serializable` where rows cannot be written as Arrow IPC.
pub fn memory_tables(plan: &LogicalPlan) -> planarium_error::Result<Vec<MemoryTable>> {
    with_deep_stack(|| measure(plan).map_err(super::not_serializable::refused))
}

fn measure(plan: &LogicalPlan) -> Result<Vec<MemoryTable>> {
    let mut found = Vec::new();
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node
            && let Ok(provider) = source_as_provider(&scan.source)
            && let Some(table) = provider.downcast_ref::<MemTable>()
        {
            let mut bytes = stream::Counter::default();
            payload::write(&Embedded::of(table), &mut bytes)?;
            found.push(MemoryTable {
                name: scan.table_name.to_string(),
                bytes: bytes.0,
            });
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(found)
}

/// `plan` with the rows of every table in memory at its scan.
pub(super) fn embed(plan: LogicalPlan) -> Result<LogicalPlan> {
    let embedded = plan.transform_up_with_subqueries(|node| {
        let LogicalPlan::TableScan(mut scan) = node else {
            return Ok(Transformed::no(node));
        };
        let provider = source_as_provider(&scan.source).ok();
        let table = provider.as_ref().and_then(|p| p.downcast_ref::<MemTable>());
        Ok(match table {
            Some(table) => {
                scan.source = provider_as_source(Arc::new(Embedded::of(table)));
                Transformed::yes(LogicalPlan::TableScan(scan))
            }
            None => Transformed::no(LogicalPlan::TableScan(scan)),
        })
    })?;
    Ok(embedded.data)
}

/// Writes the payload of `provider` if its rows are to be embedded.
pub(super) fn encode(provider: &dyn TableProvider, payload: &mut Vec<u8>) -> Option<Result<()>> {
    let table = provider.downcast_ref::<Embedded>()?;
    Some(payload::write(table, payload))
}

/// The table with another schema if its rows are to be embedded.
pub(super) fn with_schema(
    table: &dyn TableProvider,
    schema: impl FnOnce(&Schema) -> SchemaRef,
) -> Option<Arc<dyn TableProvider>> {
    let table = table.downcast_ref::<Embedded>()?;
    let schema = schema(&TableProvider::schema(table));
    Some(Arc::new(table.with_schema(schema)))
}

/// The table that `payload` describes; `None` for the payload of another codec.
pub(super) fn decode(payload: &[u8], schema: &SchemaRef) -> Option<Result<Arc<dyn TableProvider>>> {
    payload::owns(payload).then(|| {
        let partitions = payload::read(payload, &without_note(schema))?;
        let table = MemTable::try_new(Arc::clone(schema), partitions)?;
        Ok(Arc::new(table) as Arc<dyn TableProvider>)
    })
}

/// What the first bytes of a payload say: `None` for the payload of another codec, an error for
/// a version that cannot be read here.
pub fn recognise(head: &[u8]) -> Option<Result<()>> {
    payload::owns(head).then(|| payload::version(head))
}

/// Bytes of a payload that [`recognise`] needs.
pub const HEAD: usize = 7;
