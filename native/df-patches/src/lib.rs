//! What Planarium corrects of DataFusion, one fault a module, each with its issue.
//!
//! [`rules`] puts the corrections of planning into their order; the others are called where a plan
//! is read from bytes, runs or is written. `docs/upstream-faults.md` lists the faults that give wrong
//! rows, and a test of the engine tells when one of them is gone upstream.

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
