//! Rows written to a file or a folder of files, which gets its name when it is complete.
//!
//! Blocks of text are encoded on several threads and written in their order. With `partition_by` the
//! rows go to a folder of files for each combination of values, named as Hive does:
//! `year=2024/month=2/data-0.parquet`.

mod destination;
mod output;
mod partitions;
mod write;

use super::{EncodeOptions, RowFormat, RowSummary};
use crate::control::Control;
use crate::error::{Error, ErrorCode, Result};
use crate::observer::{PhaseClock, PlanningObserver, observed};
use crate::session::{Lane, Session};
use datafusion::execution::SendableRecordBatchStream;
use destination::Destination;
use parking_lot::Mutex;
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;
use ts_rs::TS;

/// How long a cancelled export may take to remove what it wrote before it is answered for.
const GRACE: Duration = Duration::from_secs(2);

/// How and where rows are written.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct FileOptions {
    /// Replace an existing file. False by default. A folder is replaced only while it is empty.
    #[ts(optional, as = "Option<bool>")]
    pub overwrite: bool,
    #[ts(optional, as = "Option<EncodeOptions>")]
    pub encode: EncodeOptions,
}

/// Rows on their way to a file. Dropping it ends the query, and removes what was not committed.
pub struct FileExport {
    shared: Arc<Shared>,
    worker: AbortHandle,
}

struct Shared {
    control: Control,
    clock: Arc<PhaseClock>,
    started: Instant,
    progress: Progress,
    /// `None` until the rows are written, and once the outcome was taken.
    outcome: Mutex<Option<Result<Destination>>>,
    ended: watch::Sender<bool>,
    cancelled: CancellationToken,
}

/// What was written so far.
#[derive(Clone, Default)]
struct Progress {
    rows: Arc<AtomicU64>,
    bytes: Arc<AtomicU64>,
}

impl FileExport {
    /// `source` plans the query and starts it. Returns at once: [`Self::written`] gives the errors.
    pub fn start(
        session: &Session,
        source: impl Future<Output = Result<SendableRecordBatchStream>> + Send + 'static,
        path: PathBuf,
        format: RowFormat,
        options: FileOptions,
    ) -> Self {
        let shared = Arc::new(Shared {
            control: Control::default(),
            clock: Arc::default(),
            started: Instant::now(),
            progress: Progress::default(),
            outcome: Mutex::new(None),
            ended: watch::Sender::new(false),
            cancelled: CancellationToken::new(),
        });
        let lane = session.lane();
        let threads = lane.as_ref().map_or(session.runtime(), Lane::handle);
        let observer: Arc<dyn PlanningObserver> = shared.clock.clone();
        let work = write::write(source, path, format, options, shared.progress.clone());
        let work = shared.control.scope(observed(observer, work));
        let task = threads.spawn(work);
        let worker = task.abort_handle();
        let watched = Arc::clone(&shared);
        session.runtime().spawn(async move {
            let ended = task.await.map_err(Error::from).and_then(|result| result);
            drop(lane);
            watched.end(ended);
        });
        Self { shared, worker }
    }

    /// Resolves when all rows are safe on disk under a temporary name; [`Self::commit`] gives them theirs.
    ///
    /// Errors, once: those of planning and running, what the format cannot hold, `invalid_request`
    /// for its options, `write_failed`, and `cancelled` from [`Self::cancel`] on.
    pub fn written(&self) -> impl Future<Output = Result<RowSummary>> + Send + 'static {
        let shared = Arc::clone(&self.shared);
        async move {
            let mut ended = shared.ended.subscribe();
            let given_up = async {
                shared.cancelled.cancelled().await;
                tokio::time::sleep(GRACE).await;
            };
            tokio::select! {
                // The sender lives in `shared`.
                _ = ended.wait_for(|ended| *ended) => {}
                () = given_up => return Err(Error::cancelled()),
            }
            let mut outcome = shared.outcome.lock();
            match outcome.take() {
                Some(Err(error)) => Err(error),
                Some(Ok(_)) if shared.cancelled.is_cancelled() => Err(Error::cancelled()),
                Some(written) => {
                    *outcome = Some(written);
                    Ok(shared.summary())
                }
                None => Err(Error::cancelled()),
            }
        }
    }

    /// Gives the file its name. May wait for the disk.
    ///
    /// Errors: `write_failed`, also when the name was taken meanwhile; `cancelled` after
    /// [`Self::cancel`]; `invalid_request` before [`Self::written`].
    pub fn commit(&self) -> Result<()> {
        if self.shared.cancelled.is_cancelled() {
            return Err(Error::cancelled());
        }
        let written = self.shared.outcome.lock().take();
        written
            .ok_or_else(|| Error::new(ErrorCode::InvalidRequest, "The rows are not written yet."))??
            .commit()
    }

    pub fn summary(&self) -> RowSummary {
        self.shared.summary()
    }

    /// Ends the query and removes what was written; idempotent, nothing after [`Self::commit`].
    pub fn cancel(&self) {
        self.shared.cancelled.cancel();
        self.shared.control.end();
        self.worker.abort();
        drop(self.shared.outcome.lock().take());
    }
}

impl Drop for FileExport {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl Shared {
    fn end(&self, outcome: Result<Destination>) {
        self.control.end();
        self.clock.stop();
        // Nobody could take it any more after a cancel.
        *self.outcome.lock() = match self.cancelled.is_cancelled() {
            true => Some(Err(Error::cancelled())),
            false => Some(outcome),
        };
        self.ended.send_replace(true);
    }

    fn summary(&self) -> RowSummary {
        RowSummary {
            rows: self.progress.rows.load(Ordering::Relaxed),
            bytes: self.progress.bytes.load(Ordering::Relaxed),
            elapsed_ms: self.started.elapsed().as_secs_f64() * 1000.0,
            phases: self.clock.times(),
        }
    }
}
