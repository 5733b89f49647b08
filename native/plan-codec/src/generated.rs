//! Rows of a table function such as `generate_series` in physical plans, whose format keeps neither
//! which of their columns are read nor that they are in order. Both are said by operators of their
//! own, which any reader understands: a projection without columns, and a sort.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::Result;
use datafusion::physical_plan::memory::{LazyBatchGenerator, LazyMemoryExec};
use datafusion::physical_plan::projection::{ProjectionExec, ProjectionExpr};
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::sorts::sort_preserving_merge::SortPreservingMergeExec;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};

use super::search::until;

/// The plan to encode: `plan` itself where nothing of generated rows is lost.
///
/// # Errors
/// Those of DataFusion's constructors.
pub(super) fn spell(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let mut found = false;
    plan.apply(|node| {
        found = generated(node).is_some();
        Ok(until(found))
    })?;
    if !found {
        return Ok(plan);
    }
    let sorted = is_order_relied_upon(&plan)?;
    let spelled = plan.transform_up(|node| {
        let Some(rows) = generated(&node) else {
            return Ok(Transformed::no(node));
        };
        if rows.schema().fields().is_empty() {
            return Ok(Transformed::yes(without_columns(rows)?));
        }
        // `output_ordering` of the node was computed before its order was added.
        let order = node.equivalence_properties().output_ordering();
        let order = order.filter(|_| sorted);
        Ok(match order {
            Some(order) => {
                let sort = SortExec::new(order, node).with_preserve_partitioning(true);
                Transformed::yes(Arc::new(sort))
            }
            None => Transformed::no(node),
        })
    })?;
    Ok(spelled.data)
}

fn generated(node: &Arc<dyn ExecutionPlan>) -> Option<&LazyMemoryExec> {
    node.downcast_ref::<LazyMemoryExec>()
}

/// The rows with their one column, below a projection to none.
fn without_columns(rows: &LazyMemoryExec) -> Result<Arc<dyn ExecutionPlan>> {
    let first = rows.generators().first();
    let batch = match first.map(|generator| generator.read().reset_state()) {
        Some(generator) => LazyBatchGenerator::generate_next_batch(&mut *generator.write())?,
        None => None,
    };
    let schema = batch.map_or_else(
        || {
            Arc::new(Schema::new(vec![Field::new(
                "value",
                DataType::Int64,
                false,
            )]))
        },
        |batch| batch.schema(),
    );
    let whole = Arc::new(LazyMemoryExec::try_new(schema, rows.generators().clone())?);
    let none: Vec<ProjectionExpr> = Vec::new();
    Ok(Arc::new(ProjectionExec::try_new(none, whole)?))
}

fn is_order_relied_upon(plan: &Arc<dyn ExecutionPlan>) -> Result<bool> {
    let mut found = false;
    plan.apply(|node| {
        // A merge takes the rows as they come, and they do come in order.
        if node.downcast_ref::<SortPreservingMergeExec>().is_none() {
            let required = node.required_input_ordering();
            for (required, child) in required.iter().zip(node.children()) {
                found |= required.is_some() && reaches_generated(child)?;
            }
        }
        Ok(until(found))
    })?;
    Ok(found)
}

/// Whether the order of the rows of `plan` may be that of a table function: none was made on the way.
fn reaches_generated(plan: &Arc<dyn ExecutionPlan>) -> Result<bool> {
    use datafusion::common::tree_node::TreeNodeRecursion;
    let mut found = false;
    plan.apply(|node| {
        found |= generated(node).is_some();
        Ok(match node.downcast_ref::<SortExec>() {
            Some(_) => TreeNodeRecursion::Jump,
            None => TreeNodeRecursion::Continue,
        })
    })?;
    Ok(found)
}
