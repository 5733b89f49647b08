//! Limits of what is decoded, and the check of them. `docs/plan-file.md` lists them for users.

mod check;
mod expression_cost;
mod ipc_check;
mod quadratic_lists;
mod refusal;

pub use check::{Shape, check};
pub use ipc_check::{RowsFault, check_stream};
pub use refusal::{Reason, Refusal, RefusalKind, damaged_hint, damaged_message};

/// Plan nodes on one path.
pub const PLAN_DEPTH: usize = 1_000;
/// Messages inside one another: room for 1,000 operators and for deep expressions and types below them.
pub const NESTING: usize = 6_000;
/// Substrait expressions inside one another. DataFusion names every part of an expression anew
/// while it converts them, which takes the third power of the depth: a second at this one.
pub const SUBSTRAIT_EXPRESSIONS: usize = 250;
/// Pairs of parts within one list (columns of a Substrait relation, keys of a window, operands of
/// a chain such as `a + b + c`), over all lists of a plan: one of 5,600 parts, or 30 of 1,000.
/// DataFusion compares them pair by pair: seconds at this number.
pub const LIST_PAIRS: u64 = 16_000_000;
/// Messages of one plan. The decoder makes a structure of up to a kilobyte of each.
pub const MESSAGES: usize = 1_000_000;
/// Bytes of all expressions of a plan, each as often as DataFusion names it: once for every
/// expression around it, and doubled as [`expression_cost`] describes. A second or two, and a few times as much memory.
pub const EXPRESSION_BYTES: u64 = 256 * 1024 * 1024;
/// Fields of one plan, a guard against millions of empty ones.
pub const FIELDS: usize = 16_000_000;
/// Bytes of one serialised plan.
pub const PLAN_BYTES: u64 = 256 * 1024 * 1024;
/// Stack that is kept free for the deepest plan within these limits.
pub const STACK_BYTES: usize = 1024 * 1024 * 1024;
/// Address space of a stack on which plans are worked on, with room for what calls that work.
/// The system backs only the pages that are touched.
pub const THREAD_STACK_BYTES: usize = STACK_BYTES + (64 << 20);
