//! CSV files: how they are written, what columns they have, and their rows.

pub mod dialect;
mod errors;
mod header;
pub mod noted;
mod records;
mod sample;
pub mod schema;
pub(crate) mod source;
