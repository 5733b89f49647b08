//! The plans of a statement as their views see them.
//!
//! The stages are built once, by the first who asks and on that thread, without a lock of the query. From
//! then on only what a running plan counts changes, and a reader gets what changed since it last asked.

use super::plans::Plans;
use crate::plan::{
    LiveMetrics, NodeMetrics, PlanRequest, PlanSet, PlanStage, PlanUpdate, StageId, logical_stage,
    physical_stage,
};
use crate::shared_json::SharedJson;
use parking_lot::Mutex;
use serde::Serialize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

pub(super) struct PlanViews {
    /// Differs between any two plans of this process.
    id: u64,
    sql: String,
    /// `None` once they were let go of.
    plans: Mutex<Option<Plans>>,
    views: OnceLock<Views>,
}

/// What outlives the plans.
struct Views {
    /// Every stage but the executed one: that is the physical one with metrics.
    stages: Arc<PlanSet>,
    /// Of a plan that was started.
    metrics: Option<LiveMetrics>,
}

/// What an operator counted, for reading beside a saved plan.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SavedMetrics<'a> {
    id: u32,
    operator: &'a str,
    metrics: Option<NodeMetrics>,
}

impl PlanViews {
    pub(super) fn of(plans: Plans) -> Arc<Self> {
        Arc::new(Self {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            sql: plans.sql.clone(),
            plans: Mutex::new(Some(plans)),
            views: OnceLock::new(),
        })
    }

    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    /// Every stage, with all metrics of this moment.
    pub(super) fn snapshot(&self) -> PlanSet {
        let Views { stages, metrics } = self.views();
        let mut all = stages.as_ref().clone();
        if let (Some(metrics), Some(physical)) = (metrics, all.stages.last()) {
            all.stages.push(executed(physical, metrics));
        }
        all
    }

    /// What `request` does not know yet.
    pub(super) fn update(&self, request: &PlanRequest) -> PlanUpdate {
        let Views { stages, metrics } = self.views();
        let known = request.known.filter(|known| known.plan_id == self.id);
        let since = known.map_or(0, |known| known.version);
        PlanUpdate {
            plan_id: self.id,
            plans: known.is_none().then(|| SharedJson(Arc::clone(stages))),
            run: metrics
                .as_ref()
                .map(|metrics| metrics.since(since, request)),
        }
    }

    /// JSON of what each operator of a started plan counted.
    pub(super) fn saved_metrics(&self) -> Option<String> {
        let Views { stages, metrics } = self.views();
        let physical = stages.stages.last()?;
        let counted = metrics.as_ref()?.all();
        let saved: Vec<SavedMetrics> = physical
            .nodes
            .iter()
            .zip(counted)
            .map(|(node, metrics)| SavedMetrics {
                id: node.id,
                operator: &node.operator,
                metrics,
            })
            .collect();
        serde_json::to_string(&saved).ok()
    }

    /// Lets go of the plans; what was counted stays readable.
    pub(super) fn release(&self) {
        if let Some(metrics) = &self.views().metrics {
            metrics.release();
        }
        let freed = self.plans.lock().take();
        drop(freed);
    }

    fn views(&self) -> &Views {
        self.views.get_or_init(|| {
            let plans = self.plans.lock().clone();
            plans.as_ref().map_or_else(Views::none, Views::of)
        })
    }
}

impl Views {
    fn none() -> Self {
        Self::of(&Plans::default())
    }

    fn of(plans: &Plans) -> Self {
        let mut stages = Vec::new();
        stages.extend(
            plans
                .initial
                .as_ref()
                .map(|plan| logical_stage(StageId::Initial, plan)),
        );
        stages.extend(
            plans
                .optimized
                .as_ref()
                .map(|plan| logical_stage(StageId::Optimized, plan)),
        );
        stages.extend(
            plans
                .physical
                .as_ref()
                .map(|plan| physical_stage(StageId::Physical, plan)),
        );
        let running = plans.physical.as_ref().filter(|_| plans.started);
        Self {
            stages: Arc::new(PlanSet {
                sql: plans.sql.clone(),
                stages,
                phases: None,
            }),
            metrics: running.map(LiveMetrics::of),
        }
    }
}

fn executed(physical: &PlanStage, metrics: &LiveMetrics) -> PlanStage {
    let mut stage = physical.clone();
    stage.id = StageId::Executed;
    stage.text = metrics.text();
    for (node, counted) in stage.nodes.iter_mut().zip(metrics.all()) {
        node.metrics = counted;
    }
    stage
}
