//! Bounds the nesting and the numbers of serialised plans before any decoder sees them.
//!
//! Decoders of Protocol Buffers call themselves for each nested message, and the
//! limit of the decoder in use is lifted (real plans nest deeper than its 100
//! levels). So the bytes are walked here first, with a list instead of the call
//! stack, guided by the message types of [`crate::wire::schema`]: what this walk
//! enters is exactly what the decoder would enter, and what it accepts is well
//! formed. Groups are refused: no plan message has one, and decoders recurse on
//! unknown ones. The wire format is in the head of [`crate::wire::scan`].
//!
//! Numbers with a bound ([`super::bounds`]) are checked on the way.

use super::pairs::Pairs;
use super::visits::{Visits, Way};
use super::{bounds, limits, paths, rows};
use crate::wire::messages::{LOGICAL_EXPR, LOGICAL_PLAN, MESSAGES, PHYSICAL_PLAN};
use crate::wire::scan::{WireType, whole_field};
use crate::wire::schema::{Kind, MessageType};
use crate::wire::substrait_messages as substrait;
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
            Self::Substrait => (substrait::MESSAGES, substrait::PLAN),
        }
    }

    /// Whether a message of type `kind` is an operator of a plan.
    fn is_operator(self, kind: u16) -> bool {
        match self {
            Self::Substrait => kind == substrait::REL,
            _ => kind == LOGICAL_PLAN || kind == PHYSICAL_PLAN,
        }
    }

    /// Whether a message of type `kind` is an expression that names its parts.
    fn is_expression(self, kind: u16) -> bool {
        match self {
            Self::Substrait => kind == substrait::EXPRESSION,
            _ => kind == LOGICAL_EXPR,
        }
    }

    /// Names of the message types, by their place.
    pub(super) fn names(self) -> impl Iterator<Item = &'static str> {
        self.schema().0.iter().map(|kind| kind.name)
    }

    /// The place of a message type.
    pub(super) fn place(self, name: &str) -> Option<u16> {
        let place = self.names().position(|kind| kind == name)?;
        u16::try_from(place).ok()
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
    /// Most messages inside one another, and operators that a chain in one message becomes.
    pub nesting: usize,
    /// Most logical or Substrait expressions inside one another.
    pub expressions: usize,
    /// All messages.
    pub messages: usize,
    /// What counts towards [`limits::VISITS`].
    pub visits: u64,
    /// Reading it looks up paths in the file system: those of tables and targets that are no URLs.
    pub looks_up_paths: bool,
}

/// A message that is being walked: it ends at `end`.
struct Open {
    start: usize,
    end: usize,
    kind: u16,
    /// Plan nodes and expressions on the way to it; both end the walk long before they overflow.
    plan_depth: u16,
    expressions: u16,
    /// As [`Shape::nesting`], on the way to it.
    nesting: usize,
    /// Parts of it so far that are compared with one another.
    listed: u32,
    /// The numbers of the messages in it that may be there once.
    seen: u128,
    way: Way,
}

/// Checks that `bytes` are well formed and within the limits.
///
/// # Errors
/// `plan_file_damaged` for malformed bytes and for numbers out of their bounds,
/// `plan_too_deep` beyond [`limits::PLAN_DEPTH`] plan nodes or [`limits::NESTING`]
/// messages on one path, or beyond [`limits::VISITS`], `plan_file_too_large` beyond [`limits::MESSAGES`] messages,
/// [`limits::FIELDS`] fields or [`limits::PAIRS`].
pub fn check(bytes: &[u8], root: Root) -> Result<Shape> {
    walk(bytes, root, &mut 0)
}

/// Why [`check`] refuses `bytes`, and where the field begins that it stops at.
pub(crate) fn refused(bytes: &[u8], root: Root) -> Option<(usize, Error)> {
    let mut at = 0;
    let error = walk(bytes, root, &mut at).err()?;
    Some((at, error))
}

/// As [`check`]; `at` is where the walk is, from 0 on. In its callers it is a variable of their own
/// then, not one behind a reference.
#[inline(always)]
fn walk(bytes: &[u8], root: Root, at: &mut usize) -> Result<Shape> {
    let (types, kind) = root.schema();
    let start = u16::from(matches!(root, Root::Logical | Root::Physical));
    let mut shape = Shape {
        plan_depth: usize::from(start),
        nesting: 1,
        expressions: usize::from(root == Root::Expr),
        messages: 1,
        visits: 0,
        looks_up_paths: false,
    };
    let mut fields = 0_usize;
    let mut message = Open {
        kind,
        end: bytes.len(),
        plan_depth: start,
        expressions: u16::from(root == Root::Expr),
        start: 0,
        nesting: 1,
        listed: 0,
        seen: 0,
        way: Way::default(),
    };
    let mut visits = Visits::of(root);
    let mut pairs = Pairs::of(root);
    let mut around: Vec<Open> = Vec::with_capacity(64);
    loop {
        if *at == message.end {
            match around.pop() {
                Some(outer) => message = outer,
                None => {
                    shape.visits = visits.bytes();
                    return Ok(shape);
                }
            }
            continue;
        }
        fields += 1;
        if fields > limits::FIELDS {
            return Err(too_large(root));
        }
        let Some(field) = whole_field(bytes, *at, message.end) else {
            return Err(damaged(root, *at, message.kind));
        };
        let content = bytes.get(field.value..field.end).unwrap_or_default();
        if root != Root::Substrait && field.wire == WireType::Length {
            rows::check_field(message.kind, field.number, content)
                .map_err(|why| unreadable(root).with_detail(why))?;
            shape.looks_up_paths |= paths::is_looked_up(message.kind, field.number, content);
        }
        let known = types
            .get(usize::from(message.kind))
            .and_then(|kind| kind.field(field.number));
        if let Some(known) = known {
            pairs.add(
                message.kind,
                known,
                field.wire,
                content,
                &mut message.listed,
            )?;
        }
        match known.map(|known| (known.kind, known.once())) {
            Some((Kind::Message(inner), once)) => {
                if field.wire != WireType::Length {
                    return Err(damaged(root, field.value, message.kind));
                }
                if message.seen & once != 0 {
                    return Err(damaged(root, *at, message.kind));
                }
                message.seen |= once;
                if pairs.is_operand(message.kind, field.number) {
                    visits.chain(message.way, field.end - message.start)?;
                }
                let inner = Open {
                    way: visits.enter(message.way, inner, field.end - field.value)?,
                    kind: inner,
                    end: field.end,
                    plan_depth: message.plan_depth + u16::from(root.is_operator(inner)),
                    expressions: message.expressions + u16::from(root.is_expression(inner)),
                    start: field.value,
                    nesting: message.nesting + 1 + pairs.levels(inner, content),
                    listed: 0,
                    seen: 0,
                };
                shape.messages += 1;
                shape.nesting = shape.nesting.max(inner.nesting);
                shape.expressions = shape.expressions.max(usize::from(inner.expressions));
                shape.plan_depth = shape.plan_depth.max(usize::from(inner.plan_depth));
                if root == Root::Substrait && shape.expressions > limits::SUBSTRAIT_EXPRESSIONS {
                    return Err(expressions_too_deep());
                }
                within_limits(root, &shape)?;
                around.push(std::mem::replace(&mut message, inner));
                *at = field.value;
            }
            _ => {
                if let Some(known) = known.filter(|known| known.bound.is_some())
                    && field.wire == WireType::Varint
                {
                    bounds::check(known, field.raw)?;
                }
                *at = field.end;
            }
        }
    }
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
