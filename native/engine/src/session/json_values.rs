//! Columns of JSON that hold text in one row and a number or a truth value in another.
//!
//! DataFusion makes such a column one of text, and then refuses to read its numbers. Here they are
//! read as the text they are written as, and lines and arrays are told apart by how a file begins.
//! In every other way a scan is that of DataFusion, whose source is wrapped; a plan's bytes are the
//! same.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;

use arrow::json::ReaderBuilder;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::config::ConfigOptions;
use datafusion::common::exec_datafusion_err;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{
    FileOpenFuture, FileOpener, FileScanConfig, FileSource, JsonOpener, JsonSource,
};
use datafusion::datasource::projection::{ProjectionOpener, SplitProjection};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::{DataFusionError, Result};
use datafusion::object_store::{GetOptions, GetResultPayload, ObjectStore};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::proto::ExecutionPlanEncodeCtx;
use datafusion_datasource::boundary_stream::AlignedBoundaryStream;
use datafusion_datasource::decoder::{DecoderDeserializer, deserialize_stream};
use datafusion_datasource_json::JsonDecoder;
use datafusion_datasource_json::utils::JsonArrayToNdjsonReader;
use datafusion_proto::protobuf::PhysicalPlanNode;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};

use crate::codec::search::until;

/// Reads every scan of JSON as [`lenient`] tells.
#[derive(Debug)]
pub(super) struct LenientJson;

impl PhysicalOptimizerRule for LenientJson {
    fn name(&self) -> &str {
        "lenient_json"
    }

    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        lenient(plan)
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// `plan` with scans of JSON that read numbers and truth values of text columns as text.
pub(crate) fn lenient(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    // A look costs less than a walk that may make operators anew, and most plans read no JSON.
    let mut found = false;
    plan.apply(|node| {
        found = of_json(node).is_some();
        Ok(until(found))
    })?;
    if !found {
        return Ok(plan);
    }
    let wrapped = plan.transform_down(|node| {
        let Some((config, source)) = of_json(&node) else {
            return Ok(Transformed::no(node));
        };
        let mut config = config.clone();
        config.file_source = Arc::new(Lenient {
            inner: Arc::new(source.clone()),
            batch_size: None,
        });
        let scan: Arc<dyn ExecutionPlan> = DataSourceExec::from_data_source(config);
        Ok(Transformed::yes(scan))
    })?;
    Ok(wrapped.data)
}

fn of_json(node: &Arc<dyn ExecutionPlan>) -> Option<(&FileScanConfig, &JsonSource)> {
    let scan = node.downcast_ref::<DataSourceExec>()?;
    let config = scan.data_source().downcast_ref::<FileScanConfig>()?;
    Some((config, config.file_source.downcast_ref::<JsonSource>()?))
}

/// A [`JsonSource`] whose files are opened by [`Opener`].
#[derive(Clone)]
struct Lenient {
    inner: Arc<dyn FileSource>,
    batch_size: Option<usize>,
}

impl Lenient {
    fn around(&self, inner: Arc<dyn FileSource>) -> Arc<dyn FileSource> {
        let batch_size = self.batch_size;
        Arc::new(Self { inner, batch_size })
    }
}

impl FileSource for Lenient {
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
        let opener = Opener {
            batch_size,
            schema: Arc::new(file_schema.project(&projection.file_indices)?),
            compression: base_config.file_compression_type,
            store: object_store,
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

/// Opens JSON as [`JsonOpener`] does, lines and arrays told apart by how a file begins.
struct Opener {
    batch_size: usize,
    schema: SchemaRef,
    compression: FileCompressionType,
    store: Arc<dyn ObjectStore>,
}

impl Opener {
    fn reader(&self) -> ReaderBuilder {
        ReaderBuilder::new(Arc::clone(&self.schema))
            .with_batch_size(self.batch_size)
            .with_coerce_primitive(true)
    }
}

type Batches = BoxStream<'static, Result<datafusion::arrow::array::RecordBatch>>;

impl FileOpener for Opener {
    fn open(&self, file: PartitionedFile) -> Result<FileOpenFuture> {
        let (reader, compression) = (self.reader(), self.compression);
        let store = Arc::clone(&self.store);
        // For what is no file of this machine; there is no such store yet.
        let others = JsonOpener::new(
            self.batch_size,
            Arc::clone(&self.schema),
            compression,
            Arc::clone(&store),
            true,
        );
        Ok(Box::pin(async move {
            let location = file.object_meta.location.clone();
            if let Some(range) = &file.range {
                let place =
                    |at: i64| u64::try_from(at).map_err(|error| exec_datafusion_err!("{error}"));
                let (start, end) = (place(range.start)?, place(range.end)?);
                let size = file.object_meta.size;
                let lines =
                    AlignedBoundaryStream::new(store, location, start, end, size, b'\n').await?;
                let lines =
                    compression.convert_stream(lines.map_err(DataFusionError::from).boxed())?;
                let decoder = JsonDecoder::new(reader.build_decoder()?);
                let batches = deserialize_stream(lines.fuse(), DecoderDeserializer::new(decoder));
                return Ok(batches.map_err(Into::into).boxed());
            }
            match store
                .get_opts(&location, GetOptions::default())
                .await?
                .payload
            {
                GetResultPayload::File(whole, _) => batches(whole, compression, reader),
                GetResultPayload::Stream(_) => others.open(file)?.await,
            }
        }))
    }
}

/// As much of an array as is made into lines at once.
const ARRAY_BUFFER: usize = 2 * 1024 * 1024;

fn batches(file: File, compression: FileCompressionType, reader: ReaderBuilder) -> Result<Batches> {
    let mut content = BufReader::new(compression.convert_read(file)?);
    let lines: Box<dyn BufRead + Send> = match is_array(&mut content)? {
        true => Box::new(JsonArrayToNdjsonReader::with_capacity(
            content,
            ARRAY_BUFFER,
        )),
        false => Box::new(content),
    };
    let rows = reader.build(lines)?;
    Ok(futures::stream::iter(rows).map_err(Into::into).boxed())
}

/// Whether an array begins what `content` holds, behind blanks and a byte order mark.
fn is_array(content: &mut BufReader<impl Read>) -> Result<bool> {
    loop {
        let head = content.fill_buf()?;
        let text = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head);
        match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(first) => return Ok(*first == b'['),
            None if head.is_empty() => return Ok(false),
            // No reader misses blanks.
            None => {
                let blank = head.len();
                content.consume(blank);
            }
        }
    }
}
