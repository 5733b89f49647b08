//! Bounds what DataFusion does to name and type the parts of an expression.
//!
//! Every part is named by itself, with the names of all that is inside it: an expression costs
//! its length for each level around it, in time and in memory. The type of an alias is asked for twice, and each time that of what it names; so is that of
//! a function inside CASE or a lambda, once for the type and once for whether it can be NULL.
//! Inside one another they double: 60 aliases of aliases take two thousand bytes and would be
//! looked at for longer than anybody waits. Plans that people write stay at one or two.

use std::sync::LazyLock;

use super::{Root, limits};
use crate::{Error, ErrorCode, Result};

/// What a type of message does to the looks at what is inside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Same,
    /// Named and typed.
    Part,
    /// A plan knows its columns: what is inside starts anew.
    Anew,
    Doubles,
    /// Functions inside double.
    Branches,
    Function,
}

fn step(name: &str) -> Step {
    match name {
        "LogicalExprNode" | "Expression" => Step::Part,
        "LogicalPlanNode" | "PhysicalPlanNode" | "Rel" => Step::Anew,
        "AliasNode" => Step::Doubles,
        "CaseNode"
        | "Lambda"
        | "Expression.IfThen"
        | "Expression.SwitchExpression"
        | "Expression.Lambda" => Step::Branches,
        "ScalarUDFExprNode"
        | "HigherOrderUDFExprNode"
        | "AggregateUDFExprNode"
        | "WindowExprNode"
        | "Expression.ScalarFunction"
        | "Expression.WindowFunction" => Step::Function,
        _ => Step::Same,
    }
}

static OF_PLANS: LazyLock<Vec<Step>> = LazyLock::new(|| steps(Root::Logical));
static OF_SUBSTRAIT: LazyLock<Vec<Step>> = LazyLock::new(|| steps(Root::Substrait));

/// By the place of the message type.
fn steps(root: Root) -> Vec<Step> {
    root.names().map(step).collect()
}

/// The way to a message.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Way {
    /// How often the looks at it were doubled.
    doubled: u8,
    branches: bool,
}

/// The bytes of all parts, each as often as it is looked at.
pub(super) struct Visits {
    steps: &'static [Step],
    bytes: u64,
}

/// What a part costs besides its bytes.
const LOOK: u64 = 64;

impl Visits {
    pub(super) fn of(root: Root) -> Self {
        let steps = match root {
            Root::Substrait => &OF_SUBSTRAIT,
            _ => &OF_PLANS,
        };
        Self { steps, bytes: 0 }
    }

    /// The sum so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// One more operand of a chain at the end of `way`, which is `length` bytes long up to it: all
    /// of them get an operator around them.
    ///
    /// # Errors
    /// As [`Self::enter`].
    pub(super) fn chain(&mut self, way: Way, length: usize) -> Result<()> {
        self.add((length as u64) << way.doubled.min(24))
    }

    fn add(&mut self, bytes: u64) -> Result<()> {
        // The sum is too great long before the number overflows.
        self.bytes += bytes;
        match self.bytes > limits::VISITS {
            true => Err(too_deep()),
            false => Ok(()),
        }
    }

    /// The way to a message of the type `kind` and `length` bytes that is inside the one at the
    /// end of `way`.
    ///
    /// # Errors
    /// `plan_too_deep` beyond [`limits::VISITS`].
    pub(super) fn enter(&mut self, way: Way, kind: u16, length: usize) -> Result<Way> {
        let mut inner = way;
        match self.steps.get(usize::from(kind)) {
            None | Some(Step::Same) => {}
            Some(Step::Part) => self.add((LOOK + length as u64) << way.doubled.min(24))?,
            Some(Step::Anew) => inner = Way::default(),
            Some(Step::Doubles) => inner.doubled = way.doubled.saturating_add(1),
            Some(Step::Branches) => inner.branches = true,
            Some(Step::Function) => {
                inner.doubled = way.doubled.saturating_add(u8::from(way.branches));
                inner.branches = false;
            }
        }
        Ok(inner)
    }
}

fn too_deep() -> Error {
    Error::new(
        ErrorCode::PlanTooDeep,
        "The plan nests long expressions so deep that they would take too long to read.",
    )
    .with_hint("Split the expression, for example with a subquery for its inner part.")
    .with_detail(format!(
        "naming its parts would take more than {} MiB",
        limits::VISITS >> 20
    ))
}
