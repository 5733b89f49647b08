//! Expressions as text, in one form for plans in memory and for plans in bytes.
//!
//! Each kind of expression implements [`Source`] by naming its parts; [`forms`] writes them, and
//! [`literal`] writes the constants. Thus a saved plan and the plan that it decodes to read the same.
//!
//! The form is SQL's, with DataFusion's names for types and functions: parentheses only where the
//! order of evaluation needs them, casts written out.

mod forms;
mod line;
mod literal;
mod logical;
mod physical;
mod temporal;

use datafusion::logical_expr::Operator;

pub use forms::{
    Call, Key, Over, between, case, cast, chain, column, constant, dynamic_filter, in_list, is,
    like, negated, negative, operator_rank, sets,
};
pub use line::Line;
pub use literal::literal;
pub(super) use logical::key as logical_key;
pub use logical::outer;
pub(super) use physical::{aggregate as physical_aggregate, key as physical_key};

/// An expression in any representation.
pub trait Source {
    /// Writes the expression to `line`, in parentheses where what it stands in binds tighter
    /// than it: `within` is the least rank (see [`forms`]) that needs none.
    fn write(&self, within: u8, line: &mut Line);
}

impl<S: Source + ?Sized> Source for &S {
    fn write(&self, within: u8, line: &mut Line) {
        (**self).write(within, line);
    }
}

/// An expression as one line of at most 2,000 bytes; what is longer ends with an ellipsis.
pub fn text<S: Source + ?Sized>(expression: &S) -> String {
    let mut line = Line::default();
    line.part(&expression, 0);
    line.finish()
}

/// Several expressions, each as [`text`].
pub fn texts<'a, S: Source + 'a>(expressions: impl IntoIterator<Item = &'a S>) -> Vec<String> {
    expressions.into_iter().map(text).collect()
}

/// Conditions that all must hold, as one line.
pub fn all_of<S: Source>(conditions: &[S]) -> String {
    let mut line = Line::default();
    chain(operator_rank(Operator::And), conditions, 0, &mut line);
    line.finish()
}

/// Rows of expressions as one line: `(1, 'a'), (2, 'b')`.
pub fn rows_text<S: Source>(rows: &[impl AsRef<[S]>]) -> String {
    let mut line = Line::default();
    sets(rows, true, &mut line);
    line.finish()
}

/// A sort key as one line: `delay desc`; the usual place of NULLs is not spelled out.
pub fn key_text<S: Source>(key: &Key<S>) -> String {
    let mut line = Line::default();
    key.write(&mut line);
    line.finish()
}
