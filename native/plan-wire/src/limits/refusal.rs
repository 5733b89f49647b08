//! Why bytes are refused before any decoder sees them.

use std::fmt;

use super::ipc_check::RowsFault;
use super::{
    EXPRESSION_BYTES, FIELDS, LIST_PAIRS, MESSAGES, NESTING, PLAN_DEPTH, SUBSTRAIT_EXPRESSIONS,
};
use crate::schema::Root;

/// A refusal: [`fmt::Display`] is its message, one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub root: Root,
    /// Offset of the field at which reading stopped.
    pub at: usize,
    pub reason: Reason,
}

/// What is wrong with the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The field at byte `at`, in a message of this type, cannot be read.
    Malformed { at: usize, message: &'static str },
    /// Rows inside the plan.
    Rows(RowsFault),
    /// A number that decides about memory is beyond its bound.
    Number {
        field: String,
        number: i128,
        most: u64,
    },
    /// [`PLAN_DEPTH`] or [`NESTING`].
    TooDeep,
    /// [`SUBSTRAIT_EXPRESSIONS`].
    ExpressionsTooDeep,
    /// [`EXPRESSION_BYTES`].
    TooCostly,
    /// [`MESSAGES`] or [`FIELDS`].
    TooManyParts,
    /// [`LIST_PAIRS`].
    ListsTooLong,
}

/// What a refusal says about the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    Damaged,
    TooDeep,
    TooLarge,
}

impl Refusal {
    pub fn kind(&self) -> RefusalKind {
        match self.reason {
            Reason::Malformed { .. } | Reason::Rows(_) | Reason::Number { .. } => {
                RefusalKind::Damaged
            }
            Reason::TooDeep | Reason::ExpressionsTooDeep | Reason::TooCostly => {
                RefusalKind::TooDeep
            }
            Reason::TooManyParts | Reason::ListsTooLong => RefusalKind::TooLarge,
        }
    }

    /// What to do next.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match &self.reason {
            Reason::Malformed { .. } | Reason::Rows(_) => damaged_hint(self.root),
            Reason::Number { .. } => damaged_hint(Root::Logical),
            Reason::TooDeep => "Split the query, for example with views that are saved as files.",
            Reason::ExpressionsTooDeep => {
                "Write lists of values or a join instead of a long chain of operators."
            }
            Reason::TooCostly => {
                "Split the expression, for example with a subquery for its inner part."
            }
            Reason::ListsTooLong => {
                "Select fewer columns, and write lists of values or a join instead of long chains of conditions."
            }
            Reason::TooManyParts => return None,
        })
    }

    /// Which limit or which byte.
    pub fn detail(&self) -> Option<String> {
        Some(match &self.reason {
            Reason::Malformed { at, message } => {
                format!("malformed field at byte {at}, in {message}")
            }
            Reason::Rows(fault) => fault.to_string(),
            Reason::Number {
                field,
                number,
                most,
            } => format!("{field} is {number}, at most {most} is accepted"),
            Reason::TooCostly => format!(
                "naming its parts would take more than {} MiB",
                EXPRESSION_BYTES >> 20
            ),
            Reason::TooManyParts => format!("more than {MESSAGES} messages or {FIELDS} fields"),
            Reason::ListsTooLong => {
                format!("more than {LIST_PAIRS} pairs of parts within one list, over all lists")
            }
            Reason::TooDeep | Reason::ExpressionsTooDeep => return None,
        })
    }
}

/// What to do about damaged bytes.
pub fn damaged_hint(root: Root) -> &'static str {
    match root {
        Root::Expr => "Serialise the expression again where it came from.",
        Root::Substrait => "Write the plan again where it came from.",
        _ => "Save the plan again, or copy the file again from where it came from.",
    }
}

/// The message of bytes that cannot be read as what they should be.
pub fn damaged_message(root: Root) -> String {
    let noun = root.noun();
    format!("The serialised {noun} is damaged: its bytes cannot be read.")
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = self.root.noun();
        match &self.reason {
            Reason::Malformed { .. } | Reason::Rows(_) => f.write_str(&damaged_message(self.root)),
            Reason::Number { .. } => f.write_str(
                "The serialised plan is damaged: a number in it is out of all proportion.",
            ),
            Reason::TooDeep => write!(
                f,
                "The {noun} nests deeper than {PLAN_DEPTH} operators or {NESTING} levels of operators and expressions."
            ),
            Reason::ExpressionsTooDeep => write!(
                f,
                "The Substrait plan nests deeper than {SUBSTRAIT_EXPRESSIONS} expressions."
            ),
            Reason::TooCostly => f.write_str(
                "The plan nests long expressions so deep that they would take too long to read.",
            ),
            Reason::TooManyParts => {
                write!(
                    f,
                    "The serialised {noun} holds too many parts to be opened."
                )
            }
            Reason::ListsTooLong => write!(
                f,
                "The {noun} has lists of too many columns, keys or operands to be opened."
            ),
        }
    }
}

impl std::error::Error for Refusal {}
