//! Columns of JSON that hold text in one row and a number or a truth value in another.
//!
//! DataFusion makes such a column one of text, and then refuses to read its numbers. Here they are
//! read as the text they are written as, and lines and arrays are told apart by how a file begins.
//! In every other way a scan is that of DataFusion, whose source is wrapped; a plan's bytes are the
//! same.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use arrow::json::ReaderBuilder;
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
use datafusion::error::{DataFusionError, Result};
use datafusion::object_store::{GetOptions, GetResultPayload, ObjectStore};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::proto::ExecutionPlanEncodeCtx;
use datafusion_datasource::boundary_stream::AlignedBoundaryStream;
use datafusion_datasource::decoder::{DecoderDeserializer, deserialize_stream};
use datafusion_datasource_json::JsonDecoder;
use datafusion_datasource_json::utils::JsonArrayToNdjsonReader;
use datafusion_proto::protobuf::PhysicalPlanNode;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};

use super::scan_input::{BLOCK, Meter, Metered, WholeFile};
use super::scan_sources::Memory;
use crate::wide_batches::{batch_rows, columns_of};

/// A [`JsonSource`] whose files are opened by [`Opener`].
#[derive(Clone)]
pub(super) struct Lenient {
    inner: Arc<dyn FileSource>,
    memory: Memory,
    batch_size: Option<usize>,
}

impl Lenient {
    pub(super) fn new(json: JsonSource, memory: Memory) -> Self {
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

/// Opens JSON as [`JsonOpener`] does, lines and arrays told apart by how a file begins.
struct Opener {
    batch_size: usize,
    schema: SchemaRef,
    compression: FileCompressionType,
    store: Arc<dyn ObjectStore>,
    memory: Memory,
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
        let location = file.object_meta.location.clone();
        let path = crate::error::absolute(location.as_ref());
        let meter = Meter::new(&self.memory.pool(), path);
        Ok(Box::pin(async move {
            if let Some(range) = &file.range {
                let place =
                    |at: i64| u64::try_from(at).map_err(|error| exec_datafusion_err!("{error}"));
                let (start, end) = (place(range.start)?, place(range.end)?);
                let size = file.object_meta.size;
                let lines =
                    AlignedBoundaryStream::new(store, location, start, end, size, b'\n').await?;
                let lines =
                    compression.convert_stream(lines.map_err(DataFusionError::from).boxed())?;
                let counting = Arc::clone(&meter);
                let lines = lines.map(move |block| {
                    let block = block?;
                    counting.took(block.len())?;
                    Ok(block)
                });
                let decoder = JsonDecoder::new(reader.build_decoder()?);
                let batches = deserialize_stream(lines.fuse(), DecoderDeserializer::new(decoder));
                return Ok(batches
                    .inspect_ok(move |_| meter.gave())
                    .map_err(Into::into)
                    .boxed());
            }
            let found = store.get_opts(&location, GetOptions::default()).await?;
            let left = found.range.end - found.range.start;
            match found.payload {
                GetResultPayload::File(whole, path) => {
                    let content = compression.convert_read(WholeFile::new(whole, left, path))?;
                    batches(Metered::new(content, Arc::clone(&meter)), reader, meter)
                }
                GetResultPayload::Stream(_) => others.open(file)?.await,
            }
        }))
    }
}

/// As much of an array as is made into lines at once.
const ARRAY_BUFFER: usize = 2 * 1024 * 1024;

fn batches(
    content: impl Read + Send + 'static,
    reader: ReaderBuilder,
    meter: Arc<Meter>,
) -> Result<Batches> {
    let mut content = BufReader::with_capacity(BLOCK, content);
    let lines: Box<dyn BufRead + Send> = match is_array(&mut content)? {
        true => Box::new(WholeArray(JsonArrayToNdjsonReader::with_capacity(
            content,
            ARRAY_BUFFER,
        ))),
        false => Box::new(content),
    };
    let rows = reader.build(lines)?.inspect(move |_| meter.gave());
    Ok(futures::stream::iter(rows).map_err(Into::into).boxed())
}

/// The lines of an array, which end in an error where the array has no end.
struct WholeArray<R: Read>(JsonArrayToNdjsonReader<R>);

impl<R: Read> Read for WholeArray<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        if read == 0 && !buffer.is_empty() {
            self.0.validate_complete()?;
        }
        Ok(read)
    }
}

impl<R: Read> BufRead for WholeArray<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.0.fill_buf()?.is_empty() {
            self.0.validate_complete()?;
        }
        self.0.fill_buf()
    }

    fn consume(&mut self, read: usize) {
        self.0.consume(read);
    }
}

/// Whether an array begins what `content` holds, behind blanks and a byte order mark, which are
/// passed then.
fn is_array(content: &mut BufReader<impl Read>) -> Result<bool> {
    loop {
        let head = content.fill_buf()?;
        let text = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head);
        let mark = head.len() - text.len();
        match text.iter().position(|byte| !byte.is_ascii_whitespace()) {
            Some(first) if text.get(first) == Some(&b'[') => {
                content.consume(mark + first);
                return Ok(true);
            }
            None if !head.is_empty() => {
                // No reader misses blanks.
                let blank = head.len();
                content.consume(blank);
            }
            _ => return Ok(false),
        }
    }
}
