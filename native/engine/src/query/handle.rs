//! The handle on a query: whoever holds it can watch, page, cancel and close it.

use super::plan_views::PlanViews;
use super::plans::Plans;
use super::run::{run_logical, run_sql, run_work};
use super::state::Shared;
use super::status::{Phase, QueryStatus};
use super::stream::stream_plan;
use crate::control::Control;
use crate::error::{Error, ErrorCode, Result};
use crate::observer::{PlanningObserver, observed};
use crate::plan::{PlanRequest, PlanSet, PlanUpdate};
use crate::plan_file::RunnablePlan;
use crate::results::{
    Batches, FindRequest, Found, Match, MatchRequest, PageRequest, ResultSet, ViewInfo,
    ViewProgress, ViewRequest, Views,
};
use crate::session::{Lane, Limits, More, Session};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::stream;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::{AbortHandle, block_in_place};
use tokio::time::{Instant, timeout_at};

/// At most this often a running query wakes who watches it.
const QUIET: Duration = Duration::from_millis(30);

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

/// Dropping it cancels the query and frees its rows.
pub struct Query {
    session: Session,
    shared: Arc<Shared>,
    views: Arc<Views>,
    worker: AbortHandle,
}

impl Query {
    /// Starts all statements of `sql` in order; the rows of the last are kept up to `limits`.
    /// Returns at once: errors are told by the status.
    pub fn start(session: &Session, sql: impl Into<String>, limits: Limits) -> Self {
        let (session, sql) = (session.clone(), sql.into());
        let worker = session.clone();
        Self::launch(session, limits, move |shared| async move {
            shared.show_plans(&Plans {
                sql: sql.clone(),
                ..Plans::default()
            })?;
            let ended = run_sql(&worker, &shared, &sql).await;
            ended.map_err(|error| error.naming_table(|file| worker.opened().table_of_file(file)))
        })
    }

    /// Starts what `prepare` makes ready: a plan, and the text to show beside it.
    pub fn start_with(
        session: &Session,
        prepare: impl Future<Output = Result<(String, RunnablePlan)>> + Send + 'static,
        limits: Limits,
    ) -> Self {
        let session = session.clone();
        let worker = session.clone();
        Self::launch(session, limits, move |shared| async move {
            let (sql, work) = prepare.await?;
            run_work(&worker, &shared, sql, work).await
        })
    }

    /// Starts a logical plan that a program holds; one that changes the session is carried out.
    pub fn start_logical(session: &Session, plan: LogicalPlan, limits: Limits) -> Self {
        let session = session.clone();
        let worker = session.clone();
        Self::launch(session, limits, move |shared| async move {
            run_logical(&worker, &shared, plan).await
        })
    }

    fn launch<F>(session: Session, limits: Limits, work: impl FnOnce(Arc<Shared>) -> F) -> Self
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        let id = format!("q{}", NEXT_ID.fetch_add(1, Ordering::Relaxed));
        let shared = Arc::new(Shared::new(id, limits));
        let lane = session.lane();
        let threads = lane.as_ref().map_or(session.runtime(), Lane::handle);
        let observer: Arc<dyn PlanningObserver> = shared.clock().clone();
        let work = observed(observer, work(Arc::clone(&shared)));
        let work = shared.control().scope(work);
        let task = threads.spawn(work);
        let worker = task.abort_handle();
        let watched = Arc::clone(&shared);
        session.runtime().spawn(async move {
            let ended = task.await.map_err(Error::from).and_then(|result| result);
            drop(lane);
            match ended {
                Ok(()) => {}
                Err(error) if error.code == ErrorCode::Cancelled => {
                    watched.end(Phase::Cancelled, None)
                }
                Err(error) => watched.end(Phase::Failed, Some(error)),
            }
            block_in_place(|| watched.release_plans());
        });
        Self {
            session,
            shared,
            views: Arc::new(Views::new(|session, plan| {
                Box::pin(stream_plan(session, plan))
            })),
            worker,
        }
    }

    pub fn id(&self) -> &str {
        self.shared.id()
    }

    /// The session it runs in.
    pub fn session(&self) -> &Session {
        &self.session
    }

    pub fn status(&self) -> QueryStatus {
        self.shared.status()
    }

    /// The text of the statement that is or was at work last.
    pub fn sql(&self) -> String {
        self.plan_views().sql().to_owned()
    }

    /// Resolves with the first status whose version is above `since`: the first rows and the
    /// end at once, else at most every 30 ms.
    pub fn changed(&self, since: u64) -> impl Future<Output = QueryStatus> + Send + 'static {
        let shared = Arc::clone(&self.shared);
        async move {
            let mut versions = shared.versions();
            // The sender lives in `shared`.
            let _ = versions.wait_for(|version| *version > since).await;
            let until = Instant::now() + QUIET;
            if shared.rows_known_at(since) {
                while !shared.lock().phase.is_over()
                    && timeout_at(until, versions.changed()).await.is_ok()
                {}
            }
            shared.status()
        }
    }

    /// Rows of a range as one Arrow IPC stream, the schema even when the range is empty.
    ///
    /// Errors: `query_unknown` once it was closed, `invalid_request` for a column or view that does not
    /// exist or while there are no columns yet, `file_unreadable` when rows on disk cannot be read.
    pub fn page(&self, request: &PageRequest) -> Result<Vec<u8>> {
        self.views.page(&*self.results()?, request)
    }

    /// Lets the result have more rows, and a paused query go on. Does nothing once it ended.
    pub fn load_more(&self, more: More) {
        let results = self.shared.lock().results.clone();
        let (rows, bytes) = results.map_or((0, 0), |results| (results.rows(), results.bytes()));
        self.shared.set_limits(|limits| {
            limits.row_limit = more
                .rows
                .map_or(usize::MAX, |more| rows.saturating_add(more));
            limits.byte_limit = more
                .bytes
                .map_or(usize::MAX, |more| bytes.saturating_add(more));
        });
    }

    /// Sorts and filters the rows that are there now, on threads of its own. Dropping the future
    /// gives it up.
    ///
    /// Errors: those of [`Self::page`], `memory_exceeded`, `invalid_request` for a value that is none
    /// of its column's type.
    pub fn view(
        &self,
        request: ViewRequest,
    ) -> impl Future<Output = Result<ViewInfo>> + Send + 'static {
        let (session, views) = (self.session.clone(), Arc::clone(&self.views));
        let results = self.results();
        self.beside(async move { views.open(&session, &results?, &request).await })
    }

    /// How far [`Self::view`] or [`Self::find`] is; `None` before the first.
    pub fn view_progress(&self) -> Option<ViewProgress> {
        self.views.progress()
    }

    /// Frees a view; idempotent.
    pub fn close_view(&self, view_id: &str) {
        self.views.close(view_id);
    }

    /// Finds the rows that hold a text; as [`Self::view`]. It replaces the search before.
    pub fn find(
        &self,
        request: FindRequest,
    ) -> impl Future<Output = Result<Found>> + Send + 'static {
        let (session, views) = (self.session.clone(), Arc::clone(&self.views));
        let results = self.results();
        self.beside(async move { views.find(&session, &results?, &request).await })
    }

    /// The next or previous row that was found; `None` when there is none.
    ///
    /// Errors: those of [`Self::page`], `invalid_request` for a search that was replaced.
    pub fn next_match(&self, request: &MatchRequest) -> Result<Option<Match>> {
        self.views.next_match(&*self.results()?, request)
    }

    /// All rows that are there now, in their own order; rows on disk come into memory one batch at a time.
    ///
    /// Errors: those of [`Self::page`].
    pub fn batches(&self) -> Result<Batches> {
        Ok(self.results()?.batches())
    }

    /// As [`Self::batches`], for whoever reads rows as a stream.
    pub fn stored_rows(&self) -> Result<SendableRecordBatchStream> {
        let results = self.results()?;
        let schema = Arc::clone(results.schema());
        let batches = results.batches().map(|batch| batch.map_err(Into::into));
        let rows = RecordBatchStreamAdapter::new(schema, stream::iter(batches));
        Ok(Box::pin(rows))
    }

    fn results(&self) -> Result<Arc<ResultSet>> {
        let state = self.shared.lock();
        if state.closed {
            return Err(
                Error::new(ErrorCode::QueryUnknown, "The result was closed.")
                    .with_hint("Run the query again."),
            );
        }
        state
            .results
            .clone()
            .ok_or_else(|| Error::new(ErrorCode::InvalidRequest, "The query has no columns (yet)."))
    }

    /// Runs `work` on threads that no other query uses.
    fn beside<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> impl Future<Output = Result<T>> + Send + 'static {
        let session = self.session.clone();
        async move {
            let lane = session.lane();
            let threads = lane.as_ref().map_or(session.runtime(), Lane::handle);
            Session::spawn_on(threads, Control::default(), work).await
        }
    }

    /// The plans of the statement at work, with the metrics of this moment. For a large plan this takes
    /// a while: not for a thread that others wait for.
    pub fn plan(&self) -> PlanSet {
        self.plan_views().snapshot()
    }

    /// What a view of the plans does not know yet; as [`Self::plan`] the first time, quick from then on.
    pub fn plan_update(&self, request: &PlanRequest) -> PlanUpdate {
        self.plan_views().update(request)
    }

    /// JSON of what each operator counted, to keep beside a saved plan; `None` before it runs.
    pub fn saved_metrics(&self) -> Option<String> {
        self.plan_views().saved_metrics()
    }

    fn plan_views(&self) -> Arc<PlanViews> {
        Arc::clone(&self.shared.lock().plans)
    }

    /// Ends the query at once; rows fetched so far stay. Idempotent, nothing once it ended.
    pub fn cancel(&self) {
        self.shared.end(Phase::Cancelled, None);
        self.worker.abort();
    }

    /// Cancels and frees the rows. Idempotent.
    pub fn close(&self) {
        self.cancel();
        let mut state = self.shared.lock();
        state.closed = true;
        let none = PlanViews::of(Plans::default());
        let freed = (
            state.results.take(),
            std::mem::replace(&mut state.plans, none),
        );
        drop(state);
        self.views.close_all();
        // A gigabyte of batches takes a while to give back.
        self.session.runtime().spawn_blocking(move || drop(freed));
    }
}

impl Drop for Query {
    fn drop(&mut self) {
        self.close();
    }
}
