//! Preflight against reality: what it says of each kind of plan is what encoding, decoding and
//! running it come to.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{Int64Array, RecordBatch};
use datafusion::arrow::ipc::writer::StreamWriter;
use planarium_engine::catalog::{OpenOptions, open_file};
use planarium_engine::plan_file::{PlanKind, RunOptions, SaveOptions};
use planarium_engine::preflight::{
    KindStatus, Preflight, RemedyAction, Severity, Subject, of_file, of_sql,
};
use planarium_engine::query::Query;
use planarium_engine::session::Limits;
use planarium_engine::{ErrorCode, Session};

use crate::plan_support::{
    bytes_of, of_kind, rows_in, rows_of, save_sql, save_with, with_manifest,
};
use crate::support::{session, wait};
use crate::tpch_data::{register, sql as tpch};

fn check(session: &Session, sql: &str) -> Preflight {
    let (worker, text) = (session.clone(), sql.to_string());
    wait(session, async move { of_sql(&worker, &text).await }).unwrap()
}

fn run(session: &Session, sql: &str) -> Vec<String> {
    rows_of(&Query::start(session, sql, Limits::default())).unwrap()
}

/// The verdict on each kind is compared with the bytes, and with the rows after the trip.
fn agrees(session: &Session, sql: &str, folder: &Path) -> Vec<KindStatus> {
    let report = check(session, sql);
    let writes = sql.starts_with("COPY") || sql.starts_with("INSERT") || sql.starts_with("CREATE");
    let expected = (!writes).then(|| run(session, sql));
    let mut verdicts = Vec::new();
    for kind in PlanKind::ALL {
        let status = report.status(kind);
        verdicts.push(status);
        let told = format!("{sql} {kind:?}: {report:#?}");
        match bytes_of(session, sql, kind) {
            Err(error) => {
                assert_eq!(status, KindStatus::Blocked, "{error:?} {told}");
                let mut findings = report.findings.iter();
                assert!(
                    findings.any(|finding| finding.severity == Severity::Blocked
                        && finding.kinds.contains(&kind)
                        && !finding.reason.is_empty()),
                    "{told}"
                );
            }
            Ok(bytes) => {
                assert_ne!(status, KindStatus::Blocked, "{told}");
                let file = folder.join("trip.pb");
                fs::write(&file, &bytes).unwrap();
                if let Some(expected) = &expected {
                    let found = rows_in(session, &file, of_kind(kind));
                    assert_eq!(found.as_ref(), Ok(expected), "{told}");
                }
            }
        }
    }
    verdicts
}

#[test]
fn every_tpch_plan_is_judged_rightly() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let (worker, data) = (session.clone(), folder.path().to_path_buf());
    session
        .runtime()
        .block_on(async move { register(worker.context(), &data).await });
    for number in 1..=22 {
        let verdicts = agrees(&session, &tpch(number), folder.path());
        assert_eq!(
            verdicts[1..],
            [KindStatus::Fine, KindStatus::Fine],
            "q{number}"
        );
    }
}

/// One table of each format and layout, by its name.
fn matrix(session: &Session, folder: &Path) {
    let batch =
        RecordBatch::try_from_iter([("n", Arc::new(Int64Array::from(vec![1, 2])) as _)]).unwrap();
    let mut stream = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    stream.write(&batch).unwrap();
    fs::write(folder.join("stream.arrows"), stream.into_inner().unwrap()).unwrap();
    fs::write(folder.join("plain.csv"), "n\n1\n2\n").unwrap();
    fs::write(folder.join("semicolon.csv"), "n;m\n1;a\n2;b\n").unwrap();
    fs::write(folder.join("lines.ndjson"), "{\"n\": 1}\n{\"n\": 2}\n").unwrap();
    fs::write(folder.join("array.json"), "[{\"n\": 1}, {\"n\": 2}]").unwrap();
    let copies = ["columns.parquet", "filed.arrow", "packed.csv.gz"];
    for name in copies {
        let options = match name.ends_with("gz") {
            true => " STORED AS CSV OPTIONS ('format.compression' 'gzip')",
            false => "",
        };
        let target = folder.join(name);
        run(
            session,
            &format!(
                "COPY (SELECT CAST(column1 AS BIGINT) AS n FROM (VALUES (1), (2))) TO '{}'{options}",
                target.display()
            ),
        );
    }
    for part in ["y=1", "y=2"] {
        let parts = folder.join("parts").join(part);
        fs::create_dir_all(&parts).unwrap();
        fs::write(parts.join("a.csv"), "n\n1\n").unwrap();
    }
    for name in [
        "stream.arrows",
        "plain.csv",
        "semicolon.csv",
        "lines.ndjson",
        "array.json",
        "parts",
        "columns.parquet",
        "filed.arrow",
        "packed.csv.gz",
    ] {
        let (worker, path) = (
            session.clone(),
            folder.join(name).to_str().unwrap().to_string(),
        );
        wait(session, async move {
            open_file(&worker, &path, OpenOptions::default()).await
        })
        .unwrap();
    }
    rows_of(&Query::start(
        session,
        "CREATE TABLE memory AS VALUES (1), (2)",
        Limits::default(),
    ))
    .ok();
    rows_of(&Query::start(
        session,
        "CREATE VIEW half AS SELECT n FROM plain WHERE n = 1",
        Limits::default(),
    ))
    .ok();
}

#[test]
fn formats_memory_views_and_changes_are_judged_rightly() {
    use KindStatus::{Blocked, Fine};
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    matrix(&session, folder.path());
    let target = folder.path().join("target.csv");
    let fine = [Fine, Fine, Fine];
    let only_logical = [Fine, Fine, Blocked];
    let names: BTreeSet<String> = planarium_engine::catalog::names(&session)
        .into_iter()
        .collect();
    println!("{names:?}");
    for (sql, expected) in [
        ("SELECT n FROM plain".to_string(), fine),
        ("SELECT n FROM semicolon ORDER BY m".to_string(), fine),
        ("SELECT n FROM lines".to_string(), fine),
        ("SELECT n FROM columns WHERE n > 1".to_string(), fine),
        ("SELECT n FROM filed".to_string(), fine),
        ("SELECT n, y FROM parts".to_string(), fine),
        ("SELECT n FROM half".to_string(), fine),
        ("SELECT n FROM array".to_string(), fine),
        ("SELECT n FROM packed".to_string(), fine),
        ("SELECT n FROM stream".to_string(), fine),
        ("SELECT column1 FROM memory".to_string(), [Blocked, Blocked, Blocked]),
        ("SELECT a.n FROM array AS a JOIN plain AS p ON a.n = p.n".to_string(), fine),
        (format!("COPY (SELECT 1) TO '{}'", target.display()), fine),
        (
            format!("COPY (SELECT 1) TO '{}' OPTIONS ('execution.keep_partition_by_columns' 'true')", target.display()),
            fine,
        ),
        ("CREATE VIEW w AS SELECT n FROM plain".to_string(), [Fine, Blocked, Blocked]),
        ("DROP TABLE plain".to_string(), [Blocked, Blocked, Blocked]),
        ("SELECT unnest([1, 2]), row_number() OVER (ORDER BY n) FROM plain LIMIT 1".to_string(), fine),
        ("WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r WHERE i < 3) SELECT i FROM r".to_string(), fine),
        ("SELECT count(*) FILTER (WHERE n > 1) OVER () FROM plain".to_string(), only_logical),
    ] {
        let verdicts = match sql.starts_with("DROP") {
            true => PlanKind::ALL.map(|kind| check(&session, &sql).status(kind)).to_vec(),
            false => agrees(&session, &sql, folder.path()),
        };
        assert_eq!(verdicts, expected, "{sql}: {:#?}", check(&session, &sql));
    }
    assert!(!target.exists());
}

#[test]
fn each_finding_says_what_to_do() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    matrix(&session, folder.path());
    for name in ["one", "two"] {
        let path = folder.path().join(format!("{name}.csv"));
        fs::write(&path, "n|1|2|").unwrap();
        let sql = format!(
            "CREATE EXTERNAL TABLE {name} (n BIGINT) STORED AS CSV LOCATION '{}' \
             OPTIONS ('format.has_header' 'true', 'format.terminator' '|')",
            path.display()
        );
        rows_of(&Query::start(&session, sql, Limits::default())).ok();
    }
    for (sql, subject, name, action) in [
        (
            "SELECT count(*) FILTER (WHERE n > 1) OVER () FROM plain",
            Subject::Node,
            "count(Int64(1)) FILTER (WHERE plain.n > Int64(1)) ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
            RemedyAction::UseOptimized,
        ),
        // The rows in memory come first; what is behind them is told as well.
        (
            "SELECT count(*) FILTER (WHERE column1 > 1) OVER () FROM memory",
            Subject::Node,
            "count(Int64(1)) FILTER (WHERE memory.column1 > Int64(1)) ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
            RemedyAction::UseOptimized,
        ),
        (
            "SELECT column1 FROM memory",
            Subject::Table,
            "memory",
            RemedyAction::EmbedMemoryTables,
        ),
        (
            "SELECT n FROM one",
            Subject::Table,
            "one",
            RemedyAction::UseOptimized,
        ),
        (
            "SELECT column1 FROM memory",
            Subject::Table,
            "memory",
            RemedyAction::MaterializeTable,
        ),
        (
            "SELECT 'https://h/?token=t0k3n' FROM plain",
            Subject::Secret,
            "token",
            RemedyAction::Redact,
        ),
    ] {
        let report = check(&session, sql);
        let found = report.findings.iter().find(|finding| {
            finding.subject == subject
                && finding.name == name
                && finding
                    .remedies
                    .iter()
                    .any(|remedy| remedy.action == action)
        });
        assert!(found.is_some(), "{sql}: {report:#?}");
    }
    // Once for each credential, wherever it is.
    let report = check(&session, "SELECT 'https://h/?token=t0k3n' FROM plain");
    let told: Vec<&str> = report
        .findings
        .iter()
        .map(|finding| finding.reason.as_str())
        .collect();
    let once = "There is a credential in the SQL and in the plan (token).";
    assert_eq!(told, [once]);
    // Two tables that stand in the way are both named.
    let report = check(&session, "SELECT a.n FROM one AS a, two AS b");
    let names: BTreeSet<&str> = report
        .findings
        .iter()
        .map(|finding| finding.name.as_str())
        .collect();
    assert_eq!(names, BTreeSet::from(["one", "two"]));
    let fine = check(
        &session,
        "SELECT abs(n), sum(n), count(*) FROM plain GROUP BY n",
    );
    assert!(fine.findings.is_empty(), "{fine:#?}");
}

#[test]
fn a_file_is_judged_without_touching_what_it_names() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    matrix(&session, folder.path());
    let file = folder.path().join("array.dfplan");
    let sql = "SELECT count(*) FILTER (WHERE n > 1) OVER () FROM array";
    save_sql(&session, sql, &file).unwrap();
    fs::remove_file(folder.path().join("array.json")).unwrap();
    let report = of_file(&session, &file).unwrap();
    assert_eq!(report.status(PlanKind::Optimized), KindStatus::Fine);
    assert_eq!(report.status(PlanKind::Physical), KindStatus::Blocked);

    let copy = folder.path().join("copy.dfplan");
    let target = folder.path().join("never.csv");
    let options = SaveOptions {
        redact: true,
        ..SaveOptions::default()
    };
    let sql = format!(
        "COPY (SELECT 'https://h/?token=t0k3n' AS a) TO '{}'",
        target.display()
    );
    save_with(&session, &sql, &copy, options).unwrap();
    let report = of_file(&session, &copy).unwrap();
    let severities: Vec<Severity> = report
        .findings
        .iter()
        .map(|finding| finding.severity)
        .collect();
    assert_eq!(
        severities,
        [Severity::Weakened, Severity::Consent, Severity::Consent],
        "{report:#?}"
    );
    let error = rows_in(
        &session,
        &copy,
        RunOptions {
            allow_write: true,
            ..RunOptions::default()
        },
    );
    assert_eq!(error.unwrap_err().code, ErrorCode::PlanSecret);
    assert!(!target.exists());

    with_manifest(&copy, |manifest| manifest["datafusion"] = "54.0.0".into());
    let report = of_file(&session, &copy).unwrap();
    assert_eq!(report.status(PlanKind::Optimized), KindStatus::Blocked);
    assert_eq!(report.findings[0].subject, Subject::Version);
    assert_eq!(report.findings[0].remedies[0].action, RemedyAction::Replan);
}

#[test]
fn a_statement_that_writes_is_known_to_ask_for_consent() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let sql = format!(
        "COPY (SELECT 1 AS n) TO '{}'",
        folder.path().join("a.csv").display()
    );
    let report = check(&session, &sql);
    let consents: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Consent)
        .collect();
    assert!(!consents.is_empty(), "{report:#?}");
    for kind in PlanKind::ALL {
        assert_eq!(report.status(kind), KindStatus::Fine);
        assert!(
            consents.iter().any(|finding| finding.kinds.contains(&kind)),
            "{kind:?}"
        );
    }
    assert_eq!(check(&session, "SELECT 1").findings, []);
}
