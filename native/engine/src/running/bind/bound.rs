//! Operators that run in the place of others.

use crate::control::Control;
use crate::stand_in::{Change, Role, StandIn};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::Result;
use datafusion::execution::{RecordBatchStream, SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::metrics::MetricsSet;
use futures::Stream;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// What runs, and what it counted, is `runs`; its children are those of the operator that was made.
pub(super) struct Bound {
    runs: Arc<dyn ExecutionPlan>,
    control: Control,
}

impl Bound {
    pub(super) fn put(
        made: Arc<dyn ExecutionPlan>,
        runs: Arc<dyn ExecutionPlan>,
        control: Control,
    ) -> Arc<dyn ExecutionPlan> {
        StandIn::put(made, Self { runs, control })
    }
}

impl Role for Bound {
    fn execute(
        &self,
        _made: &dyn ExecutionPlan,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        Ok(Box::pin(Controlled {
            rows: self.runs.execute(partition, context)?,
            control: self.control.clone(),
        }))
    }

    fn metrics(&self, _made: &dyn ExecutionPlan) -> Option<MetricsSet> {
        self.runs.metrics()
    }

    fn again(&self, change: Change) -> Result<Self> {
        Ok(Self {
            runs: change(Arc::clone(&self.runs))?,
            control: self.control.clone(),
        })
    }
}

/// Rows that are computed with the control of their query as the current one, whichever task they
/// are pulled in.
struct Controlled {
    rows: SendableRecordBatchStream,
    control: Control,
}

impl Stream for Controlled {
    type Item = Result<RecordBatch>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let rows = this.rows.as_mut();
        this.control.scope_here(|| rows.poll_next(context))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rows.size_hint()
    }
}

impl RecordBatchStream for Controlled {
    fn schema(&self) -> SchemaRef {
        self.rows.schema()
    }
}
