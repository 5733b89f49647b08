//! The session: one DataFusion context with its runtime, its memory and spill limits and **the** codec stack.

mod arrow_files;
mod checked_numbers;
mod checked_rules;
mod context;
mod copied_names;
mod csv_errors;
pub(crate) mod csv_header;
mod csv_records;
mod csv_source;
mod dynamic_filters;
mod fan_out;
mod files_in_place;
mod flat_unions;
mod float_bounds;
mod functions;
mod gauge;
mod grouping_sets;
mod in_place;
mod info;
mod json_arrays;
mod json_parts;
mod json_source;
mod kept;
mod kept_tables;
mod lanes;
mod local_files;
mod lossy_casts;
mod null_logic;
mod options;
mod ordered_limits;
mod partition_filters;
mod parts;
mod pool;
mod runtime;
pub(crate) mod runtime_settings;
mod scan_input;
mod scan_sources;
mod spill;
mod staged_files;
mod subquery_predicates;
mod task_context;
mod timestamp_units;
mod top_groups;
mod volatile_fields;
mod window_frames;

pub(crate) use checked_numbers::{checked, checked_node};
pub(crate) use dynamic_filters::without_misplaced;
pub(crate) use float_bounds::without_float_bounds;
pub use gauge::Gauge;
pub(crate) use grouping_sets::honest_grouping_sets;
pub(crate) use in_place::in_place;
pub use info::SessionInfo;
pub(crate) use kept::{Keeper, KeptRows};
pub(crate) use lanes::Lane;
pub use options::{Limits, SessionOptions};
pub(crate) use scan_input::{BLOCK, Meter, Metered};
pub(crate) use scan_sources::{Memory, opened_here};
pub(crate) use top_groups::TOP_GROUPS;

use crate::catalog::OpenedFiles;
use crate::codec::CodecStack;
use crate::control::Control;
use crate::error::{Error, ErrorCode, Result, catch_panic};
use datafusion::catalog::TableProvider;
use datafusion::execution::TaskContext;
use datafusion::execution::context::SessionContext;
use datafusion::execution::memory_pool::{MemoryPool, TrackConsumersPool};
use datafusion::logical_expr::Expr;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::PhysicalExtensionCodec;
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::runtime::Handle;

/// A cheap handle: clones share context, runtime, limits and codecs; sessions derived
/// with another codec share all but the codecs.
#[derive(Clone)]
pub struct Session {
    inner: Arc<Inner>,
    codecs: CodecStack,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}

struct Inner {
    // Fields drop in this order: the runtimes go last but one, so that no task
    // outlives the context, and the spill folder after everything that may write to it.
    context: Arc<SessionContext>,
    task_context: task_context::LastTaskContext,
    opened: Arc<OpenedFiles>,
    pool: Arc<TrackConsumersPool<pool::SessionPool>>,
    kept: Arc<KeptRows>,
    kept_tables: kept_tables::KeptTables,
    /// Of the start, in bytes.
    memory_limit: usize,
    /// Settings by their full name.
    started_with: BTreeMap<String, String>,
    lanes: Arc<lanes::Lanes>,
    runtime: runtime::Runtime,
    _spill: spill::SpillFolder,
}

impl Session {
    /// Starts the worker threads and makes the spill folder.
    ///
    /// Errors: `invalid_request` for a setting DataFusion does not know, `write_failed` when the
    /// spill folder cannot be made.
    pub fn new(options: SessionOptions) -> Result<Self> {
        let chosen = options.settings.get(runtime_settings::TEMP_DIRECTORY);
        let parent = chosen
            .map(PathBuf::from)
            .or(options.spill_directory.clone());
        let spill = spill::SpillFolder::create(parent.as_deref())?;
        let runtime = runtime::Runtime::start("planarium")?;
        let pool = context::pool(options.memory_limit_bytes);
        let shared: Arc<dyn MemoryPool> = Arc::<TrackConsumersPool<_>>::clone(&pool);
        let opened = Arc::new(OpenedFiles::default());
        let context = context::build(&options, &shared, spill.path(), &opened)?;
        let session = Self {
            codecs: CodecStack::new(),
            inner: Arc::new(Inner {
                context: Arc::new(context),
                task_context: task_context::LastTaskContext::default(),
                opened,
                kept: KeptRows::new(&shared),
                kept_tables: kept_tables::KeptTables::default(),
                pool,
                memory_limit: options.memory_limit_bytes,
                started_with: options.settings,
                lanes: Arc::default(),
                runtime,
                _spill: spill,
            }),
        };
        session.start_settings()?;
        Ok(session)
    }

    fn start_settings(&self) -> Result<()> {
        let settings = &self.inner.started_with;
        for (name, value) in settings.iter().filter(|(name, _)| {
            runtime_settings::is_one(name) && *name != runtime_settings::TEMP_DIRECTORY
        }) {
            runtime_settings::set(self, name, value).map_err(|error| Error {
                code: ErrorCode::InvalidRequest,
                ..error
            })?;
        }
        Ok(())
    }

    pub fn context(&self) -> &Arc<SessionContext> {
        &self.inner.context
    }

    /// Functions and settings of now, to decode plans with. Functions that are built for the time zone
    /// are there without one: plans that name them were made so.
    pub(crate) fn task_context(&self) -> Arc<TaskContext> {
        self.inner.task_context.of(&self.inner.context)
    }

    /// Threads for one query; see [`lanes`].
    pub(crate) fn lane(&self) -> Option<Lane> {
        self.inner.lanes.take()
    }

    /// The session's own worker threads, which serve everything but running queries.
    pub fn runtime(&self) -> &Handle {
        self.inner.runtime.handle()
    }

    /// The only way to turn plans into bytes and back.
    pub fn codecs(&self) -> &CodecStack {
        &self.codecs
    }

    /// A session that shares everything with this one but writes and reads logical
    /// plans with one codec more. See [`CodecStack::with_logical`] for id and errors.
    pub fn with_logical_extension_codec(
        &self,
        id: &str,
        codec: Arc<dyn LogicalExtensionCodec>,
    ) -> Result<Self> {
        Ok(Self {
            inner: Arc::clone(&self.inner),
            codecs: self.codecs.with_logical(id, codec)?,
        })
    }

    /// As [`Self::with_logical_extension_codec`], for physical plans.
    pub fn with_physical_extension_codec(
        &self,
        id: &str,
        codec: Arc<dyn PhysicalExtensionCodec>,
    ) -> Result<Self> {
        Ok(Self {
            inner: Arc::clone(&self.inner),
            codecs: self.codecs.with_physical(id, codec)?,
        })
    }

    pub(crate) fn opened(&self) -> &OpenedFiles {
        &self.inner.opened
    }

    /// An expression from SQL, with its functions as the session's registry has them.
    pub(crate) fn checked(&self, expr: Expr) -> Result<Expr> {
        let pool: Arc<dyn MemoryPool> = Arc::<TrackConsumersPool<_>>::clone(&self.inner.pool);
        Ok(functions::CheckedFunctions { pool }.checked(expr)?.data)
    }

    /// Memory of the rows that results and tables keep.
    pub(crate) fn kept(&self) -> &Arc<KeptRows> {
        &self.inner.kept
    }

    /// Counts the memory of a table that was made just now.
    pub(crate) fn keep_table(&self, provider: &Arc<dyn TableProvider>) {
        self.inner.kept_tables.add(provider, &self.inner.kept);
    }

    /// Counts the memory of tables again after a statement that may have changed them.
    pub(crate) fn count_tables(&self) {
        self.inner.kept_tables.count(&self.inner.kept);
    }

    /// Of this moment, in bytes.
    pub(crate) fn memory_limit(&self) -> usize {
        self.inner.pool.inner().limit()
    }

    pub fn info(&self) -> SessionInfo {
        info::of(self, self.memory_limit())
    }

    pub fn gauge(&self) -> Gauge {
        self.count_tables();
        gauge::of(&self.inner.context.runtime_env(), self.memory_limit())
    }

    /// Runs `work` on the session's threads. Dropping the returned future aborts it, and planning
    /// in it ends at its next rule; a panic in it is an error with code `panic`.
    pub fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> impl Future<Output = Result<T>> + Send + 'static {
        Self::spawn_on(self.runtime(), Control::default(), work)
    }

    /// As [`Self::spawn`], on `threads` and with a control of the caller's.
    pub(crate) fn spawn_on<T: Send + 'static>(
        threads: &Handle,
        control: Control,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> impl Future<Output = Result<T>> + Send + 'static {
        let task = threads.spawn(control.scope(work));
        let mut guard = EndOnDrop(Some((task.abort_handle(), control)));
        async move {
            let result = task.await;
            guard.0.take();
            result.map_err(Error::from)?
        }
    }

    /// Runs `work`, which may wait for files, where it keeps no worker thread, with the current
    /// control; a panic in it is an error with code `panic`.
    pub(crate) async fn spawn_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let control = Control::current();
        let work = move || control.scope_here(|| catch_panic(work));
        let task = self.runtime().spawn_blocking(work);
        task.await.map_err(Error::from)?
    }

    /// What folders held before is looked up anew.
    pub(crate) fn forget_listings(&self) {
        let env = self.inner.context.runtime_env();
        if let Some(listed) = env.cache_manager.get_list_files_cache() {
            listed.clear();
        }
    }
}

/// `None` once the work came to its own end: streams that it opened may go on.
struct EndOnDrop(Option<(tokio::task::AbortHandle, Control)>);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        if let Some((task, control)) = self.0.take() {
            control.end();
            task.abort();
        }
    }
}
