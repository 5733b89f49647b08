//! Statements that DataFusion plans with a wrong meaning.
//!
//! | statement | what is planned | here | issue of apache/datafusion |
//! |---|---|---|---|
//! | a column whose name two columns of a subquery have | the first of them | refused | #21232 |
//! | the key of `FULL` or `RIGHT JOIN ... USING` | the left side's, NULL without a row there | `coalesce` of both | #22881 |
//! | `INTERSECT ALL`, `EXCEPT ALL` | a row counts as often as on the left, or not at all | numbered rows | |
//!
//! Only plans directly from SQL can be checked this way: the position of their columns in the text
//! shows whether they were written out or come from a `*` or a merged key.

mod ambiguous;
mod multisets;
mod using_keys;

use crate::blocking_poll::blocking_poll;
use datafusion::error::Result;
use datafusion::execution::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::sql::parser::Statement;

/// The plan of a statement, before the optimizer.
///
/// # Errors
/// Those of planning; `sql_plan` for a column that is ambiguous.
pub async fn plan(state: &SessionState, statement: Statement) -> Result<LogicalPlan> {
    blocking_poll(async {
        let plan = state.statement_to_plan(statement).await?;
        ambiguous::check(&plan)?;
        let plan = multisets::counted(plan)?;
        using_keys::merged(plan)
    })
    .await
}
