//! Cancellation for code that computes for long between its awaits.
//!
//! Aborting a task ends it at its next await. A join whose filter matches nothing, an optimizer
//! rule or a window function may compute for hours before that, so they check a control between
//! their steps. Code that is called by the task itself uses [`Control::current`]; operators, whose
//! streams run in tasks created by DataFusion, get theirs before they start
//! (`running` of the engine).

use crate::{Error, Result, catch_panic};
use datafusion::common::DataFusionError;
use parking_lot::Mutex;
use std::collections::HashSet;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use tokio::task::futures::TaskLocalFuture;

tokio::task_local! {
    static CURRENT: Control;
}

/// Whether one piece of work, such as a query, is over. Clones share the state.
#[derive(Debug, Clone, Default)]
pub struct Control(Arc<State>);

#[derive(Debug, Default)]
struct State {
    over: AtomicBool,
    /// Paths whose files were checked for the current statement.
    looked_at: Mutex<HashSet<String>>,
}

impl Control {
    /// The control of the calling task; outside of [`Self::scope`] one that never ends.
    pub fn current() -> Self {
        CURRENT.try_with(Self::clone).unwrap_or_default()
    }

    /// Runs `work` with this as its current control.
    pub fn scope<F: Future>(&self, work: F) -> TaskLocalFuture<Self, F> {
        CURRENT.scope(self.clone(), work)
    }

    /// As [`Self::scope`], for work that does not await.
    pub fn scope_here<T>(&self, work: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self.clone(), work)
    }

    /// Idempotent.
    pub fn end(&self) {
        self.0.over.store(true, Ordering::Relaxed);
    }

    /// Another statement begins: all files are to be checked again.
    pub fn forget_looks(&self) {
        self.0.looked_at.lock().clear();
    }

    /// Marks the files of `path` as checked for this statement.
    pub fn note_look(&self, path: &str) {
        self.0.looked_at.lock().insert(path.to_owned());
    }

    pub fn looked_at(&self, path: &str) -> bool {
        self.0.looked_at.lock().contains(path)
    }

    /// Errors: `cancelled` once the work is over.
    pub fn check(&self) -> Result<(), DataFusionError> {
        match self.0.over.load(Ordering::Relaxed) {
            true => Err(Error::cancelled().into()),
            false => Ok(()),
        }
    }
}

/// [`Control::check`] of the current one.
pub fn check() -> Result<(), DataFusionError> {
    CURRENT.try_with(Control::check).unwrap_or(Ok(()))
}

/// Runs `work` on `threads` with `control`. Dropping the returned future ends both; a panic in `work`
/// is an error with code `panic`.
pub fn spawn_on<T: Send + 'static>(
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

/// `None` once the work has completed: streams that it opened may continue.
struct EndOnDrop(Option<(AbortHandle, Control)>);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        if let Some((task, control)) = self.0.take() {
            control.end();
            task.abort();
        }
    }
}

/// Runs `work`, which may block on files, outside of the worker threads, with the current control;
/// a panic in it is an error with code `panic`. Await it on the session's threads.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let control = Control::current();
    let work = move || control.scope_here(|| catch_panic(work));
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::from)?
}
