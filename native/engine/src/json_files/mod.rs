//! JSON files: objects one behind the other, on a line each or over many, or lists of objects.
//!
//! [`infer`] finds out their columns from all of their records, [`Batches`] reads them.

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
mod read;
mod records;
mod wrong;

pub(crate) use infer::infer;
pub(crate) use lines::{is_in_lines, whole_lines};
pub(crate) use read::Batches;
