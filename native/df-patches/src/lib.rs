//! Corrections of DataFusion, one fault per module, each with its issue.
//!
//! [`rules`] orders the corrections of planning; the others are called when a plan is read from bytes,
//! run or written. `docs/upstream-faults.md` lists the faults that give wrong rows, and a test of the
//! engine fails once one of them is fixed upstream.

pub mod asking_aggregate;
mod blocking_poll;
mod cancellable_rules;
mod checked_numbers;
mod copied_names;
pub mod csv_sink;
pub mod csv_text;
pub mod distinct_names;
pub mod duplicate_columns;
mod dynamic_filters;
mod fan_out;
mod flat_unions;
mod float_bounds;
mod functions;
mod grouping_sets;
pub mod hidden_values;
mod json_arrays;
mod lossy_casts;
pub mod meaning;
mod null_logic;
mod ordered_limits;
mod partition_filters;
mod parts;
pub mod rules;
pub mod stand_in;
mod subquery_predicates;
mod timestamp_units;
mod top_groups;
mod volatile_fields;
pub mod wide_batches;
mod window_frames;
pub mod wrapped_aggregate;

pub use blocking_poll::blocking_poll;
pub use checked_numbers::{checked, checked_node};
pub use dynamic_filters::without_misplaced;
pub use float_bounds::without_float_bounds;
pub use functions::{checked_expression, planning};
pub use grouping_sets::honest_grouping_sets;
pub use top_groups::TOP_GROUPS;
