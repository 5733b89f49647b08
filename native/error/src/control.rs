//! Whether work was given up, for code that computes for long between its awaits.
//!
//! Aborting a task ends it at its next await. A join whose filter matches nothing, an optimizer
//! rule or a window function may compute for hours before that, so they ask here between their
//! steps. Code that is called by the task itself asks for the [`Control::current`] one; operators,
//! whose streams run in tasks of DataFusion's own making, are given theirs before they start
//! (`running` of the engine).

use crate::{Error, Result, catch_panic};
use datafusion::common::DataFusionError;
use parking_lot::Mutex;
use std::collections::HashSet;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::task::futures::TaskLocalFuture;

tokio::task_local! {
    static CURRENT: Control;
}

/// Says whether one piece of work, such as a query, is over. Clones say the same.
#[derive(Debug, Clone, Default)]
pub struct Control(Arc<State>);

#[derive(Debug, Default)]
struct State {
    over: AtomicBool,
    /// Paths whose files were looked at for the current statement.
    looked_at: Mutex<HashSet<String>>,
}

impl Control {
    /// That of the task which calls; outside of [`Self::scope`] one that nobody ends.
    pub fn current() -> Self {
        CURRENT.try_with(Self::clone).unwrap_or_default()
    }

    /// `work` with this as its current control.
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

    /// Another statement begins: all files are to be looked at again.
    pub fn forget_looks(&self) {
        self.0.looked_at.lock().clear();
    }

    /// The files of `path` were looked at for this statement.
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

/// Runs `work`, which may wait for files, where it keeps no worker thread, with the current control;
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
