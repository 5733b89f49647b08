//! The one way from a statement or a plan to a physical plan.
//!
//! | stage | phase | done by |
//! |---|---|---|
//! | SQL text to syntax trees | [`Phase::Parse`] | [`parse`] |
//! | tables looked up, syntax tree to a logical plan | [`Phase::Plan`] | [`refresh_tables`], [`Planning::statement`] |
//! | analyzer and optimizer rules | [`Phase::Optimize`] | [`Planning::optimize`] |
//! | logical to physical plan, physical optimizer rules | [`Phase::Physical`] | [`Planning::physical`] |
//! | rows | [`Phase::Execute`] | `crate::query` |
//!
//! SQL text, plans that a program holds, saved plans and EXPLAIN pass through it. A
//! [`PlanningObserver`] sees each phase begin and each rule end; [`PhaseClock`] is the one that
//! measures phases.

mod pipeline;

pub use crate::observer::{Phase, PhaseClock, PhaseTimes, PlanningObserver, observed};
pub(crate) use pipeline::{Planning, parse, refresh_tables};
