//! Ignores Parquet's minimum and maximum of float columns.
//!
//! They ignore NaN, whereas DataFusion orders NaN above (with its sign bit set, below) all numbers.
//! A filter would skip row groups, pages and files with rows that it keeps, a column of one value and
//! NaN would be read as that value alone, and MIN, MAX, sorted files and top-k filters would ignore
//! NaN. Parquet 59 does not read NaN counts, so the bounds of float columns cannot be trusted. <https://github.com/apache/datafusion/issues/15812>

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Weak};

use bytes::Bytes;
use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::common::config::ConfigOptions;
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{ColumnStatistics, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::ParquetFileReaderFactory;
use datafusion::datasource::physical_plan::{
    FileGroup, FileScanConfig, FileScanConfigBuilder, FileSource, ParquetSource,
};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::Result;
use datafusion::parquet::arrow::arrow_reader::ArrowReaderOptions;
use datafusion::parquet::arrow::async_reader::AsyncFileReader;
use datafusion::parquet::basic::{LogicalType, Type};
use datafusion::parquet::errors::{ParquetError, Result as ParquetResult};
use datafusion::parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use datafusion::parquet::file::page_index::column_index::ColumnIndexMetaData;
use datafusion::parquet::file::statistics::Statistics as ChunkStatistics;
use datafusion::parquet::schema::types::ColumnDescriptor;
use datafusion::physical_expr::LexOrdering;
use datafusion::physical_expr::utils::collect_columns;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use futures::FutureExt;
use futures::future::BoxFuture;
use parking_lot::Mutex;

use crate::duplicate_columns::{in_parquet, in_scan};

/// Runs before all rules that use statistics.
#[derive(Debug)]
pub(crate) struct NoFloatBounds;

impl PhysicalOptimizerRule for NoFloatBounds {
    fn name(&self) -> &str {
        "no_float_bounds"
    }

    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        without_float_bounds(plan)
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// `plan` with Parquet scans that neither contain nor read bounds of float columns.
pub fn without_float_bounds(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let changed = plan.transform_down(|node| {
        Ok(match scan_without(&node) {
            Some(config) => {
                let scan: Arc<dyn ExecutionPlan> = DataSourceExec::from_data_source(config);
                Transformed::yes(scan)
            }
            None => Transformed::no(node),
        })
    })?;
    Ok(changed.data)
}

fn scan_without(node: &Arc<dyn ExecutionPlan>) -> Option<FileScanConfig> {
    let scan = node.downcast_ref::<DataSourceExec>()?;
    let config = scan.data_source().downcast_ref::<FileScanConfig>()?;
    let source = config.file_source.downcast_ref::<ParquetSource>()?;
    let inner = Arc::clone(source.parquet_file_reader_factory()?);
    let schema = Arc::clone(source.table_schema().file_schema());
    // A column with another type in the table may be a float column in a file.
    let source = source
        .clone()
        .with_parquet_file_reader_factory(Arc::new(Readers {
            inner,
            changed: Arc::default(),
        }));
    let builder = FileScanConfigBuilder::from(config.clone()).with_source(Arc::new(source));
    if !schema
        .fields()
        .iter()
        .any(|field| holds_floats(field.data_type()))
    {
        return Some(builder.build());
    }
    let groups = config.file_groups.iter();
    let groups = groups.map(|group| group_without(group, &schema)).collect();
    let inferred = groups_order(&config.file_groups);
    let orders = config
        .output_ordering
        .iter()
        .filter_map(|order| match inferred {
            true => order_without(order, &schema),
            false => Some(order.clone()),
        });
    let mut all = config.statistics();
    forget_bounds(&mut all, &schema);
    let builder = builder
        .with_output_ordering(orders.collect())
        .with_file_groups(groups)
        .with_statistics(all);
    Some(builder.build())
}

/// Whether the order of rows may come from the files' own metadata.
fn groups_order(groups: &[FileGroup]) -> bool {
    let mut files = groups.iter().flat_map(FileGroup::iter);
    files.any(|file| file.ordering.is_some())
}

fn group_without(group: &FileGroup, schema: &Schema) -> FileGroup {
    let statistics = group.file_statistics(None).cloned();
    let files = group.iter().map(|file| file_without(file, schema));
    let files = FileGroup::new(files.collect());
    match statistics {
        Some(mut statistics) => {
            forget_bounds(&mut statistics, schema);
            files.with_statistics(Arc::new(statistics))
        }
        None => files,
    }
}

fn file_without(file: &PartitionedFile, schema: &Schema) -> PartitionedFile {
    let mut file = file.clone();
    if let Some(statistics) = &mut file.statistics {
        forget_bounds(Arc::make_mut(statistics), schema);
    }
    file.ordering = file
        .ordering
        .and_then(|order| order_without(&order, schema));
    file
}

/// The file's columns come first, in the order of `schema`.
fn forget_bounds(statistics: &mut Statistics, schema: &Schema) {
    let columns = statistics.column_statistics.iter_mut();
    for (column, field) in columns.zip(schema.fields()) {
        if holds_floats(field.data_type()) {
            *column = ColumnStatistics {
                min_value: Precision::Absent,
                max_value: Precision::Absent,
                sum_value: Precision::Absent,
                ..column.clone()
            };
        }
    }
}

/// `order` up to its first float: writers put NaN at the end, in either direction.
fn order_without(order: &LexOrdering, schema: &Schema) -> Option<LexOrdering> {
    let of_floats = |column: &datafusion::physical_expr::expressions::Column| {
        let field = schema.fields().get(column.index());
        field.is_some_and(|field| holds_floats(field.data_type()))
    };
    let kept = order
        .iter()
        .take_while(|sort| !collect_columns(&sort.expr).iter().any(of_floats));
    LexOrdering::new(kept.cloned())
}

fn holds_floats(data_type: &DataType) -> bool {
    match data_type {
        DataType::Float16 | DataType::Float32 | DataType::Float64 => true,
        DataType::Dictionary(_, values) => holds_floats(values),
        DataType::RunEndEncoded(_, values) => holds_floats(values.data_type()),
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _)
        | DataType::Map(item, _) => holds_floats(item.data_type()),
        DataType::Struct(fields) => fields.iter().any(|field| holds_floats(field.data_type())),
        _ => false,
    }
}

/// Opens files like the inner factory.
struct Readers {
    inner: Arc<dyn ParquetFileReaderFactory>,
    changed: Arc<Changed>,
}

/// The metadata of files that are open in several partitions at once, copied once: by the address of
/// the original, which is unique as long as there is a reference to it, weak or strong.
type Changed = Mutex<HashMap<usize, (Weak<ParquetMetaData>, Weak<ParquetMetaData>)>>;

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl ParquetFileReaderFactory for Readers {
    fn create_reader(
        &self,
        partition: usize,
        file: PartitionedFile,
        metadata_size_hint: Option<usize>,
        metrics: &ExecutionPlanMetricsSet,
    ) -> Result<Box<dyn AsyncFileReader + Send>> {
        let reader = self
            .inner
            .create_reader(partition, file, metadata_size_hint, metrics)?;
        let changed = Arc::clone(&self.changed);
        Ok(Box::new(Reader { reader, changed }))
    }
}

struct Reader {
    reader: Box<dyn AsyncFileReader + Send>,
    changed: Arc<Changed>,
}

impl AsyncFileReader for Reader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        self.reader.get_bytes(range)
    }

    fn get_byte_ranges(
        &mut self,
        ranges: Vec<Range<u64>>,
    ) -> BoxFuture<'_, ParquetResult<Vec<Bytes>>> {
        self.reader.get_byte_ranges(ranges)
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, ParquetResult<Arc<ParquetMetaData>>> {
        async move {
            let metadata = self.reader.get_metadata(options).await?;
            // The reader would return the first one twice, or both as one.
            if let Some(name) = in_parquet(&metadata) {
                return Err(ParquetError::External(Box::new(in_scan(&name))));
            }
            metadata_without(&metadata, &self.changed)
        }
        .boxed()
    }
}

/// `metadata` without bounds of float columns and of their pages.
fn metadata_without(
    metadata: &Arc<ParquetMetaData>,
    changed: &Changed,
) -> ParquetResult<Arc<ParquetMetaData>> {
    let columns = metadata.file_metadata().schema_descr().columns().iter();
    let floats = columns
        .enumerate()
        .filter(|(_, column)| is_float(column))
        .map(|(at, _)| at)
        .collect::<Vec<_>>();
    if floats.is_empty() {
        return Ok(Arc::clone(metadata));
    }
    let address = Arc::as_ptr(metadata).addr();
    let mut changed = changed.lock();
    if let Some((_, after)) = changed.get(&address)
        && let Some(after) = after.upgrade()
    {
        return Ok(after);
    }
    let made = Arc::new(copy_without(metadata, &floats)?);
    let both = (Arc::downgrade(metadata), Arc::downgrade(&made));
    changed.insert(address, both);
    Ok(made)
}

fn copy_without(metadata: &ParquetMetaData, floats: &[usize]) -> ParquetResult<ParquetMetaData> {
    let mut builder = metadata.clone().into_builder();
    let mut groups = builder.take_row_groups();
    for group in &mut groups {
        let chunks = group.columns_mut();
        for at in floats {
            if let Some(chunk) = chunks.get_mut(*at) {
                *chunk = chunk_without(chunk.clone())?;
            }
        }
    }
    let mut pages = builder.take_column_index();
    for group in pages.iter_mut().flatten() {
        for at in floats {
            if let Some(pages) = group.get_mut(*at) {
                *pages = ColumnIndexMetaData::NONE;
            }
        }
    }
    let builder = builder.set_row_groups(groups).set_column_index(pages);
    Ok(builder.build())
}

fn is_float(column: &ColumnDescriptor) -> bool {
    matches!(column.physical_type(), Type::FLOAT | Type::DOUBLE)
        || matches!(column.logical_type_ref(), Some(LogicalType::Float16))
}

fn chunk_without(chunk: ColumnChunkMetaData) -> ParquetResult<ColumnChunkMetaData> {
    let statistics = chunk.statistics().map(|known| {
        let (nulls, distinct) = (known.null_count_opt(), known.distinct_count_opt());
        match known {
            ChunkStatistics::Float(_) => ChunkStatistics::float(None, None, distinct, nulls, false),
            ChunkStatistics::Double(_) => {
                ChunkStatistics::double(None, None, distinct, nulls, false)
            }
            _ => ChunkStatistics::fixed_len_byte_array(None, None, distinct, nulls, false),
        }
    });
    let builder = chunk
        .into_builder()
        .set_column_index_offset(None)
        .set_column_index_length(None);
    match statistics {
        Some(statistics) => builder.set_statistics(statistics),
        None => builder,
    }
    .build()
}
