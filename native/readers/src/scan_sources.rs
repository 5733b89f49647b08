//! Scans of text and Arrow files, read with DataFusion's decoders but opened here.
//!
//! See [`crate::csv::source`], [`crate::json::source`] and [`crate::arrow::files`] for what is different. A plan's bytes are
//! those of DataFusion's sources, which are wrapped.

use std::fmt;
use std::sync::{Arc, OnceLock, Weak};

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::datasource::physical_plan::{ArrowSource, CsvSource, FileScanConfig, JsonSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::Result;
use datafusion::execution::SessionState;
use datafusion::execution::memory_pool::{MemoryPool, UnboundedMemoryPool};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use parking_lot::RwLock;

use crate::arrow::files::ArrowFiles;
use crate::csv::source::Csv;
use crate::json::parts::keep_whole;
use crate::json::source::Json;

/// Whose memory limit a scan counts against.
#[derive(Clone, Default)]
pub struct Memory(Arc<OnceLock<Owner>>);

enum Owner {
    /// `SET datafusion.runtime.memory_limit` gives a session another pool.
    Session(Weak<RwLock<SessionState>>),
    Task(Arc<dyn MemoryPool>),
}

impl Memory {
    pub fn of_task(pool: &Arc<dyn MemoryPool>) -> Self {
        let memory = Self::default();
        memory.0.get_or_init(|| Owner::Task(Arc::clone(pool)));
        memory
    }

    /// For a session that is being built; nothing is limited before.
    pub fn belongs_to(&self, session: Weak<RwLock<SessionState>>) {
        self.0.get_or_init(|| Owner::Session(session));
    }

    pub fn pool(&self) -> Arc<dyn MemoryPool> {
        let pool = match self.0.get() {
            Some(Owner::Task(pool)) => Some(Arc::clone(pool)),
            Some(Owner::Session(session)) => session
                .upgrade()
                .map(|state| Arc::clone(&state.read().runtime_env().memory_pool)),
            None => None,
        };
        pool.unwrap_or_else(|| Arc::new(UnboundedMemoryPool::default()))
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

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
        config.file_source = Arc::new(Csv::new(csv.clone(), memory.clone()));
    } else if let Some(arrow) = config.file_source.downcast_ref::<ArrowSource>() {
        config.file_source = Arc::new(ArrowFiles::new(arrow));
    }
    Some(config)
}
