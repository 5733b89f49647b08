//! A table whose rows go into the plan.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{Constraints, internal_err};
use datafusion::datasource::MemTable;
use datafusion::datasource::memory::PartitionData;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;

/// Stands for a table in memory while its plan is encoded, and is never scanned.
#[derive(Debug)]
pub(super) struct Embedded {
    schema: SchemaRef,
    constraints: Constraints,
    partitions: Vec<PartitionData>,
}

impl Embedded {
    pub(super) fn of(table: &MemTable) -> Self {
        Self {
            schema: table.schema(),
            constraints: table.constraints().cloned().unwrap_or_default(),
            partitions: table.batches.clone(),
        }
    }

    /// The same rows under another schema.
    pub(super) fn with_schema(&self, schema: SchemaRef) -> Self {
        Self {
            schema,
            constraints: self.constraints.clone(),
            partitions: self.partitions.clone(),
        }
    }

    /// The batches of each partition as they are now. Waits for a write to the table; call it
    /// outside of asynchronous code, as every encoder is.
    pub(super) fn partitions(&self) -> impl Iterator<Item = Vec<RecordBatch>> {
        self.partitions
            .iter()
            .map(|partition| partition.blocking_read().clone())
    }

    pub(super) fn len(&self) -> usize {
        self.partitions.len()
    }
}

#[async_trait]
impl TableProvider for Embedded {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn constraints(&self) -> Option<&Constraints> {
        Some(&self.constraints)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        _projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        internal_err!("DFJSMT: a table that is being encoded was scanned")
    }
}
