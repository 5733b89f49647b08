//! The self time of each operator of a running plan, measured here.
//!
//! DataFusion's own `elapsed_compute` cannot be used for it: each operator decides what its timer
//! holds. A hash join's holds the polling of its build side, a Parquet scan's leaves out decoding,
//! a repartitioning's is zero (`docs/self-time.md` lists them all).
//!
//! **Self time** is the CPU time that threads spent in the code of one operator: in calls of its
//! `execute`, in polls of its streams and in the tasks that it spawned, without the time in
//! operators below it. It is kept per partition, in nanoseconds, and grows while the query runs.
//!
//! | file | what it does |
//! |---|---|
//! | `operator.rs` | puts an observer around each operator of a plan that is about to run |
//! | `spans.rs` | which operator each thread is working for; entering one pauses the one before |
//! | `spawned.rs` | hands that over to the tasks that operators spawn |
//! | `clock.rs` | wall and CPU time of the current thread |

mod clock;
mod operator;
mod spans;
mod spawned;

pub use operator::{is_measured, measured};
