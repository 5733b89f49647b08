//! SQL text before planning: its statements, their places, and what is refused.

mod chain;
mod expression;
mod guard;
mod named;
mod names;
mod offsets;
mod parse;
mod split;

pub use expression::parse_expression;
pub(crate) use named::{statement, tables};
pub use names::explain;
pub use parse::{Parsed, parse};
pub(crate) use planarium_df_patches::meaning;
pub use split::{StatementSpan, statements};
