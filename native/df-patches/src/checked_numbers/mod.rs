//! Makes overflow of integer arithmetic and sums an error.
//!
//! DataFusion lets integers wrap: `9223372036854775807 + 1` is negative, and so is a sum beyond 64
//! bits (apache/datafusion #3520, #17539). As in PostgreSQL and DuckDB, both are errors here:
//!
//! | what | where |
//! |---|---|
//! | `+`, `-`, `*` and negation in plans made here | [`operators`], before the other physical rules |
//! | the same in plans read from bytes | each expression as it is decoded, see [`expression`] |
//! | constants that the optimizer computes | [`constants`], before each simplification |
//! | `sum` of integers, decimals and durations | [`sum`], an aggregate of the same name |
//!
//! Types, bytes and texts of plans do not change: they do not record that an operation is checked.

mod constants;
mod expression;
mod group_sums;
mod operators;
mod sum;
mod totals;

pub(crate) use constants::CheckedConstants;
pub use expression::{checked, checked_node};
pub(crate) use operators::CheckedArithmetic;
pub(crate) use sum::check_sum;
