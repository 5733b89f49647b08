//! Rows written to files: whole or not at all, and the same that a reader gets back.

use super::support::session;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::physical_plan::common::collect;
use planarium_engine::export::{EncodeOptions, FileExport, FileOptions, RowFormat};
use planarium_engine::query::stream;
use planarium_engine::{ErrorCode, Result, Session};
use std::fs;
use std::path::Path;

const NUMBERS: &str =
    "SELECT value AS n, value % 3 AS part, 'text ' || value AS t FROM generate_series(0, 99999)";

fn options(pairs: &[(&str, &str)]) -> FileOptions {
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    FileOptions {
        overwrite: false,
        encode: EncodeOptions {
            options: pairs.iter().map(pair).collect(),
            ..EncodeOptions::default()
        },
    }
}

fn start(
    session: &Session,
    sql: &str,
    path: &Path,
    format: RowFormat,
    options: FileOptions,
) -> FileExport {
    let (worker, sql) = (session.clone(), sql.to_owned());
    let source = async move { stream(&worker, &sql).await };
    FileExport::start(session, source, path.to_owned(), format, options)
}

fn export(sql: &str, path: &Path, format: RowFormat, options: FileOptions) -> Result<u64> {
    let session = session();
    let export = start(&session, sql, path, format, options);
    let summary = session.runtime().block_on(export.written())?;
    export.commit()?;
    Ok(summary.rows)
}

/// The rows of `sql` as a table of text.
fn rows(sql: &str) -> String {
    let (session, sql) = (session(), sql.to_owned());
    let worker = session.clone();
    let rows = async move { Ok(collect(stream(&worker, &sql).await?).await?) };
    let batches = session.runtime().block_on(session.spawn(rows)).unwrap();
    let table = pretty_format_batches(&batches).unwrap().to_string();
    // Below the names, and whatever their width.
    let lines = table.lines().filter(|line| line.starts_with('|')).skip(1);
    let cells = |line: &str| {
        line.split('|')
            .map(|cell| cell.trim().to_owned() + "|")
            .collect()
    };
    lines.map(cells).collect::<Vec<String>>().join("\n")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<String> = entries.map(|e| name(e).into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn every_format_that_is_read_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    for (name, format, pairs) in [
        ("a.csv", RowFormat::Csv, &[][..]),
        (
            "b.csv.gz",
            RowFormat::Csv,
            &[("compression", "gzip"), ("delimiter", ";")],
        ),
        ("c.tsv", RowFormat::Tsv, &[]),
        ("d.json", RowFormat::Json, &[]),
        (
            "e.ndjson.zst",
            RowFormat::Ndjson,
            &[("compression", "zstd")],
        ),
        (
            "f.parquet",
            RowFormat::Parquet,
            &[("compression", "snappy"), ("row_group_rows", "7")],
        ),
        ("g.arrow", RowFormat::ArrowFile, &[("compression", "lz4")]),
    ] {
        let path = folder.path().join(name);
        assert_eq!(
            export(NUMBERS, &path, format, options(pairs)).unwrap(),
            100_000,
            "{name}"
        );
        let file = path.display();
        let sums = "count(*), sum(n), sum(part), min(t), max(t), sum(length(t))";
        let read = rows(&format!("SELECT {sums} FROM '{file}'"));
        assert_eq!(
            read,
            rows(&format!("SELECT {sums} FROM ({NUMBERS})")),
            "{name}"
        );
    }
    assert_eq!(names(folder.path()).len(), 7);
    // In their order, which blocks that are encoded side by side must keep.
    let path = folder.path().join("sorted.csv");
    let sorted = format!("{NUMBERS} ORDER BY n");
    export(&sorted, &path, RowFormat::Csv, options(&[])).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let line = |n: usize| format!("{n},{},text {n}\n", n % 3);
    assert!(text == "n,part,t\n".to_owned() + &(0..100_000).map(line).collect::<String>());
}

#[test]
fn a_folder_has_a_file_for_each_value() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let sql = "SELECT column1 AS k, column2 AS v FROM (VALUES ('a/b', 1), (NULL, 2), ('a/b', 3))";
    let by = options(&[("partition_by", "k")]);
    assert_eq!(export(sql, &path, RowFormat::Csv, by.clone()).unwrap(), 3);
    assert_eq!(names(&path), ["k=__HIVE_DEFAULT_PARTITION__", "k=a%2Fb"]);
    let text = fs::read_to_string(path.join("k=a%2Fb/data-0.csv")).unwrap();
    assert_eq!(text, "v\n1\n3\n");

    let taken = export(sql, &path, RowFormat::Csv, by).unwrap_err();
    assert_eq!(taken.code, ErrorCode::WriteFailed);
    let misspelt = options(&[("partition_by", "kk")]);
    let error = export(sql, &folder.path().join("x"), RowFormat::Csv, misspelt).unwrap_err();
    assert_eq!(error.code, ErrorCode::ColumnUnknown);
    assert_eq!(names(folder.path()), ["out"]);
}

#[test]
fn more_folders_than_files_may_be_open() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let sql = "SELECT value % 250 AS k, value AS v FROM generate_series(0, 19999)";
    export(
        sql,
        &path,
        RowFormat::Parquet,
        options(&[("partition_by", "k")]),
    )
    .unwrap();
    assert_eq!(names(&path).len(), 250);
    let read = rows(&format!(
        "SELECT count(*), sum(v) FROM '{}/'",
        path.display()
    ));
    assert_eq!(read, rows("SELECT 20000, 199990000"));
}

#[test]
fn what_fails_or_is_cancelled_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.csv");
    let failing = "SELECT 1 / (value - 50000) FROM generate_series(0, 99999)";
    let error = export(failing, &path, RowFormat::Csv, options(&[])).unwrap_err();
    assert_eq!(error.code, ErrorCode::ExecutionFailed);
    assert!(names(folder.path()).is_empty());

    let session = session();
    let endless = "SELECT value FROM generate_series(0, 99999999999)";
    for pairs in [&[][..], &[("partition_by", "p")]] {
        let sql = format!("SELECT value, value % 7 AS p FROM ({endless})");
        let export = start(&session, &sql, &path, RowFormat::Csv, options(pairs));
        while export.summary().rows == 0 {
            std::thread::yield_now();
        }
        assert_eq!(
            names(folder.path())
                .iter()
                .filter(|name| *name == "out.csv")
                .count(),
            0
        );
        export.cancel();
        let error = session.runtime().block_on(export.written()).unwrap_err();
        assert_eq!(error.code, ErrorCode::Cancelled);
        assert_eq!(names(folder.path()), [""; 0], "{pairs:?}");
    }
}

#[test]
fn an_existing_file_is_replaced_on_request_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.csv");
    fs::write(&path, "old").unwrap();
    let error = export("SELECT 1 AS a", &path, RowFormat::Csv, options(&[])).unwrap_err();
    assert_eq!(error.code, ErrorCode::WriteFailed);
    assert!(
        error
            .message
            .ends_with("a file of that name exists already."),
        "{}",
        error.message
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");

    let replace = FileOptions {
        overwrite: true,
        ..options(&[])
    };
    export("SELECT 1 AS a", &path, RowFormat::Csv, replace).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "a\n1\n");
    assert_eq!(names(folder.path()), ["out.csv"]);
}

#[test]
fn more_rows_than_a_sheet_holds_are_one_error_or_more_sheets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.xlsx");
    let sql = "SELECT value FROM generate_series(1, 1048576)";
    let error = export(sql, &path, RowFormat::Xlsx, options(&[])).unwrap_err();
    assert_eq!(
        error.message,
        "An Excel sheet holds up to 1048575 rows; the result has more."
    );
    assert!(names(folder.path()).is_empty());
    let split = options(&[("split_sheets", "true")]);
    assert_eq!(
        export(sql, &path, RowFormat::Xlsx, split).unwrap(),
        1_048_576
    );
}
