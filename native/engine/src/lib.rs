//! The engine of Planarium: one DataFusion session, its tables, its queries and its plans.
//!
//! Plain Rust without any binding: `native/node` wraps it for Node.js. Structured
//! values that cross to TypeScript derive [`ts_rs::TS`] and mirror `app/shared`.

pub mod api;
#[cfg(test)]
mod bindings;
pub mod export;
mod json_text;
mod parquet_types;
mod plan_engine;
pub mod planning;
pub mod preview;
pub mod query;
pub mod results;
mod running;
pub mod session;
pub mod substrait;

pub use planarium_catalog::{self as catalog, field};
use planarium_df_patches::{
    asking_aggregate, csv_sink, csv_text, distinct_names, stand_in, wide_batches, wrapped_aggregate,
};
pub use planarium_error::{self as error, Error, ErrorCode, Position, Result, Span};
use planarium_error::{control, observer};
pub use planarium_files::file_lock;
pub use planarium_plan_codec as codec;
pub use planarium_plan_file::{self as plan_file, consent, preflight};
use planarium_plan_model::self_time;
pub use planarium_plan_model::{self as plan, shared_json};
use planarium_readers::guarded_scan;
pub use planarium_sql as sql;
pub use session::{Session, SessionOptions};

// Plans that the optimizer makes are within the bounds of plans that are read.
const _: () = assert!(
    planarium_df_patches::TOP_GROUPS as u64 <= planarium_plan_wire::schema::bounds::MAX_TOP_GROUPS
);
