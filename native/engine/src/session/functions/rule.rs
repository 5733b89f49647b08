//! Functions that enter a plan past the registry.
//!
//! `[1, 2] || [3]` and other syntax become calls of functions that DataFusion's planners take from
//! its own crates.

use datafusion::common::Result;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::execution::memory_pool::MemoryPool;
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{Expr, LogicalPlan, ScalarUDF};
use datafusion::optimizer::AnalyzerRule;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::checked::Checked;

/// Puts them behind the border too.
#[derive(Debug)]
pub(in crate::session) struct CheckedFunctions {
    pub(in crate::session) pool: Arc<dyn MemoryPool>,
}

impl AnalyzerRule for CheckedFunctions {
    fn name(&self) -> &str {
        "checked_functions"
    }

    fn analyze(&self, plan: LogicalPlan, _config: &ConfigOptions) -> Result<LogicalPlan> {
        let checked = plan
            .transform_up_with_subqueries(|plan| plan.map_expressions(|expr| self.checked(expr)));
        Ok(checked?.data)
    }
}

impl CheckedFunctions {
    /// The expression with all of its functions behind the border.
    pub(in crate::session) fn checked(&self, expr: Expr) -> Result<Transformed<Expr>> {
        expr.transform_up(|expr| Ok(self.check(expr)))
    }

    fn check(&self, expr: Expr) -> Transformed<Expr> {
        match expr {
            Expr::ScalarFunction(call) if is_own(&call.func) => {
                let func = Arc::new(Checked::around(call.func.as_ref().clone(), &self.pool));
                Transformed::yes(Expr::ScalarFunction(ScalarFunction { func, ..call }))
            }
            expr => Transformed::no(expr),
        }
    }
}

/// Whether it is a function of DataFusion that is not behind the border yet.
fn is_own(function: &ScalarUDF) -> bool {
    static OWN: OnceLock<HashMap<String, Arc<ScalarUDF>>> = OnceLock::new();
    let own = OWN.get_or_init(|| {
        datafusion::execution::SessionStateDefaults::default_scalar_functions()
            .into_iter()
            .filter(|function| !super::LEFT_ALONE.contains(&function.name()))
            .map(|function| (function.name().to_owned(), function))
            .collect()
    });
    own.get(function.name())
        .is_some_and(|own| own.as_ref() == function)
}
