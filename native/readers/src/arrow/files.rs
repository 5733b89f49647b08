//! Arrow IPC, read by the names of columns.
//!
//! DataFusion's source reads the columns of a file by the places that the table has for them,
//! whatever the file calls them there, takes a stream for a file in plans that come from bytes, and
//! shows what is under a NULL struct. Here each file is opened by its own columns: those that it
//! has not are NULL, those of another type are cast, and two of one name are refused. A plan's
//! bytes are those of DataFusion's source, which is wrapped.

use std::fmt;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, new_null_array};
use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{
    ArrowSource, FileOpenFuture, FileOpener, FileScanConfig, FileSource,
};
use datafusion::datasource::projection::{ProjectionOpener, SplitProjection};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::{DataFusionError, Result};
use datafusion::object_store::{GetOptions, GetResultPayload, ObjectStore};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_plan::DisplayFormatType;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::proto::ExecutionPlanEncodeCtx;
use datafusion_proto::protobuf::PhysicalPlanNode;
use futures::{StreamExt, TryStreamExt};

use super::{ArrowColumns, arrow_columns};
use planarium_df_patches::duplicate_columns;
use planarium_df_patches::hidden_values::{may_hide, shown};

/// An [`ArrowSource`] whose files are opened by [`Opener`].
#[derive(Clone)]
pub struct ArrowFiles(Arc<dyn FileSource>);

impl ArrowFiles {
    pub fn new(source: &ArrowSource) -> Self {
        Self(Arc::new(source.clone()))
    }
}

impl FileSource for ArrowFiles {
    fn create_file_opener(
        &self,
        object_store: Arc<dyn ObjectStore>,
        base_config: &FileScanConfig,
        partition: usize,
    ) -> Result<Arc<dyn FileOpener>> {
        let Some(projection) = self.projection() else {
            return self
                .0
                .create_file_opener(object_store, base_config, partition);
        };
        let schema = self.table_schema().file_schema();
        let projection = SplitProjection::new(schema, projection);
        let opener = Opener {
            store: object_store,
            config: base_config.clone(),
            partition,
            schema: Arc::clone(schema),
            wanted: Arc::new(schema.project(&projection.file_indices)?),
        };
        ProjectionOpener::try_new(projection, Arc::new(opener), schema)
    }

    fn table_schema(&self) -> &TableSchema {
        self.0.table_schema()
    }

    fn with_batch_size(&self, batch_size: usize) -> Arc<dyn FileSource> {
        Arc::new(Self(self.0.with_batch_size(batch_size)))
    }

    fn try_pushdown_projection(
        &self,
        projection: &ProjectionExprs,
    ) -> Result<Option<Arc<dyn FileSource>>> {
        let pushed = self.0.try_pushdown_projection(projection)?;
        Ok(pushed.map(|inner| Arc::new(Self(inner)) as Arc<dyn FileSource>))
    }

    fn projection(&self) -> Option<&ProjectionExprs> {
        self.0.projection()
    }

    fn metrics(&self) -> &ExecutionPlanMetricsSet {
        self.0.metrics()
    }

    fn file_type(&self) -> &str {
        self.0.file_type()
    }

    fn fmt_extra(&self, format: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt_extra(format, f)
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.0.apply_expressions(f)
    }

    fn try_to_proto(
        &self,
        base: &FileScanConfig,
        ctx: &ExecutionPlanEncodeCtx<'_>,
    ) -> Result<Option<PhysicalPlanNode>> {
        self.0.try_to_proto(base, ctx)
    }
}

struct Opener {
    store: Arc<dyn ObjectStore>,
    config: FileScanConfig,
    partition: usize,
    /// All columns of the table's files.
    schema: SchemaRef,
    /// Those that are read.
    wanted: SchemaRef,
}

impl FileOpener for Opener {
    fn open(&self, file: PartitionedFile) -> Result<FileOpenFuture> {
        let (store, config) = (Arc::clone(&self.store), self.config.clone());
        let (partition, wanted) = (self.partition, Arc::clone(&self.wanted));
        let as_table = ArrowColumns {
            schema: Arc::clone(&self.schema),
            is_stream: config.file_source.file_type() == "arrow_stream",
        };
        Ok(Box::pin(async move {
            let location = &file.object_meta.location;
            let found = store.get_opts(location, GetOptions::default()).await?;
            let own = match &found.payload {
                GetResultPayload::File(_, path) => arrow_columns(path),
                GetResultPayload::Stream(_) => None,
            };
            // DataFusion's reader says best what is wrong with one that has none.
            let columns = own.unwrap_or(as_table);
            if let Some(name) = duplicate_columns::in_schema(&columns.schema) {
                return Err(duplicate_columns::in_scan(&name).into());
            }
            let names = wanted.fields().iter();
            let places: Vec<usize> = names
                .filter_map(|field| columns.schema.index_of(field.name()).ok())
                .collect();
            let source: Arc<dyn FileSource> = match columns.is_stream {
                true => Arc::new(ArrowSource::new_stream_file_source(Arc::clone(
                    &columns.schema,
                ))),
                false => Arc::new(ArrowSource::new_file_source(Arc::clone(&columns.schema))),
            };
            let projection = ProjectionExprs::from_indices(&places, &columns.schema);
            let source = source
                .try_pushdown_projection(&projection)?
                .unwrap_or(source);
            let opener = source.create_file_opener(store, &config, partition)?;
            let batches = opener.open(file)?.await?;
            let hides = wanted
                .fields()
                .iter()
                .any(|field| may_hide(field.data_type()));
            let fitting = move |batch| fitting(&batch, &wanted, hides);
            Ok(batches
                .and_then(move |batch| futures::future::ready(fitting(batch)))
                .boxed())
        }))
    }
}

/// The columns `wanted` of a batch with the columns of a file.
fn fitting(batch: &RecordBatch, wanted: &SchemaRef, hides: bool) -> Result<RecordBatch> {
    if !hides && batch.schema() == *wanted {
        return Ok(batch.clone());
    }
    let exact = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    let column = |field: &datafusion::arrow::datatypes::FieldRef| -> Result<ArrayRef> {
        let Some(column) = batch.column_by_name(field.name()) else {
            return Ok(new_null_array(field.data_type(), batch.num_rows()));
        };
        let column = shown(column)?;
        if column.data_type() == field.data_type() {
            return Ok(column);
        }
        Ok(cast_with_options(&column, field.data_type(), &exact)?)
    };
    let columns = wanted.fields().iter().map(column).collect::<Result<_>>()?;
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::clone(wanted), columns, &rows)
        .map_err(DataFusionError::from)
}
