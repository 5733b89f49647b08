//! Rows on their way into a table in memory, counted before the table has them.
//!
//! DataFusion gathers all of them without a reservation and adds them to the table at the end.

use super::mapped::Mapped;
use crate::session::{Keeper, KeptRows};
use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::datasource::sink::DataSinkExec;
use datafusion::physical_plan::{ChildrenPropertiesMode, ExecutionPlan, ReplaceChildrenOptions};
use datafusion_datasource::memory::MemSink;
use parking_lot::Mutex;
use std::sync::Arc;

/// Counts the rows of every insert into a table in memory of `plan`, which is about to run. For
/// whoever looks at the plan it is what it was.
pub(super) fn counted_inserts(
    plan: Arc<dyn ExecutionPlan>,
    kept: &Arc<KeptRows>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let counted = plan.transform_up(|plan| {
        let rows = plan
            .downcast_ref::<DataSinkExec>()
            .filter(|insert| insert.sink().is::<MemSink>())
            .map(|insert| Arc::clone(insert.input()));
        let Some(rows) = rows else {
            return Ok(Transformed::no(plan));
        };
        let counted = counted(rows, kept.table());
        let options = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute);
        Ok(Transformed::yes(
            plan.replace_children(vec![counted], options)?,
        ))
    });
    Ok(counted?.data)
}

/// `rows`, counted by `keeper` for as long as the plan lives.
pub(crate) fn counted(rows: Arc<dyn ExecutionPlan>, keeper: Keeper) -> Arc<dyn ExecutionPlan> {
    let keeper = Mutex::new(keeper);
    Mapped::around(rows, move |batch| {
        keeper.lock().try_add(&batch)?;
        Ok(batch)
    })
}
