//! CSV, opened so that wide and long rows cost what they hold.
//!
//! DataFusion's opener makes room for a whole batch of every column of the file, counts none of it
//! against the memory limit, and takes the rest of a file that was cut for all of it.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use datafusion::arrow::csv::ReaderBuilder;
use datafusion::arrow::csv::reader::Format;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{exec_datafusion_err, not_impl_err};
use datafusion::datasource::file_format::csv::CsvDecoder;
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{
    CsvSource, FileGroup, FileOpenFuture, FileOpener, FileScanConfig, FileSource,
};
use datafusion::datasource::projection::{ProjectionOpener, SplitProjection};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::{DataFusionError, Result};
use datafusion::object_store::path::Path;
use datafusion::object_store::{GetOptions, GetResultPayload, ObjectMeta, ObjectStore};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_plan::DisplayFormatType;
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use datafusion::physical_plan::proto::ExecutionPlanEncodeCtx;
use datafusion_datasource::boundary_stream::AlignedBoundaryStream;
use datafusion_datasource::decoder::{DecoderDeserializer, deserialize_stream};
use datafusion_proto::protobuf::PhysicalPlanNode;
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};

use super::errors::{Place, is_located, is_of_encoding, located};
use super::header::{Columns, header};
use super::noted::Noted;
use super::records::{Cuts, Signs, count};
use crate::decode::Stored;
use crate::guarded_scan::with_files;
use crate::memory::Memory;
use crate::scan_input::{BLOCK, Meter, Metered, WholeFile};
use crate::{compression, encoding};
use planarium_df_patches::wide_batches::batch_rows;
use regex::Regex;

/// A [`CsvSource`] whose files are opened by [`Opener`].
#[derive(Clone)]
pub struct Csv {
    inner: Arc<dyn FileSource>,
    csv: CsvSource,
    memory: Memory,
    batch_size: Option<usize>,
    cuts: Arc<Cuts>,
}

impl Csv {
    pub fn new(csv: CsvSource, memory: Memory) -> Self {
        Self {
            inner: Arc::new(csv.clone()),
            csv,
            memory,
            batch_size: None,
            cuts: Arc::default(),
        }
    }

    /// How records end, unless options make it too hard to tell.
    fn signs(&self) -> Option<Signs> {
        let plain = self.csv.escape().is_none() && self.csv.comment().is_none();
        plain.then(|| Signs {
            delimiter: self.csv.delimiter(),
            quote: self.csv.quote(),
            terminator: self.csv.terminator().unwrap_or(b'\n'),
        })
    }
}

impl FileSource for Csv {
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
        let schema = self.table_schema().file_schema();
        let noted = Noted::of(schema.metadata()).map_err(DataFusionError::from)?;
        let projection = SplitProjection::new(schema, projection);
        let opener = Opener {
            csv: self.csv.clone(),
            schema: Arc::clone(schema),
            columns: projection.file_indices.clone(),
            // Its decoder finds the ends of all columns, however few are wanted.
            batch_size: batch_rows(schema.fields().len(), batch_size),
            stored: Stored {
                compression: base_config.file_compression_type,
                encoding: noted.encoding,
            },
            nulls: noted.nulls().map_err(DataFusionError::from)?,
            store: object_store,
            memory: self.memory.clone(),
            metrics: BaselineMetrics::new(self.metrics(), partition),
            signs: self.signs(),
            cuts: Arc::clone(&self.cuts),
            marks: marks(base_config),
        };
        ProjectionOpener::try_new(projection, Arc::new(opener), schema)
    }

    fn table_schema(&self) -> &TableSchema {
        self.inner.table_schema()
    }

    fn with_batch_size(&self, batch_size: usize) -> Arc<dyn FileSource> {
        Arc::new(Self {
            batch_size: Some(batch_size),
            ..self.clone()
        })
    }

    fn try_pushdown_projection(
        &self,
        projection: &ProjectionExprs,
    ) -> Result<Option<Arc<dyn FileSource>>> {
        let pushed = self.inner.try_pushdown_projection(projection)?;
        Ok(pushed.map(|inner| {
            let pushed = Self {
                inner,
                ..self.clone()
            };
            Arc::new(pushed) as Arc<dyn FileSource>
        }))
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

    fn fmt_extra(&self, format: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        self.inner.fmt_extra(format, f)
    }

    fn supports_repartitioning(&self) -> bool {
        let noted = Noted::of(self.table_schema().file_schema().metadata());
        let encoded = noted.map_or(true, |noted| noted.encoding.is_some());
        !encoded && self.inner.supports_repartitioning()
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

/// Opens CSV as DataFusion's opener does, each file by its own header.
#[derive(Clone)]
struct Opener {
    csv: CsvSource,
    /// All columns of the file.
    schema: SchemaRef,
    /// Those that are wanted, by their places.
    columns: Vec<usize>,
    batch_size: usize,
    stored: Stored,
    /// What the values that stand for NULL match.
    nulls: Option<Regex>,
    store: Arc<dyn ObjectStore>,
    memory: Memory,
    metrics: BaselineMetrics,
    signs: Option<Signs>,
    cuts: Arc<Cuts>,
    /// Where files are cut into parts.
    marks: Arc<HashMap<Path, Vec<u64>>>,
}

/// Where the ranges of a scan begin and end, in order.
fn marks(config: &FileScanConfig) -> Arc<HashMap<Path, Vec<u64>>> {
    let mut marks: HashMap<Path, Vec<u64>> = HashMap::new();
    for file in config.file_groups.iter().flat_map(FileGroup::iter) {
        if let Some(range) = &file.range {
            let places = [range.start, range.end].map(|at| u64::try_from(at).unwrap_or_default());
            marks
                .entry(file.object_meta.location.clone())
                .or_default()
                .extend(places);
        }
    }
    for places in marks.values_mut() {
        places.sort_unstable();
        places.dedup();
    }
    Arc::new(marks)
}

type Batches = BoxStream<'static, Result<datafusion::arrow::array::RecordBatch>>;

impl Opener {
    /// Of a file with `columns`. `head`: whether its first line is among what is read.
    fn reader(&self, columns: &Columns, head: bool) -> ReaderBuilder {
        let mut reader = ReaderBuilder::new(Arc::clone(columns.schema()))
            .with_delimiter(self.csv.delimiter())
            .with_batch_size(self.batch_size)
            .with_header(head && self.csv.has_header())
            .with_quote(self.csv.quote())
            .with_truncated_rows(self.csv.truncate_rows())
            .with_projection(columns.read().to_vec());
        if let Some(terminator) = self.csv.terminator() {
            reader = reader.with_terminator(terminator);
        }
        if let Some(escape) = self.csv.escape() {
            reader = reader.with_escape(escape);
        }
        if let Some(comment) = self.csv.comment() {
            reader = reader.with_comment(comment);
        }
        if let Some(nulls) = &self.nulls {
            reader = reader.with_null_regex(nulls.clone());
        }
        reader
    }

    /// The columns of the file at `path` as they stand in it. `planned` is the file as the plan
    /// knows it.
    ///
    /// # Errors
    /// `file_mismatch` for another compression, and for a header that does not go with the table;
    /// `file_changed` where that is so since the plan was made.
    fn columns(&self, path: &FilePath, planned: &ObjectMeta, now: &ObjectMeta) -> Result<Columns> {
        let mut content = File::open(path)?;
        compression::refuse_other((path, &mut content), self.stored.compression, "CSV")?;
        if !self.csv.has_header() {
            return Ok(Columns::by_place(&self.schema, &self.columns));
        }
        let format = csv_format(&self.csv);
        let meter = Meter::new(&self.memory.pool(), path.to_string_lossy().into_owned());
        let content = self.stored.text(BufReader::new(content))?;
        let content = Metered::by_line(content, Arc::clone(&meter));
        // What is wrong with the first line its reader says.
        let Ok(names) = header(content, &format) else {
            return match meter.refusal() {
                Some(refused) => Err(refused.into()),
                None => Ok(Columns::by_place(&self.schema, &self.columns)),
            };
        };
        let same = (planned.size, planned.last_modified) == (now.size, now.last_modified);
        Columns::of_file(path, &names, &self.schema, &self.columns, same)
            .map_err(DataFusionError::from)
    }
}

/// How the header of a file is read.
fn csv_format(csv: &CsvSource) -> Format {
    let mut format = Format::default()
        .with_header(true)
        .with_delimiter(csv.delimiter())
        .with_quote(csv.quote())
        .with_truncated_rows(true);
    if let Some(terminator) = csv.terminator() {
        format = format.with_terminator(terminator);
    }
    if let Some(escape) = csv.escape() {
        format = format.with_escape(escape);
    }
    if let Some(comment) = csv.comment() {
        format = format.with_comment(comment);
    }
    format
}

impl FileOpener for Opener {
    fn open(&self, file: PartitionedFile) -> Result<FileOpenFuture> {
        let path = planarium_error::absolute(file.object_meta.location.as_ref());
        let meter = Meter::new(&self.memory.pool(), path);
        let opener = self.clone();
        Ok(Box::pin(async move { opener.batches(file, meter).await }))
    }
}

impl Opener {
    async fn batches(self, file: PartitionedFile, meter: Arc<Meter>) -> Result<Batches> {
        let head = file.range.as_ref().is_none_or(|range| range.start == 0);
        let location = file.object_meta.location.clone();
        let (signs, stored) = (self.signs, self.stored);
        let range = match &file.range {
            None => None,
            Some(range) => {
                let place =
                    |at: i64| u64::try_from(at).map_err(|error| exec_datafusion_err!("{error}"));
                Some(place(range.start)?..place(range.end)?)
            }
        };
        let found = self
            .store
            .get_opts(&location, GetOptions::default())
            .await?;
        let columns = match &found.payload {
            GetResultPayload::File(_, path) => {
                self.columns(path, &file.object_meta, &found.meta)?
            }
            GetResultPayload::Stream(_) => Columns::by_place(&self.schema, &self.columns),
        };
        let reader = self.reader(&columns, head);
        if let Some(range) = &range
            && signs.is_none()
            && stored.encoding.is_none()
        {
            let (size, terminator) = (
                file.object_meta.size,
                self.csv.terminator().unwrap_or(b'\n'),
            );
            let (start, end) = (range.start, range.end);
            let text =
                AlignedBoundaryStream::new(self.store, location, start, end, size, terminator);
            let text = text.await?.map_err(DataFusionError::from).boxed();
            return Ok(columns.placed(decoded(text, stored.compression, reader, meter)?));
        }
        let mut left = found.range.end - found.range.start;
        match found.payload {
            GetResultPayload::File(mut file, path) => {
                let mut part = Part {
                    path: path.clone(),
                    start: 0,
                    schema: Arc::clone(columns.schema()),
                    has_header: self.csv.has_header(),
                    compression: stored.compression,
                    signs,
                };
                if stored.encoding.is_none()
                    && let (Some(range), Some(signs)) = (range, signs)
                {
                    let marks = self.marks.get(&location).map_or(&[][..], Vec::as_slice);
                    let state = (found.meta.size, found.meta.last_modified);
                    let records = self.cuts.records(&path, state, signs, marks, range).await?;
                    file.seek(SeekFrom::Start(records.start))?;
                    left = records.end - records.start;
                    part.start = records.start;
                }
                let content = stored.text(WholeFile::new(file, left, path))?;
                let content = Metered::new(content, Arc::clone(&meter));
                let content = BufReader::with_capacity(BLOCK, content);
                let mut rows = reader.build_buffered(content)?;
                let metrics = self.metrics;
                let timed = std::iter::from_fn(move || {
                    let _timer = metrics.elapsed_compute().timer();
                    let batch = rows.next();
                    meter.gave();
                    batch
                });
                let located = move |error| part.located(error);
                Ok(columns.placed(stream::iter(timed).map_err(located).boxed()))
            }
            GetResultPayload::Stream(_) if stored.encoding.is_some() => {
                not_impl_err!("decoding text of files that are not on this machine")
            }
            GetResultPayload::Stream(text) => {
                let text = text.map_err(DataFusionError::from).boxed();
                decoded(text, stored.compression, reader, meter)
            }
        }
    }
}

/// What is read of a file, for errors to say where they are.
struct Part {
    path: PathBuf,
    /// Where it begins; always at a record.
    start: u64,
    schema: SchemaRef,
    /// Whether the file begins with the names of its columns.
    has_header: bool,
    compression: FileCompressionType,
    signs: Option<Signs>,
}

impl Part {
    fn located(&self, error: ArrowError) -> DataFusionError {
        if !is_located(&error) {
            return error.into();
        }
        let (header, rows_before) = match (self.start, self.signs) {
            (0, _) => (self.has_header, 0),
            (start, Some(signs)) => {
                let records =
                    File::open(&self.path).and_then(|file| count(file.take(start), signs));
                match records {
                    Ok(records) => (false, records.saturating_sub(u64::from(self.has_header))),
                    Err(_) => return error.into(),
                }
            }
            (_, None) => return error.into(),
        };
        let encoding = match is_of_encoding(&error) {
            true => encoding::of_file(&self.path, self.compression),
            false => None,
        };
        let place = Place {
            schema: &self.schema,
            header,
            rows_before,
            encoding: encoding.unwrap_or("WINDOWS-1252"),
        };
        let name = self.path.to_string_lossy().into_owned();
        with_files(&[name], located(error, &place)).into()
    }
}

fn decoded(
    text: BoxStream<'static, Result<bytes::Bytes>>,
    compression: FileCompressionType,
    reader: ReaderBuilder,
    meter: Arc<Meter>,
) -> Result<Batches> {
    let counting = Arc::clone(&meter);
    let text = compression.convert_stream(text)?.map(move |block| {
        let block = block?;
        counting.took(block.len())?;
        Ok(block)
    });
    let decoder = DecoderDeserializer::new(CsvDecoder::new(reader.build_decoder()));
    let batches = deserialize_stream(text.fuse(), decoder);
    Ok(batches
        .inspect_ok(move |_| meter.gave())
        .map_err(Into::into)
        .boxed())
}
