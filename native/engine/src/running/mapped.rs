//! Operators whose rows pass through a function as they leave.

use crate::stand_in::{Change, Role, StandIn};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::TryStreamExt;
use std::sync::Arc;

/// Called with each batch that leaves the operator.
type Map = dyn Fn(RecordBatch) -> Result<RecordBatch> + Send + Sync;

pub(super) struct Mapped(Arc<Map>);

impl Mapped {
    pub(super) fn around(
        rows: Arc<dyn ExecutionPlan>,
        map: impl Fn(RecordBatch) -> Result<RecordBatch> + Send + Sync + 'static,
    ) -> Arc<dyn ExecutionPlan> {
        StandIn::put(rows, Self(Arc::new(map)))
    }
}

impl Role for Mapped {
    fn execute(
        &self,
        operator: &dyn ExecutionPlan,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let rows = operator.execute(partition, context)?;
        let map = Arc::clone(&self.0);
        let schema = rows.schema();
        let mapped = rows.and_then(move |batch| std::future::ready(map(batch)));
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, mapped)))
    }

    fn again(&self, _change: Change) -> Result<Self> {
        Ok(Self(Arc::clone(&self.0)))
    }
}
