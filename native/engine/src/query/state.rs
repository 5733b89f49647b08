//! What a query has come to so far, shared by the worker and whoever asks.

use super::plan_views::PlanViews;
use super::plans::Plans;
use super::status::{Phase, QueryStatus, StatementProgress, Truncation};
use crate::control::Control;
use crate::error::{Error, Result};
use crate::observer::{Phase as PlanningPhase, PhaseClock, PlanningObserver};
use crate::results::ResultSet;
use crate::session::Limits;
use crate::shared_json::SharedJson;
use parking_lot::{Mutex, MutexGuard};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::sync::watch;

pub(super) struct State {
    pub(super) phase: Phase,
    pub(super) results: Option<Arc<ResultSet>>,
    pub(super) plans: Arc<PlanViews>,
    pub(super) truncated: Option<Truncation>,
    pub(super) statement: StatementProgress,
    pub(super) catalog_changed: bool,
    pub(super) message: Option<String>,
    pub(super) error: Option<Error>,
    /// Set at the end and while paused.
    elapsed: Option<Duration>,
    /// Time spent in pauses that are over.
    paused: Duration,
    /// True once the rows were given back.
    pub(super) closed: bool,
}

pub(super) struct Shared {
    id: String,
    started: Instant,
    control: Control,
    clock: Arc<PhaseClock>,
    state: Mutex<State>,
    version: watch::Sender<u64>,
    /// Of the rows; they may grow while the query is at work.
    limits: watch::Sender<Limits>,
    /// The version that brought the first rows.
    first_rows: OnceLock<u64>,
}

impl Shared {
    pub(super) fn new(id: String, limits: Limits) -> Self {
        let state = State {
            phase: Phase::Planning,
            results: None,
            plans: PlanViews::of(Plans::default()),
            truncated: None,
            statement: StatementProgress { index: 0, count: 1 },
            catalog_changed: false,
            message: None,
            error: None,
            elapsed: None,
            paused: Duration::ZERO,
            closed: false,
        };
        Self {
            id,
            started: Instant::now(),
            control: Control::default(),
            clock: Arc::default(),
            state: Mutex::new(state),
            version: watch::Sender::new(1),
            limits: watch::Sender::new(limits),
            first_rows: OnceLock::new(),
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Ends with the query, however it ends: operators below a limit that was met may be at work.
    pub(super) fn control(&self) -> &Control {
        &self.control
    }

    /// Measures the phases of the statements.
    pub(super) fn clock(&self) -> &Arc<PhaseClock> {
        &self.clock
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    pub(super) fn versions(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    /// Changes a query that is still at work and tells who waits. Once it is over, whatever
    /// the worker still brings is discarded: it gets `cancelled` and stops.
    pub(super) fn update<T>(&self, change: impl FnOnce(&mut State) -> T) -> Result<T> {
        let mut state = self.state.lock();
        if state.phase.is_over() {
            return Err(Error::cancelled());
        }
        let value = change(&mut state);
        if state.phase.is_over() {
            self.clock.stop();
            let elapsed = self.running_time(&state);
            state.elapsed = Some(elapsed);
            if let Some(results) = &state.results {
                results.seal();
            }
            self.control.end();
        }
        drop(state);
        self.version.send_modify(|version| *version += 1);
        Ok(value)
    }

    pub(super) fn limits(&self) -> Limits {
        *self.limits.borrow()
    }

    /// Changes the limits; a paused query goes on where they have room.
    pub(super) fn set_limits(&self, change: impl FnOnce(&mut Limits)) {
        self.limits.send_modify(change);
    }

    /// Waits for other limits than `met`.
    ///
    /// Errors: `cancelled` once the query is over.
    pub(super) async fn pause(&self, met: Limits, truncated: Truncation) -> Result<()> {
        let mut limits = self.limits.subscribe();
        self.update(|state| {
            state.phase = Phase::Paused;
            state.truncated = Some(truncated);
            self.clock.stop();
            state.elapsed = Some(self.running_time(state));
        })?;
        // The sender lives in `self`.
        let _ = limits.wait_for(|limits| *limits != met).await;
        self.update(|state| {
            state.phase = Phase::Running;
            state.truncated = None;
            self.clock.phase_began(PlanningPhase::Execute);
            if let Some(elapsed) = state.elapsed.take() {
                state.paused = self.started.elapsed().saturating_sub(elapsed);
            }
        })
    }

    /// Time since the start without pauses.
    fn running_time(&self, state: &State) -> Duration {
        let since = || self.started.elapsed().saturating_sub(state.paused);
        state.elapsed.unwrap_or_else(since)
    }

    /// Called after each batch: the first one is told at once.
    pub(super) fn rows_came(&self) {
        self.first_rows.get_or_init(|| *self.version.borrow());
    }

    /// Whether who saw `version` has seen rows.
    pub(super) fn rows_known_at(&self, version: u64) -> bool {
        self.first_rows.get().is_some_and(|first| version >= *first)
    }

    /// Ends the query in `phase`, unless it has ended.
    pub(super) fn end(&self, phase: Phase, error: Option<Error>) {
        // Already over is fine: the first end counts.
        let _ = self.update(|state| {
            state.phase = phase;
            state.error = error;
        });
    }

    /// Shows other plans from now on.
    ///
    /// Errors: `cancelled` once the query is over.
    pub(super) fn show_plans(&self, plans: &Plans) -> Result<()> {
        let views = PlanViews::of(plans.clone());
        let before = self.update(|state| std::mem::replace(&mut state.plans, views))?;
        // A large plan takes a while to drop: not under the lock.
        drop(before);
        Ok(())
    }

    /// Lets go of plans that are over: operators keep what they built, such as one side of a join,
    /// for as long as they live.
    pub(super) fn release_plans(&self) {
        let views = Arc::clone(&self.lock().plans);
        views.release();
    }

    pub(super) fn status(&self) -> QueryStatus {
        let version = *self.version.borrow();
        let state = self.state.lock();
        let results = state.results.as_deref();
        QueryStatus {
            query_id: self.id.clone(),
            version,
            phase: state.phase,
            columns: results.map(|results| SharedJson(Arc::clone(results.columns()))),
            rows: results.map_or(0, ResultSet::rows),
            bytes: results.map_or(0, ResultSet::bytes),
            memory_rows: results.map_or(0, ResultSet::memory_rows),
            disk_bytes: results.map_or(0, ResultSet::disk_bytes),
            elapsed_ms: self.running_time(&state).as_secs_f64() * 1000.0,
            phases: self.clock.times(),
            truncated: state.truncated,
            statement: state.statement,
            catalog_changed: state.catalog_changed,
            message: state.message.clone(),
            error: state.error.clone(),
        }
    }
}
