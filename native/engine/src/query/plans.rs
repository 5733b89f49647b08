//! The plans a statement went through.

use crate::plan::{PlanSet, StageId, logical_stage, physical_stage};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use std::sync::Arc;

#[derive(Clone, Default)]
pub(super) struct Plans {
    pub(super) sql: String,
    /// As planned from the SQL, before the optimizer.
    pub(super) initial: Option<LogicalPlan>,
    pub(super) optimized: Option<LogicalPlan>,
    pub(super) physical: Option<Arc<dyn ExecutionPlan>>,
    /// Where it runs with other settings than the session's.
    pub(super) task: Option<Arc<TaskContext>>,
    /// True once the physical plan was started: its metrics are live from then on.
    pub(super) started: bool,
    /// The picture of plans that were let go of.
    pub(super) settled: Option<Arc<PlanSet>>,
}

impl Plans {
    /// The picture of each stage, with the metrics of this moment.
    pub(super) fn picture(&self) -> PlanSet {
        if let Some(settled) = &self.settled {
            return settled.as_ref().clone();
        }
        let mut stages = Vec::new();
        stages.extend(
            self.initial
                .as_ref()
                .map(|plan| logical_stage(StageId::Initial, plan)),
        );
        stages.extend(
            self.optimized
                .as_ref()
                .map(|plan| logical_stage(StageId::Optimized, plan)),
        );
        if let Some(plan) = &self.physical {
            stages.push(physical_stage(StageId::Physical, plan, false));
            if self.started {
                stages.push(physical_stage(StageId::Executed, plan, true));
            }
        }
        PlanSet {
            sql: self.sql.clone(),
            stages,
        }
    }

    /// The picture alone, of plans that are over.
    pub(super) fn settled(&self) -> Self {
        Self {
            sql: self.sql.clone(),
            settled: Some(Arc::new(self.picture())),
            ..Self::default()
        }
    }
}
