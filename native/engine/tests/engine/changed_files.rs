//! Tables whose files changed since they were opened give what the files hold now.

use std::fs;
use std::path::Path;

use planarium_engine::api::LogicalPlan;
use planarium_engine::catalog::{OpenOptions, open_file, tables};
use planarium_engine::query::{Phase, Query, explain};
use planarium_engine::session::Limits;
use planarium_engine::{Error, ErrorCode, Session};

use crate::plan_support::rows_of;
use crate::support::{ended, session, wait};

fn open(session: &Session, path: &Path, options: OpenOptions) -> Result<String, Error> {
    let (worker, path) = (session.clone(), path.to_string_lossy().into_owned());
    let work = async move { open_file(&worker, &path, options).await };
    wait(session, work).map(|table| table.name)
}

fn rows(session: &Session, sql: &str) -> Result<Vec<String>, Error> {
    rows_of(&Query::start(session, sql, Limits::default()))
}

/// CSV is read by the place of a column: `a` gave the values of `b`.
#[test]
fn columns_that_changed_places_are_read_by_their_names() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("t.csv");
    fs::write(&path, "a,b\n1,2\n").unwrap();
    open(&session, &path, OpenOptions::default()).unwrap();
    assert_eq!(rows(&session, "SELECT a FROM t").unwrap(), ["1.000000e0"]);
    fs::write(&path, "b,a,c\n100,200,x\n").unwrap();
    let query = Query::start(&session, "SELECT a FROM t", Limits::default());
    assert!(ended(&query).catalog_changed);
    assert_eq!(rows_of(&query).unwrap(), ["2.000000e2"]);
    assert_eq!(rows(&session, "SELECT c FROM t").unwrap(), ["x"]);
    let query = Query::start(&session, "SELECT b FROM t", Limits::default());
    assert!(!ended(&query).catalog_changed);
    // Also where nothing runs.
    fs::write(&path, "n\n1\n").unwrap();
    let worker = session.clone();
    let shown = async move { explain(&worker, "SELECT n FROM t").await };
    wait(&session, shown).unwrap();
    fs::write(&path, "another\n1\n").unwrap();
    let worker = session.clone();
    let plan = async move { LogicalPlan::from_sql(&worker, "SELECT another FROM t").await };
    wait(&session, plan).unwrap();
    let listed = wait(&session, {
        let worker = session.clone();
        async move { tables(&worker).await }
    });
    assert_eq!(listed.unwrap()[0].columns[0].name, "another");
}

#[test]
fn a_table_keeps_its_name_and_its_options() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("t.csv");
    fs::write(&path, "1,2\n").unwrap();
    let options = OpenOptions {
        name: Some("mine".to_string()),
        options: [("has_header".to_string(), "false".to_string())].into(),
        ..OpenOptions::default()
    };
    open(&session, &path, options).unwrap();
    fs::write(&path, "3,4,5\n").unwrap();
    assert_eq!(
        rows(&session, "SELECT column_3 FROM mine").unwrap(),
        ["5.000000e0"]
    );
}

#[test]
fn files_that_came_into_a_folder_are_read() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let parts = folder.path().join("parts");
    fs::create_dir(&parts).unwrap();
    fs::write(parts.join("1.csv"), "n\n1\n").unwrap();
    open(&session, &parts, OpenOptions::default()).unwrap();
    fs::write(parts.join("2.csv"), "n\n2\n").unwrap();
    assert_eq!(
        rows(&session, "SELECT sum(n) FROM parts").unwrap(),
        ["3.000000e0"]
    );
}

#[test]
fn what_became_of_a_file_is_told() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("t.csv");
    fs::write(&path, "n\n1\n").unwrap();
    open(&session, &path, OpenOptions::default()).unwrap();
    fs::write(&path, "").unwrap();
    let error = rows(&session, "SELECT n FROM t").unwrap_err();
    assert_eq!(error.code, ErrorCode::FileEmpty, "{error:?}");
    fs::write(&path, "n,n\n1,2\n").unwrap();
    let error = rows(&session, "SELECT n FROM t").unwrap_err();
    assert_eq!(error.code, ErrorCode::FileMismatch, "{error:?}");
    fs::remove_file(&path).unwrap();
    let error = rows(&session, "SELECT n FROM t").unwrap_err();
    assert_eq!(error.code, ErrorCode::FileMissing, "{error:?}");
    fs::write(&path, "n\n7\n").unwrap();
    assert_eq!(rows(&session, "SELECT n FROM t").unwrap(), ["7.000000e0"]);
    fs::remove_file(&path).unwrap();
    let dropped = Query::start(&session, "DROP TABLE t", Limits::default());
    assert_eq!(ended(&dropped).phase, Phase::Done);
}

#[test]
fn views_over_changed_files_are_made_anew() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("t.csv");
    fs::write(&path, "a,b\n1,2\n").unwrap();
    open(&session, &path, OpenOptions::default()).unwrap();
    let made = |sql: &str| {
        let query = Query::start(&session, sql, Limits::default());
        assert_eq!(
            ended(&query).phase,
            Phase::Done,
            "{:?}",
            query.status().error
        );
    };
    made("CREATE VIEW v AS SELECT a, b FROM t");
    made("CREATE VIEW w AS SELECT a FROM v WHERE a IN (SELECT a FROM t)");
    fs::write(&path, "b,a,c\n20,10,x\n").unwrap();
    assert_eq!(rows(&session, "SELECT a FROM w").unwrap(), ["1.000000e1"]);
    // Also where the table was opened anew by another statement.
    fs::write(&path, "x,a,b\ny,100,200\n").unwrap();
    assert_eq!(rows(&session, "SELECT x FROM t").unwrap(), ["y"]);
    let both = "SELECT v.a, v.b, w.a FROM v, w";
    assert_eq!(
        rows(&session, both).unwrap(),
        ["1.000000e2|2.000000e2|1.000000e2"]
    );
    let listed = wait(&session, {
        let worker = session.clone();
        async move { tables(&worker).await }
    });
    let view = listed.unwrap().into_iter().find(|table| table.name == "v");
    assert_eq!(
        view.unwrap().definition.as_deref(),
        Some("CREATE VIEW v AS SELECT a, b FROM t")
    );
    // What it does not fit any more is told; once it does, it is there again.
    fs::write(&path, "n\n1\n").unwrap();
    let error = rows(&session, "SELECT a FROM v").unwrap_err();
    assert_eq!(error.code, ErrorCode::ColumnUnknown, "{error:?}");
    fs::write(&path, "a,b\n3,4\n").unwrap();
    assert_eq!(rows(&session, "SELECT b FROM v").unwrap(), ["4.000000e0"]);
    // A view outlives its table.
    made("DROP TABLE t");
    assert_eq!(rows(&session, "SELECT b FROM v").unwrap(), ["4.000000e0"]);
}

#[test]
fn views_that_came_to_read_one_another_stay_as_they_were_made() {
    let session = session();
    for sql in [
        "CREATE VIEW w AS SELECT 1 AS a",
        "CREATE VIEW v AS SELECT a + 1 AS a FROM w",
        "CREATE OR REPLACE VIEW w AS SELECT a + 10 AS a FROM v",
        "CREATE OR REPLACE VIEW v AS SELECT a + 100 AS a FROM v",
    ] {
        let made = Query::start(&session, sql, Limits::default());
        assert_eq!(ended(&made).phase, Phase::Done, "{:?}", made.status().error);
    }
    for _ in 0..3 {
        assert_eq!(rows(&session, "SELECT a FROM v").unwrap(), ["1.020000e2"]);
        assert_eq!(rows(&session, "SELECT a FROM w").unwrap(), ["1.200000e1"]);
    }
}
