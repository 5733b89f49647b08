//! Plans that a program holds: bytes, JSON and Substrait keep the rows, runs can be repeated.

use planarium_engine::api::{
    ExecutionForm, ExecutionPlan, LogicalForm, LogicalPlan, PartitioningScheme,
};
use planarium_engine::codec::EncodeOptions;
use planarium_engine::plan_file::substrait_bytes;
use planarium_engine::query::Phase;
use planarium_engine::session::Limits;
use planarium_engine::{Error, ErrorCode, Session};

use crate::coverage_support::run;
use crate::plan_support::{opened, rows_of, save_sql};
use crate::support::{ended, from_substrait, session, wait};
use crate::tpch_data::{register, sql};

fn logical(session: &Session, sql: &str) -> Result<LogicalPlan, Error> {
    let (worker, sql) = (session.clone(), sql.to_owned());
    wait(session, async move {
        LogicalPlan::from_sql(&worker, &sql).await
    })
}

fn optimized(session: &Session, sql: &str) -> LogicalPlan {
    let plan = logical(session, sql).unwrap();
    wait(session, async move { plan.optimized() }).unwrap()
}

fn physical(session: &Session, sql: &str) -> ExecutionPlan {
    let plan = logical(session, sql).unwrap();
    wait(session, async move { plan.execution_plan().await }).unwrap()
}

fn rows(session: &Session, plan: &LogicalPlan) -> Vec<String> {
    rows_of(&plan.execute(session, Limits::default(), false).unwrap()).unwrap()
}

fn physical_rows(session: &Session, plan: &ExecutionPlan) -> Vec<String> {
    rows_of(&plan.execute(session, Limits::default(), false).unwrap()).unwrap()
}

fn physical_bytes(session: &Session, plan: &ExecutionPlan) -> Vec<u8> {
    let (plan, target) = (plan.clone(), session.clone());
    wait(session, async move { plan.to_bytes(&target).await }).unwrap()
}

fn tpch(session: &Session) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (worker, path) = (session.clone(), folder.path().to_path_buf());
    wait(session, async move {
        register(worker.context(), &path).await;
        Ok(())
    })
    .unwrap();
    folder
}

#[test]
fn tpch_keeps_its_rows_as_bytes_json_and_substrait_also_after_a_run() {
    let (here, there) = (session(), session());
    let _folder = tpch(&here);
    for number in 1..=22 {
        let sql = sql(number);
        let plan = optimized(&here, &sql);
        let expected = rows(&here, &plan);

        let bytes = plan.to_bytes(&here).unwrap();
        let again = LogicalPlan::from_bytes(&there, &bytes).unwrap();
        assert_eq!(rows(&there, &again), expected, "q{number} as bytes");
        assert_eq!(
            again.display(LogicalForm::Indent).unwrap(),
            plan.display(LogicalForm::Indent).unwrap()
        );
        let json = plan.to_json(&here, EncodeOptions::default()).unwrap();
        let again = LogicalPlan::from_json(&there, &json).unwrap();
        assert_eq!(rows(&there, &again), expected, "q{number} as JSON");

        let plan = physical(&here, &sql);
        let before = physical_bytes(&here, &plan);
        let again = ExecutionPlan::from_bytes(&there, &before).unwrap();
        assert_eq!(
            physical_rows(&there, &again),
            expected,
            "q{number} physical"
        );
        // Run here and there, then once more each way: runs leave marks that must not travel.
        assert_eq!(physical_rows(&here, &plan), expected, "q{number} first run");
        for ran in [&plan, &again] {
            let after = physical_bytes(ran.session(), ran);
            let late = ExecutionPlan::from_bytes(&there, &after).unwrap();
            assert_eq!(
                physical_rows(&there, &late),
                expected,
                "q{number} after a run"
            );
        }
        assert_eq!(
            physical_rows(&here, &plan),
            expected,
            "q{number} second run"
        );
        let worker = plan.clone();
        let json = wait(&here, async move {
            worker
                .to_json(worker.session(), EncodeOptions::default())
                .await
        })
        .unwrap();
        let again = ExecutionPlan::from_json(&there, &json).unwrap();
        assert_eq!(
            physical_rows(&there, &again),
            expected,
            "q{number} physical JSON"
        );
    }
}

#[test]
fn tpch_keeps_its_rows_as_substrait() {
    let session = session();
    let _folder = tpch(&session);
    let mut refused = Vec::new();
    for number in 1..=22 {
        let sql = sql(number);
        let expected = rows(&session, &logical(&session, &sql).unwrap());
        let (worker, text) = (session.clone(), sql.clone());
        let bytes = match wait(
            &session,
            async move { substrait_bytes(&worker, &text).await },
        ) {
            Ok(bytes) => bytes,
            Err(error) => {
                assert_eq!(
                    error.code,
                    ErrorCode::SubstraitUnsupported,
                    "q{number}: {error:?}"
                );
                refused.push((number, error.message));
                continue;
            }
        };
        let plan =
            from_substrait(&session, &bytes).unwrap_or_else(|error| panic!("q{number}: {error:?}"));
        assert_eq!(rows(&session, &plan), expected, "q{number} as Substrait");
        let json = planarium_engine::api::substrait_to_json(&bytes).unwrap();
        let again = planarium_engine::api::json_to_substrait(&json).unwrap();
        assert!(again == bytes, "q{number} through JSON");
    }
    assert_eq!(refused, [], "of 22");
}

#[test]
fn a_plan_tells_of_itself() {
    let session = session();
    let sql =
        "SELECT v % 2 AS k, sum(v) AS s FROM generate_series(1, 10) AS t(v) GROUP BY 1 ORDER BY 1";
    let plan = logical(&session, sql).unwrap();
    assert_eq!(plan.variant_name(), "Sort");
    assert_eq!(plan.inputs().len(), 1);
    assert_eq!(plan.inputs()[0].variant_name(), "Projection");
    let names: Vec<String> = plan.columns().into_iter().map(|field| field.name).collect();
    assert_eq!(names, ["k", "s"]);
    assert!(
        plan.display(LogicalForm::Line)
            .unwrap()
            .starts_with("Sort: k")
    );
    assert!(
        plan.display(LogicalForm::IndentSchema)
            .unwrap()
            .contains("s:Int64")
    );
    assert!(
        plan.display(LogicalForm::Graphviz)
            .unwrap()
            .contains("digraph")
    );
    let json: serde_json::Value =
        serde_json::from_str(&plan.display(LogicalForm::PgJson).unwrap()).unwrap();
    assert_eq!(json[0]["Plan"]["Node Type"], "Sort");
    assert!(plan.equals(&logical(&session, sql).unwrap()).unwrap());
    assert!(!plan.equals(&plan.inputs()[0]).unwrap());

    let plan = physical(&session, sql);
    assert!(
        plan.collect_metrics()
            .iter()
            .all(|one| one.metrics.rows.unwrap_or(0.0) == 0.0)
    );
    assert_eq!(
        physical_rows(&session, &plan),
        ["0.000000e0|3.000000e1", "1.000000e0|2.500000e1"]
    );
    assert_eq!(plan.metrics().unwrap().rows, Some(2.0));
    assert!(
        plan.display(ExecutionForm::Metrics)
            .unwrap()
            .contains("output_rows=2")
    );
    assert_eq!(
        plan.output_ordering().as_deref(),
        Some("[k@0 ASC NULLS LAST]")
    );
    let mut pending = vec![plan];
    let mut hashed = None;
    while let Some(node) = pending.pop() {
        let partitioning = node.output_partitioning();
        if partitioning.scheme == PartitioningScheme::Hash {
            hashed = partitioning.hash_expressions;
        }
        assert_eq!(
            partitioning.partition_count as usize,
            node.partition_count()
        );
        pending.extend(node.children());
    }
    assert_eq!(hashed.unwrap(), ["t.v % Int64(2)@0"]);
}

#[test]
fn metrics_of_a_plan_over_files_are_those_of_its_latest_run() {
    let session = session();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("n.csv");
    std::fs::write(&file, "n\n1\n2\n3\n").unwrap();
    let plan = physical(
        &session,
        &format!("SELECT n FROM '{}' WHERE n > 1 ORDER BY n", file.display()),
    );
    let counted = |plan: &ExecutionPlan| -> Vec<Option<f64>> {
        let all = plan.collect_metrics();
        all.iter().map(|one| one.metrics.rows).collect()
    };
    physical_rows(&session, &plan);
    let first = counted(&plan);
    assert_eq!((first[0], first[first.len() - 1]), (Some(2.0), Some(3.0)));
    physical_rows(&session, &plan);
    assert_eq!(counted(&plan), first);
}

#[test]
fn a_plan_from_bytes_that_writes_needs_consent() {
    let session = session();
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("out.parquet");
    let sql = format!("COPY (SELECT 1 AS a) TO '{}'", target.display());
    let plan = logical(&session, &sql).unwrap();
    let bytes = plan.to_bytes(&session).unwrap();
    let foreign = LogicalPlan::from_bytes(&session, &bytes).unwrap();
    let refused = foreign
        .execute(&session, Limits::default(), false)
        .err()
        .unwrap();
    assert_eq!(refused.code, ErrorCode::PlanWrites);
    assert!(!target.exists());
    let worker = foreign.clone();
    let physical = wait(&session, async move { worker.execution_plan().await }).unwrap();
    let refused = physical
        .execute(&session, Limits::default(), false)
        .err()
        .unwrap();
    assert_eq!(refused.code, ErrorCode::PlanWrites);
    rows_of(&foreign.execute(&session, Limits::default(), true).unwrap()).unwrap();
    assert!(target.exists());
}

#[test]
fn a_statement_that_defines_a_table_is_carried_out() {
    let session = session();
    let plan = logical(&session, "CREATE TABLE made AS SELECT 7 AS a").unwrap();
    let made = ended(&plan.execute(&session, Limits::default(), false).unwrap());
    assert_eq!((made.phase, made.catalog_changed), (Phase::Done, true));
    let plan = logical(&session, "SELECT a FROM made").unwrap();
    assert_eq!(rows(&session, &plan), ["7.000000e0"]);
}

#[test]
fn json_that_is_no_plan_is_an_error() {
    let session = session();
    for (text, code) in [
        ("", ErrorCode::PlanFileDamaged),
        ("{}", ErrorCode::PlanFileDamaged),
        ("[1]", ErrorCode::PlanFileDamaged),
        ("{\"projection\": 1}", ErrorCode::PlanFileDamaged),
        ("{\"nonsense\": {}}", ErrorCode::PlanFileDamaged),
    ] {
        assert_eq!(
            LogicalPlan::from_json(&session, text).err().unwrap().code,
            code,
            "{text}"
        );
        assert_eq!(
            ExecutionPlan::from_json(&session, text).err().unwrap().code,
            code,
            "{text}"
        );
    }
    let deep = "{\"limit\":{\"input\":".repeat(7_000);
    let error = LogicalPlan::from_json(&session, &deep).err().unwrap();
    assert_eq!(error.code, ErrorCode::PlanTooDeep);
}

#[test]
fn an_infinite_literal_has_bytes_but_no_json() {
    let session = session();
    let plan = logical(&session, "SELECT 'inf'::double AS a").unwrap();
    let worker = plan.clone();
    let plan = wait(&session, async move { worker.optimized() }).unwrap();
    let bytes = plan.to_bytes(&session).unwrap();
    assert_eq!(
        rows(
            &session,
            &LogicalPlan::from_bytes(&session, &bytes).unwrap()
        ),
        ["inf"]
    );
    let error = plan
        .to_json(&session, EncodeOptions::default())
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanNotSerializable);
}

#[test]
fn a_plan_file_holds_substrait_where_it_can() {
    let session = session();
    let folder = tempfile::tempdir().unwrap();
    let substrait_of = |sql: &str| {
        let file = folder.path().join("plan.dfplan");
        let _ = std::fs::remove_file(&file);
        save_sql(&session, sql, &file).unwrap();
        let (_, entries) = opened(&file);
        let entry = entries.into_iter().find(|(name, _)| name == "substrait.pb");
        entry.map(|(_, bytes)| bytes)
    };
    let bytes = substrait_of("SELECT 1 + 1 AS two").unwrap();
    let plan = from_substrait(&session, &bytes).unwrap();
    assert_eq!(rows(&session, &plan), ["2.000000e0"]);
    assert_eq!(substrait_of("SELECT unnest([1, 2])"), None);
}

#[test]
fn rows_in_memory_go_into_bytes_on_request_alone() {
    let (here, there) = (session(), session());
    run(&here, "CREATE TABLE m AS VALUES (1, 'secret'), (2, 'b')");
    let plan = optimized(&here, "SELECT * FROM m WHERE column1 < 2");
    let physical = physical(&here, "SELECT * FROM m WHERE column1 < 2");
    let asked = EncodeOptions {
        embed_memory_tables: true,
    };
    let of_physical = |options| {
        let (plan, target) = (physical.clone(), here.clone());
        wait(
            &here,
            async move { plan.to_bytes_with(&target, options).await },
        )
    };
    for refused in [
        plan.to_bytes(&here),
        plan.to_json(&here, EncodeOptions::default())
            .map(String::into_bytes),
        of_physical(EncodeOptions::default()),
    ] {
        let error = refused.unwrap_err();
        assert_eq!(error.code, ErrorCode::PlanNotSerializable);
        let text = format!("{} {}", error.message, error.hint.unwrap());
        assert!(
            text.contains("table m") && text.contains(" bytes)"),
            "{text}"
        );
        assert!(!error.detail.unwrap_or_default().contains(".cargo"));
    }
    let bytes = plan.to_bytes_with(&here, asked).unwrap();
    let again = LogicalPlan::from_bytes(&there, &bytes).unwrap();
    assert_eq!(rows(&there, &again), ["1.000000e0|secret"]);
    let json = plan.to_json(&here, asked).unwrap();
    let again = LogicalPlan::from_json(&there, &json).unwrap();
    assert_eq!(rows(&there, &again), ["1.000000e0|secret"]);
    let bytes = of_physical(asked).unwrap();
    let again = ExecutionPlan::from_bytes(&there, &bytes).unwrap();
    assert_eq!(physical_rows(&there, &again), ["1.000000e0|secret"]);
    // What came in bytes may leave in bytes.
    assert_eq!(physical_bytes(&there, &again), bytes);
}

/// The format would keep the call and lose its FILTER.
#[test]
fn a_physical_plan_that_would_lose_a_part_is_refused() {
    let session = session();
    let sql =
        "SELECT n, count(*) FILTER (WHERE n > 1) OVER (ORDER BY n) FROM (VALUES (1), (2)) AS v (n)";
    let plan = physical(&session, sql);
    let error = {
        let (plan, target) = (plan.clone(), session.clone());
        wait(&session, async move { plan.to_bytes(&target).await }).unwrap_err()
    };
    assert_eq!(error.code, ErrorCode::PlanNotSerializable);
    let hint = error.hint.unwrap();
    assert!(
        hint.contains("FILTER") && hint.contains("optimized plan"),
        "{hint}"
    );
    assert_eq!(physical_rows(&session, &plan).len(), 2);
}
