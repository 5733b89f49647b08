//! The DataFusion context with the product's defaults.

use super::checked_rules;
use super::options::SessionOptions;
use super::pool::SessionPool;
use super::runtime::cores;
use super::runtime_settings;
use super::scan_sources::{Memory, ScanSources};
use crate::catalog::{ExternalTables, OpenedFiles, STORED_AS};
use crate::error::{Error, ErrorCode, Result};
use crate::wide_batches::BATCH_ROWS;
use datafusion::common::DataFusionError;
use datafusion::execution::context::{SessionConfig, SessionContext};
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::{MemoryPool, TrackConsumersPool};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::logical_expr::planner::ExprPlanner;
use datafusion::optimizer::{Analyzer, AnalyzerRule, Optimizer, OptimizerRule};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use url::Url;

/// Measured on TPC-H: faster than one per core, DataFusion's default.
const PARTITIONS_PER_CORE: usize = 2;

/// How many of the largest consumers an out-of-memory error names.
const TOP_CONSUMERS: NonZeroUsize = NonZeroUsize::new(5).unwrap();

/// A context whose memory is that of `pool`, above `base` if there is one.
pub(super) fn build(
    options: &SessionOptions,
    base: Option<SessionState>,
    pool: &Arc<dyn MemoryPool>,
    spill: &Path,
    opened: &Arc<OpenedFiles>,
) -> Result<SessionContext> {
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
    runtime.register_object_store(&local, Arc::new(super::local_files::LocalFiles::new()));
    let memory = Memory::default();
    let mut planners: Vec<Arc<dyn ExprPlanner>> = vec![Arc::new(checked_rules::CheckedExpressions)];
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
        .with_analyzer_rules(checked_rules::analyzer_rules(analyzer_rules(pool)))
        .with_optimizer_rules(checked_rules::optimizer_rules(optimizer_rules()))
        .with_physical_optimizer_rules(checked_rules::physical_rules(physical_rules(&memory)));
    for format in STORED_AS {
        builder = builder.with_table_factory(format.to_owned(), Arc::new(ExternalTables));
    }
    let mut state = builder.build();
    super::functions::check_all(&mut state, pool)?;
    super::checked_numbers::check_sum(&mut state)?;
    let context = super::files_in_place::context(state, opened);
    memory.belongs_to(context.state_weak_ref());
    Ok(context)
}

/// DataFusion's rules between ours.
fn analyzer_rules(pool: &Arc<dyn MemoryPool>) -> Vec<Arc<dyn AnalyzerRule + Send + Sync>> {
    let mut rules: Vec<Arc<dyn AnalyzerRule + Send + Sync>> =
        vec![Arc::new(super::timestamp_units::TimestampUnits)];
    rules.extend(Analyzer::new().rules);
    rules.push(Arc::new(super::window_frames::WindowFrames));
    rules.push(Arc::new(super::json_arrays::WholeJsonArrays));
    rules.push(Arc::new(super::copied_names::DistinctCopiedNames));
    rules.push(Arc::new(super::functions::CheckedFunctions {
        pool: Arc::clone(pool),
    }));
    rules
}

/// The pool that all queries, results and tables of a session share.
pub(super) fn pool(limit: usize) -> Arc<TrackConsumersPool<SessionPool>> {
    Arc::new(TrackConsumersPool::new(
        SessionPool::new(limit),
        TOP_CONSUMERS,
    ))
}

/// DataFusion's rules with ours: some come first, and some right before the simplification that
/// they are about.
fn optimizer_rules() -> Vec<Arc<dyn OptimizerRule + Send + Sync>> {
    let mut rules: Vec<Arc<dyn OptimizerRule + Send + Sync>> = vec![
        Arc::new(super::flat_unions::FlatUnions),
        Arc::new(super::subquery_predicates::SubqueryPredicates),
        Arc::new(super::grouping_sets::EmptyGroupingSets),
    ];
    for rule in Optimizer::new().rules {
        if rule.name() == "simplify_expressions" {
            rules.push(Arc::new(super::null_logic::NullLogic));
            rules.push(Arc::new(super::lossy_casts::LossyCasts));
            rules.push(Arc::new(super::checked_numbers::CheckedConstants));
        }
        rules.push(super::volatile_fields::guarded(rule));
    }
    rules.push(Arc::new(super::partition_filters::TruePartitionFilters));
    rules
}

/// DataFusion's rules between ours.
fn physical_rules(memory: &Memory) -> Vec<Arc<dyn PhysicalOptimizerRule + Send + Sync>> {
    let mut rules: Vec<Arc<dyn PhysicalOptimizerRule + Send + Sync>> = vec![
        Arc::new(super::float_bounds::NoFloatBounds),
        Arc::new(super::checked_numbers::CheckedArithmetic),
        Arc::new(super::grouping_sets::HonestGroupingSets),
    ];
    rules.extend(PhysicalOptimizer::new().rules);
    rules.push(Arc::new(super::dynamic_filters::PlacedDynamicFilters));
    rules.push(Arc::new(super::ordered_limits::OrderedLimits));
    rules.push(Arc::new(super::fan_out::YieldAfterFanOut));
    rules.push(Arc::new(super::top_groups::BoundedTopGroups));
    rules.push(Arc::new(ScanSources(memory.clone())));
    rules
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
