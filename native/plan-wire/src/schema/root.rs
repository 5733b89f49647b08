//! Which message a run of bytes is.

use super::messages::{LOGICAL_EXPR, LOGICAL_PLAN, MESSAGES, PHYSICAL_PLAN};
use super::{MessageType, substrait_messages as substrait};

/// The outermost message of serialised bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    Logical,
    Physical,
    /// A logical expression by itself.
    Expr,
    Substrait,
}

impl Root {
    /// The message types of its format.
    pub fn types(self) -> &'static [MessageType] {
        match self {
            Self::Substrait => substrait::MESSAGES,
            _ => MESSAGES,
        }
    }

    /// Its place among them.
    pub fn kind(self) -> u16 {
        match self {
            Self::Logical => LOGICAL_PLAN,
            Self::Physical => PHYSICAL_PLAN,
            Self::Expr => LOGICAL_EXPR,
            Self::Substrait => substrait::PLAN,
        }
    }

    /// Whether a message of type `kind` is an operator of a plan.
    pub fn is_operator(self, kind: u16) -> bool {
        match self {
            Self::Substrait => kind == substrait::REL,
            _ => kind == LOGICAL_PLAN || kind == PHYSICAL_PLAN,
        }
    }

    /// Whether a message of type `kind` is an expression that names its parts.
    pub fn is_expression(self, kind: u16) -> bool {
        match self {
            Self::Substrait => kind == substrait::EXPRESSION,
            _ => kind == LOGICAL_EXPR,
        }
    }

    /// Names of the message types, by their place.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.types().iter().map(|kind| kind.name)
    }

    /// The place of a message type.
    pub fn place(self, name: &str) -> Option<u16> {
        let place = self.names().position(|kind| kind == name)?;
        u16::try_from(place).ok()
    }

    /// What an error calls it.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Logical | Self::Physical => "plan",
            Self::Expr => "expression",
            Self::Substrait => "Substrait plan",
        }
    }
}
