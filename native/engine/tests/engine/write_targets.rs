//! Statements that write to places which take no files end at once and say so.

use crate::support::{ended, session};
use planarium_engine::query::{Phase, Query};
use planarium_engine::session::Limits;
use planarium_engine::{Error, ErrorCode, Session};

fn run(session: &Session, sql: &str) -> Result<(), Error> {
    let status = ended(&Query::start(session, sql, Limits::default()));
    match status.error {
        Some(error) => Err(error),
        None => {
            assert_eq!(status.phase, Phase::Done);
            Ok(())
        }
    }
}

fn refused(session: &Session, sql: &str, place: &str) {
    let error = run(session, sql).unwrap_err();
    assert_eq!(error.code, ErrorCode::WriteFailed, "{sql}: {error:?}");
    assert!(error.message.contains(place), "{error:?}");
    assert!(error.hint.is_some());
}

/// The local store made the folder, which is there, and tried again for ever.
#[cfg(target_os = "linux")]
#[test]
fn copying_to_a_place_that_takes_no_files_ends() {
    let session = session();
    for place in [
        "/proc/x.csv",
        "/proc/x.parquet",
        "/proc/x.arrow",
        "/proc/no/such/x.json",
    ] {
        refused(&session, &format!("COPY (SELECT 1) TO '{place}'"), place);
    }
    refused(
        &session,
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '/proc/x.csv'",
        "/proc/x.csv",
    );
    run(&session, "EXPLAIN COPY (SELECT 1) TO '/proc/x.csv'").unwrap();
    let made = "CREATE EXTERNAL TABLE t (a INT) STORED AS CSV LOCATION '/proc/t/'";
    if run(&session, made).is_ok() {
        refused(&session, "INSERT INTO t VALUES (1)", "/proc/t");
    }
}

#[test]
fn a_file_on_the_way_is_no_folder_and_nothing_is_left_behind() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let below = file.join("deep/x.csv");
    refused(
        &session,
        &format!("COPY (SELECT 1) TO '{}'", below.display()),
        "x.csv",
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    for (name, sql) in [
        ("new/folder/x.csv", "SELECT 7 AS a"),
        ("x.csv", "SELECT 7 AS a"),
    ] {
        let path = folder.path().join(name);
        run(&session, &format!("COPY ({sql}) TO '{}'", path.display())).unwrap();
        assert_eq!(std::fs::read_to_string(path).unwrap(), "a\n7\n");
    }
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["file", "new", "x.csv"]);
}
