//! Joins by one comparison, which merge sorted inputs. A nested loop join with the comparison as
//! filter has the same rows.

use std::sync::Arc;

use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::common::JoinSide;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::Result;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{BinaryExpr, Column};
use datafusion::physical_plan::joins::utils::{ColumnIndex, JoinFilter};
use datafusion::physical_plan::joins::{NestedLoopJoinExec, PiecewiseMergeJoinExec};
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};

use super::{Carried, StandIn, unfit};

pub(super) fn stand_in(node: &Arc<dyn ExecutionPlan>) -> Result<Option<StandIn>> {
    let Some(join) = node.downcast_ref::<PiecewiseMergeJoinExec>() else {
        return Ok(None);
    };
    let (left, right) = (join.buffered(), join.streamed());
    let width = left.schema().fields().len();
    let compared = BinaryExpr::new(
        Arc::clone(&join.on.0),
        join.operator,
        moved(&join.on.1, |place| Some(place + width))?,
    );
    let filter = JoinFilter::new(
        Arc::new(compared),
        columns(width, right.schema().fields().len()),
        both(&left.schema(), &right.schema()),
    );
    let (left, right) = (Arc::clone(left), Arc::clone(right));
    let nested = NestedLoopJoinExec::try_new(left, right, Some(filter), &join.join_type(), None)?;
    Ok(Some((Carried::RangeJoin, Arc::new(nested))))
}

pub(super) fn restored(input: &Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let Some(nested) = input.downcast_ref::<NestedLoopJoinExec>() else {
        return unfit("a range join");
    };
    let compared = nested
        .filter()
        .and_then(|filter| filter.expression().downcast_ref::<BinaryExpr>());
    let Some(compared) = compared.filter(|_| nested.projection().is_none()) else {
        return unfit("a range join");
    };
    let (left, right) = (Arc::clone(nested.left()), Arc::clone(nested.right()));
    let width = left.schema().fields().len();
    let on = (
        moved(compared.left(), |place| (place < width).then_some(place))?,
        moved(compared.right(), |place| place.checked_sub(width))?,
    );
    let partitions = right.output_partitioning().partition_count();
    let join = PiecewiseMergeJoinExec::try_new(
        left,
        right,
        on,
        *compared.op(),
        *nested.join_type(),
        partitions,
    )?;
    match join.schema() == input.schema() {
        true => Ok(Arc::new(join)),
        false => unfit("a range join"),
    }
}

/// All columns of both sides.
fn columns(left: usize, right: usize) -> Vec<ColumnIndex> {
    let side = |side, width| (0..width).map(move |index| ColumnIndex { index, side });
    side(JoinSide::Left, left)
        .chain(side(JoinSide::Right, right))
        .collect()
}

fn both(left: &Schema, right: &Schema) -> SchemaRef {
    let fields = left.fields().iter().chain(right.fields()).cloned();
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// An expression with its columns at other places.
fn moved(
    expression: &Arc<dyn PhysicalExpr>,
    to: impl Fn(usize) -> Option<usize>,
) -> Result<Arc<dyn PhysicalExpr>> {
    let moved = Arc::clone(expression).transform_down(|part| {
        let Some(column) = part.downcast_ref::<Column>() else {
            return Ok(Transformed::no(part));
        };
        match to(column.index()) {
            Some(place) => {
                let column = Column::new(column.name(), place);
                Ok(Transformed::yes(Arc::new(column) as Arc<dyn PhysicalExpr>))
            }
            None => unfit("a range join"),
        }
    })?;
    Ok(moved.data)
}
