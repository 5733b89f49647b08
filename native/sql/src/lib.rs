//! SQL text before planning: its statements, their positions, and refused statements.

mod chain;
mod expression;
mod guard;
mod named;
mod offsets;
mod parse;
mod split;

pub use expression::parse_expression;
pub use named::{statement, tables};
pub use parse::{Parsed, parse};
pub use planarium_df_patches::meaning;
pub use split::{StatementSpan, statements};
