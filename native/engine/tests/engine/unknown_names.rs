//! Names in SQL that lead nowhere, and files that cannot be tables: what is told of them.

use std::fs;
use std::path::Path;

use planarium_engine::catalog::{OpenOptions, open_file};
use planarium_engine::query::{Phase, Query};
use planarium_engine::session::Limits;
use planarium_engine::{Error, ErrorCode, Session};

use crate::plan_support::rows_of;
use crate::support::{ended, session, wait};

fn error_of(session: &Session, sql: &str) -> Error {
    rows_of(&Query::start(session, sql, Limits::default())).unwrap_err()
}

#[test]
fn a_path_that_is_no_table_is_answered_as_a_path() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    fs::write(folder.path().join("empty.csv"), "").unwrap();
    fs::write(folder.path().join("notes.txt"), "notes").unwrap();
    fs::create_dir(folder.path().join("dir")).unwrap();
    let place = folder.path().display();
    for (name, code, words) in [
        ("missing.csv", ErrorCode::FileMissing, "missing.csv"),
        ("empty.csv", ErrorCode::FileEmpty, "empty.csv"),
        ("dir", ErrorCode::FileEmpty, "no data files"),
        ("dir/", ErrorCode::FileEmpty, "no data files"),
        ("*.nothing", ErrorCode::FileMissing, "*.nothing"),
        ("notes.txt", ErrorCode::FileFormatUnknown, "extension"),
    ] {
        let error = error_of(&session, &format!("SELECT * FROM '{place}/{name}'"));
        assert_eq!(error.code, code, "{name}: {error:?}");
        let text = format!("{} {}", error.message, error.hint.unwrap());
        assert!(text.contains(words), "{name}: {text}");
    }
    for (name, code, words) in [
        ("nowhere", ErrorCode::TableUnknown, "open a file first"),
        ("trips.csv", ErrorCode::TableUnknown, "'trips.csv'"),
        ("trips.legs", ErrorCode::TableUnknown, "list of tables"),
        (
            "'https://example.com/y.parquet'",
            ErrorCode::UnsupportedStatement,
            "https://example.com/y.parquet cannot be read",
        ),
    ] {
        let error = error_of(&session, &format!("SELECT * FROM {name}"));
        assert_eq!(error.code, code, "{name}: {error:?}");
        let text = format!("{} {}", error.message, error.hint.unwrap());
        assert!(text.contains(words), "{name}: {text}");
    }
}

/// Names of tables are compared with files as well, and are no paths.
#[test]
fn an_empty_file_called_like_a_table_is_in_nobodys_way() {
    let session = session();
    let name = format!("planarium_empty_{}", std::process::id());
    fs::write(&name, "").unwrap();
    let made = Query::start(
        &session,
        format!("CREATE TABLE {name} AS SELECT 1 AS a"),
        Limits::default(),
    );
    let made = ended(&made);
    fs::remove_file(&name).unwrap();
    assert_eq!(made.phase, Phase::Done, "{:?}", made.error);
}

#[test]
fn a_function_that_is_unknown_is_only_compared_with_similar_ones() {
    let session = session();
    let hint = |sql: &str| error_of(&session, sql).hint.unwrap();
    assert_eq!(hint("SELECT uper('a')"), "Did you mean upper?");
    assert!(hint("SELECT nosuchfunction(1)").contains("SHOW FUNCTIONS"));
    let error = error_of(&session, "SELECT * FROM generate_serie(1, 3)");
    assert_eq!(error.code, ErrorCode::FunctionUnknown);
    assert_eq!(error.hint.unwrap(), "Did you mean generate_series?");
}

#[test]
fn a_header_with_a_name_twice_is_the_reason_that_is_told() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let open = |path: &Path, has_header: &str| {
        let (worker, text) = (session.clone(), path.to_string_lossy().into_owned());
        let header = ("has_header".to_string(), has_header.to_string());
        let options = OpenOptions {
            options: match has_header {
                "" => [].into(),
                _ => [header].into(),
            },
            ..OpenOptions::default()
        };
        let work = async move { open_file(&worker, &text, options).await };
        wait(&session, work)
    };
    let one = folder.path().join("twice.csv");
    fs::write(&one, "a,b,a\n1,2,3\n").unwrap();
    let packed = folder.path().join("twice.csv.gz");
    let copy = format!(
        "COPY (VALUES ('a', 'b', 'a'), ('1', '2', '3')) TO '{}' STORED AS CSV
         OPTIONS ('format.has_header' 'false', 'format.compression' 'gzip')",
        packed.display()
    );
    rows_of(&Query::start(&session, copy, Limits::default())).unwrap();
    let many = folder.path().join("many");
    fs::create_dir(&many).unwrap();
    fs::write(many.join("1.csv"), "a,b,c\n1,2,3\n").unwrap();
    fs::copy(&one, many.join("2.csv")).unwrap();
    for path in [one, packed, many] {
        let error = open(&path, "").unwrap_err();
        assert_eq!(error.code, ErrorCode::FileMismatch);
        assert!(
            error.message.contains("two columns called \"a\""),
            "{error:?}"
        );
        // Without its header it opens.
        assert_eq!(open(&path, "false").unwrap().columns.len(), 3);
    }
}

#[cfg(unix)]
#[test]
fn what_is_neither_file_nor_folder_is_refused_at_once() {
    let session = session();
    let (worker, path) = (session.clone(), "/dev/null".to_string());
    let work = async move { open_file(&worker, &path, OpenOptions::default()).await };
    let error = wait(&session, work).unwrap_err();
    assert_eq!(error.code, ErrorCode::FileUnreadable, "{error:?}");
}
