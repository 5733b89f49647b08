//! The session: one DataFusion context with its runtime, its memory and spill limits and **the** codec stack.

mod byte_order_mark;
mod checked_rules;
mod context;
mod csv_errors;
mod csv_records;
mod csv_source;
mod fan_out;
mod files_in_place;
mod flat_unions;
mod gauge;
mod in_place;
mod info;
mod json_arrays;
mod json_values;
mod lanes;
mod local_files;
mod options;
mod runtime;
mod scan_input;
mod scan_sources;
mod spill;
mod staged_files;
mod task_context;
mod top_groups;

pub use gauge::Gauge;
pub(crate) use in_place::in_place;
pub use info::SessionInfo;
pub(crate) use lanes::Lane;
pub use options::{Limits, SessionOptions};
pub(crate) use scan_input::{Meter, Metered};
pub(crate) use scan_sources::{Memory, opened_here};
pub(crate) use top_groups::TOP_GROUPS;

use crate::catalog::OpenedFiles;
use crate::codec::CodecStack;
use crate::control::Control;
use crate::error::{Error, Result, catch_panic};
use datafusion::execution::TaskContext;
use datafusion::execution::context::SessionContext;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::PhysicalExtensionCodec;
use std::fmt;
use std::future::Future;
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
    opened: OpenedFiles,
    memory_limit: usize,
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
        let spill = spill::SpillFolder::create(options.spill_directory.as_deref())?;
        let runtime = runtime::Runtime::start("planarium")?;
        let context = context::build(&options, spill.path())?;
        Ok(Self {
            codecs: CodecStack::new(),
            inner: Arc::new(Inner {
                context: Arc::new(context),
                task_context: task_context::LastTaskContext::default(),
                opened: OpenedFiles::default(),
                memory_limit: options.memory_limit_bytes,
                lanes: Arc::default(),
                runtime,
                _spill: spill,
            }),
        })
    }

    pub fn context(&self) -> &Arc<SessionContext> {
        &self.inner.context
    }

    /// Functions and settings of now, to decode plans with.
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

    pub fn info(&self) -> SessionInfo {
        info::of(self, self.inner.memory_limit)
    }

    pub fn gauge(&self) -> Gauge {
        gauge::of(&self.inner.context.runtime_env(), self.inner.memory_limit)
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
