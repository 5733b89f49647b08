//! The DataFusion context with the product's defaults.

use super::options::SessionOptions;
use super::pool::SessionPool;
use super::runtime::cores;
use super::runtime_settings;
use crate::error::{Error, ErrorCode, Result};
use datafusion::common::DataFusionError;
use datafusion::execution::context::SessionConfig;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::{MemoryPool, TrackConsumersPool};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::{SessionState, SessionStateBuilder};
use planarium_catalog::{Catalog, ExternalTables, STORED_AS};
use planarium_df_patches::rules;
use planarium_df_patches::wide_batches::BATCH_ROWS;
use planarium_readers::{LocalFiles, Memory, ScanSources};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use url::Url;

/// Measured on TPC-H: faster than one per core, DataFusion's default.
const PARTITIONS_PER_CORE: usize = 2;

/// How many of the largest consumers an out-of-memory error names.
const TOP_CONSUMERS: NonZeroUsize = NonZeroUsize::new(5).unwrap();

/// A catalog whose memory is that of `pool`, above `base` if there is one.
pub(super) fn build(
    options: &SessionOptions,
    base: Option<SessionState>,
    pool: &Arc<dyn MemoryPool>,
    spill: &Path,
) -> Result<Catalog> {
    let disk = DiskManagerBuilder::default()
        .with_mode(DiskManagerMode::Directories(vec![spill.to_owned()]));
    let runtime = match &base {
        Some(state) => RuntimeEnvBuilder::from_runtime_env(state.runtime_env()),
        None => RuntimeEnvBuilder::new(),
    };
    let runtime = runtime
        .with_memory_pool(Arc::clone(pool))
        .with_disk_manager_builder(disk)
        .build_arc()?;
    let local = Url::parse("file:///").map_err(|error| DataFusionError::External(error.into()))?;
    runtime.register_object_store(&local, Arc::new(LocalFiles::new()));
    let memory = Memory::default();
    let mut planners = rules::expression_planners();
    let builder = match base {
        Some(state) => {
            planners.extend(state.expr_planners().iter().cloned());
            let config = adjusted(state.config().clone(), options)?;
            SessionStateBuilder::from(state)
                .with_config(config)
                .with_expr_planners(planners)
        }
        None => SessionStateBuilder::new()
            .with_config(config(options)?)
            .with_expr_planners(planners)
            .with_default_features(),
    };
    let mut builder = builder
        .with_runtime_env(runtime)
        .with_analyzer_rules(rules::analyzer_rules(pool))
        .with_optimizer_rules(rules::optimizer_rules())
        .with_physical_optimizer_rules(rules::physical_rules(Arc::new(ScanSources(
            memory.clone(),
        ))));
    for format in STORED_AS {
        builder = builder.with_table_factory(format.to_owned(), Arc::new(ExternalTables));
    }
    let mut state = builder.build();
    rules::check_functions(&mut state, pool)?;
    let catalog = Catalog::new(state);
    memory.belongs_to(catalog.context().state_weak_ref());
    Ok(catalog)
}

/// The pool that all queries, results and tables of a session share.
pub(super) fn pool(limit: usize) -> Arc<TrackConsumersPool<SessionPool>> {
    Arc::new(TrackConsumersPool::new(
        SessionPool::new(limit),
        TOP_CONSUMERS,
    ))
}

fn config(options: &SessionOptions) -> Result<SessionConfig> {
    let config = SessionConfig::new()
        .with_target_partitions(PARTITIONS_PER_CORE * cores())
        .with_batch_size(BATCH_ROWS)
        .with_information_schema(true);
    adjusted(config, options)
}

/// `config` with what every session needs, and with the settings of `options`.
fn adjusted(mut config: SessionConfig, options: &SessionOptions) -> Result<SessionConfig> {
    config.options_mut().sql_parser.collect_spans = true;
    // Over files of which one lacks the column the least value can be wrong (apache/datafusion
    // #25147).
    let optimizer = &mut config.options_mut().optimizer;
    optimizer.enable_aggregate_dynamic_filter_pushdown = false;
    // Nanoseconds of 64 bits end in 2262, and what Spark and Hive write of later and of old dates
    // would be shown as other dates without a word.
    config.options_mut().execution.parquet.coerce_int96 = Some("us".to_owned());
    for (name, value) in &options.settings {
        if runtime_settings::is_one(name) {
            continue;
        }
        config.options_mut().set(name, value).map_err(|error| {
            Error::new(
                ErrorCode::InvalidRequest,
                format!("The setting {name} cannot be {value}."),
            )
            .with_hint("SHOW ALL lists the settings and their values.")
            .with_detail(error.to_string())
        })?;
    }
    Ok(config)
}
