//! The self time of operators beside what was really spent: by a function or a table that knows how
//! long it computed, and by the whole process.

use crate::crates::source_of;
use crate::support::{ended, session_with, sorted_rows, wait};
use crate::tpch_data;
use datafusion::arrow::array::{Int64Array, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::streaming::StreamingTable;
use datafusion::datasource::MemTable;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{ColumnarValue, Volatility, col, create_udf};
use datafusion::physical_plan::Partitioning;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use futures::stream;
use planarium_engine::Session;
use planarium_engine::plan::model::{MetricUnit, PlanNode, PlanStage, StageId};
use planarium_engine::query::{Phase, Query, ReadyPlan, Work};
use planarium_engine::session::{Limits, SessionOptions};
use std::fs;
use std::mem::MaybeUninit;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Batches of a table, and rows in each.
const BATCHES: i64 = 20;
const ROWS: i64 = 10;
/// CPU time spent on purpose for each row, nanoseconds; and for the table.
const COST: u64 = 300_000;
const ALL: f64 = 60e6;

/// Adds up what was spent on purpose.
#[derive(Debug, Clone, Default)]
struct Spent(Arc<AtomicU64>);

impl Spent {
    fn spend(&self, rows: usize) {
        let (start, cost) = (thread_time(), COST * u64::try_from(rows).unwrap());
        while thread_time() - start < cost {}
        self.0.fetch_add(thread_time() - start, Ordering::Relaxed);
    }

    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    fn take(&self) -> f64 {
        self.0.swap(0, Ordering::Relaxed) as f64
    }
}

fn thread_time() -> u64 {
    let mut time = MaybeUninit::<libc::timespec>::zeroed();
    // SAFETY: zeros are a valid value, which the call overwrites.
    let time = unsafe {
        libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, time.as_mut_ptr());
        time.assume_init()
    };
    u64::try_from(time.tv_sec * 1_000_000_000 + time.tv_nsec).unwrap()
}

/// User and system time of this process so far, nanoseconds.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn process_time() -> f64 {
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: zeros are a valid value, which the call overwrites.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr());
        usage.assume_init()
    };
    let sum = |time: libc::timeval| time.tv_sec as f64 * 1e9 + time.tv_usec as f64 * 1e3;
    sum(usage.ru_utime) + sum(usage.ru_stime)
}

fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![Field::new("a", DataType::Int64, false)]))
}

fn batch(number: i64) -> RecordBatch {
    let values = Int64Array::from_iter_values(number * ROWS..(number + 1) * ROWS);
    RecordBatch::try_new(schema(), vec![Arc::new(values)]).unwrap()
}

/// A partition whose batches take time to make.
#[derive(Debug)]
struct Slow {
    schema: SchemaRef,
    spent: Spent,
}

impl PartitionStream for Slow {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let spent = self.spent.clone();
        let batches = stream::iter((0..BATCHES).map(move |number| {
            spent.spend(usize::try_from(ROWS).unwrap());
            Ok(batch(number))
        }));
        Box::pin(RecordBatchStreamAdapter::new(schema(), batches))
    }
}

/// Tables `slow` and `fast` with the numbers 0 to 199, and a function `spin` that takes time.
fn prepared(partitions: usize, settings: &[(&str, &str)]) -> (Session, Spent) {
    let partitions = partitions.to_string();
    let mut all = vec![
        (
            "datafusion.execution.target_partitions",
            partitions.as_str(),
        ),
        // Small batches are repartitioned and sorted as large ones would be.
        ("datafusion.execution.batch_size", "10"),
    ];
    all.extend(settings);
    let settings = all
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let session = session_with(SessionOptions {
        settings,
        ..SessionOptions::default()
    });
    let spent = Spent::default();
    let slow = Slow {
        schema: schema(),
        spent: spent.clone(),
    };
    let slow = StreamingTable::try_new(schema(), vec![Arc::new(slow)]).unwrap();
    let fast = MemTable::try_new(schema(), vec![(0..BATCHES).map(batch).collect()]).unwrap();
    let context = session.context();
    context.register_table("slow", Arc::new(slow)).unwrap();
    context.register_table("fast", Arc::new(fast)).unwrap();
    let work = spent.clone();
    context.register_udf(create_udf(
        "spin",
        vec![DataType::Int64],
        DataType::Int64,
        Volatility::Volatile,
        Arc::new(move |values: &[ColumnarValue]| {
            let rows = match &values[0] {
                ColumnarValue::Array(rows) => rows.len(),
                ColumnarValue::Scalar(_) => 1,
            };
            work.spend(rows);
            Ok(values[0].clone())
        }),
    ));
    (session, spent)
}

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
        Ok((String::new(), Work { plan, state }))
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

/// Rust files below the sources of DataFusion's crates that hold operators, without their tests.
fn operator_sources() -> Vec<(PathBuf, String)> {
    let mut sources = Vec::new();
    for name in [
        "datafusion-physical-plan",
        "datafusion-physical-optimizer",
        "datafusion-catalog",
        "datafusion-datasource",
        "datafusion-datasource-arrow",
        "datafusion-datasource-csv",
        "datafusion-datasource-json",
        "datafusion-datasource-parquet",
        "datafusion-ffi",
    ] {
        collect_sources(&source_of(name).join("src"), &mut sources);
    }
    sources
}

fn collect_sources(folder: &Path, sources: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "tests" && name != "test" {
            collect_sources(&path, sources);
        } else if name.ends_with(".rs") && !name.starts_with("test") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            let code = code.split("\n#[cfg(any(test").next().unwrap();
            let lines = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            sources.push((path, lines.collect::<Vec<_>>().join("\n")));
        }
    }
}

/// A task that is not spawned through DataFusion's own functions would count for nobody.
#[test]
fn operators_spawn_only_where_it_is_traced() {
    let mut found = Vec::new();
    for (path, code) in operator_sources() {
        for call in [
            "tokio::spawn",
            "task::spawn",
            "thread::spawn",
            "thread::Builder",
            "handle.spawn",
            "tokio::task::JoinSet",
            "rayon::",
        ] {
            if code.contains(call) {
                found.push(format!("{call} in {}", path.display()));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// The documentation says of each operator what DataFusion's own figure measures.
#[test]
fn every_operator_is_in_the_documentation() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(manifest.join("../../docs/self-time.md")).unwrap();
    let mut operators: Vec<String> = operator_sources()
        .iter()
        .flat_map(|(_, code)| code.split("\nimpl ExecutionPlan for ").skip(1))
        .map(|after| after.split([' ', '{']).next().unwrap().to_owned())
        .collect();
    operators.sort();
    assert!(operators.len() > 35, "{operators:?}");
    operators.retain(|name| !text.contains(&format!("`{name}`")));
    assert!(
        operators.is_empty(),
        "not in docs/self-time.md: {operators:?}"
    );
}
