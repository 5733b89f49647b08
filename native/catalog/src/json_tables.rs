//! JSON formats that find out columns, and how files are written, from all of their records.
//!
//! As in [`super::csv_tables`] they are exchanged for DataFusion's own once that is done.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::Session;
use datafusion::common::{GetExt, Result, Statistics};
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::datasource::file_format::json::{JsonFormat, JsonFormatFactory};
use datafusion::datasource::file_format::{FileFormat, FileFormatFactory};
use datafusion::datasource::physical_plan::{FileScanConfig, FileSource};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::memory_pool::MemoryPool;
use datafusion::object_store::{ObjectMeta, ObjectStore};
use datafusion::physical_plan::ExecutionPlan;

use super::inference::local_files;
use planarium_error::Error;
use planarium_readers::json;

/// The columns of `files`, and `json` with how they are written.
///
/// # Errors
/// Those of [`json::infer`].
pub(super) fn found(
    json: &JsonFormat,
    files: &[PathBuf],
    memory: &Arc<dyn MemoryPool>,
) -> Result<(SchemaRef, JsonFormat), Error> {
    let options = json.options();
    let packed = FileCompressionType::from(options.compression).is_compressed();
    let most = options.schema_infer_max_rec;
    let found = json::infer(files, most, packed, memory)?;
    let json = copy(json).with_newline_delimited(found.in_lines);
    Ok((Arc::new(found.schema), json))
}

pub(super) fn copy(json: &JsonFormat) -> JsonFormat {
    JsonFormat::default().with_options(json.options().clone())
}

#[derive(Debug)]
pub(super) struct Factory(JsonFormatFactory);

impl Factory {
    pub(super) fn new() -> Self {
        Self(JsonFormatFactory::new())
    }
}

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
        Ok(match format.downcast_ref::<JsonFormat>() {
            Some(json) => Arc::new(Finding::new(copy(json))),
            None => format,
        })
    }

    fn default(&self) -> Arc<dyn FileFormat> {
        Arc::new(Finding::new(JsonFormat::default()))
    }
}

/// JSON that finds out its columns.
pub(super) struct Finding {
    json: JsonFormat,
    in_lines: OnceLock<bool>,
}

impl Finding {
    fn new(json: JsonFormat) -> Self {
        Self {
            json,
            in_lines: OnceLock::new(),
        }
    }

    /// DataFusion's format of the files that were looked at.
    pub(super) fn plain(&self) -> JsonFormat {
        let json = copy(&self.json);
        match self.in_lines.get() {
            Some(in_lines) => json.with_newline_delimited(*in_lines),
            None => json,
        }
    }
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.json.fmt(f)
    }
}

#[async_trait]
impl FileFormat for Finding {
    fn get_ext(&self) -> String {
        self.json.get_ext()
    }

    fn get_ext_with_compression(&self, compression: &FileCompressionType) -> Result<String> {
        self.json.get_ext_with_compression(compression)
    }

    fn compression_type(&self) -> Option<FileCompressionType> {
        self.json.compression_type()
    }

    async fn infer_schema(
        &self,
        state: &dyn Session,
        store: &Arc<dyn ObjectStore>,
        objects: &[ObjectMeta],
    ) -> Result<SchemaRef> {
        let Some(files) = local_files(store, objects).await? else {
            return self.json.infer_schema(state, store, objects).await;
        };
        let json = copy(&self.json);
        let memory = Arc::clone(&state.runtime_env().memory_pool);
        let look = move || found(&json, &files, &memory);
        let (schema, json) = tokio::task::spawn_blocking(look)
            .await
            .map_err(Error::from)??;
        self.in_lines.get_or_init(|| json.is_newline_delimited());
        Ok(schema)
    }

    async fn infer_stats(
        &self,
        state: &dyn Session,
        store: &Arc<dyn ObjectStore>,
        table_schema: SchemaRef,
        object: &ObjectMeta,
    ) -> Result<Statistics> {
        self.json
            .infer_stats(state, store, table_schema, object)
            .await
    }

    async fn create_physical_plan(
        &self,
        state: &dyn Session,
        conf: FileScanConfig,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.json.create_physical_plan(state, conf).await
    }

    fn file_source(&self, table_schema: TableSchema) -> Arc<dyn FileSource> {
        self.json.file_source(table_schema)
    }
}
