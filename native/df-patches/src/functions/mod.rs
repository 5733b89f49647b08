//! Wraps the built-in scalar functions.
//!
//! DataFusion's memory pool counts operators, not functions: `repeat('x', 2000000000)` allocates its
//! memory in one call, also when the optimizer folds it. A wrapped call reserves the size of its
//! result, and failures inside are errors of that function.
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

/// DataFusion looks these up by their type.
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

/// `expr`, which came from SQL, with all of its functions wrapped.
pub fn checked_expression(expr: Expr, pool: &Arc<dyn MemoryPool>) -> Result<Expr> {
    let rule = CheckedFunctions {
        pool: Arc::clone(pool),
    };
    Ok(rule.checked(expr)?.data)
}

/// Wraps the functions of `state`; `pool` is the session's.
pub(crate) fn check_all(state: &mut SessionState, pool: &Arc<dyn MemoryPool>) -> Result<()> {
    // A function is listed again under each alias.
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
