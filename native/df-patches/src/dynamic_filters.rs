//! Ensures that dynamic filters only reach the columns that they refer to.
//!
//! A join, a sort with a limit or an aggregate pushes such a filter down to a scan. On the way
//! DataFusion looks columns up by name, so below operators with two columns of the same name the
//! filter may reach the other one, and rows are lost (apache/datafusion #25244, #25262, #25263,
//! #25264). Here each filter's columns are followed down by their positions. A filter that did
//! reach those columns is detached from the operator that fills it in: in the scan it then passes
//! every row.
//!
//! The check works on the plan alone, so it also holds for plans that were read from bytes.

use datafusion::common::JoinType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::Result;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{Column, DynamicFilterPhysicalExpr};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::aggregates::AggregateExec;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::joins::HashJoinExec;
use datafusion::physical_plan::joins::utils::build_join_schema;
use datafusion::physical_plan::projection::ProjectionExec;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

type Expr = Arc<dyn PhysicalExpr>;

/// The expressions of each filter, by its identity, over one operator's output; `None` if the filter is
/// not allowed there.
type Wanted = HashMap<u64, Option<Vec<Expr>>>;

/// Detaches the filters that DataFusion pushed to other columns.
#[derive(Debug)]
pub(crate) struct PlacedDynamicFilters;

impl PhysicalOptimizerRule for PlacedDynamicFilters {
    fn name(&self) -> &str {
        "placed_dynamic_filters"
    }

    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        without_misplaced(plan)
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// `plan` with only those dynamic filters that reached their columns.
pub fn without_misplaced(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let misplaced = misplaced(&plan)?;
    if misplaced.is_empty() {
        return Ok(plan);
    }
    let detached = plan.transform_up(|node| {
        let produces = produced(node.as_ref()).any(|(id, _)| misplaced.contains(&id));
        Ok(match produces {
            true => Transformed::yes(detached(node)?),
            false => Transformed::no(node),
        })
    })?;
    Ok(detached.data)
}

/// The operator with a new filter that no scan has.
fn detached(node: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let Some(aggregate) = node.downcast_ref::<AggregateExec>() else {
        return node.reset_state();
    };
    let fresh = AggregateExec::try_new(
        *aggregate.mode(),
        aggregate.group_expr().clone(),
        aggregate.aggr_expr().to_vec(),
        aggregate.filter_expr().to_vec(),
        Arc::clone(aggregate.input()),
        aggregate.input_schema(),
    )?;
    Ok(Arc::new(
        fresh.with_limit_options(aggregate.limit_options()),
    ))
}

/// Identities of the filters that reached wrong columns.
fn misplaced(plan: &Arc<dyn ExecutionPlan>) -> Result<HashSet<u64>> {
    let mut misplaced = HashSet::new();
    let mut pending: Vec<(Arc<dyn ExecutionPlan>, Wanted)> =
        vec![(Arc::clone(plan), Wanted::new())];
    while let Some((node, wanted)) = pending.pop() {
        if !wanted.is_empty() {
            check(&node, &wanted, &mut misplaced)?;
        }
        for (index, child) in node.children().into_iter().enumerate() {
            let mut below = Wanted::new();
            for (id, about) in &wanted {
                let about = match about {
                    Some(about) => through(&node, index, about)?,
                    None => None,
                };
                below.insert(*id, about);
            }
            for (id, about) in produced(node.as_ref()) {
                let here = index == filtered_child(&node) && !is_unreliable(&node);
                below.insert(id, here.then_some(about));
            }
            pending.push((Arc::clone(child), below));
        }
    }
    Ok(misplaced)
}

/// The filters that an operator fills in, and their expressions over the child that they are pushed
/// into.
fn produced(node: &dyn ExecutionPlan) -> impl Iterator<Item = (u64, Vec<Expr>)> + use<> {
    let filters = node.dynamic_expressions_produced();
    filters.into_iter().filter_map(|filter| {
        let about = filter.children().into_iter().cloned().collect();
        Some((filter.expression_id()?, about))
    })
}

/// Over files of which one lacks the column, an aggregate's filter can drop the minimum
/// (apache/datafusion #25147). Sessions create no such filters, but bytes may contain some.
fn is_unreliable(node: &Arc<dyn ExecutionPlan>) -> bool {
    node.downcast_ref::<AggregateExec>().is_some()
}

/// Joins filter their probe side, other operators their only input.
fn filtered_child(node: &Arc<dyn ExecutionPlan>) -> usize {
    usize::from(node.downcast_ref::<HashJoinExec>().is_some())
}

/// Compares the filters in `node` with the expected expressions.
fn check(
    node: &Arc<dyn ExecutionPlan>,
    wanted: &Wanted,
    misplaced: &mut HashSet<u64>,
) -> Result<()> {
    let own: HashSet<u64> = produced(node.as_ref()).map(|(id, _)| id).collect();
    node.apply_expressions(&mut |expr| {
        expr.apply(|part| {
            let filter = part.downcast_ref::<DynamicFilterPhysicalExpr>();
            let id = filter.and_then(PhysicalExpr::expression_id);
            let Some((filter, id)) = filter.zip(id).filter(|(_, id)| !own.contains(id)) else {
                return Ok(TreeNodeRecursion::Continue);
            };
            if let Some(about) = wanted.get(&id) {
                let expected = match about {
                    Some(about) => at_consumer(node, about)?,
                    None => None,
                };
                let found: Vec<Expr> = filter.children().into_iter().cloned().collect();
                if !expected.is_some_and(|expected| same(&expected, &found)) {
                    misplaced.insert(id);
                }
            }
            Ok(TreeNodeRecursion::Jump)
        })
    })?;
    Ok(())
}

/// The expressions of a filter, in the form in which `node` stores it.
fn at_consumer(node: &Arc<dyn ExecutionPlan>, about: &[Expr]) -> Result<Option<Vec<Expr>>> {
    if node.downcast_ref::<FilterExec>().is_some() {
        return through(node, 0, about);
    }
    let scan = node
        .downcast_ref::<DataSourceExec>()
        .and_then(|scan| scan.data_source().downcast_ref::<FileScanConfig>());
    let Some(scan) = scan else {
        return Ok(None);
    };
    match scan.file_source().projection() {
        None => Ok(Some(about.to_vec())),
        Some(projection) => mapped(about, |column| {
            let projected = projection.as_ref().get(column)?;
            Some(Arc::clone(&projected.expr))
        }),
    }
}

/// Expressions over the output of `node`, rewritten over the output of one of its children; `None`
/// if they do not refer to that child only.
fn through(
    node: &Arc<dyn ExecutionPlan>,
    child: usize,
    about: &[Expr],
) -> Result<Option<Vec<Expr>>> {
    let at = |index: usize| Arc::new(Column::new("", index)) as Expr;
    if let Some(projection) = node.downcast_ref::<ProjectionExec>() {
        return mapped(about, |column| {
            let projected = projection.expr().get(column)?;
            Some(Arc::clone(&projected.expr))
        });
    }
    if let Some(filter) = node.downcast_ref::<FilterExec>() {
        return match filter.projection().as_ref() {
            None => Ok(Some(about.to_vec())),
            Some(kept) => mapped(about, |column| kept.get(column).copied().map(at)),
        };
    }
    if let Some(aggregate) = node.downcast_ref::<AggregateExec>() {
        let groups = aggregate.group_expr();
        return mapped(about, |column| {
            let is_nulled = |set: &Vec<bool>| set.get(column).copied().unwrap_or(true);
            if groups.groups().iter().any(is_nulled) {
                return None;
            }
            groups.expr().get(column).map(|(expr, _)| Arc::clone(expr))
        });
    }
    if let Some(join) = node.downcast_ref::<HashJoinExec>() {
        let sources = join_sources(join, child);
        return mapped(about, |column| {
            sources.get(column).copied().flatten().map(at)
        });
    }
    let fields = |plan: &Arc<dyn ExecutionPlan>| plan.schema().fields().len();
    let same_columns = match node.name() {
        "UnionExec"
        | "InterleaveExec"
        | "RepartitionExec"
        | "CoalesceBatchesExec"
        | "CoalescePartitionsExec"
        | "SortExec"
        | "PartialSortExec"
        | "SortPreservingMergeExec"
        | "CooperativeExec"
        | "BufferExec"
        | "OutputRequirementExec"
        | "GlobalLimitExec"
        | "LocalLimitExec" => node
            .children()
            .get(child)
            .is_some_and(|child| fields(child) == fields(node)),
        _ => false,
    };
    Ok(same_columns.then(|| about.to_vec()))
}

/// For each output column of a join, the column of one of its sides with the same values.
fn join_sources(join: &HashJoinExec, side: usize) -> Vec<Option<usize>> {
    use datafusion::common::JoinSide;
    let (left, right) = (join.left().schema(), join.right().schema());
    let (_, mut columns) = build_join_schema(&left, &right, join.join_type());
    if let Some(kept) = join.projection.as_ref() {
        columns = kept
            .iter()
            .filter_map(|index| columns.get(*index).cloned())
            .collect();
    }
    // A semi join only returns rows whose keys are equal on both sides.
    let other_side = |index: usize| {
        let key = |expr: &Expr| expr.downcast_ref::<Column>().map(Column::index);
        join.on().iter().find_map(|(left, right)| {
            let (left, right) = (key(left)?, key(right)?);
            match (join.join_type(), side) {
                (JoinType::LeftSemi, 1) if left == index => Some(right),
                (JoinType::RightSemi, 0) if right == index => Some(left),
                _ => None,
            }
        })
    };
    columns
        .iter()
        .map(|column| match (column.side, side) {
            (JoinSide::Left, 0) | (JoinSide::Right, 1) => Some(column.index),
            (JoinSide::None, _) => None,
            _ => other_side(column.index),
        })
        .collect()
}

/// The expressions with each column replaced; `None` if one has no replacement.
fn mapped(about: &[Expr], source: impl Fn(usize) -> Option<Expr>) -> Result<Option<Vec<Expr>>> {
    let mut complete = true;
    let mut sources = Vec::with_capacity(about.len());
    for expr in about {
        let replaced = Arc::clone(expr).transform_down(|part| {
            let Some(column) = part.downcast_ref::<Column>() else {
                return Ok(Transformed::no(part));
            };
            match source(column.index()) {
                // The replacement has its own columns, which are not replaced again.
                Some(source) => Ok(Transformed::new(source, true, TreeNodeRecursion::Jump)),
                None => {
                    complete = false;
                    Ok(Transformed::new(part, false, TreeNodeRecursion::Stop))
                }
            }
        })?;
        sources.push(replaced.data);
    }
    Ok(complete.then_some(sources))
}

/// Whether the expressions are equal except for the names of their columns.
fn same(left: &[Expr], right: &[Expr]) -> bool {
    let unnamed = |expr: &Expr| {
        let positions = Arc::clone(expr).transform_up(|part| {
            let position = part.downcast_ref::<Column>().map(Column::index);
            Ok(match position {
                Some(index) => Transformed::yes(Arc::new(Column::new("", index)) as Expr),
                None => Transformed::no(part),
            })
        });
        positions.map(|positions| positions.data).ok()
    };
    left.len() == right.len()
        && left
            .iter()
            .zip(right)
            .all(|(left, right)| match (unnamed(left), unnamed(right)) {
                (Some(left), Some(right)) => left.as_ref() == right.as_ref(),
                _ => false,
            })
}
