//! The self time of operators beside what was really spent: by a function or a table that knows how
//! long it computed, and by the whole process.

mod spent;
mod upstream;

use crate::support::{ended, session_with, sorted_rows, wait};
use crate::tpch_data;
use datafusion::logical_expr::col;
use datafusion::physical_plan::Partitioning;
use datafusion::physical_plan::repartition::RepartitionExec;
use planarium_engine::Session;
use planarium_engine::plan::model::{MetricUnit, PlanNode, PlanStage, StageId};
use planarium_engine::plan_file::{ReadyPlan, RunnablePlan};
use planarium_engine::query::{Phase, Query};
use planarium_engine::session::{Limits, SessionOptions};
use spent::{ALL, Spent, prepared, process_time};
use std::sync::Arc;

/// Runs `sql`; gives its executed stage and the CPU time of the process meanwhile.
fn executed(session: &Session, sql: &str) -> (PlanStage, f64) {
    let before = process_time();
    let query = Query::start(session, sql, Limits::default());
    let status = ended(&query);
    let spent = process_time() - before;
    assert_eq!((status.phase, status.error), (Phase::Done, None), "{sql}");
    let stage = query.plan().stages.pop().unwrap();
    assert_eq!(stage.id, StageId::Executed);
    (stage, spent)
}

fn self_time(node: &PlanNode) -> f64 {
    let metrics = node.metrics.as_ref();
    metrics
        .and_then(|metrics| metrics.self_time_ns)
        .unwrap_or_default()
}

fn listed(stage: &PlanStage) -> String {
    let lines = stage
        .nodes
        .iter()
        .map(|node| format!("{:>9.3} ms {}", self_time(node) / 1e6, node.detail));
    lines.collect::<Vec<_>>().join("\n")
}

/// What was spent on purpose is all in the self time of the operators called `spender`, and not in
/// that of any other.
fn assert_spent_by(session: &Session, spent: &Spent, spender: &str, sql: &str) {
    spent.take();
    let (stage, process) = executed(session, sql);
    let spent = spent.take();
    let (mut own, mut others) = (0.0, 0.0);
    for node in &stage.nodes {
        match node.operator == spender {
            true => own += self_time(node),
            false => others += self_time(node),
        }
    }
    assert!(spent >= ALL / 20.0, "{sql}\nspent {spent}");
    assert!(
        own >= spent * EXACT,
        "{sql}\nspent {spent}\n{}",
        listed(&stage)
    );
    assert!(others < spent, "{sql}\nspent {spent}\n{}", listed(&stage));
    assert!(
        own + others <= process + TOLERANCE,
        "{sql}\n{}",
        listed(&stage)
    );
}

/// Short stretches of work are taken by wall time.
const EXACT: f64 = 0.98;

/// The counters of a process and those of its threads are not read at the same moment: a tick of
/// the slowest usual clock, 10 ms, for each of two threads.
const TOLERANCE: f64 = 20e6;

#[test]
fn time_of_an_input_is_not_that_of_the_operator_above() {
    let piecewise = ("datafusion.optimizer.enable_piecewise_merge_join", "true");
    let sort_merge = ("datafusion.optimizer.prefer_hash_join", "false");
    for partitions in [1, 3] {
        let (session, spent) = prepared(partitions, &[]);
        for sql in [
            "SELECT * FROM slow JOIN fast USING (a)",
            "SELECT * FROM fast JOIN slow USING (a)",
            "SELECT * FROM slow LEFT JOIN fast USING (a)",
            "SELECT * FROM slow WHERE a IN (SELECT a FROM fast)",
            "SELECT * FROM slow JOIN fast ON slow.a < fast.a - 195",
            "SELECT * FROM slow, (SELECT * FROM fast LIMIT 2)",
            "SELECT a % 7, count(*) FROM slow GROUP BY 1",
            "SELECT DISTINCT a FROM slow",
            "SELECT max(a), count(*) FROM slow",
            "SELECT max(a) FROM slow GROUP BY a % 7 ORDER BY 1 DESC LIMIT 2",
            "SELECT * FROM slow ORDER BY -a",
            "SELECT * FROM slow ORDER BY -a LIMIT 3",
            "SELECT a, sum(a) OVER (PARTITION BY a % 3 ORDER BY a) FROM slow",
            "SELECT a, avg(a) OVER () FROM slow",
            "SELECT * FROM slow UNION ALL SELECT * FROM fast",
            "SELECT unnest([a, a + 1]) FROM slow",
            "SELECT * FROM slow WHERE a % 2 = 0 LIMIT 200 OFFSET 3",
            "SELECT * FROM fast WHERE a < (SELECT max(a) FROM slow)",
            "WITH RECURSIVE r AS (SELECT a FROM slow UNION ALL SELECT a + 100 FROM r WHERE a < 300)
             SELECT * FROM r",
        ] {
            assert_spent_by(&session, &spent, "StreamingTableExec", sql);
        }
        let (session, spent) = prepared(partitions, &[sort_merge]);
        let sql = "SELECT * FROM slow JOIN fast USING (a)";
        assert_spent_by(&session, &spent, "StreamingTableExec", sql);
        let (session, spent) = prepared(partitions, &[piecewise]);
        let sql = "SELECT * FROM slow JOIN fast ON slow.a < fast.a";
        assert_spent_by(&session, &spent, "StreamingTableExec", sql);
    }
}

/// The query of CREATE TABLE ... AS runs before the table is made.
#[test]
fn what_fills_a_table_is_measured() {
    let (session, spent) = prepared(1, &[]);
    let sql = "CREATE TABLE made AS SELECT spin(a) AS s FROM fast";
    assert_spent_by(&session, &spent, "ProjectionExec", sql);
}

#[test]
fn an_operator_has_all_of_its_own_time() {
    for partitions in [1, 3] {
        let (session, spent) = prepared(partitions, &[]);
        for (spender, sql) in [
            ("FilterExec", "SELECT a FROM fast WHERE spin(a) >= 0"),
            ("ProjectionExec", "SELECT spin(a) FROM fast"),
            ("AggregateExec", "SELECT sum(spin(a)) FROM fast"),
            (
                "AggregateExec",
                "SELECT a % 7, sum(spin(a)) FROM fast GROUP BY 1",
            ),
            (
                "HashJoinExec",
                "SELECT * FROM fast f JOIN fast g ON f.a = g.a AND spin(f.a + g.a) >= 0",
            ),
            (
                "NestedLoopJoinExec",
                "SELECT * FROM fast f JOIN (SELECT * FROM fast LIMIT 2) g ON spin(f.a + g.a) > 190",
            ),
        ] {
            assert_spent_by(&session, &spent, spender, sql);
        }
    }
    // With more partitions the merge above evaluates the key once more.
    let (session, spent) = prepared(1, &[]);
    for sql in [
        "SELECT a FROM fast ORDER BY spin(a)",
        "SELECT a FROM fast ORDER BY spin(a) LIMIT 3",
    ] {
        assert_spent_by(&session, &spent, "SortExec", sql);
    }
}

/// A repartitioning computes in tasks that it spawns.
#[test]
fn spawned_work_is_that_of_the_operator() {
    let (session, spent) = prepared(3, &[]);
    let worker = session.clone();
    let ready = async move {
        let state = worker.context().state();
        let table = worker.context().table("fast").await?;
        let spin = state.scalar_functions()["spin"].call(vec![col("a")]);
        let hash = vec![state.create_physical_expr(spin, table.schema())?];
        let input = table.create_physical_plan().await?;
        let plan = RepartitionExec::try_new(input, Partitioning::Hash(hash, 3))?;
        let plan = ReadyPlan::Physical(Arc::new(plan));
        Ok((String::new(), RunnablePlan { plan, state }))
    };
    let query = Query::start_with(&session, ready, Limits::default());
    let status = ended(&query);
    assert_eq!((status.phase, status.error), (Phase::Done, None));
    let stage = query.plan().stages.pop().unwrap();
    let (node, spent) = (&stage.nodes[0], spent.take());
    assert_eq!(node.operator, "RepartitionExec");
    assert!(spent >= ALL, "spent {spent}");
    assert!(
        self_time(node) >= spent * EXACT,
        "spent {spent}\n{}",
        listed(&stage)
    );
}

/// The operators below a recursive query run as copies, once for each round.
#[test]
fn every_round_of_a_recursive_query_counts() {
    let (session, spent) = prepared(1, &[]);
    let sql = "WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT spin(a) + 1 FROM r WHERE a < 20)
               SELECT * FROM r";
    assert_spent_by(&session, &spent, "ProjectionExec", sql);
    let (stage, _) = executed(&session, sql);
    let work = stage
        .nodes
        .iter()
        .find(|node| node.operator == "WorkTableExec");
    let metrics = work.unwrap().metrics.as_ref().unwrap();
    assert_eq!(metrics.rows, Some(20.0), "{}", stage.text);
}

/// What EXPLAIN ANALYZE prints are the same figures.
#[test]
fn explain_analyze_prints_the_self_time() {
    let (session, spent) = prepared(1, &[]);
    let worker = session.clone();
    let rows = wait(&session, async move {
        let sql = "EXPLAIN ANALYZE SELECT * FROM slow JOIN fast USING (a)";
        let rows = planarium_engine::query::stream(&worker, sql).await?;
        Ok(datafusion::physical_plan::common::collect(rows).await?)
    })
    .unwrap();
    let text = sorted_rows(&rows).join("\n");
    let spent = spent.take();
    let times: Vec<f64> = ["HashJoinExec", "StreamingTableExec"]
        .into_iter()
        .map(|operator| printed_time(&text, operator))
        .collect();
    assert!(times[0] < spent, "spent {spent}\n{text}");
    // Printed to two digits.
    assert!(times[1] >= spent * EXACT * 0.99, "spent {spent}\n{text}");
}

fn printed_time(text: &str, operator: &str) -> f64 {
    let line = text.lines().find(|line| line.contains(operator)).unwrap();
    let (_, after) = line.split_once("elapsed_compute=").unwrap();
    let word = after.split([',', ']']).next().unwrap();
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match &word[digits.len()..] {
        "ns" => 1.0,
        "µs" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        other => panic!("{other} in {word}"),
    };
    digits.parse::<f64>().unwrap() * unit
}

/// Other tests that run meanwhile only make the process busier.
#[test]
fn self_times_of_tpch_are_within_the_time_of_the_process() {
    let session = session_with(SessionOptions::default());
    let folder = tempfile::tempdir().unwrap();
    let (worker, data) = (session.clone(), folder.path().to_path_buf());
    session
        .runtime()
        .block_on(async move { tpch_data::register(worker.context(), &data).await });
    let (mut all, mut all_spent) = (0.0, 0.0);
    for number in 1..=22 {
        let (stage, spent) = executed(&session, &tpch_data::sql(number));
        let sum: f64 = stage.nodes.iter().map(self_time).sum();
        assert!(
            sum <= spent + TOLERANCE,
            "q{number}: {sum} of {spent}\n{}",
            listed(&stage)
        );
        for node in &stage.nodes {
            let metrics = node.metrics.as_ref().unwrap();
            assert!(metrics.self_time_ns.is_some(), "q{number} {}", node.detail);
            assert!(metrics.rows.is_some(), "q{number} {}", node.detail);
            let mut ratios: Vec<_> = metrics
                .all
                .iter()
                .filter(|one| one.unit == MetricUnit::Ratio)
                .map(|one| &one.name)
                .collect();
            ratios.sort();
            let count = ratios.len();
            ratios.dedup();
            assert_eq!(ratios.len(), count, "q{number} {}", node.detail);
        }
        all += sum;
        all_spent += spent;
    }
    assert!(all > 0.0);
    assert!(all <= all_spent + TOLERANCE, "{all} of {all_spent}");
}
