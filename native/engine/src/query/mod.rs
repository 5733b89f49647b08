//! Queries: planning, running, and what they leave behind.
//!
//! | entry | for |
//! |---|---|
//! | [`Query::start`] | SQL whose rows are kept for paging |
//! | [`Query::start_logical`] | a logical plan that a program holds |
//! | [`Query::start_with`] | a plan that is made ready by other work, such as reading a plan file |
//! | [`explain`] | plans without running |
//! | [`stream`], [`stream_work`] | rows that are handed on and not kept |

mod create_table;
mod ddl;
mod ddl_message;
mod error_attribution;
mod explain;
mod handle;
mod plan_views;
mod plans;
mod run;
mod state;
mod statement;
mod status;
mod stream;
mod target;
mod untrusted;

pub use explain::{explain, plan_last};
pub use handle::Query;
pub use status::{Phase, QueryStatus, StatementProgress, Truncation, TruncationReason};
pub use stream::{stream, stream_work};
