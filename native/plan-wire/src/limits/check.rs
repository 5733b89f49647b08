//! Bounds the nesting, the numbers and the cost of serialised plans before any decoder sees them.
//!
//! Decoders of Protocol Buffers call themselves for each nested message, and the
//! limit of the decoder in use is lifted (real plans nest deeper than its 100
//! levels). So the bytes are walked here first ([`crate::walk`]): what this walk
//! enters is exactly what the decoder would enter, and what it accepts is well
//! formed. Groups are refused: no plan message has one, and decoders recurse on
//! unknown ones.

use super::expression_cost::{Cost, CostPath};
use super::quadratic_lists::Lists;
use super::refusal::{Reason, Refusal};
use super::{FIELDS, MESSAGES, NESTING, PLAN_DEPTH, SUBSTRAIT_EXPRESSIONS, ipc_check};
use crate::scan::{Whole, WireType};
use crate::schema::bounds::beyond;
use crate::schema::{Kind, Root};
use crate::walk::{Met, Visitor, walk};

/// What a check found.
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
}

/// What is kept for a message that is being walked.
struct Open {
    start: usize,
    /// Plan nodes and expressions on the way to it; both end the walk long before they overflow.
    plan_depth: u16,
    expressions: u16,
    /// As [`Shape::nesting`], on the way to it.
    nesting: usize,
    /// Parts of it so far that are compared with one another.
    listed: u32,
    /// The numbers of the messages in it that may be there once.
    seen: u128,
    path: CostPath,
}

/// Checks that `bytes` are well formed and within the limits.
///
/// # Errors
/// A [`Refusal`]: damaged for malformed bytes and for numbers out of their bounds, too deep beyond
/// [`PLAN_DEPTH`] plan nodes or [`NESTING`] messages on one path, or beyond
/// [`super::EXPRESSION_BYTES`], too large beyond [`MESSAGES`] messages, [`FIELDS`] fields or
/// [`super::LIST_PAIRS`].
pub fn check(bytes: &[u8], root: Root) -> Result<Shape, Refusal> {
    let is_plan = matches!(root, Root::Logical | Root::Physical);
    let is_expression = root == Root::Expr;
    let outermost = Open {
        start: 0,
        plan_depth: u16::from(is_plan),
        expressions: u16::from(is_expression),
        nesting: 1,
        listed: 0,
        seen: 0,
        path: CostPath::default(),
    };
    let mut check = Check {
        root,
        shape: Shape {
            plan_depth: usize::from(is_plan),
            nesting: 1,
            expressions: usize::from(is_expression),
            messages: 1,
        },
        fields: 0,
        cost: Cost::of(root),
        lists: Lists::of(root),
    };
    walk(bytes, root.types(), root.kind(), outermost, &mut check)?;
    Ok(check.shape)
}

struct Check {
    root: Root,
    shape: Shape,
    fields: usize,
    cost: Cost,
    lists: Lists,
}

impl Visitor for Check {
    type Message = Open;
    type Stop = Refusal;

    #[inline(always)]
    fn field(&mut self, message: &mut Open, met: &Met<'_>) -> Result<Option<(u16, Open)>, Refusal> {
        self.fields += 1;
        if self.fields > FIELDS {
            return Err(self.refusal(met, Reason::TooManyParts));
        }
        if self.root != Root::Substrait && met.wire == WireType::Length {
            ipc_check::check_field(met.parent, met.number, met.content)
                .map_err(|fault| self.refusal(met, Reason::Rows(fault)))?;
        }
        let Some(known) = met.known else {
            return Ok(None);
        };
        self.lists
            .add(
                met.parent,
                known,
                met.wire,
                met.content,
                &mut message.listed,
            )
            .map_err(|reason| self.refusal(met, reason))?;
        let Kind::Message(kind) = known.kind else {
            if met.wire == WireType::Varint
                && let Some((bound, number)) = beyond(known, met.raw)
            {
                let reason = Reason::Number {
                    field: bound.name_of(known),
                    number,
                    most: bound.range().1,
                };
                return Err(self.refusal(met, reason));
            }
            return Ok(None);
        };
        let once = known.once();
        if met.wire != WireType::Length {
            return Err(self.malformed(met.parent, met.start, met.value));
        }
        if message.seen & once != 0 {
            return Err(self.malformed(met.parent, met.start, met.start));
        }
        message.seen |= once;
        if self.lists.is_operand(met.parent, met.number) {
            self.cost
                .chain(message.path, met.end - message.start)
                .map_err(|reason| self.refusal(met, reason))?;
        }
        let path = self
            .cost
            .enter(message.path, kind, met.end - met.value)
            .map_err(|reason| self.refusal(met, reason))?;
        let inner = Open {
            start: met.value,
            plan_depth: message.plan_depth + u16::from(self.root.is_operator(kind)),
            expressions: message.expressions + u16::from(self.root.is_expression(kind)),
            nesting: message.nesting + 1 + self.lists.levels(kind, met.content),
            listed: 0,
            seen: 0,
            path,
        };
        self.grow(&inner)
            .map_err(|reason| self.refusal(met, reason))?;
        Ok(Some((kind, inner)))
    }

    fn broken(&mut self, parent: u16, at: usize, _: usize) -> Result<Option<Whole>, Refusal> {
        self.fields += 1;
        if self.fields > FIELDS {
            let (root, reason) = (self.root, Reason::TooManyParts);
            return Err(Refusal { root, at, reason });
        }
        Err(self.malformed(parent, at, at))
    }
}

impl Check {
    /// Takes one more message into the shape.
    #[inline(always)]
    fn grow(&mut self, inner: &Open) -> Result<(), Reason> {
        let shape = &mut self.shape;
        shape.messages += 1;
        shape.nesting = shape.nesting.max(inner.nesting);
        shape.expressions = shape.expressions.max(usize::from(inner.expressions));
        shape.plan_depth = shape.plan_depth.max(usize::from(inner.plan_depth));
        if self.root == Root::Substrait && shape.expressions > SUBSTRAIT_EXPRESSIONS {
            return Err(Reason::ExpressionsTooDeep);
        }
        if shape.plan_depth > PLAN_DEPTH || shape.nesting > NESTING {
            return Err(Reason::TooDeep);
        }
        match shape.messages > MESSAGES {
            true => Err(Reason::TooManyParts),
            false => Ok(()),
        }
    }

    #[cold]
    fn refusal(&self, met: &Met<'_>, reason: Reason) -> Refusal {
        Refusal {
            root: self.root,
            at: met.start,
            reason,
        }
    }

    /// The field that begins at `start` in a message of the type `kind` does not fit at byte `at`.
    #[cold]
    fn malformed(&self, kind: u16, start: usize, at: usize) -> Refusal {
        let found = self.root.types().get(usize::from(kind));
        Refusal {
            root: self.root,
            at: start,
            reason: Reason::Malformed {
                at,
                message: found.map_or("plan", |kind| kind.name),
            },
        }
    }
}
