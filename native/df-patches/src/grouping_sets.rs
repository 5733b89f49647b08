//! Aggregates over several grouping sets claim nothing about the columns that a set leaves out.
//!
//! Where the input is ordered by such a column, partitioned by it or has one value in it, DataFusion
//! says the same of the groups, although the column is NULL in the groups of other sets. The
//! operators above then merge groups of one partition that are not beside each other, or leave out
//! a sort (apache/datafusion #16965). A projection that computes these columns from the number of
//! the set hides the claims; it gives the same values, and travels in DataFusion's own form.

use datafusion::arrow::datatypes::DataType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column as NamedColumn, ScalarValue};
use datafusion::error::Result;
use datafusion::logical_expr::{
    Aggregate, Expr, GroupingSet, LogicalPlan, LogicalPlanBuilder, Operator, lit,
};
use datafusion::optimizer::optimizer::ApplyOrder;
use datafusion::optimizer::{OptimizerConfig, OptimizerRule};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{BinaryExpr, CaseExpr, Column, lit as physical_lit};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::aggregates::{AggregateExec, AggregateInputMode};
use datafusion::physical_plan::projection::{ProjectionExec, ProjectionExpr};
use datafusion::physical_plan::{ChildrenPropertiesMode, ExecutionPlan, ReplaceChildrenOptions};
use std::sync::Arc;

/// Puts the projection over each such aggregate.
#[derive(Debug)]
pub(crate) struct HonestGroupingSets;

impl PhysicalOptimizerRule for HonestGroupingSets {
    fn name(&self) -> &str {
        "honest_grouping_sets"
    }

    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        honest_grouping_sets(plan)
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// `plan` with the projection over each aggregate that claims too much.
pub fn honest_grouping_sets(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let honest = plan.transform_up(|node| {
        let mut changed = false;
        let mut children = Vec::new();
        for child in node.children() {
            let hidden = match hides(&node, child) {
                true => None,
                false => hidden(child)?,
            };
            changed |= hidden.is_some();
            children.push(hidden.unwrap_or_else(|| Arc::clone(child)));
        }
        Ok(match changed {
            true => {
                let options = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute);
                Transformed::yes(node.replace_children(children, options)?)
            }
            false => Transformed::no(node),
        })
    })?;
    Ok(match hidden(&honest.data)? {
        Some(root) => root,
        None => honest.data,
    })
}

/// The aggregate below the projection; `None` for what needs none.
fn hidden(node: &Arc<dyn ExecutionPlan>) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let Some(aggregate) = node.downcast_ref::<AggregateExec>().filter(|it| claims(it)) else {
        return Ok(None);
    };
    let schema = aggregate.schema();
    let groups = aggregate.group_expr().expr().len();
    let mut exprs = Vec::with_capacity(schema.fields().len());
    for (index, field) in schema.fields().iter().enumerate() {
        let column: Arc<dyn PhysicalExpr> = Arc::new(Column::new(field.name(), index));
        let expr = match is_nulled(aggregate, index) {
            false => column,
            true => {
                let set = schema.field(groups);
                let Some(bit) = bit(set.data_type(), groups - 1 - index) else {
                    return Ok(None);
                };
                let zero = ScalarValue::new_zero(set.data_type())?;
                let set = Arc::new(Column::new(set.name(), groups));
                let is_left_out = Arc::new(BinaryExpr::new(
                    set,
                    Operator::BitwiseAnd,
                    physical_lit(bit),
                ));
                let is_there = Arc::new(BinaryExpr::new(
                    is_left_out,
                    Operator::Eq,
                    physical_lit(zero),
                ));
                Arc::new(CaseExpr::try_new(None, vec![(is_there, column)], None)?)
            }
        };
        exprs.push(ProjectionExpr {
            expr,
            alias: field.name().clone(),
        });
    }
    Ok(Some(Arc::new(ProjectionExec::try_new(
        exprs,
        Arc::clone(node),
    )?)))
}

/// The bit of a set's number that says that it leaves a column out: the last column has the lowest.
fn bit(data_type: &DataType, shift: usize) -> Option<ScalarValue> {
    let shift = u32::try_from(shift).ok()?;
    match data_type {
        DataType::UInt8 => 1u8.checked_shl(shift).map(ScalarValue::from),
        DataType::UInt16 => 1u16.checked_shl(shift).map(ScalarValue::from),
        DataType::UInt32 => 1u32.checked_shl(shift).map(ScalarValue::from),
        DataType::UInt64 => 1u64.checked_shl(shift).map(ScalarValue::from),
        _ => None,
    }
}

/// Whether an aggregate of raw rows says something about a column that a set leaves out.
fn claims(aggregate: &AggregateExec) -> bool {
    if !aggregate.group_expr().has_grouping_set()
        || aggregate.mode().input_mode() != AggregateInputMode::Raw
    {
        return false;
    }
    let nulled = |expr: &Arc<dyn PhysicalExpr>| uses_nulled(expr, aggregate);
    let properties = aggregate.properties().equivalence_properties();
    let constants = properties.constants();
    let orderings = properties.oeq_class().iter().flatten();
    let partitions = match aggregate.properties().output_partitioning() {
        datafusion::physical_expr::Partitioning::Hash(exprs, _) => exprs.as_slice(),
        _ => &[],
    };
    constants.iter().any(|constant| nulled(&constant.expr))
        || orderings.into_iter().any(|one| nulled(&one.expr))
        || partitions.iter().any(nulled)
}

fn is_nulled(aggregate: &AggregateExec, column: usize) -> bool {
    let sets = aggregate.group_expr().groups();
    sets.iter().any(|set| set.get(column) == Some(&true))
}

/// Whether a column that a set leaves out is read outside a CASE.
fn uses_nulled(expr: &Arc<dyn PhysicalExpr>, aggregate: &AggregateExec) -> bool {
    let mut found = false;
    let walked = expr.apply(|part| {
        if part.downcast_ref::<CaseExpr>().is_some() {
            return Ok(TreeNodeRecursion::Jump);
        }
        let column = part.downcast_ref::<Column>();
        found = column.is_some_and(|column| is_nulled(aggregate, column.index()));
        Ok(match found {
            true => TreeNodeRecursion::Stop,
            false => TreeNodeRecursion::Continue,
        })
    });
    found || walked.is_err()
}

/// Whether `parent` is the projection over `child`, or one that it was merged with.
fn hides(parent: &Arc<dyn ExecutionPlan>, child: &Arc<dyn ExecutionPlan>) -> bool {
    match (
        parent.downcast_ref::<ProjectionExec>(),
        child.downcast_ref::<AggregateExec>(),
    ) {
        (Some(projection), Some(aggregate)) => projection
            .expr()
            .iter()
            .all(|one| !uses_nulled(&one.expr, aggregate)),
        _ => false,
    }
}

/// `GROUP BY GROUPING SETS (())` as an aggregate over all rows, once for each empty set.
///
/// DataFusion's bytes hold the sets of a physical plan as one list of their columns, in which empty
/// sets are lost: such a plan gave no rows after its trip.
#[derive(Debug)]
pub(crate) struct EmptyGroupingSets;

impl OptimizerRule for EmptyGroupingSets {
    fn name(&self) -> &str {
        "empty_grouping_sets"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(
        &self,
        plan: LogicalPlan,
        _config: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        let LogicalPlan::Aggregate(aggregate) = &plan else {
            return Ok(Transformed::no(plan));
        };
        let [Expr::GroupingSet(GroupingSet::GroupingSets(sets))] = aggregate.group_expr.as_slice()
        else {
            return Ok(Transformed::no(plan));
        };
        if sets.is_empty() || sets.iter().any(|set| !set.is_empty()) {
            return Ok(Transformed::no(plan));
        }
        let all = Arc::new(LogicalPlan::Aggregate(Aggregate::try_new(
            Arc::clone(&aggregate.input),
            Vec::new(),
            aggregate.aggr_expr.clone(),
        )?));
        let mut union: Option<LogicalPlanBuilder> = None;
        for _ in sets {
            let fields = aggregate.schema.iter();
            let values = fields
                .enumerate()
                .map(|(index, (qualifier, field))| match index {
                    0 => ScalarValue::new_zero(field.data_type())
                        .map(|zero| lit(zero).alias_qualified(qualifier.cloned(), field.name())),
                    _ => Ok(Expr::Column(NamedColumn::new(
                        qualifier.cloned(),
                        field.name(),
                    ))),
                });
            let one = LogicalPlanBuilder::from(Arc::clone(&all))
                .project(values.collect::<Result<Vec<_>>>()?)?;
            union = Some(match union {
                None => one,
                Some(others) => others.union(one.build()?)?,
            });
        }
        match union {
            Some(union) => Ok(Transformed::yes(union.build()?)),
            None => Ok(Transformed::no(plan)),
        }
    }
}
