//! What a view of a running plan is sent: the structure once, then the operators that counted.

use crate::alive::{gated, sequential};
use crate::gate::wait_until;
use crate::support::ended;
use planarium_engine::plan::{
    KnownPlan, MetricSums, NodeMetrics, PlanRequest, PlanSet, PlanUpdate, StageId,
};
use planarium_engine::query::{Phase, Query};
use planarium_engine::session::Limits;
use std::collections::BTreeMap;

/// One branch ends at once, the other waits at the gate.
const SQL: &str = "SELECT 1 AS v UNION ALL SELECT v FROM a WHERE NOT gate(v, v)";

fn since(update: &PlanUpdate) -> PlanRequest {
    PlanRequest {
        known: Some(KnownPlan {
            plan_id: update.plan_id,
            version: update.run.as_ref().map_or(0, |run| run.version),
        }),
        ..PlanRequest::default()
    }
}

fn changed(update: &PlanUpdate) -> &[MetricSums] {
    &update.run.as_ref().unwrap().changed
}

fn sums(id: u32, metrics: &NodeMetrics) -> MetricSums {
    MetricSums(
        id,
        metrics.rows,
        metrics.self_time_ns,
        metrics.bytes_read,
        metrics.spill_count,
        metrics.spilled_bytes,
        metrics.memory_bytes,
    )
}

/// The sums of the executed stage, by operator.
fn executed(plans: &PlanSet) -> BTreeMap<u32, MetricSums> {
    let stage = plans.stages.last().unwrap();
    assert_eq!(stage.id, StageId::Executed);
    let nodes = stage.nodes.iter();
    nodes
        .filter_map(|node| Some((node.id, sums(node.id, node.metrics.as_ref()?))))
        .collect()
}

#[test]
fn a_running_plan_sends_its_structure_once_and_then_what_changed() {
    let session = sequential(&[]);
    let (gate, _held) = gated(&session);
    let query = Query::start(&session, SQL, Limits::default());
    gate.wait_for(1);
    let named = |operator: &str| {
        let plans = query.plan();
        let stage = plans.stages.last().unwrap().clone();
        let node = stage
            .nodes
            .into_iter()
            .find(|node| node.operator == operator);
        node.unwrap()
    };
    let constant = named("PlaceholderRowExec").id;
    let first_row = |metrics: &NodeMetrics| metrics.rows == Some(1.0);
    let above = |id: u32| {
        let plans = query.plan();
        let nodes = &plans.stages.last().unwrap().nodes;
        nodes
            .iter()
            .find(|node| node.children.contains(&id))
            .unwrap()
            .clone()
    };
    let ended_branch = above(constant);
    wait_until("the first branch has ended", || {
        above(constant).metrics.as_ref().is_some_and(first_row)
    });

    let first = query.plan_update(&PlanRequest::default());
    let stages: Vec<StageId> = first
        .plans
        .as_ref()
        .unwrap()
        .stages
        .iter()
        .map(|stage| stage.id)
        .collect();
    assert_eq!(
        stages,
        [StageId::Initial, StageId::Optimized, StageId::Physical]
    );
    let mut known: BTreeMap<u32, MetricSums> =
        changed(&first).iter().map(|sums| (sums.0, *sums)).collect();
    assert_eq!(known.get(&ended_branch.id).unwrap().1, Some(1.0));

    gate.open();
    assert_eq!(ended(&query).phase, Phase::Done);
    let second = query.plan_update(&since(&first));
    assert_eq!(second.plan_id, first.plan_id);
    assert!(second.plans.is_none(), "the structure is known");
    let ids: Vec<u32> = changed(&second).iter().map(|sums| sums.0).collect();
    assert!(
        !ids.is_empty() && !ids.contains(&ended_branch.id),
        "{ids:?}"
    );
    known.extend(changed(&second).iter().map(|sums| (sums.0, *sums)));
    assert_eq!(known, executed(&query.plan()));

    let third = query.plan_update(&since(&second));
    assert_eq!(changed(&third), []);
}

#[test]
fn every_metric_and_the_text_come_where_they_are_asked_for() {
    let session = sequential(&[]);
    let sql = "SELECT count(*) FROM generate_series(1, 1000) WHERE value % 3 = 0";
    let query = Query::start(&session, sql, Limits::default());
    assert_eq!(ended(&query).phase, Phase::Done);
    let plans = query.plan();
    let stage = plans.stages.last().unwrap();
    let filter = stage
        .nodes
        .iter()
        .find(|node| node.operator == "FilterExec")
        .unwrap();
    let update = query.plan_update(&PlanRequest {
        details: vec![filter.id, 1_000_000],
        text: true,
        ..PlanRequest::default()
    });
    let run = update.run.unwrap();
    let [details] = run.details.as_slice() else {
        panic!("{:?}", run.details);
    };
    assert_eq!(details.id, filter.id);
    assert_eq!(details.all, filter.metrics.as_ref().unwrap().all);
    assert_eq!(run.text.as_deref(), Some(stage.text.as_str()));
    assert!(stage.text.contains("output_rows=333"), "{}", stage.text);
}

#[test]
fn other_plans_are_sent_whole() {
    let session = sequential(&[]);
    let query = Query::start(&session, "SELECT 1", Limits::default());
    assert_eq!(ended(&query).phase, Phase::Done);
    let first = query.plan_update(&PlanRequest::default());
    let other = Query::start(&session, "SELECT 2", Limits::default());
    assert_eq!(ended(&other).phase, Phase::Done);
    let update = other.plan_update(&since(&first));
    assert_ne!(update.plan_id, first.plan_id);
    assert_eq!(update.plans.unwrap().sql, "SELECT 2");
    assert!(!update.run.unwrap().changed.is_empty());
}
