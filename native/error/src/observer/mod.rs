//! Observers of a statement on its way from text to rows.
//!
//! Like [`Control`](crate::control::Control), the observer belongs to the task that plans and is
//! available to all code called there; without one nothing is reported.

mod clock;

pub use clock::{PhaseClock, PhaseTimes};

use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use std::future::Future;
use std::sync::Arc;

tokio::task_local! {
    static CURRENT: Arc<dyn PlanningObserver>;
}

/// The phases of a statement, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// SQL text becomes syntax trees.
    Parse,
    /// Tables are looked up, and reopened if their files changed; the syntax tree becomes a
    /// logical plan. A statement that changes the session is executed in this phase.
    Plan,
    /// Analyzer and optimizer rules.
    Optimize,
    /// The physical plan is created and its optimizer rules run.
    Physical,
    /// The plan runs.
    Execute,
}

/// Observes statements; each call is made on the planning thread, and blocks it.
pub trait PlanningObserver: Send + Sync {
    /// A phase begins; the one before has ended.
    fn phase_began(&self, _phase: Phase) {}

    /// An analyzer or optimizer rule ended with this plan; the optimizer may run a rule several times.
    fn logical_rule_ended(&self, _rule: &str, _plan: &LogicalPlan) {}

    /// A physical optimizer rule ended with this plan.
    fn physical_rule_ended(&self, _rule: &str, _plan: &Arc<dyn ExecutionPlan>) {}
}

/// Runs `work` with `observer`, in addition to the current one.
pub async fn observed<F: Future>(observer: Arc<dyn PlanningObserver>, work: F) -> F::Output {
    let both = match CURRENT.try_with(Arc::clone) {
        Ok(outer) => Arc::new(Both(outer, observer)) as _,
        Err(_) => observer,
    };
    CURRENT.scope(both, work).await
}

struct Both(Arc<dyn PlanningObserver>, Arc<dyn PlanningObserver>);

impl PlanningObserver for Both {
    fn phase_began(&self, phase: Phase) {
        self.0.phase_began(phase);
        self.1.phase_began(phase);
    }

    fn logical_rule_ended(&self, rule: &str, plan: &LogicalPlan) {
        self.0.logical_rule_ended(rule, plan);
        self.1.logical_rule_ended(rule, plan);
    }

    fn physical_rule_ended(&self, rule: &str, plan: &Arc<dyn ExecutionPlan>) {
        self.0.physical_rule_ended(rule, plan);
        self.1.physical_rule_ended(rule, plan);
    }
}

pub fn phase_began(phase: Phase) {
    notify(|observer| observer.phase_began(phase));
}

pub fn logical_rule_ended(rule: &str, plan: &LogicalPlan) {
    notify(|observer| observer.logical_rule_ended(rule, plan));
}

pub fn physical_rule_ended(rule: &str, plan: &Arc<dyn ExecutionPlan>) {
    notify(|observer| observer.physical_rule_ended(rule, plan));
}

fn notify(what: impl FnOnce(&dyn PlanningObserver)) {
    // Outside of an observed task there is no observer.
    let _ = CURRENT.try_with(|observer| what(observer.as_ref()));
}
