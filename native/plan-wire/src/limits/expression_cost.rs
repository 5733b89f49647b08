//! Bounds what DataFusion does to name and type the parts of an expression.
//!
//! Every part is named by itself, with the names of all that is inside it: an expression costs
//! its length for each level around it, in time and in memory. DataFusion asks twice for the type
//! of an alias, and each time for that of what it names; also for that of a function inside CASE
//! or a lambda, once for the type and once for whether it can be NULL. Nested ones double: 60
//! aliases of aliases take two thousand bytes and would be visited for longer than anybody waits.
//! Plans that people write stay at one or two.

use std::sync::LazyLock;

use super::EXPRESSION_BYTES;
use super::refusal::Reason;
use crate::schema::Root;

/// What a type of message does to the looks at what is inside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Same,
    /// Named and typed.
    Part,
    /// A plan knows its columns: what is inside starts again from zero.
    Reset,
    Doubles,
    /// Functions inside double.
    Branches,
    Function,
}

fn step(name: &str) -> Step {
    match name {
        "LogicalExprNode" | "Expression" => Step::Part,
        "LogicalPlanNode" | "PhysicalPlanNode" | "Rel" => Step::Reset,
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

/// How often what is on the way to a message is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CostPath {
    /// How often the looks at it were doubled.
    doubled: u8,
    branches: bool,
}

/// The bytes of all parts, each as often as it is looked at.
pub(super) struct Cost {
    steps: &'static [Step],
    bytes: u64,
}

/// What a part costs besides its bytes.
const LOOK: u64 = 64;

impl Cost {
    pub(super) fn of(root: Root) -> Self {
        let steps = match root {
            Root::Substrait => &OF_SUBSTRAIT,
            _ => &OF_PLANS,
        };
        Self { steps, bytes: 0 }
    }

    /// One more operand of a chain at the end of `path`, which is `length` bytes long up to it: all
    /// of them get an operator around them.
    ///
    /// # Errors
    /// As [`Self::enter`].
    pub(super) fn chain(&mut self, path: CostPath, length: usize) -> Result<(), Reason> {
        self.add((length as u64) << path.doubled.min(24))
    }

    fn add(&mut self, bytes: u64) -> Result<(), Reason> {
        // The sum is too great long before the number overflows.
        self.bytes += bytes;
        match self.bytes > EXPRESSION_BYTES {
            true => Err(Reason::TooCostly),
            false => Ok(()),
        }
    }

    /// The path to a message of the type `kind` and `length` bytes that is inside the one at the
    /// end of `path`.
    ///
    /// # Errors
    /// Beyond [`EXPRESSION_BYTES`].
    pub(super) fn enter(
        &mut self,
        path: CostPath,
        kind: u16,
        length: usize,
    ) -> Result<CostPath, Reason> {
        let mut inner = path;
        match self.steps.get(usize::from(kind)) {
            None | Some(Step::Same) => {}
            Some(Step::Part) => self.add((LOOK + length as u64) << path.doubled.min(24))?,
            Some(Step::Reset) => inner = CostPath::default(),
            Some(Step::Doubles) => inner.doubled = path.doubled.saturating_add(1),
            Some(Step::Branches) => inner.branches = true,
            Some(Step::Function) => {
                inner.doubled = path.doubled.saturating_add(u8::from(path.branches));
                inner.branches = false;
            }
        }
        Ok(inner)
    }
}
