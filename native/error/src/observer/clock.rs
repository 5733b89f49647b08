//! Measures the time of each phase.

use super::{Phase, PlanningObserver};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};
use ts_rs::TS;

/// Milliseconds of wall time in each phase, over all statements of a text; `None` for a phase that
/// did not start. The phases do not overlap, so their sum is at most the time of the query.
/// Mirrors `phaseTimes` of `app/shared/phases.ts`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhaseTimes {
    pub parse: Option<f64>,
    pub plan: Option<f64>,
    pub optimize: Option<f64>,
    pub physical: Option<f64>,
    pub execute: Option<f64>,
}

/// Measures the phases of one query. Repeated phases are summed.
#[derive(Debug, Default)]
pub struct PhaseClock(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    parse: Option<Duration>,
    plan: Option<Duration>,
    optimize: Option<Duration>,
    physical: Option<Duration>,
    execute: Option<Duration>,
    current: Option<(Phase, Instant)>,
}

impl PhaseClock {
    /// Ends the current phase; idempotent.
    pub fn stop(&self) {
        self.0.lock().end(Instant::now());
    }

    /// The times so far, including the current phase.
    pub fn times(&self) -> PhaseTimes {
        let now = Instant::now();
        let state = self.0.lock();
        let ms = |phase: Phase, ended: Option<Duration>| {
            let running = state
                .current
                .filter(|(current, _)| *current == phase)
                .map(|(_, began)| now.saturating_duration_since(began));
            let total = match (ended, running) {
                (None, None) => return None,
                (ended, running) => ended.unwrap_or_default() + running.unwrap_or_default(),
            };
            Some(total.as_secs_f64() * 1000.0)
        };
        PhaseTimes {
            parse: ms(Phase::Parse, state.parse),
            plan: ms(Phase::Plan, state.plan),
            optimize: ms(Phase::Optimize, state.optimize),
            physical: ms(Phase::Physical, state.physical),
            execute: ms(Phase::Execute, state.execute),
        }
    }
}

impl State {
    fn end(&mut self, now: Instant) {
        let Some((phase, began)) = self.current.take() else {
            return;
        };
        let total = match phase {
            Phase::Parse => &mut self.parse,
            Phase::Plan => &mut self.plan,
            Phase::Optimize => &mut self.optimize,
            Phase::Physical => &mut self.physical,
            Phase::Execute => &mut self.execute,
        };
        *total.get_or_insert_default() += now.saturating_duration_since(began);
    }
}

impl PlanningObserver for PhaseClock {
    fn phase_began(&self, phase: Phase) {
        let now = Instant::now();
        let mut state = self.0.lock();
        state.end(now);
        state.current = Some((phase, now));
    }
}
