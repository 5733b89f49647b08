//! Operators that compute for long without giving rows: a cancelled query ends at their next step,
//! and others go on beside them.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;
use std::thread::available_parallelism;

use datafusion::arrow::array::{ArrayRef, BooleanArray};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::function::{PartitionEvaluatorArgs, WindowUDFFieldArgs};
use datafusion::logical_expr::{
    Accumulator, ColumnarValue, PartitionEvaluator, Signature, Volatility, WindowUDF,
    WindowUDFImpl, create_udaf, create_udf,
};
use planarium_engine::query::{self, Phase, Query};
use planarium_engine::results::PageRequest;
use planarium_engine::session::{Limits, SessionOptions};
use planarium_engine::{ErrorCode, Session};

use crate::gate::{Gate, Held, table, wait_until};
use crate::support::{ended, session, session_with, wait};

/// A session with one partition, so that steps follow each other, unless `settings` say otherwise.
pub fn sequential(settings: &[(&str, &str)]) -> Session {
    let one = ("datafusion.execution.target_partitions", "1");
    // Small batches: many steps of a few rows.
    let small = ("datafusion.execution.batch_size", "64");
    let settings = [&one, &small].into_iter().chain(settings);
    session_with(SessionOptions {
        settings: settings
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..SessionOptions::default()
    })
}

/// Tables `a` and `b` of 1,000 rows, and functions that pass the gate each time they are called:
/// `gate(x, y)`, never true; the aggregate `gate_sum` and the window function `gate_row`.
pub fn gated(session: &Session) -> (Arc<Gate>, [Held; 2]) {
    let gate = Arc::new(Gate::default());
    let at = Arc::clone(&gate);
    let never = move |args: &[ColumnarValue]| {
        at.pass();
        let rows = args.iter().find_map(|arg| match arg {
            ColumnarValue::Array(array) => Some(array.len()),
            ColumnarValue::Scalar(_) => None,
        });
        let never = BooleanArray::from(vec![false; rows.unwrap_or(1)]);
        Ok(ColumnarValue::Array(Arc::new(never)))
    };
    let int = DataType::Int64;
    session.context().register_udf(create_udf(
        "gate",
        vec![int.clone(), int.clone()],
        DataType::Boolean,
        Volatility::Immutable,
        Arc::new(never),
    ));
    let at = Arc::clone(&gate);
    session.context().register_udaf(create_udaf(
        "gate_sum",
        vec![int.clone()],
        Arc::new(int.clone()),
        Volatility::Immutable,
        Arc::new(move |_| Ok(Box::new(GateSum(Arc::clone(&at))))),
        Arc::new(vec![int]),
    ));
    session
        .context()
        .register_udwf(WindowUDF::new_from_impl(GateRow {
            signature: Signature::nullary(Volatility::Immutable),
            gate: Arc::clone(&gate),
        }));
    (
        gate,
        [table(session, "a", 1_000), table(session, "b", 1_000)],
    )
}

#[derive(Debug)]
struct GateSum(Arc<Gate>);

impl Accumulator for GateSum {
    fn update_batch(&mut self, _: &[ArrayRef]) -> Result<()> {
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.0.pass();
        Ok(ScalarValue::Int64(Some(0)))
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![ScalarValue::Int64(Some(0))])
    }

    fn merge_batch(&mut self, _: &[ArrayRef]) -> Result<()> {
        Ok(())
    }

    fn retract_batch(&mut self, _: &[ArrayRef]) -> Result<()> {
        Ok(())
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }
}

struct GateRow {
    signature: Signature,
    gate: Arc<Gate>,
}

impl fmt::Debug for GateRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("gate_row")
    }
}

impl PartialEq for GateRow {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for GateRow {}

impl Hash for GateRow {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl WindowUDFImpl for GateRow {
    fn name(&self) -> &str {
        "gate_row"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn partition_evaluator(
        &self,
        _: PartitionEvaluatorArgs,
    ) -> Result<Box<dyn PartitionEvaluator>> {
        Ok(Box::new(GateRows(Arc::clone(&self.gate))))
    }

    fn field(&self, args: WindowUDFFieldArgs) -> Result<FieldRef> {
        Ok(Arc::new(Field::new(args.name(), DataType::Int64, true)))
    }
}

#[derive(Debug)]
struct GateRows(Arc<Gate>);

impl PartitionEvaluator for GateRows {
    fn evaluate(&mut self, _: &[ArrayRef], _: &Range<usize>) -> Result<ScalarValue> {
        self.0.pass();
        Ok(ScalarValue::Int64(Some(0)))
    }

    fn uses_window_frame(&self) -> bool {
        true
    }

    fn supports_bounded_execution(&self) -> bool {
        true
    }
}

/// Starts `sql` in a session of its own and cancels it while it is at its first step. No other step
/// may follow, and all it holds must be given back.
fn ends_at_its_next_step(operator: &str, settings: &[(&str, &str)], sql: &str) {
    let session = sequential(settings);
    let (gate, held) = gated(&session);
    cancelled_at_its_first_step(operator, &session, &gate, &held, sql);
}

pub fn cancelled_at_its_first_step(
    operator: &str,
    session: &Session,
    gate: &Gate,
    held: &[Held],
    sql: &str,
) {
    let query = Query::start(session, sql, Limits::default());
    gate.wait_for(1);
    let plan = query.plan();
    let operators = plan.stages.last().unwrap().nodes.iter();
    let names: Vec<&str> = operators.map(|node| node.operator.as_str()).collect();
    assert!(names.contains(&operator), "{operator} in {names:?}: {sql}");
    for name in ["a", "b"] {
        session.context().deregister_table(name).unwrap();
    }
    query.cancel();
    assert_eq!(query.status().phase, Phase::Cancelled);
    gate.open();
    held.iter().for_each(Held::wait_for_release);
    assert_eq!(gate.passed(), 1, "{operator}: {sql}");
    wait_until("its memory is free", || {
        session.memory_usage().memory_bytes == 0
    });
}

const INNER: &str = "SELECT count(*) FROM a JOIN b ON gate(a.v, b.v)";

#[test]
fn a_cancelled_nested_loop_join_ends() {
    let ends = |sql: &str| ends_at_its_next_step("NestedLoopJoinExec", &[], sql);
    ends(INNER);
    ends("SELECT count(*) FROM a LEFT JOIN b ON gate(a.v, b.v)");
    ends("SELECT count(*) FROM a WHERE EXISTS (SELECT 1 FROM b WHERE gate(a.v, b.v))");
    ends("SELECT count(*) FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE gate(a.v, b.v))");
}

#[test]
fn a_cancelled_hash_join_ends() {
    let ends = |sql: &str| ends_at_its_next_step("HashJoinExec", &[], sql);
    ends("SELECT count(*) FROM a JOIN b ON a.k = b.k AND gate(a.v, b.v)");
    ends("SELECT count(*) FROM a FULL JOIN b ON a.k = b.k AND gate(a.v, b.v)");
    ends(
        "SELECT count(*) FROM a WHERE EXISTS (SELECT 1 FROM b WHERE a.k = b.k AND gate(a.v, b.v))",
    );
    ends(
        "SELECT count(*) FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE a.k = b.k AND gate(a.v, b.v))",
    );
}

#[test]
fn a_cancelled_sort_merge_join_ends() {
    // All rows have one key, and are in one of the partitions.
    let merge = [
        ("datafusion.optimizer.prefer_hash_join", "false"),
        ("datafusion.execution.target_partitions", "2"),
    ];
    let ends = |sql: &str| ends_at_its_next_step("SortMergeJoinExec", &merge, sql);
    ends("SELECT count(*) FROM a JOIN b ON a.k = b.k AND gate(a.v, b.v)");
    ends(
        "SELECT count(*) FROM a WHERE EXISTS (SELECT 1 FROM b WHERE a.k = b.k AND gate(a.v, b.v))",
    );
}

#[test]
fn a_cancelled_window_ends() {
    let bounded = |sql: &str| ends_at_its_next_step("BoundedWindowAggExec", &[], sql);
    bounded("SELECT gate_sum(v) OVER (ORDER BY v) FROM a");
    bounded("SELECT gate_sum(v) OVER (ORDER BY v ROWS 3 PRECEDING) FROM a");
    bounded("SELECT gate_row() OVER (ORDER BY v) FROM a");
    let whole = |sql: &str| ends_at_its_next_step("WindowAggExec", &[], sql);
    let rest = "ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING";
    whole(&format!(
        "SELECT gate_sum(v) OVER (ORDER BY v {rest}), k FROM a"
    ));
    whole(&format!(
        "SELECT gate_row() OVER (ORDER BY v {rest}) FROM a"
    ));
}

#[test]
fn a_cancelled_window_with_a_filter_ends() {
    let filter = "FILTER (WHERE v % 2 = 0)";
    let bounded = |sql: &str| ends_at_its_next_step("BoundedWindowAggExec", &[], sql);
    bounded(&format!(
        "SELECT gate_sum(v) {filter} OVER (ORDER BY v) FROM a"
    ));
    bounded(&format!(
        "SELECT gate_sum(v) {filter} OVER (ORDER BY v ROWS 3 PRECEDING) FROM a"
    ));
    let rest = "ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING";
    let whole = format!("SELECT gate_sum(v) {filter} OVER (ORDER BY v {rest}), k FROM a");
    ends_at_its_next_step("WindowAggExec", &[], &whole);
}

/// A filter that gives nothing, over a source that never ends, reads in each step: it yields.
#[test]
fn cancelled_queries_that_read_for_ever_end() {
    let session = sequential(&[]);
    for sql in [
        "SELECT * FROM generate_series(1, 1000000000000) WHERE value < 0",
        "SELECT * FROM generate_series(1, 1000000000000) OFFSET 999999999999",
        "SELECT count(value % 7) FROM generate_series(1, 1000000000000)",
        "SELECT value FROM generate_series(1, 1000000000000) ORDER BY value DESC LIMIT 3",
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) \
         SELECT count(n % 7) FROM r",
        "SELECT count(*) FROM (SELECT unnest(range(0, value % 100)) AS u \
         FROM generate_series(1, 1000000000000)) WHERE u < 0",
    ] {
        let held = table(&session, "held", 10);
        let both = format!("SELECT v FROM held WHERE v < 0 UNION ALL ({sql})");
        let query = Query::start(&session, both, Limits::default());
        while query.status().phase == Phase::Planning {
            std::thread::yield_now();
        }
        assert_eq!(query.status().phase, Phase::Running, "{sql}");
        session.context().deregister_table("held").unwrap();
        query.cancel();
        held.wait_for_release();
    }
}

/// Joins that give no row per pair go through all pairs even without a filter: a million million.
#[test]
fn cancelled_joins_without_a_filter_end() {
    for (operator, condition) in [
        ("HashJoinExec", "a.k = b.k"),
        ("NestedLoopJoinExec", "true"),
    ] {
        for exists in ["EXISTS", "NOT EXISTS"] {
            let session = session();
            let held = [
                table(&session, "a", 1_000_000),
                table(&session, "b", 1_000_000),
            ];
            let sql = format!(
                "SELECT count(*) FROM a WHERE {exists} (SELECT 1 FROM b WHERE {condition})"
            );
            let query = Query::start(&session, sql.as_str(), Limits::default());
            let probing = || {
                let plan = query.plan();
                let text = &plan.stages.last().unwrap().text;
                let join = text.lines().find(|line| line.contains(operator));
                let counted = join.and_then(|join| join.split_once(" input_rows="));
                counted.is_some_and(|(_, rest)| !rest.starts_with("0,"))
            };
            while query.plan().stages.is_empty() || !probing() {
                assert!(
                    !query.status().phase.is_over(),
                    "{sql}: {:?}",
                    query.status()
                );
                std::thread::yield_now();
            }
            for name in ["a", "b"] {
                session.context().deregister_table(name).unwrap();
            }
            query.cancel();
            held.iter().for_each(Held::wait_for_release);
            wait_until("its memory is free", || {
                session.memory_usage().memory_bytes == 0
            });
        }
    }
}

#[test]
fn queries_run_beside_one_that_keeps_all_its_threads() {
    let session = session();
    let (gate, _held) = gated(&session);
    session
        .context()
        .register_table(
            "c",
            session.context().deregister_table("b").unwrap().unwrap(),
        )
        .unwrap();
    let rows = Query::start(&session, "SELECT v FROM a ORDER BY v", Limits::default());
    assert_eq!(ended(&rows).rows, 1_000);
    let busy = "SELECT count(*) FROM c, generate_series(1, 1000000) a WHERE gate(a.value, c.v)";
    let busy: Vec<Query> = (0..3)
        .map(|_| Query::start(&session, busy, Limits::default()))
        .collect();
    let cores = available_parallelism().map_or(2, usize::from).max(2);
    gate.wait_for(busy.len() * cores);
    for sql in [
        "SELECT 42",
        "SELECT count(*), max(v) FROM a GROUP BY k",
        "SELECT 1 FROM c LIMIT 1",
    ] {
        let beside = Query::start(&session, sql, Limits::default());
        let status = ended(&beside);
        assert_eq!((status.phase, status.rows), (Phase::Done, 1), "{sql}");
    }
    let page = PageRequest {
        offset: 990,
        limit: 10,
        ..PageRequest::default()
    };
    assert!(!rows.page(&page).unwrap().is_empty());
    let worker = session.clone();
    wait(&session, async move {
        query::explain(&worker, "SELECT * FROM a").await
    })
    .unwrap();
    assert!(
        busy.iter()
            .all(|query| query.status().phase == Phase::Running)
    );
    busy.iter().for_each(Query::cancel);
    gate.open();
}

/// What a limit leaves behind ends with the query, not only with a cancel.
#[test]
fn what_is_not_needed_any_more_ends_with_its_query() {
    let session = session();
    let (gate, held) = gated(&session);
    let sql = format!("SELECT 1 UNION ALL ({INNER}) LIMIT 1");
    let start = || Query::start(&session, sql.as_str(), Limits::default());
    let mut query = start();
    // The first row may come before the join has started.
    while gate.passed() == 0 {
        if query.status().phase.is_over() {
            query = start();
        }
        std::thread::yield_now();
    }
    let status = ended(&query);
    assert_eq!((status.phase, status.rows), (Phase::Done, 1));
    let reached = gate.passed();
    for name in ["a", "b"] {
        session.context().deregister_table(name).unwrap();
    }
    gate.open();
    held.iter().for_each(Held::wait_for_release);
    assert!(gate.passed() <= reached + 4, "{}", gate.passed());
}

#[test]
fn a_cancelled_table_that_is_being_filled_is_not_made() {
    let session = sequential(&[]);
    let (gate, held) = gated(&session);
    let sql = format!("CREATE TABLE made AS {INNER}");
    let query = Query::start(&session, sql, Limits::default());
    gate.wait_for(1);
    for name in ["a", "b"] {
        session.context().deregister_table(name).unwrap();
    }
    query.cancel();
    gate.open();
    held.iter().for_each(Held::wait_for_release);
    assert_eq!(gate.passed(), 1);
    let after = Query::start(&session, "SELECT * FROM made", Limits::default());
    assert_eq!(ended(&after).error.unwrap().code, ErrorCode::TableUnknown);
}

/// Results are those of operators that are not bound, and the plan shows what was made.
#[test]
fn bound_operators_give_the_same_rows_and_show_the_same_plan() {
    let sqls = [
        "SELECT count(*) FROM a JOIN b ON a.v < b.v - 990",
        "SELECT count(*), sum(a.v) FROM a LEFT JOIN b ON a.k = b.k AND a.v + b.v = 5",
        "SELECT count(*), sum(v) FROM a WHERE EXISTS (SELECT 1 FROM b WHERE a.v = b.v AND b.v > 9)",
        "SELECT count(*), sum(v) FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE a.v = b.v + 3)",
        "SELECT count(*), sum(v) FROM a WHERE v NOT IN (SELECT v + 7 FROM b)",
        "SELECT count(*) FROM a WHERE EXISTS (SELECT 1 FROM b)",
        "SELECT count(*) FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE v > 2000)",
        "SELECT v FROM a WHERE v IN (SELECT v * 2 FROM b) OR v > 990",
        "SELECT v, sum(v) OVER (ORDER BY v ROWS 3 PRECEDING) AS s, \
         count(*) FILTER (WHERE v % 2 = 0) OVER (ORDER BY v) AS c, \
         rank() OVER (ORDER BY v % 7) AS r, lag(v, 2) OVER (ORDER BY v) AS l, \
         string_agg(v::text, ',') OVER (ORDER BY v ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS t, \
         max(v) OVER (PARTITION BY v % 3) AS m FROM a WHERE v < 100 ORDER BY v",
    ];
    let merge = [
        ("datafusion.optimizer.prefer_hash_join", "false"),
        ("datafusion.execution.target_partitions", "2"),
    ];
    let settings: [&[(&str, &str)]; 2] = [&[], &merge];
    for settings in settings {
        let session = sequential(settings);
        let (_gate, _held) = gated(&session);
        for sql in sqls {
            let query = Query::start(&session, sql, Limits::default());
            let status = ended(&query);
            assert_eq!(status.error, None, "{sql}");
            let all = PageRequest {
                offset: 0,
                limit: status.rows,
                ..PageRequest::default()
            };
            let page = query.page(&all).unwrap();
            let reader =
                datafusion::arrow::ipc::reader::StreamReader::try_new(page.as_slice(), None)
                    .unwrap();
            let bound: Vec<RecordBatch> = reader.collect::<Result<_, _>>().unwrap();
            let context = Arc::clone(session.context());
            let plain = wait(&session, async move {
                Ok(context.sql(sql).await?.collect().await?)
            });
            assert_eq!(
                crate::support::sorted_rows(&bound),
                crate::support::sorted_rows(&plain.unwrap()),
                "{sql}"
            );
            let plan = query.plan();
            let [.., made, ran] = plan.stages.as_slice() else {
                panic!("{sql}");
            };
            let details = |stage: &planarium_engine::plan::PlanStage| {
                let nodes = stage.nodes.iter();
                nodes.map(|node| node.detail.clone()).collect::<Vec<_>>()
            };
            assert_eq!(details(made), details(ran), "{sql}");
            let worker = session.clone();
            let planned = wait(&session, async move { query::explain(&worker, sql).await });
            assert_eq!(
                details(planned.unwrap().stages.last().unwrap()),
                details(ran),
                "{sql}"
            );
            let counted = ran
                .nodes
                .iter()
                .filter(|node| node.operator.contains("Join") || node.operator.contains("Window"));
            for node in counted {
                assert!(node.metrics.is_some(), "{} in {sql}", node.operator);
            }
        }
    }
}
