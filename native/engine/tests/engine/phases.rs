//! Every way to a plan passes through the same phases, and their times fit the clock.

use crate::alive::{gated, sequential};
use crate::support::{ended, session, wait};
use datafusion::logical_expr::LogicalPlan as Logical;
use datafusion::physical_plan::ExecutionPlan as Plan;
use futures::TryStreamExt;
use planarium_engine::api::LogicalPlan;
use planarium_engine::plan_file::{self, RunOptions, SaveOptions};
use planarium_engine::planning::{Phase, PhaseTimes, PlanningObserver, observed};
use planarium_engine::query::{self, Phase as Run, Query};
use planarium_engine::session::Limits;
use planarium_engine::{Result, Session};
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

const SQL: &str = "SELECT count(*) AS n FROM generate_series(1, 100) WHERE value % 3 = 0";

#[derive(Default)]
struct Recorder {
    phases: Mutex<Vec<Phase>>,
    logical: Mutex<Vec<String>>,
    physical: Mutex<Vec<String>>,
}

impl PlanningObserver for Recorder {
    fn phase_began(&self, phase: Phase) {
        let mut phases = self.phases.lock().unwrap();
        if phases.last() != Some(&phase) {
            phases.push(phase);
        }
    }

    fn logical_rule_ended(&self, rule: &str, _plan: &Logical) {
        self.logical.lock().unwrap().push(rule.to_owned());
    }

    fn physical_rule_ended(&self, rule: &str, _plan: &Arc<dyn Plan>) {
        self.physical.lock().unwrap().push(rule.to_owned());
    }
}

/// What an observer of `work` saw.
fn watched<T: Send + 'static>(
    session: &Session,
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Recorder {
    let recorder = Arc::new(Recorder::default());
    let observer: Arc<dyn PlanningObserver> = recorder.clone();
    wait(session, observed(observer, work)).unwrap();
    Arc::into_inner(recorder).unwrap()
}

/// The phases, and whether rules of each kind were seen: the first and the last of DataFusion's own.
fn seen(recorder: &Recorder) -> (Vec<Phase>, bool, bool) {
    let has = |rules: &Mutex<Vec<String>>, rule: &str| {
        rules.lock().unwrap().iter().any(|seen| seen == rule)
    };
    (
        recorder.phases.lock().unwrap().clone(),
        has(&recorder.logical, "type_coercion") && has(&recorder.logical, "push_down_filter"),
        has(&recorder.physical, "EnsureRequirements")
            || has(&recorder.physical, "EnforceDistribution"),
    )
}

#[test]
fn sql_values_saved_plans_and_explain_pass_through_one_pipeline() {
    use Phase::{Execute, Optimize, Parse, Physical, Plan};
    let session = session();
    let worker = session.clone();
    let sql = watched(&session, async move {
        let rows = query::stream(&worker, SQL).await?;
        Ok(rows.try_collect::<Vec<_>>().await?)
    });
    assert_eq!(
        seen(&sql),
        (vec![Parse, Plan, Optimize, Physical, Execute], true, true)
    );

    let worker = session.clone();
    let explained = watched(&session, async move { query::explain(&worker, SQL).await });
    assert_eq!(
        seen(&explained),
        (vec![Parse, Plan, Optimize, Physical], true, true)
    );

    let worker = session.clone();
    let value = watched(&session, async move {
        LogicalPlan::from_sql(&worker, SQL)
            .await?
            .execution_plan()
            .await
    });
    assert_eq!(
        seen(&value),
        (vec![Parse, Plan, Optimize, Physical], true, true)
    );

    let folder = tempfile::tempdir().unwrap();
    let (worker, path) = (session.clone(), folder.path().join("saved.dfplan"));
    let saved = watched(&session, async move {
        plan_file::save(&worker, SQL, &path, SaveOptions::default()).await?;
        let prepared = plan_file::prepare(&worker, path, RunOptions::default()).await?;
        let rows = query::stream_work(&worker, prepared.work).await?;
        Ok(rows.try_collect::<Vec<_>>().await?)
    });
    assert_eq!(
        seen(&saved),
        (
            vec![Parse, Plan, Optimize, Physical, Optimize, Physical, Execute],
            true,
            true
        )
    );

    let worker = session.clone();
    let statement = watched(&session, async move {
        let rows = query::stream(&worker, &format!("EXPLAIN {SQL}")).await?;
        Ok(rows.try_collect::<Vec<_>>().await?)
    });
    assert_eq!(
        seen(&statement).0,
        [Parse, Plan, Optimize, Physical, Execute]
    );
}

fn sum(times: &PhaseTimes) -> f64 {
    let PhaseTimes {
        parse,
        plan,
        optimize,
        physical,
        execute,
    } = *times;
    [parse, plan, optimize, physical, execute]
        .into_iter()
        .flatten()
        .sum()
}

/// Milliseconds that the query was kept at the gate, by the clock of the test.
fn held_at_the_gate(sql: &str) -> (f64, query::QueryStatus) {
    let session = sequential(&[]);
    let (gate, _held) = gated(&session);
    let query = Query::start(&session, sql, Limits::default());
    gate.wait_for(1);
    let began = Instant::now();
    sleep(Duration::from_millis(100));
    let held = began.elapsed().as_secs_f64() * 1000.0;
    gate.open();
    let status = ended(&query);
    assert_eq!(status.phase, Run::Done, "{:?}", status.error);
    (held, status)
}

#[test]
fn the_phase_that_is_held_up_is_the_one_that_took_long() {
    // A call with constants alone is made by the optimizer.
    let (held, status) = held_at_the_gate("SELECT gate(1, 2)");
    let optimize = status.phases.optimize.unwrap();
    assert!(optimize >= held, "{optimize} of {held}");
    assert!(sum(&status.phases) <= status.elapsed_ms, "{status:?}");

    let (held, status) = held_at_the_gate("SELECT count(*) FROM a WHERE NOT gate(v, v)");
    let execute = status.phases.execute.unwrap();
    assert!(execute >= held, "{execute} of {held}");
    let planning = sum(&status.phases) - execute;
    assert!(planning <= status.elapsed_ms - held, "{status:?}");
    assert!(sum(&status.phases) <= status.elapsed_ms, "{status:?}");
}

#[test]
fn statements_add_up_and_a_phase_that_did_not_begin_has_no_time() {
    let session = session();
    let query = Query::start(&session, "SELECT 1; SELECT 2", Limits::default());
    let both = ended(&query).phases;
    assert!(
        [
            both.parse,
            both.plan,
            both.optimize,
            both.physical,
            both.execute
        ]
        .iter()
        .all(Option::is_some)
    );

    let query = Query::start(&session, "SELEC 1", Limits::default());
    let failed = ended(&query).phases;
    assert!(failed.parse.is_some());
    assert_eq!(
        (failed.plan, failed.optimize, failed.execute),
        (None, None, None)
    );
    // The clock stands still at the end.
    assert_eq!(query.status().phases, failed);
}
