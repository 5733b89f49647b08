//! The engine of Planarium: one DataFusion session, its tables, its queries and its plans.
//!
//! Plain Rust without any binding: `native/node` wraps it for Node.js. Structured
//! values that cross to TypeScript derive [`ts_rs::TS`] and mirror `app/shared`.

pub mod api;
mod arrow_messages;
mod asking_aggregate;
#[cfg(test)]
mod bindings;
pub mod catalog;
pub mod codec;
mod compression;
pub mod consent;
mod csv_sink;
mod csv_text;
mod distinct_names;
mod encoding;
pub mod export;
pub mod field;
pub mod file_lock;
mod file_watch;
mod guarded_scan;
mod hidden_values;
mod json_files;
mod json_text;
mod observer;
mod parquet_types;
pub mod plan;
pub mod plan_file;
pub mod planning;
pub mod preflight;
pub mod query;
pub mod results;
mod running;
mod self_time;
pub mod session;
pub mod shared;
pub mod sql;
mod stand_in;
pub mod substrait;
mod temporary;
mod watched;
mod wide_batches;
pub mod wire;
mod wrapped_aggregate;

use planarium_error::control;
pub use planarium_error::{self as error, Error, ErrorCode, Position, Result, Span};
pub use session::{Session, SessionOptions};
