//! JSON files: objects one behind the other, on a line each or over many, or lists of objects.
//!
//! [`infer`] finds out their columns from all of their records, [`read::Batches`] reads them.

mod columns;
mod content;
mod cursor;
mod foreign;
mod infer;
mod kinds;
mod lines;
mod numbers;
mod objects;
mod parse;
pub(crate) mod parts;
mod read;
mod records;
pub(crate) mod source;
mod wrong;

pub use infer::infer;
