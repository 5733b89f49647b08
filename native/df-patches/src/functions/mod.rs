//! The built-in scalar functions, each behind one border.
//!
//! DataFusion's memory pool knows operators, not functions: `repeat('x', 2000000000)` takes its
//! memory in one call, also when the optimizer folds it. Behind the border a call reserves what it
//! is about to make, and what fails inside is an error of that function.
//!
//! Plans name functions, so their bytes and texts are those of DataFusion's own functions.

mod budget;
mod checked;
mod growth;
mod rule;

pub use budget::planning;
pub(crate) use rule::CheckedFunctions;

use checked::Checked;
use datafusion::error::Result;
use datafusion::execution::SessionState;
use datafusion::execution::memory_pool::MemoryPool;
use datafusion::logical_expr::registry::FunctionRegistry;
use datafusion::logical_expr::{Expr, ScalarUDF};
use std::sync::Arc;

/// DataFusion looks for these by their type.
const LEFT_ALONE: [&str; 9] = [
    "get_field",
    "named_struct",
    "struct",
    "input_file_name",
    "file_row_index",
    "log",
    "power",
    "arrow_metadata",
    "coalesce",
];

/// `expr`, which came from SQL, with all of its functions behind the border.
pub fn checked_expression(expr: Expr, pool: &Arc<dyn MemoryPool>) -> Result<Expr> {
    let rule = CheckedFunctions {
        pool: Arc::clone(pool),
    };
    Ok(rule.checked(expr)?.data)
}

/// Puts the functions that `state` knows behind the border; `pool` is that of the session.
pub(crate) fn check_all(state: &mut SessionState, pool: &Arc<dyn MemoryPool>) -> Result<()> {
    // Under its aliases a function is listed again.
    let functions: Vec<Arc<ScalarUDF>> = state
        .scalar_functions()
        .iter()
        .filter(|(name, function)| name.as_str() == function.name())
        .filter(|(name, _)| !LEFT_ALONE.contains(&name.as_str()))
        .map(|(_, function)| Arc::clone(function))
        .collect();
    for function in functions {
        state.register_udf(Arc::new(Checked::around(function.as_ref().clone(), pool)))?;
    }
    Ok(())
}
