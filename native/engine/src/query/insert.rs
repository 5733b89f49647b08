//! Rows on their way into a table in memory, counted before the table has them.
//!
//! DataFusion gathers all of them without a reservation and adds them to the table at the end.

use crate::session::{Keeper, KeptRows};
use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::datasource::sink::DataSinkExec;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::metrics::MetricsSet;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties,
    ReplaceChildrenOptions,
};
use datafusion_datasource::memory::MemSink;
use futures::TryStreamExt;
use parking_lot::Mutex;
use std::fmt;
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
pub(super) fn counted(rows: Arc<dyn ExecutionPlan>, keeper: Keeper) -> Arc<dyn ExecutionPlan> {
    let keeper = Arc::new(Mutex::new(keeper));
    Arc::new(CountedRows { rows, keeper })
}

/// The operator that gives the rows. It answers as that operator wherever it is asked what it is.
struct CountedRows {
    rows: Arc<dyn ExecutionPlan>,
    keeper: Arc<Mutex<Keeper>>,
}

impl CountedRows {
    fn around(&self, rows: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
        Arc::new(Self {
            rows,
            keeper: Arc::clone(&self.keeper),
        })
    }
}

impl fmt::Debug for CountedRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows.fmt(f)
    }
}

impl DisplayAs for CountedRows {
    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        self.rows.fmt_as(format, f)
    }
}

impl ExecutionPlan for CountedRows {
    fn name(&self) -> &str {
        self.rows.name()
    }

    fn downcast_delegate(&self) -> Option<&dyn ExecutionPlan> {
        Some(self.rows.as_ref())
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.rows.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        self.rows.children()
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let rows = Arc::clone(&self.rows).replace_children(children, options)?;
        Ok(self.around(rows))
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let options = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute);
        self.replace_children(children, options)
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.rows.apply_expressions(visit)
    }

    fn reset_state(self: Arc<Self>) -> Result<Arc<dyn ExecutionPlan>> {
        let rows = Arc::clone(&self.rows).reset_state()?;
        Ok(self.around(rows))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        self.rows.metrics()
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let rows = self.rows.execute(partition, context)?;
        let keeper = Arc::clone(&self.keeper);
        let schema = rows.schema();
        let counted = rows.and_then(move |batch| {
            let added = keeper.lock().try_add(&batch).map(|()| batch);
            std::future::ready(added.map_err(Into::into))
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, counted)))
    }
}
