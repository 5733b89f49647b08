//! What the operators of a running plan counted, and what of it changed since someone last asked.
//!
//! A plan of thousands of operators keeps tens of thousands of metrics. So a reader gets the sums of those
//! operators that counted since the version it knows, every metric only of the operators it names, and
//! the text of the plan only where it asks for it.

use std::sync::Arc;

use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::display::DisplayableExecutionPlan;
use datafusion::physical_plan::metrics::MetricsSet;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::metrics::{metrics_of, sums_of};
use super::model::{NodeMetrics, PlanMetric, PlanSet};
use super::physical::pre_order;
use super::text;
use crate::self_time::is_measured;
use crate::shared_json::SharedJson;

/// Operators whose metrics one request may name.
const MOST_DETAILS: usize = 16;

/// What a reader of a plan knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KnownPlan {
    #[ts(type = "number")]
    pub plan_id: u64,
    /// Of [`RunMetrics`]; 0 for none.
    #[ts(type = "number")]
    pub version: u64,
}

/// What is asked of a plan. Mirrors `query:plan` of `app/shared/ipc/contract.ts`.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanRequest {
    /// Default: nothing is known.
    #[serde(default)]
    #[ts(optional)]
    pub known: Option<KnownPlan>,
    /// Operators of the executed stage whose every metric is wanted, at most 16.
    #[serde(default)]
    #[ts(type = "number[]", optional)]
    pub details: Vec<u32>,
    /// Whether the text of the executed stage is wanted.
    #[serde(default)]
    #[ts(type = "boolean", optional)]
    pub text: bool,
}

/// What a reader of a plan does not know yet. Mirrors `app/shared/plan.ts`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanUpdate {
    /// Another number for other plans: what was known of those is void.
    #[ts(type = "number")]
    pub plan_id: u64,
    /// The stages but for the executed one; null where the reader has them.
    #[ts(as = "Option<PlanSet>")]
    pub plans: Option<SharedJson<PlanSet>>,
    /// Of a plan that was started: its executed stage is the physical one with these metrics.
    pub run: Option<RunMetrics>,
}

/// What operators of the executed stage counted.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunMetrics {
    /// Grows with every change.
    #[ts(type = "number")]
    pub version: u64,
    /// The operators that counted since the version that is known.
    pub changed: Vec<MetricSums>,
    pub details: Vec<MetricDetails>,
    /// DataFusion's indented text with metrics; null unless asked for.
    pub text: Option<String>,
}

/// Operator, rows, self time in nanoseconds, bytes read, spill count, spilled bytes, memory in
/// bytes: as of [`NodeMetrics`], in one array since a message may hold thousands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
pub struct MetricSums(
    pub u32,
    pub Option<f64>,
    pub Option<f64>,
    pub Option<f64>,
    pub Option<f64>,
    pub Option<f64>,
    pub Option<f64>,
);

/// Every metric of one operator.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MetricDetails {
    pub id: u32,
    pub all: Vec<PlanMetric>,
}

pub struct LiveMetrics {
    source: Mutex<Source>,
    told: Mutex<Told>,
}

enum Source {
    /// In pre-order.
    Running(Arc<dyn ExecutionPlan>),
    Ended {
        counted: Vec<Counted>,
        text: String,
    },
}

/// The metrics of one operator; `None` for one that counts nothing.
#[derive(Clone)]
struct Counted {
    set: Option<MetricsSet>,
    measured: bool,
}

/// The sums that readers were told, each with the version that brought them.
#[derive(Default)]
struct Told {
    version: u64,
    sums: Vec<Option<(MetricSums, u64)>>,
}

impl LiveMetrics {
    /// Those of `plan`, which may be running.
    pub fn of(plan: &Arc<dyn ExecutionPlan>) -> Self {
        Self {
            source: Mutex::new(Source::Running(Arc::clone(plan))),
            told: Mutex::default(),
        }
    }

    /// Every metric of each operator, in the order of the stage's nodes.
    pub fn all(&self) -> Vec<Option<NodeMetrics>> {
        self.counted().iter().map(Counted::metrics).collect()
    }

    /// DataFusion's indented text with metrics.
    pub fn text(&self) -> String {
        let plan = match &*self.source.lock() {
            Source::Ended { text, .. } => return text.clone(),
            Source::Running(plan) => Arc::clone(plan),
        };
        text_of(&plan)
    }

    /// What was counted since version `since`, and what `request` names.
    pub fn since(&self, since: u64, request: &PlanRequest) -> RunMetrics {
        let counted = self.counted();
        let details = request.details.iter().take(MOST_DETAILS);
        let details = details.filter_map(|&id| {
            let metrics = counted.get(usize::try_from(id).ok()?)?.metrics()?;
            Some(MetricDetails {
                id,
                all: metrics.all,
            })
        });
        let (version, changed) = self.told.lock().compare(&counted, since);
        RunMetrics {
            version,
            changed,
            details: details.collect(),
            text: request.text.then(|| self.text()),
        }
    }

    /// Keeps what was counted and lets go of the plan.
    pub fn release(&self) {
        let plan = match &*self.source.lock() {
            Source::Ended { .. } => return,
            Source::Running(plan) => Arc::clone(plan),
        };
        let ended = Source::Ended {
            counted: counted_by(&plan),
            text: text_of(&plan),
        };
        let running = std::mem::replace(&mut *self.source.lock(), ended);
        drop(running);
    }

    fn counted(&self) -> Vec<Counted> {
        let plan = match &*self.source.lock() {
            Source::Ended { counted, .. } => return counted.clone(),
            Source::Running(plan) => Arc::clone(plan),
        };
        counted_by(&plan)
    }
}

impl Told {
    /// Notes what changed, and gives all that did since a version.
    fn compare(&mut self, counted: &[Counted], since: u64) -> (u64, Vec<MetricSums>) {
        let next = self.version + 1;
        self.sums.resize(counted.len(), None);
        let mut changed = Vec::new();
        for ((id, counted), told) in (0..).zip(counted).zip(&mut self.sums) {
            let Some(sums) = counted.sums(id) else {
                continue;
            };
            match told {
                Some((known, version)) if *known == sums => {
                    if *version > since {
                        changed.push(sums);
                    }
                }
                told => {
                    *told = Some((sums, next));
                    self.version = next;
                    changed.push(sums);
                }
            }
        }
        (self.version, changed)
    }
}

impl Counted {
    fn metrics(&self) -> Option<NodeMetrics> {
        self.set.as_ref().map(|set| metrics_of(set, self.measured))
    }

    fn sums(&self, id: u32) -> Option<MetricSums> {
        let sums = sums_of(self.set.as_ref()?, self.measured);
        Some(MetricSums(
            id,
            sums.rows,
            sums.self_time_ns,
            sums.bytes_read,
            sums.spill_count,
            sums.spilled_bytes,
            sums.memory_bytes,
        ))
    }
}

fn counted_by(plan: &Arc<dyn ExecutionPlan>) -> Vec<Counted> {
    let order = pre_order(plan);
    order
        .iter()
        .map(|visit| Counted {
            set: visit.plan.metrics(),
            measured: is_measured(visit.plan.as_ref()),
        })
        .collect()
}

fn text_of(plan: &Arc<dyn ExecutionPlan>) -> String {
    let lines: Vec<(usize, String)> = pre_order(plan)
        .iter()
        .map(|visit| {
            let line = DisplayableExecutionPlan::with_metrics(visit.plan.as_ref());
            (visit.depth, line.one_line().to_string())
        })
        .collect();
    text::indented(&lines)
}
