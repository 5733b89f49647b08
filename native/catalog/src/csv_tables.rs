//! Tables over CSV and JSON that SQL makes, with their columns found out as [`planarium_readers::csv::schema`] and
//! [`planarium_readers::json`] do.
//!
//! DataFusion's tables ask their format for the columns, and its plans know DataFusion's own format
//! only: the one that finds the columns is exchanged once it has found them.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{GetExt, Result, Statistics, project_schema};
use datafusion::datasource::file_format::csv::{CsvFormat, CsvFormatFactory};
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::datasource::file_format::{FileFormat, FileFormatFactory};
use datafusion::datasource::listing::{ListingTable, ListingTableConfig};
use datafusion::datasource::physical_plan::{FileScanConfig, FileSource};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::SessionState;
use datafusion::object_store::{ObjectMeta, ObjectStore};
use datafusion::physical_plan::ExecutionPlan;

use super::inference::{INFER_ROWS, local_files};
use super::{FileFormat as Known, column_types, json_tables};
use planarium_error::Error;
use planarium_readers::csv::noted::Noted;
use planarium_readers::csv::schema as csv_schema;

/// `state` as one whose text tables find out their columns here; [`plain`] is for the tables.
pub(super) fn finding_columns(
    state: &SessionState,
    given: &BTreeMap<String, String>,
) -> Result<SessionState> {
    let mut state = state.clone();
    state.register_file_format(
        Arc::new(Factory(CsvFormatFactory::new(), Arc::new(given.clone()))),
        true,
    )?;
    state.register_file_format(Arc::new(json_tables::Factory::new()), true)?;
    Ok(state)
}

/// `table` with DataFusion's format in the place of ours; `None` where it has another.
///
/// Its columns have the types that the options `given` give them, unless they are `declared`.
///
/// # Errors
/// `invalid_request` for options that do not suit.
pub(super) async fn plain(
    table: &Arc<dyn TableProvider>,
    state: &SessionState,
    given: &BTreeMap<String, String>,
    declared: bool,
) -> Result<Option<ListingTable>> {
    let Some(table) = table.downcast_ref::<ListingTable>() else {
        return Ok(None);
    };
    let options = table.options();
    let format = &options.format;
    let plain: Arc<dyn FileFormat> = if let Some(csv) = format.downcast_ref::<Finding>() {
        Arc::new(csv.plain())
    } else if let Some(json) = format.downcast_ref::<json_tables::Finding>() {
        Arc::new(json.plain())
    } else {
        return Ok(None);
    };
    let mut options = options.clone();
    options.format = plain;
    let schema = table.schema();
    let columns = schema.fields().len() - options.table_partition_cols.len();
    let mut of_files = project_schema(&schema, Some(&(0..columns).collect::<Vec<_>>()))?;
    if options.format.is::<CsvFormat>() {
        if !declared {
            of_files = column_types::apply(of_files, Known::Csv, given, state).await?;
        }
        of_files = Noted::given(given)?.on(of_files);
    }
    let config = ListingTableConfig::new_with_multi_paths(table.table_paths().clone())
        .with_listing_options(options)
        .with_schema(of_files);
    let cache = state.runtime_env().cache_manager.get_file_statistic_cache();
    Ok(Some(ListingTable::try_new(config)?.with_cache(cache)))
}

#[derive(Debug)]
struct Factory(CsvFormatFactory, Arc<BTreeMap<String, String>>);

impl GetExt for Factory {
    fn get_ext(&self) -> String {
        self.0.get_ext()
    }
}

impl FileFormatFactory for Factory {
    fn create(
        &self,
        state: &dyn Session,
        format_options: &HashMap<String, String>,
    ) -> Result<Arc<dyn FileFormat>> {
        let format = self.0.create(state, format_options)?;
        Ok(match format.downcast_ref::<CsvFormat>() {
            Some(csv) => Arc::new(Finding(copy(csv), Arc::clone(&self.1))),
            None => format,
        })
    }

    fn default(&self) -> Arc<dyn FileFormat> {
        Arc::new(Finding(CsvFormat::default(), Arc::clone(&self.1)))
    }
}

fn copy(csv: &CsvFormat) -> CsvFormat {
    CsvFormat::default().with_options(csv.options().clone())
}

/// CSV that finds out its columns through one reader.
struct Finding(CsvFormat, Arc<BTreeMap<String, String>>);

impl Finding {
    fn plain(&self) -> CsvFormat {
        copy(&self.0)
    }
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[async_trait]
impl FileFormat for Finding {
    fn get_ext(&self) -> String {
        self.0.get_ext()
    }

    fn get_ext_with_compression(&self, compression: &FileCompressionType) -> Result<String> {
        self.0.get_ext_with_compression(compression)
    }

    fn compression_type(&self) -> Option<FileCompressionType> {
        self.0.compression_type()
    }

    async fn infer_schema(
        &self,
        state: &dyn Session,
        store: &Arc<dyn ObjectStore>,
        objects: &[ObjectMeta],
    ) -> Result<SchemaRef> {
        let options = self.0.options().clone();
        let files = local_files(store, objects).await?;
        let Some(files) = files.filter(|files| options.null_regex.is_none() || files.is_empty())
        else {
            return self.0.infer_schema(state, store, objects).await;
        };
        let header = options
            .has_header
            .unwrap_or(state.config_options().catalog.has_header);
        let rows = match options.schema_infer_max_rec {
            Some(rows) => (rows, true),
            None => (INFER_ROWS, false),
        };
        let memory = Arc::clone(&state.runtime_env().memory_pool);
        let given = Arc::clone(&self.1);
        let look = move || {
            let noted = Noted::given(&given)?;
            csv_schema::infer(&files, (&options, noted), header, rows, &memory)
        };
        let schema = tokio::task::spawn_blocking(look)
            .await
            .map_err(Error::from)??;
        Ok(Arc::new(schema))
    }

    async fn infer_stats(
        &self,
        state: &dyn Session,
        store: &Arc<dyn ObjectStore>,
        table_schema: SchemaRef,
        object: &ObjectMeta,
    ) -> Result<Statistics> {
        self.0.infer_stats(state, store, table_schema, object).await
    }

    async fn create_physical_plan(
        &self,
        state: &dyn Session,
        conf: FileScanConfig,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.0.create_physical_plan(state, conf).await
    }

    fn file_source(&self, table_schema: TableSchema) -> Arc<dyn FileSource> {
        self.0.file_source(table_schema)
    }
}
