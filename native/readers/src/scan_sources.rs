//! Scans of text and Arrow files, read with DataFusion's decoders but opened here.
//!
//! See [`crate::csv::source`], [`crate::json::source`] and [`crate::arrow::files`] for what is different. A plan's bytes are
//! those of DataFusion's sources, which are wrapped.

use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::datasource::physical_plan::{
    ArrowSource, CsvSource, FileScanConfig, FileSource, JsonSource,
};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::Result;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;

use crate::arrow::files::ArrowFiles;
use crate::csv::noted::Noted;
use crate::csv::source::Csv;
use crate::json::parts::keep_whole;
use crate::json::source::Json;
use crate::memory::Memory;
use crate::whole_files;

/// Opens the text and Arrow files of every plan as [`opened_here`].
#[derive(Debug)]
pub struct ScanSources(pub Memory);

impl PhysicalOptimizerRule for ScanSources {
    fn name(&self) -> &str {
        "scan_sources"
    }

    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        opened_here(plan, &self.0)
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// `plan` with its scans of CSV, JSON and Arrow opened here.
pub fn opened_here(
    plan: Arc<dyn ExecutionPlan>,
    memory: &Memory,
) -> Result<Arc<dyn ExecutionPlan>> {
    // A look costs less than a walk that may make operators anew, and many plans read Parquet alone.
    let mut found = false;
    plan.apply(|node| {
        found = scan_to_open(node).is_some();
        Ok(match found {
            true => TreeNodeRecursion::Stop,
            false => TreeNodeRecursion::Continue,
        })
    })?;
    if !found {
        return Ok(plan);
    }
    let opened = plan.transform_down(|node| {
        Ok(match wrapped(&node, memory) {
            Some(config) => {
                let scan: Arc<dyn ExecutionPlan> = DataSourceExec::from_data_source(config);
                Transformed::yes(scan)
            }
            None => Transformed::no(node),
        })
    })?;
    Ok(opened.data)
}

/// The scan of CSV, JSON or Arrow that `node` is.
fn scan_to_open(node: &Arc<dyn ExecutionPlan>) -> Option<&FileScanConfig> {
    let scan = node.downcast_ref::<DataSourceExec>()?;
    let config = scan.data_source().downcast_ref::<FileScanConfig>()?;
    let source = &config.file_source;
    (source.is::<JsonSource>() || source.is::<CsvSource>() || source.is::<ArrowSource>())
        .then_some(config)
}

fn wrapped(node: &Arc<dyn ExecutionPlan>, memory: &Memory) -> Option<FileScanConfig> {
    let mut config = scan_to_open(node)?.clone();
    if let Some(json) = config.file_source.downcast_ref::<JsonSource>() {
        config.file_source = Arc::new(Json::new(json.clone(), memory.clone()));
        keep_whole(&mut config);
    } else if let Some(csv) = config.file_source.downcast_ref::<CsvSource>() {
        let schema = csv.table_schema().file_schema();
        // An encoding that is not known is an error where the files are opened.
        let encoded = Noted::of(schema.metadata()).map_or(true, |noted| noted.encoding.is_some());
        config.file_source = Arc::new(Csv::new(csv.clone(), memory.clone()));
        if encoded {
            whole_files::keep_whole(&mut config, |_| false);
        }
    } else if let Some(arrow) = config.file_source.downcast_ref::<ArrowSource>() {
        config.file_source = Arc::new(ArrowFiles::new(arrow));
    }
    Some(config)
}
