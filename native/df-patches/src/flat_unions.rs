//! Flattens nested unions before the optimizer runs.
//!
//! `a UNION ALL b UNION ALL c` is planned as a union of a union. DataFusion's own rule begins at
//! the innermost one and visits all branches again at each outer level, which takes quadratic time:
//! seconds for a thousand. This one begins at the outermost and visits them once; the result is that
//! of DataFusion's rule.

use datafusion::common::DFSchema;
use datafusion::common::tree_node::Transformed;
use datafusion::error::Result;
use datafusion::logical_expr::{Distinct, LogicalPlan, Union};
use datafusion::optimizer::optimizer::ApplyOrder;
use datafusion::optimizer::{OptimizerConfig, OptimizerRule};
use std::sync::Arc;

#[derive(Debug)]
pub(crate) struct FlatUnions;

impl OptimizerRule for FlatUnions {
    fn name(&self) -> &str {
        "flat_unions"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::TopDown)
    }

    fn rewrite(
        &self,
        plan: LogicalPlan,
        _config: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        let flat = match &plan {
            LogicalPlan::Union(union) => flat(union, union_itself),
            LogicalPlan::Distinct(Distinct::All(input)) => {
                union_itself(input).and_then(|union| flat(union, with_or_without_distinct))
            }
            _ => None,
        };
        let Some(union) = flat.map(LogicalPlan::Union) else {
            return Ok(Transformed::no(plan));
        };
        Ok(Transformed::yes(match plan {
            LogicalPlan::Distinct(_) => LogicalPlan::Distinct(Distinct::All(Arc::new(union))),
            _ => union,
        }))
    }
}

/// The union of all branches, in their order; `None` if no branch is a union itself.
/// `inside` finds the union that a branch is.
fn flat(union: &Union, inside: fn(&LogicalPlan) -> Option<&Union>) -> Option<Union> {
    let nested = |plan: &LogicalPlan| inside(plan).is_some_and(|inner| fits(inner, &union.schema));
    if !union.inputs.iter().any(|input| nested(input)) {
        return None;
    }
    let mut inputs = Vec::new();
    let mut pending: Vec<&Arc<LogicalPlan>> = union.inputs.iter().rev().collect();
    while let Some(input) = pending.pop() {
        match inside(input).filter(|inner| fits(inner, &union.schema)) {
            Some(inner) => pending.extend(inner.inputs.iter().rev()),
            None => inputs.push(Arc::clone(input)),
        }
    }
    Some(Union {
        inputs,
        schema: Arc::clone(&union.schema),
    })
}

fn union_itself(plan: &LogicalPlan) -> Option<&Union> {
    match plan {
        LogicalPlan::Union(union) => Some(union),
        _ => None,
    }
}

/// Below a DISTINCT, further DISTINCTs have no effect.
fn with_or_without_distinct(plan: &LogicalPlan) -> Option<&Union> {
    match plan {
        LogicalPlan::Distinct(Distinct::All(input)) => union_itself(input),
        plan => union_itself(plan),
    }
}

/// Whether the rows of `inner` have the types of `schema` without a cast.
fn fits(inner: &Union, schema: &DFSchema) -> bool {
    let types = |schema: &DFSchema| {
        let fields = schema.fields().iter();
        fields
            .map(|field| field.data_type().clone())
            .collect::<Vec<_>>()
    };
    types(&inner.schema) == types(schema)
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::execution::SessionStateBuilder;
    use datafusion::optimizer::Optimizer;
    use datafusion::prelude::{SessionConfig, SessionContext};

    /// The optimized plan as text, with and without the rule.
    async fn optimized(sql: &str) -> [String; 2] {
        let mut texts = [String::new(), String::new()];
        for (with, text) in [true, false].into_iter().zip(&mut texts) {
            let mut rules = Optimizer::new().rules;
            if with {
                rules.insert(0, Arc::new(FlatUnions));
            }
            let state = SessionStateBuilder::new()
                .with_config(SessionConfig::new())
                .with_default_features()
                .with_optimizer_rules(rules)
                .build();
            let context = SessionContext::new_with_state(state);
            context.sql("CREATE TABLE t (a INT, b TEXT)").await.unwrap();
            let plan = context.state().create_logical_plan(sql).await.unwrap();
            *text = context
                .state()
                .optimize(&plan)
                .unwrap()
                .display_indent()
                .to_string();
        }
        texts
    }

    #[tokio::test]
    async fn what_it_leaves_is_what_datafusion_makes() {
        for sql in [
            "SELECT a FROM t UNION ALL SELECT a + 1 FROM t UNION ALL SELECT a + 2 FROM t",
            "SELECT a FROM t UNION SELECT a + 1 FROM t UNION SELECT a + 2 FROM t UNION SELECT 3",
            "SELECT a FROM t UNION ALL SELECT a + 1 FROM t UNION SELECT a + 2 FROM t",
            "SELECT a FROM t UNION SELECT a + 1 FROM t UNION ALL SELECT a + 2 FROM t",
            "SELECT a FROM t UNION ALL (SELECT 1 UNION ALL (SELECT 2 UNION ALL SELECT 2.5))",
            "SELECT a FROM t UNION ALL SELECT 1.5 UNION ALL SELECT b FROM t UNION ALL SELECT a FROM t",
            "SELECT count(*) FROM (SELECT a FROM t UNION ALL SELECT 1 UNION ALL SELECT 2) WHERE a > 1",
            "SELECT a FROM t WHERE a IN (SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT a FROM t)",
            "SELECT a FROM t INTERSECT SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 EXCEPT SELECT 4",
        ] {
            let [with, without] = optimized(sql).await;
            assert_eq!(with, without, "{sql}");
        }
    }

    #[tokio::test]
    async fn all_branches_are_one_union_in_their_order() {
        let branches: Vec<String> = (0..40).map(|n| format!("SELECT a + {n} FROM t")).collect();
        let [with, without] = optimized(&branches.join(" UNION ALL ")).await;
        assert_eq!(with, without);
        assert_eq!(with.matches("Union").count(), 1);
    }
}
