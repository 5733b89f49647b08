//! JSON, read by [`crate::json`].
//!
//! How a file is written, in lines, as a list, packed, is seen in the file itself. In every other way
//! a scan is that of DataFusion, whose source is wrapped; a plan's bytes are the same.

use std::io::{Seek, SeekFrom};
use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::exec_datafusion_err;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{
    FileOpenFuture, FileOpener, FileScanConfig, FileSource, JsonOpener, JsonSource,
};
use datafusion::datasource::projection::{ProjectionOpener, SplitProjection};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::Result;
use datafusion::object_store::{GetOptions, GetResultPayload, ObjectStore};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::proto::ExecutionPlanEncodeCtx;
use datafusion_proto::protobuf::PhysicalPlanNode;
use futures::StreamExt;

use super::lines::whole_lines;
use super::read::Batches;
use crate::compression;
use crate::memory::Memory;
use crate::scan_input::{Meter, Metered, WholeFile};
use planarium_df_patches::wide_batches::{batch_rows, columns_of};

/// A [`JsonSource`] whose files are opened by [`Opener`].
#[derive(Clone)]
pub struct Json {
    inner: Arc<dyn FileSource>,
    memory: Memory,
    batch_size: Option<usize>,
}

impl Json {
    pub fn new(json: JsonSource, memory: Memory) -> Self {
        Self {
            inner: Arc::new(json),
            memory,
            batch_size: None,
        }
    }

    fn around(&self, inner: Arc<dyn FileSource>) -> Arc<dyn FileSource> {
        Arc::new(Self {
            inner,
            ..self.clone()
        })
    }
}

impl FileSource for Json {
    fn create_file_opener(
        &self,
        object_store: Arc<dyn ObjectStore>,
        base_config: &FileScanConfig,
        partition: usize,
    ) -> Result<Arc<dyn FileOpener>> {
        let (Some(batch_size), Some(projection)) = (self.batch_size, self.projection()) else {
            return self
                .inner
                .create_file_opener(object_store, base_config, partition);
        };
        let file_schema = self.table_schema().file_schema();
        let projection = SplitProjection::new(file_schema, projection);
        let schema = Arc::new(file_schema.project(&projection.file_indices)?);
        let opener = Opener {
            batch_size: batch_rows(columns_of(&schema), batch_size),
            schema,
            compression: base_config.file_compression_type,
            store: object_store,
            memory: self.memory.clone(),
        };
        ProjectionOpener::try_new(projection, Arc::new(opener), file_schema)
    }

    fn table_schema(&self) -> &TableSchema {
        self.inner.table_schema()
    }

    fn with_batch_size(&self, batch_size: usize) -> Arc<dyn FileSource> {
        Arc::new(Self {
            inner: self.inner.with_batch_size(batch_size),
            batch_size: Some(batch_size),
            ..self.clone()
        })
    }

    fn try_pushdown_projection(
        &self,
        projection: &ProjectionExprs,
    ) -> Result<Option<Arc<dyn FileSource>>> {
        let pushed = self.inner.try_pushdown_projection(projection)?;
        Ok(pushed.map(|inner| self.around(inner)))
    }

    fn projection(&self) -> Option<&ProjectionExprs> {
        self.inner.projection()
    }

    fn metrics(&self) -> &ExecutionPlanMetricsSet {
        self.inner.metrics()
    }

    fn file_type(&self) -> &str {
        self.inner.file_type()
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.inner.apply_expressions(f)
    }

    fn try_to_proto(
        &self,
        base: &FileScanConfig,
        ctx: &ExecutionPlanEncodeCtx<'_>,
    ) -> Result<Option<PhysicalPlanNode>> {
        self.inner.try_to_proto(base, ctx)
    }
}

/// Opens the JSON of this machine.
struct Opener {
    batch_size: usize,
    schema: SchemaRef,
    compression: FileCompressionType,
    store: Arc<dyn ObjectStore>,
    memory: Memory,
}

impl FileOpener for Opener {
    fn open(&self, file: PartitionedFile) -> Result<FileOpenFuture> {
        let (schema, batch_size) = (Arc::clone(&self.schema), self.batch_size);
        let store = Arc::clone(&self.store);
        // For what is no file of this machine; there is no such store yet.
        let others = JsonOpener::new(
            batch_size,
            Arc::clone(&schema),
            self.compression,
            Arc::clone(&store),
            true,
        );
        let location = file.object_meta.location.clone();
        let path = planarium_error::absolute(location.as_ref());
        let meter = Meter::new(&self.memory.pool(), path);
        Ok(Box::pin(async move {
            let found = store.get_opts(&location, GetOptions::default()).await?;
            let GetResultPayload::File(mut text, path) = found.payload else {
                return others.open(file)?.await;
            };
            let mut bytes = found.range;
            if let Some(range) = &file.range {
                let place =
                    |at: i64| u64::try_from(at).map_err(|error| exec_datafusion_err!("{error}"));
                let range = place(range.start)?..place(range.end)?;
                bytes = whole_lines(&mut text, range, bytes.end)?;
            }
            text.seek(SeekFrom::Start(bytes.start))?;
            let compression = compression::of_open(&mut text)?;
            let content = WholeFile::new(text, bytes.end - bytes.start, path.clone());
            let content = Metered::new(compression.convert_read(content)?, Arc::clone(&meter));
            let rows = Batches::new(content, bytes.start, path, schema, batch_size);
            let rows = rows.inspect(move |_| meter.gave());
            Ok(futures::stream::iter(rows).boxed())
        }))
    }
}
