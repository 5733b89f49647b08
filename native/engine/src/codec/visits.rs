//! Bounds how often DataFusion looks at the parts of an expression.
//!
//! The type of an alias is asked for twice, and each time that of what it names; so is that of
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
    /// A plan knows its columns: what is inside starts anew.
    Anew,
    Doubles,
    /// Functions inside double.
    Branches,
    Function,
}

fn step(name: &str) -> Step {
    match name {
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

/// All looks at all messages.
pub(super) struct Visits {
    steps: &'static [Step],
    count: u64,
}

impl Visits {
    pub(super) fn of(root: Root) -> Self {
        let steps = match root {
            Root::Substrait => &OF_SUBSTRAIT,
            _ => &OF_PLANS,
        };
        Self { steps, count: 0 }
    }

    /// The way to a message of the type `kind` that is inside the one at the end of `way`.
    ///
    /// # Errors
    /// `plan_too_deep` beyond [`limits::VISITS`].
    pub(super) fn enter(&mut self, way: Way, kind: u16) -> Result<Way> {
        let mut inner = way;
        match self.steps.get(usize::from(kind)) {
            None | Some(Step::Same) => {}
            Some(Step::Anew) => inner = Way::default(),
            Some(Step::Doubles) => inner.doubled += 1,
            Some(Step::Branches) => inner.branches = true,
            Some(Step::Function) => {
                inner.doubled += u8::from(way.branches);
                inner.branches = false;
            }
        }
        // One look too many ends this long before the number overflows.
        self.count += 1 << inner.doubled.min(32);
        if self.count > limits::VISITS {
            Err(too_deep())
        } else {
            Ok(inner)
        }
    }
}

fn too_deep() -> Error {
    Error::new(
        ErrorCode::PlanTooDeep,
        "The plan nests aliases, or CASE and functions, so deep that it would take too long to read.",
    )
    .with_hint("Split the expression, for example with a subquery for its inner part.")
    .with_detail(format!(
        "its parts would be looked at more than {} times",
        limits::VISITS
    ))
}
