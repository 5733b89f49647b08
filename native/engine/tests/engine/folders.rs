//! Folders whose files are several tables, and tables that are opened again.

use crate::support::{ended, session, wait};
use planarium_engine::catalog::{
    FolderContents, OpenOptions, look_into_folder, open_file, reopen_table,
};
use planarium_engine::error::Fix;
use planarium_engine::query::Query;
use planarium_engine::session::Limits;
use planarium_engine::{Error, ErrorCode, Session};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn look(session: &Session, folder: &Path) -> Option<FolderContents> {
    let (worker, path) = (session.clone(), folder.to_string_lossy().into_owned());
    wait(
        session,
        async move { look_into_folder(&worker, &path).await },
    )
    .unwrap()
}

fn open(session: &Session, path: &Path, options: OpenOptions) -> Result<String, Error> {
    let (worker, path) = (session.clone(), path.to_string_lossy().into_owned());
    let opened = wait(
        session,
        async move { open_file(&worker, &path, options).await },
    );
    opened.map(|table| table.name)
}

/// Name, path below the folder, and number of files of each table.
fn tables(contents: &FolderContents, folder: &Path) -> Vec<(String, String, usize)> {
    let shown = |path: &str| {
        let below = Path::new(path).strip_prefix(folder).unwrap();
        below.to_string_lossy().into_owned()
    };
    let tables = contents.tables.iter();
    tables
        .map(|table| (table.name.clone(), shown(&table.path), table.files))
        .collect()
}

fn run(session: &Session, sql: &str) -> Result<usize, Error> {
    let status = ended(&Query::start(session, sql, Limits::default()));
    status.error.map_or(Ok(status.rows), Err)
}

#[test]
fn files_of_different_tables_are_told_apart() {
    let folder = folder(&[
        ("customers.csv", "id,name\n1,Ann\n"),
        ("orders-2024.csv", "id,customer,total\n1,1,5\n"),
        ("orders-2025.csv", "total,id,customer\n6,2,1\n"),
        ("items.json", "[{\"sku\": 1, \"price\": 2}]"),
        ("notes.txt", "to do"),
        ("log/part-0.csv", "at,level\n1,info\n"),
        ("log/part-1.csv", "at,level\n2,warn\n"),
    ]);
    let session = session();
    let contents = look(&session, folder.path()).unwrap();
    let expected = [
        ("customers", "customers.csv", 1),
        ("items", "items.json", 1),
        ("log", "log", 2),
        ("orders", "orders-*.csv", 2),
    ];
    let expected = expected.map(|(name, path, files)| (name.to_owned(), path.to_owned(), files));
    assert_eq!(tables(&contents, folder.path()), expected);
    assert!(!contents.one_format);

    let refused = open(&session, folder.path(), OpenOptions::default()).unwrap_err();
    assert_eq!(refused.code, ErrorCode::FileMismatch);
    assert!(
        refused.message.contains("4 different tables"),
        "{refused:?}"
    );
    let hint = refused.hint.unwrap();
    assert!(hint.contains("-t customers=/"), "{hint}");
    assert!(hint.contains("orders-*.csv'"), "{hint}");

    // Each of them can be opened as it is named.
    for (table, rows) in contents.tables.iter().zip([1, 1, 2, 2]) {
        let name = open(&session, Path::new(&table.path), OpenOptions::default()).unwrap();
        assert_eq!(name, table.name);
        assert_eq!(run(&session, &format!("SELECT * FROM {name}")), Ok(rows));
    }
}

#[test]
fn files_of_one_table_are_not_told_apart() {
    let session = session();
    for files in [
        [("a.csv", "x,y\n1,2\n"), ("b.csv", "y,x\n2,1\n")],
        [("year=1/a.csv", "x\n1\n"), ("year=2/a.csv", "x\n2\n")],
        [("s-1.csv", "x,y\n1,2\n"), ("s-2.csv", "x,y,z\n1,2,3\n")],
        [("a.csv", "x,y\n1,2\n"), ("empty.csv", "")],
        [("a.csv", "x,y\n1,2\n"), ("notes.txt", "to do")],
    ] {
        let folder = folder(&files);
        assert_eq!(look(&session, folder.path()), None, "{files:?}");
    }
    let file = folder(&[("a.csv", "x\n1\n")]);
    assert_eq!(look(&session, &file.path().join("a.csv")), None);
}

#[test]
fn a_damaged_file_stands_beside_the_tables() {
    let folder = folder(&[("a.csv", "x\n1\n"), ("b.parquet", "no Parquet")]);
    let contents = look(&session(), folder.path()).unwrap();
    assert_eq!(contents.tables.len(), 1);
    assert_eq!(contents.faults[0].error.code, ErrorCode::FileDamaged);
}

#[test]
fn a_folder_of_one_format_is_one_table_on_request() {
    let unlike = folder(&[("a.csv", "x,y\n1,2\n"), ("b.csv", "p,q\n3,4\n")]);
    let session = session();
    let refused = open(&session, unlike.path(), OpenOptions::default()).unwrap_err();
    assert!(!refused.hint.unwrap().contains("--opt"));
    let folder = folder(&[("a.csv", "x,y\n1,2\n"), ("b.csv", "x,p,q\n3,4,5\n")]);
    let refused = open(&session, folder.path(), OpenOptions::default()).unwrap_err();
    assert!(refused.hint.unwrap().contains("--opt NAME.format=csv"));
    let options = OpenOptions {
        format: Some(planarium_engine::catalog::FileFormat::Csv),
        ..OpenOptions::default()
    };
    open(&session, folder.path(), options).unwrap();
}

#[test]
fn options_count_when_a_folder_is_looked_into() {
    let folder = folder(&[("a.csv", "1,2\n"), ("b.csv", "3,4\n")]);
    let session = session();
    let options = OpenOptions {
        name: Some("t".to_owned()),
        options: [("has_header".to_owned(), "false".to_owned())].into(),
        ..OpenOptions::default()
    };
    open(&session, folder.path(), options).unwrap();
    assert_eq!(run(&session, "SELECT column_1 FROM t"), Ok(2));
}

#[test]
fn a_late_value_says_how_to_open_the_table_and_that_helps() {
    let numbers = (1..=10_000).map(|n| format!("{n},1\n"));
    let text = format!("\"a, b\",c\n{}none,1\n", numbers.collect::<String>());
    let folder = folder(&[("late.csv", &text)]);
    let session = session();
    open(
        &session,
        &folder.path().join("late.csv"),
        OpenOptions::default(),
    )
    .unwrap();
    let sql = "SELECT max(c) FROM late WHERE \"a, b\" IS NOT NULL";
    let error = run(&session, sql).unwrap_err();
    assert_eq!(error.code, ErrorCode::FileMismatch);
    let reopen = error.reopen.unwrap();
    assert_eq!(reopen.table.as_deref(), Some("late"));
    let column = "a, b".to_owned();
    assert_eq!(reopen.fixes, [Fix::TextColumn { column }, Fix::AllRows]);

    for (key, value) in [
        ("text_columns", "\"a, b\""),
        ("schema_infer_max_rec", "1000000000"),
    ] {
        let options = OpenOptions {
            options: [(key.to_owned(), value.to_owned())].into(),
            ..OpenOptions::default()
        };
        let worker = session.clone();
        let info = wait(&session, async move {
            reopen_table(&worker, "late", options).await
        });
        let info = info.unwrap();
        assert_eq!(info.columns[0].short_type, "str");
        assert_eq!(info.columns[1].short_type, "i64");
        assert_eq!(info.options.get(key).map(String::as_str), Some(value));
        assert_eq!(run(&session, sql), Ok(1));
    }
}

#[test]
fn a_table_that_cannot_be_opened_again_stays() {
    let folder = folder(&[("t.csv", "a\n1\n")]);
    let session = session();
    open(
        &session,
        &folder.path().join("t.csv"),
        OpenOptions::default(),
    )
    .unwrap();
    let worker = session.clone();
    let options = OpenOptions {
        options: [("text_columns".to_owned(), "b".to_owned())].into(),
        ..OpenOptions::default()
    };
    let refused = wait(&session, async move {
        reopen_table(&worker, "t", options).await
    });
    assert_eq!(refused.unwrap_err().code, ErrorCode::InvalidRequest);
    assert_eq!(run(&session, "SELECT a + 1 FROM t"), Ok(1));
}
