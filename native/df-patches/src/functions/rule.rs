//! Functions that enter a plan without the registry.
//!
//! `[1, 2] || [3]` and other syntax become calls of functions that DataFusion's planners take from
//! its own crates.

use datafusion::common::Result;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::execution::memory_pool::MemoryPool;
use datafusion::logical_expr::expr::{ScalarFunction, WindowFunction};
use datafusion::logical_expr::{Expr, LogicalPlan, ScalarUDF, WindowFunctionDefinition};
use datafusion::optimizer::AnalyzerRule;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::checked::Checked;
use crate::asking_aggregate::Asking;
use crate::wrapped_aggregate::Wrapped;

/// Wraps them too.
#[derive(Debug)]
pub struct CheckedFunctions {
    pub pool: Arc<dyn MemoryPool>,
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
    /// The expression with all of its functions wrapped.
    pub fn checked(&self, expr: Expr) -> Result<Transformed<Expr>> {
        expr.transform_up(|expr| Ok(self.check(expr)))
    }

    fn check(&self, expr: Expr) -> Transformed<Expr> {
        match expr {
            Expr::WindowFunction(call) if call.params.filter.is_some() => asking(call),
            Expr::ScalarFunction(call) if is_own(&call.func) => {
                let func = Arc::new(Checked::around(call.func.as_ref().clone(), &self.pool));
                Transformed::yes(Expr::ScalarFunction(ScalarFunction { func, ..call }))
            }
            expr => Transformed::no(expr),
        }
    }
}

/// A window aggregate with FILTER, which cannot be bound to its query when it runs (`running/bind/`).
fn asking(mut call: Box<WindowFunction>) -> Transformed<Expr> {
    let asks = match &call.fun {
        WindowFunctionDefinition::AggregateUDF(function)
            if Wrapped::<Asking>::inside(function).is_none() =>
        {
            let asking = Wrapped::around(function.as_ref().clone(), Asking);
            Some(WindowFunctionDefinition::AggregateUDF(Arc::new(asking)))
        }
        _ => None,
    };
    let changed = asks.is_some();
    if let Some(asks) = asks {
        call.fun = asks;
    }
    Transformed::new_transformed(Expr::WindowFunction(call), changed)
}

/// Whether it is a function of DataFusion that is not wrapped yet.
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
