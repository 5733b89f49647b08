//! The session: one DataFusion context with its runtime, its memory and spill limits and **the** codec stack.

mod context;
mod info;
mod kept;
mod kept_tables;
mod lanes;
mod memory_usage;
mod options;
mod plan_session;
mod pool;
mod runtime;
pub(crate) mod runtime_settings;
mod settings;
mod spill;
mod task_context;

pub use info::SessionInfo;
pub(crate) use kept::{Keeper, KeptRows};
pub(crate) use lanes::Lane;
pub use memory_usage::MemoryUsage;
pub use options::{AtLimit, Limits, More, SessionOptions};
pub use settings::Setting;

use crate::codec::{CodecStack, ReadPolicy};
use crate::control::Control;
use crate::error::{Error, ErrorCode, Result};
use datafusion::catalog::TableProvider;
use datafusion::execution::TaskContext;
use datafusion::execution::context::{SessionContext, SessionState};
use datafusion::execution::disk_manager::DiskManager;
use datafusion::execution::memory_pool::{MemoryPool, TrackConsumersPool};
use datafusion::logical_expr::Expr;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::PhysicalExtensionCodec;
use planarium_catalog::{Catalog, OpenedFiles};
use planarium_error::control;
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
    catalog: Catalog,
    task_context: task_context::LastTaskContext,
    pool: Arc<TrackConsumersPool<pool::SessionPool>>,
    kept: Arc<KeptRows>,
    kept_tables: kept_tables::KeptTables,
    /// Of the start, in bytes.
    memory_limit: usize,
    /// What `RESET` sets where that is not DataFusion's default, by full name.
    own_defaults: BTreeMap<String, String>,
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
        Self::build(options, None, CodecStack::new())
    }

    /// A session above the catalogs, functions, settings, object stores and query planner of
    /// `state`, such as one of a cluster, with `codecs` for its plans. Memory, spilling, rules and
    /// files are those of every session; `options` come on top of the settings of `state`.
    ///
    /// Errors: as [`Self::new`].
    pub fn from_state(
        state: SessionState,
        options: SessionOptions,
        codecs: CodecStack,
    ) -> Result<Self> {
        Self::build(options, Some(state), codecs)
    }

    fn build(
        options: SessionOptions,
        base: Option<SessionState>,
        codecs: CodecStack,
    ) -> Result<Self> {
        let chosen = options.settings.get(runtime_settings::TEMP_DIRECTORY);
        let parent = chosen
            .map(PathBuf::from)
            .or(options.spill_directory.clone());
        let spill = spill::SpillFolder::create(parent.as_deref())?;
        let runtime = runtime::Runtime::start("planarium")?;
        let pool = context::pool(options.memory_limit_bytes);
        let shared: Arc<dyn MemoryPool> = Arc::<TrackConsumersPool<_>>::clone(&pool);
        let catalog = context::build(&options, base, &shared, spill.path())?;
        let config = catalog.context().copied_config();
        let own_defaults = settings::own_defaults(config.options());
        let session = Self {
            codecs: codecs.with_adapter(Arc::new(plan_session::SessionPlans)),
            inner: Arc::new(Inner {
                catalog,
                task_context: task_context::LastTaskContext::default(),
                kept: KeptRows::new(&shared),
                kept_tables: kept_tables::KeptTables::default(),
                pool,
                memory_limit: options.memory_limit_bytes,
                own_defaults,
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
        self.inner.catalog.context()
    }

    /// Functions and settings of now, to decode plans with. Functions that are built for the time zone
    /// are there without one: plans that name them were made so.
    pub(crate) fn task_context(&self) -> Arc<TaskContext> {
        self.inner.task_context.of(self.context())
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

    /// A session that shares everything with this one but decodes only what `policy` admits.
    pub fn with_read_policy(&self, policy: Arc<dyn ReadPolicy>) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            codecs: self.codecs.with_policy(policy),
        }
    }

    pub(crate) fn opened(&self) -> &OpenedFiles {
        self.inner.catalog.opened()
    }

    /// An expression from SQL, with its functions as the session's registry has them.
    pub(crate) fn checked(&self, expr: Expr) -> Result<Expr> {
        let pool: Arc<dyn MemoryPool> = Arc::<TrackConsumersPool<_>>::clone(&self.inner.pool);
        Ok(planarium_df_patches::checked_expression(expr, &pool)?)
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

    /// The files of the spill folder.
    pub(crate) fn disk(&self) -> Arc<DiskManager> {
        Arc::clone(&self.context().runtime_env().disk_manager)
    }

    /// Of this moment, in bytes.
    pub(crate) fn memory_limit(&self) -> usize {
        self.inner.pool.inner().limit()
    }

    pub fn info(&self) -> SessionInfo {
        info::of(self, self.memory_limit())
    }

    /// What `RESET name` sets where that is not DataFusion's default: of one setting, or of a section.
    pub(crate) fn own_defaults(&self, name: &str) -> impl Iterator<Item = (&String, &String)> {
        self.inner.own_defaults.iter().filter(move |(own, _)| {
            let rest = own.strip_prefix(name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// All settings of DataFusion, by name.
    pub fn settings(&self) -> Vec<Setting> {
        settings::all(self)
    }

    pub fn memory_usage(&self) -> MemoryUsage {
        self.count_tables();
        memory_usage::of(&self.context().runtime_env(), self.memory_limit())
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
        control::spawn_on(threads, control, work)
    }

    /// See [`Catalog::forget_listings`].
    pub(crate) fn forget_listings(&self) {
        self.inner.catalog.forget_listings();
    }
}

impl AsRef<Catalog> for Session {
    fn as_ref(&self) -> &Catalog {
        &self.inner.catalog
    }
}

impl AsRef<SessionContext> for Session {
    fn as_ref(&self) -> &SessionContext {
        self.context()
    }
}
