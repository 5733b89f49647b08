//! Plans and expressions as values: made from SQL, turned into bytes or JSON and
//! back, looked at, run. The same nouns as in the addon and its TypeScript facade;
//! `docs/api.md` is the guide.
//!
//! | noun | comes from | bytes |
//! |---|---|---|
//! | [`LogicalPlan`] | SQL, bytes, JSON, Substrait | `datafusion.LogicalPlanNode`, Substrait |
//! | [`ExecutionPlan`] | a logical plan, bytes, JSON | `datafusion.PhysicalPlanNode` |
//! | [`Expr`] | SQL text over a schema, bytes, JSON | `datafusion.LogicalExprNode` |
//!
//! Every trip goes through the codec stack of a session: the one that is given, or
//! the one the value came from. Bytes and JSON are bounded as those of plan files are.

mod drop_on_deep_stack;
mod execution_plan;
mod expr;
mod expr_schema;
mod form;
mod json;
mod logical_plan;
mod output;
mod provenance;
mod read;

pub use execution_plan::ExecutionPlan;
pub use expr::Expr;
pub use expr_schema::{ExprColumn, ExprSchema};
pub use form::{ExecutionForm, LogicalForm};
pub use json::{json_to_substrait, plan_to_json, substrait_to_json};
pub use logical_plan::LogicalPlan;
pub use output::{OperatorMetrics, OutputPartitioning, PartitioningScheme};
