//! Carries through DataFusion's logical format what that format refuses or loses
//! without a word: subqueries in EXISTS, IN, ANY and ALL, references to columns of
//! an outer query, lateral subqueries, the options of COPY.
//!
//! The format has one hook inside expressions: a function may bring a payload. So
//! before encoding, [`carry`] puts a **marker** in the place of each such part: a
//! scalar function of the same name, type and nullability, which leaves every
//! schema as it was. What the marker stands for is in its payload; the expressions
//! and subplans it needs are its arguments, ordinary messages that limits, bounds
//! and inspection see like any other. After decoding, [`restore`] puts the parts
//! back. A plan that holds none of them is encoded byte for byte as DataFusion does.
//!
//! Payload (`fun_definition` of a `ScalarUDFExprNode`):
//!
//! | bytes | content |
//! |---|---|
//! | 6 | `DFJSSQ` |
//! | 1 | version: 1 |
//! | 1 | kind, see below |
//! | rest | fields of the kind; text is its length as u32 little endian, then UTF-8 |
//!
//! | kind | fields | arguments | stands for |
//! |---|---|---|---|
//! | 0 tag | - | - | first outer reference of a carried subquery, which sets it apart from an ordinary one |
//! | 1 exists | negated u8 | subquery | `EXISTS` |
//! | 2 in | negated u8, column of the subquery nullable u8 | value, subquery | `IN` |
//! | 3 comparison | operator as DataFusion's format names it, quantifier u8 (0 ANY, 1 ALL) | value, subquery | `= ANY`, `> ALL`, ... |
//! | 4 outer | name of the field, number of qualifiers u8 (0 to 3), the qualifiers, name of the column | placeholder of the field's type | a column of an outer query |
//! | 5 lateral | - | outer references | as predicate of a filter: the filter's input is a lateral subquery |
//! | 6 union | number of inputs u32 | - | as predicate of a filter, in memory only: the union below has so many inputs |
//! | 7 copy | plain u8 | keys and values in turn | as predicate of a filter: the options of the COPY below; plain if its format has no others |
//! | 8 alias | number of qualifiers u8, the qualifiers, name | expression | an alias inside a compared value, which decoding takes off |
//! | 9 half | - | the number as a cast from REAL | a half float, which the format makes a REAL |
//! | 10 limit | skips u8, fetches u8 | OFFSET if it skips, LIMIT if it fetches | as predicate of a filter: LIMIT and OFFSET that are expressions |
//! | 11 to 16 | | | operators of physical plans ([`super::operators`]) |
//! | 17 noted | a list of keys and texts | a constant | the constant with this metadata; more in physical plans ([`super::physical_values`]) |
//! | 18 packed | | | an operator of physical plans |
//!
//! A `subquery` argument is `IS NOT NULL` of a scalar subquery with a tag.
//! Markers are known by their payload and never by name: a user's columns and
//! functions may be called anything.

use datafusion::common::tree_node::TreeNode;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, LogicalPlan};

mod carry;
mod copy;
mod marker;
mod payload;
mod reader;
mod restore;
mod unions;
pub(super) mod views;

pub(super) use carry::{carry, carry_alone};
pub(super) use marker::Marker;
pub use payload::Carried;
pub(super) use restore::{restore, restore_alone};
pub(super) use unions::mark_unions;

use super::search::until;

/// True where `test` holds for a part of an expression of `node` itself.
fn has(node: &LogicalPlan, test: impl Fn(&Expr) -> bool) -> Result<bool> {
    let mut found = false;
    node.apply_expressions(|expression| {
        expression.apply(|part| {
            found = test(part);
            Ok(until(found))
        })
    })?;
    Ok(found)
}
