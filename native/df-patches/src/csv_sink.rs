//! CSV files written by queries, with cells in the format of [`crate::csv_text`].

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::runtime::SpawnedTask;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::datasource::file_format::csv::CsvSink;
use datafusion::datasource::physical_plan::{FileSink, FileSinkConfig};
use datafusion::datasource::sink::{DataSink, DataSinkExec};
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::object_store::ObjectStore;
use datafusion::physical_plan::metrics::MetricsSet;
use datafusion::physical_plan::proto::ExecutionPlanEncodeCtx;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan};
use datafusion_datasource::write::BatchSerializer;
use datafusion_datasource::write::demux::DemuxedStreamReceiver;
use datafusion_datasource::write::orchestration::spawn_writer_tasks_and_join;
use datafusion_proto::protobuf::PhysicalPlanNode;

use crate::csv_text::CsvText;

/// `plan`, which is about to run, with its CSV writers replaced.
pub fn csv_writes(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let exchanged = plan.transform_up(|node| {
        let Some(write) = node.downcast_ref::<DataSinkExec>() else {
            return Ok(Transformed::no(node));
        };
        let sink = write.sink().downcast_ref::<CsvSink>();
        let Some(sink) = sink.and_then(EmptyTextSink::new) else {
            return Ok(Transformed::no(node));
        };
        let (input, order) = (Arc::clone(write.input()), write.sort_order().clone());
        Ok(Transformed::yes(Arc::new(DataSinkExec::new(
            input,
            Arc::new(sink),
            order,
        ))))
    });
    Ok(exchanged?.data)
}

/// The CSV writer that `sink` is, or stands in for.
pub fn csv_sink(sink: &dyn DataSink) -> Option<&CsvSink> {
    let exchanged = || sink.downcast_ref::<EmptyTextSink>().map(|sink| &sink.inner);
    sink.downcast_ref().or_else(exchanged)
}

struct EmptyTextSink {
    inner: CsvSink,
    text: CsvText,
}

impl EmptyTextSink {
    fn new(sink: &CsvSink) -> Option<Self> {
        let options = sink.writer_options();
        Some(Self {
            text: CsvText::new(&options.writer_options)?,
            inner: CsvSink::new(sink.config().clone(), options.clone()),
        })
    }
}

impl fmt::Debug for EmptyTextSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl DisplayAs for EmptyTextSink {
    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt_as(format, f)
    }
}

#[async_trait]
impl DataSink for EmptyTextSink {
    fn metrics(&self) -> Option<MetricsSet> {
        self.inner.metrics()
    }

    fn schema(&self) -> &SchemaRef {
        self.inner.schema()
    }

    async fn write_all(
        &self,
        data: SendableRecordBatchStream,
        context: &Arc<TaskContext>,
    ) -> Result<u64> {
        FileSink::write_all(self, data, context).await
    }

    fn try_to_proto(
        &self,
        exec: &DataSinkExec,
        ctx: &ExecutionPlanEncodeCtx<'_>,
    ) -> Result<Option<PhysicalPlanNode>> {
        self.inner.try_to_proto(exec, ctx)
    }
}

#[async_trait]
impl FileSink for EmptyTextSink {
    fn config(&self) -> &FileSinkConfig {
        self.inner.config()
    }

    async fn spawn_writer_tasks_and_join(
        &self,
        context: &Arc<TaskContext>,
        demux_task: SpawnedTask<Result<()>>,
        file_stream_rx: DemuxedStreamReceiver,
        object_store: Arc<dyn ObjectStore>,
    ) -> Result<u64> {
        let options = self.inner.writer_options();
        let serializer = Rows {
            text: self.text.clone(),
            header: options.writer_options.header(),
        };
        spawn_writer_tasks_and_join(
            context,
            Arc::new(serializer),
            options.compression.into(),
            options.compression_level,
            object_store,
            demux_task,
            file_stream_rx,
        )
        .await
    }
}

struct Rows {
    text: CsvText,
    header: bool,
}

impl BatchSerializer for Rows {
    fn serialize(&self, batch: RecordBatch, initial: bool) -> Result<Bytes> {
        let mut out = Vec::with_capacity(4096);
        if self.header && initial {
            self.text.header(&batch.schema(), &mut out);
        }
        self.text.rows(&batch, &mut out)?;
        Ok(out.into())
    }
}
