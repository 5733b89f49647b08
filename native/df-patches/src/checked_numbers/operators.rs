//! The operators of a plan with checked expressions.
//!
//! The rule runs before DataFusion's own: later rules move expressions into scans, where they can no
//! longer be replaced. The arguments of windows are checked when the plan starts to run and windows
//! are replaced (`running` of the engine).

use super::expression::checked;
use datafusion::common::Result;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::physical_expr::aggregate::AggregateFunctionExpr;
use datafusion::physical_expr::{LexOrdering, PhysicalExpr, PhysicalSortExpr};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::aggregates::{AggregateExec, PhysicalGroupBy};
use datafusion::physical_plan::filter::{FilterExec, FilterExecBuilder};
use datafusion::physical_plan::joins::utils::JoinFilter;
use datafusion::physical_plan::joins::{
    HashJoinExec, HashJoinExecBuilder, NestedLoopJoinExec, NestedLoopJoinExecBuilder,
    SortMergeJoinExec,
};
use datafusion::physical_plan::projection::{ProjectionExec, ProjectionExpr};
use datafusion::physical_plan::sorts::sort::SortExec;
use std::sync::Arc;

type Expr = Arc<dyn PhysicalExpr>;

/// Checks the integer operations of every plan.
#[derive(Debug)]
pub struct CheckedArithmetic;

impl PhysicalOptimizerRule for CheckedArithmetic {
    fn name(&self) -> &str {
        "checked_arithmetic"
    }

    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let checked = plan.transform_up(|node| {
            Ok(match operator(&node)? {
                Some(checked) => Transformed::yes(checked),
                None => Transformed::no(node),
            })
        })?;
        Ok(checked.data)
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// The operator with checked expressions; `None` if nothing changes.
fn operator(node: &Arc<dyn ExecutionPlan>) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let mut change = Change::default();
    if let Some(projection) = node.downcast_ref::<ProjectionExec>() {
        let exprs = projection
            .expr()
            .iter()
            .map(|one| {
                Ok(ProjectionExpr {
                    expr: change.checked(&one.expr)?,
                    alias: one.alias.clone(),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        return change.made(|| ProjectionExec::try_new(exprs, Arc::clone(projection.input())));
    }
    if let Some(filter) = node.downcast_ref::<FilterExec>() {
        let predicate = change.checked(filter.predicate())?;
        return change.made(|| {
            FilterExecBuilder::from(filter)
                .with_predicate(predicate)
                .build()
        });
    }
    if let Some(aggregate) = node.downcast_ref::<AggregateExec>() {
        return self::aggregate(aggregate, change);
    }
    if let Some(sort) = node.downcast_ref::<SortExec>() {
        let exprs = sort
            .expr()
            .iter()
            .map(|one| {
                Ok(PhysicalSortExpr {
                    expr: change.checked(&one.expr)?,
                    options: one.options,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let Some(exprs) = LexOrdering::new(exprs) else {
            return Ok(None);
        };
        return change.made(|| {
            Ok(SortExec::new(exprs, Arc::clone(sort.input()))
                .with_preserve_partitioning(sort.preserve_partitioning())
                .with_fetch(sort.fetch()))
        });
    }
    join(node, change)
}

fn aggregate(
    aggregate: &AggregateExec,
    mut change: Change,
) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let groups = aggregate.group_expr();
    let mut named = |exprs: &[(Expr, String)]| -> Result<Vec<(Expr, String)>> {
        exprs
            .iter()
            .map(|(expr, name)| Ok((change.checked(expr)?, name.clone())))
            .collect()
    };
    let groups = PhysicalGroupBy::new(
        named(groups.expr())?,
        named(groups.null_expr())?,
        groups.groups().to_vec(),
        groups.has_grouping_set(),
    );
    let functions = aggregate
        .aggr_expr()
        .iter()
        .map(|function| checked_function(function, &mut change))
        .collect::<Result<Vec<_>>>()?;
    let filters = aggregate
        .filter_expr()
        .iter()
        .map(|filter| filter.as_ref().map(|expr| change.checked(expr)).transpose())
        .collect::<Result<Vec<_>>>()?;
    change.made(|| {
        Ok(AggregateExec::try_new(
            *aggregate.mode(),
            groups,
            functions,
            filters,
            Arc::clone(aggregate.input()),
            aggregate.input_schema(),
        )?
        .with_limit_options(aggregate.limit_options()))
    })
}

fn checked_function(
    function: &Arc<AggregateFunctionExpr>,
    change: &mut Change,
) -> Result<Arc<AggregateFunctionExpr>> {
    let mut inner = Change::default();
    let all = function.all_expressions();
    let args = inner.all(&all.args)?;
    let order = inner.all(&all.order_by_exprs)?;
    if !inner.changed {
        return Ok(Arc::clone(function));
    }
    Ok(match function.with_new_expressions(args, order) {
        Some(checked) => {
            change.changed = true;
            Arc::new(checked)
        }
        None => Arc::clone(function),
    })
}

fn join(
    node: &Arc<dyn ExecutionPlan>,
    mut change: Change,
) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    if let Some(join) = node.downcast_ref::<HashJoinExec>() {
        let on = change.pairs(join.on())?;
        let filter = change.filter(join.filter())?;
        return change.made(|| {
            HashJoinExecBuilder::from(join)
                .with_on(on)
                .with_filter(filter)
                .build()
        });
    }
    if let Some(join) = node.downcast_ref::<NestedLoopJoinExec>() {
        let filter = change.filter(join.filter())?;
        return change.made(|| {
            NestedLoopJoinExecBuilder::from(join)
                .with_filter(filter)
                .build()
        });
    }
    if let Some(join) = node.downcast_ref::<SortMergeJoinExec>() {
        let on = change.pairs(&join.on)?;
        let filter = change.filter(join.filter.as_ref())?;
        return change.made(|| {
            SortMergeJoinExec::try_new(
                Arc::clone(&join.left),
                Arc::clone(&join.right),
                on,
                filter,
                join.join_type,
                join.sort_options.clone(),
                join.null_equality,
            )
        });
    }
    Ok(None)
}

/// Whether an expression of an operator changed.
#[derive(Default)]
struct Change {
    changed: bool,
}

impl Change {
    fn checked(&mut self, expr: &Expr) -> Result<Expr> {
        let checked = checked(Arc::clone(expr))?;
        self.changed |= checked.transformed;
        Ok(checked.data)
    }

    fn all(&mut self, exprs: &[Expr]) -> Result<Vec<Expr>> {
        exprs.iter().map(|expr| self.checked(expr)).collect()
    }

    fn pairs(&mut self, on: &[(Expr, Expr)]) -> Result<Vec<(Expr, Expr)>> {
        on.iter()
            .map(|(left, right)| Ok((self.checked(left)?, self.checked(right)?)))
            .collect()
    }

    fn filter(&mut self, filter: Option<&JoinFilter>) -> Result<Option<JoinFilter>> {
        filter
            .map(|filter| {
                Ok(JoinFilter::new(
                    self.checked(filter.expression())?,
                    filter.column_indices().to_vec(),
                    Arc::clone(filter.schema()),
                ))
            })
            .transpose()
    }

    /// The operator that `make` creates from the new expressions.
    fn made<P: ExecutionPlan + 'static>(
        self,
        make: impl FnOnce() -> Result<P>,
    ) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        match self.changed {
            true => Ok(Some(Arc::new(make()?))),
            false => Ok(None),
        }
    }
}
