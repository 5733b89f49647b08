//! Preflight: what stands in the way of a plan's trip through bytes, before anything is saved.
//!
//! Nothing here guesses: a kind of plan is blocked when turning it into bytes and back fails, or
//! when the format is known to lose a part that changes its rows. `tests/engine/preflight.rs`
//! compares the report with what really happens.

mod file;
mod finding;
mod functions;
mod sql;

pub use file::of_file;
pub use finding::{
    Finding, KindStatus, KindVerdict, Preflight, Remedy, RemedyAction, Severity, Subject,
};
pub use sql::of_sql;
