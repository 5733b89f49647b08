//! Bounds the nesting of serialised plans before any recursive decoder sees them.
//!
//! Decoders of Protocol Buffers call themselves for each nested message, and the
//! limit of the decoder in use is lifted (real plans nest deeper than its 100
//! levels). So the bytes are walked here first, with a list instead of the call
//! stack, guided by the message types of [`super::wire_schema`]: what this walk
//! enters is exactly what the decoder would enter, and what it accepts is well
//! formed. Groups are refused: no plan message has one, and decoders recurse on
//! unknown ones.
//!
//! Wire format: a field is a varint key (`tag << 3 | type`) followed by
//!
//! | type | content |
//! |---|---|
//! | 0 | varint, at most 10 bytes |
//! | 1 | 8 bytes |
//! | 2 | varint length, then that many bytes: text, bytes, packed numbers or a message |
//! | 3, 4 | group (refused) |
//! | 5 | 4 bytes |

use super::limits;
use super::substrait_schema;
use super::wire_schema::{LOGICAL_EXPR, LOGICAL_PLAN, MESSAGES, MessageType, PHYSICAL_PLAN};
use crate::{Error, ErrorCode, Result};

/// Which message the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    Logical,
    Physical,
    /// A logical expression by itself.
    Expr,
    Substrait,
}

impl Root {
    /// The message types of its format, and which of them it is.
    fn schema(self) -> (&'static [MessageType], u16) {
        match self {
            Self::Logical => (MESSAGES, LOGICAL_PLAN),
            Self::Physical => (MESSAGES, PHYSICAL_PLAN),
            Self::Expr => (MESSAGES, LOGICAL_EXPR),
            Self::Substrait => (substrait_schema::MESSAGES, substrait_schema::PLAN),
        }
    }

    /// Whether a message of type `kind` is an operator of a plan.
    fn is_operator(self, kind: u16) -> bool {
        match self {
            Self::Substrait => kind == substrait_schema::REL,
            _ => kind == LOGICAL_PLAN || kind == PHYSICAL_PLAN,
        }
    }

    /// Whether a message of type `kind` counts towards [`limits::SUBSTRAIT_EXPRESSIONS`].
    fn is_expression(self, kind: u16) -> bool {
        self == Self::Substrait && kind == substrait_schema::EXPRESSION
    }

    /// What an error calls it.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Logical | Self::Physical => "plan",
            Self::Expr => "expression",
            Self::Substrait => "Substrait plan",
        }
    }
}

/// What a walk found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Most plan nodes on one path from the root.
    pub plan_depth: usize,
    /// Most messages inside one another.
    pub nesting: usize,
    /// All messages.
    pub messages: usize,
}

/// A message that is being walked: it ends at `end`.
struct Open {
    kind: u16,
    end: usize,
    plan_depth: usize,
    /// Substrait expressions on the way to it.
    expressions: usize,
}

/// Checks that `bytes` are well formed and within the limits.
///
/// # Errors
/// `plan_file_damaged` for malformed bytes, `plan_too_deep` beyond
/// [`limits::PLAN_DEPTH`] plan nodes or [`limits::NESTING`] messages on one
/// path, `plan_file_too_large` beyond [`limits::MESSAGES`] messages or
/// [`limits::FIELDS`] fields.
pub fn check(bytes: &[u8], root: Root) -> Result<Shape> {
    let (types, kind) = root.schema();
    let start = usize::from(matches!(root, Root::Logical | Root::Physical));
    let mut shape = Shape {
        plan_depth: start,
        nesting: 1,
        messages: 1,
    };
    let mut fields = 0_usize;
    let mut at = 0;
    let mut open = vec![Open {
        kind,
        end: bytes.len(),
        plan_depth: start,
        expressions: 0,
    }];
    while let Some(message) = open.last() {
        if at == message.end {
            open.pop();
            continue;
        }
        fields += 1;
        let (kind, end, plan_depth) = (message.kind, message.end, message.plan_depth);
        let expressions = message.expressions;
        let Field { tag, body, next } =
            field(bytes, at, end).ok_or_else(|| damaged(root, at, kind))?;
        at = next;
        match (message_type(types, kind, tag), body) {
            (Some(inner), Some(length)) => {
                let deeper = usize::from(root.is_operator(inner));
                let expressions = expressions + usize::from(root.is_expression(inner));
                if expressions > limits::SUBSTRAIT_EXPRESSIONS {
                    return Err(expressions_too_deep());
                }
                open.push(Open {
                    kind: inner,
                    end: next + length,
                    plan_depth: plan_depth + deeper,
                    expressions,
                });
                shape.messages += 1;
                shape.nesting = shape.nesting.max(open.len());
                shape.plan_depth = shape.plan_depth.max(plan_depth + deeper);
                within_limits(root, &shape)?;
            }
            (Some(_), None) => return Err(damaged(root, at, kind)),
            (None, length) => at += length.unwrap_or(0),
        }
        if fields > limits::FIELDS {
            return Err(too_large(root));
        }
    }
    Ok(shape)
}

fn within_limits(root: Root, shape: &Shape) -> Result<()> {
    if shape.plan_depth > limits::PLAN_DEPTH || shape.nesting > limits::NESTING {
        return Err(Error::new(
            ErrorCode::PlanTooDeep,
            format!(
                "The {} nests deeper than {} operators or {} levels of operators and expressions.",
                root.noun(),
                limits::PLAN_DEPTH,
                limits::NESTING
            ),
        )
        .with_hint("Split the query, for example with views that are saved as files."));
    }
    if shape.messages > limits::MESSAGES {
        Err(too_large(root))
    } else {
        Ok(())
    }
}

fn expressions_too_deep() -> Error {
    Error::new(
        ErrorCode::PlanTooDeep,
        format!(
            "The Substrait plan nests deeper than {} expressions.",
            limits::SUBSTRAIT_EXPRESSIONS
        ),
    )
    .with_hint("Write lists of values or a join instead of a long chain of operators.")
}

struct Field {
    tag: u32,
    /// Length of a length-delimited field's content; `None` for fixed content, which `next` is past.
    body: Option<usize>,
    next: usize,
}

/// Reads the key of the field at `at`, and for types other than 2 steps over its content.
/// `None` where the bytes are malformed or end too early.
fn field(bytes: &[u8], at: usize, end: usize) -> Option<Field> {
    let (key, next) = varint(bytes, at, end)?;
    let tag = u32::try_from(key).ok()? >> 3;
    let (body, next) = match key & 7 {
        0 => (None, varint(bytes, next, end)?.1),
        1 => (None, next + 8),
        5 => (None, next + 4),
        2 => {
            let (length, next) = varint(bytes, next, end)?;
            let length = usize::try_from(length)
                .ok()
                .filter(|length| *length <= end - next)?;
            (Some(length), next)
        }
        _ => return None,
    };
    (tag > 0 && next <= end).then_some(Field { tag, body, next })
}

fn varint(bytes: &[u8], at: usize, end: usize) -> Option<(u64, usize)> {
    let mut value = 0_u64;
    for (index, byte) in bytes.get(at..end)?.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            // The tenth byte holds the last bit of 64.
            return (index < 9 || *byte < 2).then_some((value, at + index + 1));
        }
    }
    None
}

fn message_type(types: &[MessageType], kind: u16, tag: u32) -> Option<u16> {
    let fields = types.get(usize::from(kind))?.fields;
    let place = fields.binary_search_by_key(&tag, |(tag, _)| *tag).ok()?;
    fields.get(place).map(|(_, inner)| *inner)
}

fn damaged(root: Root, at: usize, kind: u16) -> Error {
    let name = root
        .schema()
        .0
        .get(usize::from(kind))
        .map_or("plan", |kind| kind.name);
    unreadable(root).with_detail(format!("malformed field at byte {at}, in {name}"))
}

/// The error of bytes that are not what they should be.
pub(super) fn unreadable(root: Root) -> Error {
    let noun = root.noun();
    let hint = match root {
        Root::Expr => "Serialise the expression again where it came from.".to_owned(),
        Root::Substrait => "Write the plan again where it came from.".to_owned(),
        _ => "Save the plan again, or copy the file again from where it came from.".to_owned(),
    };
    Error::new(
        ErrorCode::PlanFileDamaged,
        format!("The serialised {noun} is damaged: its bytes cannot be read."),
    )
    .with_hint(hint)
}

fn too_large(root: Root) -> Error {
    Error::new(
        ErrorCode::PlanFileTooLarge,
        format!(
            "The serialised {} holds too many parts to be opened.",
            root.noun()
        ),
    )
    .with_detail(format!(
        "more than {} messages or {} fields",
        limits::MESSAGES,
        limits::FIELDS
    ))
}
