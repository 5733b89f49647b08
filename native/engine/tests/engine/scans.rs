//! Scans of files that change while they are read, that are wide or hold long rows, and that are
//! good though something goes wrong.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::ipc::writer::FileWriter;
use datafusion::logical_expr::{Volatility, create_udf};
use datafusion::parquet::arrow::ArrowWriter;
use futures::StreamExt;
use planarium_engine::query::{Query, stream};
use planarium_engine::session::{Limits, SessionOptions};
use planarium_engine::{Error, ErrorCode, Session};

use crate::damaged::open;
use crate::plan_support::rows_of;
use crate::support::{ended, session, session_with, silence_workers, wait};

fn ask(session: &Session, sql: &str) -> Result<Vec<String>, Error> {
    rows_of(&Query::start(session, sql, Limits::default()))
}

const ROWS: i64 = 400_000;

/// Files of every format, of which one batch is a small part.
fn large(folder: &Path) -> Vec<PathBuf> {
    let text = "some words to make a row of ordinary length";
    let rows = |begin: &str, row: &dyn Fn(i64) -> String, between: &str, end: &str| {
        let rows: Vec<String> = (0..ROWS).map(row).collect();
        format!("{begin}{}{end}", rows.join(between)).into_bytes()
    };
    let json = |n: i64| format!(r#"{{"n":{n},"w":"{text}"}}"#);
    let batch = || {
        let numbers = Int64Array::from_iter_values(0..ROWS);
        let words = StringArray::from_iter_values((0..ROWS).map(|n| format!("{text} {n}")));
        RecordBatch::try_from_iter([
            ("n", Arc::new(numbers) as ArrayRef),
            ("w", Arc::new(words) as ArrayRef),
        ])
        .unwrap()
    };
    let mut parquet = ArrowWriter::try_new(Vec::new(), batch().schema(), None).unwrap();
    parquet.write(&batch()).unwrap();
    let mut arrow = FileWriter::try_new(Vec::new(), &batch().schema()).unwrap();
    for part in 0..10 {
        let length = ROWS as usize / 10;
        arrow.write(&batch().slice(part * length, length)).unwrap();
    }
    let files = [
        (
            "t.csv",
            rows("n,w\n", &|n| format!("{n},{text}"), "\n", "\n"),
        ),
        ("t.ndjson", rows("", &json, "\n", "\n")),
        ("t.json", rows("[", &json, ",\n", "]")),
        ("t.parquet", parquet.into_inner().unwrap()),
        ("t.arrow", arrow.into_inner().unwrap()),
    ];
    files
        .into_iter()
        .map(|(name, bytes)| {
            let path = folder.join(name);
            fs::write(&path, bytes).unwrap();
            path
        })
        .collect()
}

/// Reads the first batch of the file at `path`, then the rest once `change` was made to it.
fn read_while(session: &Session, path: &Path, change: impl FnOnce() + Send + 'static) -> Error {
    let table = open(session, path).unwrap().name;
    let worker = session.clone();
    let read = async move {
        let mut rows = stream(&worker, &format!("SELECT * FROM {table}")).await?;
        let first = rows.next().await.unwrap()?;
        assert!(first.num_rows() > 0);
        change();
        while let Some(batch) = rows.next().await {
            batch?;
        }
        Ok(())
    };
    wait(session, read).expect_err(&path.to_string_lossy())
}

/// A file that was cut gave empty blocks without end, or its rows up to there.
#[test]
fn a_file_that_changes_while_it_is_read_is_an_error() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    for path in large(folder.path()) {
        let whole = fs::read(&path).unwrap();
        let (file, bytes) = (path.clone(), whole[..2_000].to_vec());
        let error = read_while(&session, &path, move || fs::write(file, bytes).unwrap());
        assert_eq!(error.code, ErrorCode::FileChanged, "{error:?}");
        assert!(error.message.contains(&*path.to_string_lossy()));

        fs::write(&path, &whole).unwrap();
        let (file, bytes) = (path.clone(), whole.clone());
        let error = read_while(&session, &path, move || {
            fs::write(&file, bytes).unwrap();
            let later = SystemTime::now() + Duration::from_secs(60);
            File::options()
                .append(true)
                .open(file)
                .unwrap()
                .set_modified(later)
                .unwrap();
        });
        assert_eq!(error.code, ErrorCode::FileChanged, "{error:?}");

        let file = path.clone();
        let error = read_while(&session, &path, move || fs::remove_file(file).unwrap());
        assert_eq!(error.code, ErrorCode::FileMissing, "{error:?}");
        assert!(error.message.contains(&*path.to_string_lossy()));
    }
}

/// 16,384 rows of 100,000 columns are 26 GB of a CSV decoder's buffers.
#[test]
fn wide_files_are_read() {
    const COLUMNS: usize = 100_000;
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("wide.csv");
    let names: Vec<String> = (0..COLUMNS).map(|column| format!("c{column}")).collect();
    let values: Vec<String> = (0..COLUMNS).map(|column| column.to_string()).collect();
    let text = format!("{}\n{}\n", names.join(","), values.join(","));
    fs::write(&path, text).unwrap();
    assert_eq!(open(&session, &path).unwrap().columns.len(), COLUMNS);
    let last = ask(&session, "SELECT c99999, c0 FROM wide").unwrap();
    assert_eq!(last, ["9.999900e4|0.000000e0"]);
    assert_eq!(
        ask(&session, "SELECT count(*) FROM wide").unwrap(),
        ["1.000000e0"]
    );

    let path = folder.path().join("wide.ndjson");
    let fields: Vec<String> = (0..2_000).map(|n| format!("\"c{n}\":{n}")).collect();
    fs::write(&path, format!("{{{}}}\n", fields.join(","))).unwrap();
    open(&session, &path).unwrap();
    let sum = ask(&session, "SELECT c0 + c1999 FROM wide_2").unwrap();
    assert_eq!(sum, ["1.999000e3"]);
    let all = ended(&Query::start(
        &session,
        "SELECT * FROM wide_2",
        Limits::default(),
    ));
    assert_eq!((all.rows, all.columns.unwrap().len()), (1, 2_000));
}

/// Rows that are longer than the memory limit end in an error and not with the process.
#[test]
fn long_rows_count_against_the_memory_limit() {
    const LENGTH: usize = 40_000_000;
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(LENGTH);
    for (name, text) in [
        ("a.csv", format!("n,w\n1,a\n2,{long}\n3,c\n")),
        (
            "b.ndjson",
            format!("{{\"w\":\"a\"}}\n{{\"w\":\"{long}\"}}\n{{\"w\":\"c\"}}\n"),
        ),
        (
            "c.json",
            format!("[{{\"w\":\"a\"}},{{\"w\":\"{long}\"}},{{\"w\":\"c\"}}]"),
        ),
    ] {
        let path = folder.path().join(name);
        File::create(&path)
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        let session = session();
        let table = open(&session, &path).unwrap().name;
        let sql = format!("SELECT sum(length(w)) FROM {table}");
        assert_eq!(ask(&session, &sql).unwrap(), ["4.000000e7"], "{name}");
        let narrow = session_with(SessionOptions {
            memory_limit_bytes: 64 << 20,
            ..SessionOptions::default()
        });
        let error = open(&narrow, &path)
            .and_then(|_| ask(&narrow, &sql))
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::MemoryExceeded, "{error:?}");
        assert!(error.message.contains(name), "{error:?}");
        assert_eq!(ask(&narrow, "SELECT 1").unwrap(), ["1.000000e0"]);
    }
}

/// What goes wrong with good files is never called damage of theirs.
#[test]
fn good_files_are_not_called_damaged() {
    silence_workers();
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let panics = create_udf(
        "panics",
        vec![DataType::Int64],
        DataType::Int64,
        Volatility::Immutable,
        Arc::new(|_| panic!("on purpose")),
    );
    session.context().register_udf(panics);
    let rows: String = (1..=20_000).map(|n| format!("{n},{n}\n")).collect();
    for (name, bytes) in [
        ("good.csv", format!("id,value\n{rows}").into_bytes()),
        (
            "late.csv",
            format!("id,value\n{rows}20001,n/a\n").into_bytes(),
        ),
        (
            "uneven.csv",
            format!("id,value\n{rows}20001\n").into_bytes(),
        ),
        (
            "latin.csv",
            [format!("id,value\n{rows}1,").as_bytes(), b"caf\xe9\n"].concat(),
        ),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        open(&session, &path).unwrap();
    }
    let copy = format!(
        "COPY good TO '{}' STORED AS PARQUET",
        folder.path().join("p.parquet").display()
    );
    ask(&session, &copy).unwrap();
    open(&session, &folder.path().join("p.parquet")).unwrap();
    for (sql, code, words) in [
        (
            "SELECT sum(value) FROM late",
            ErrorCode::FileMismatch,
            "'n/a' in row 20001, column \"value\"",
        ),
        (
            "SELECT sum(value) FROM uneven",
            ErrorCode::FileMismatch,
            "Row 20001 has 1 values where 2 columns",
        ),
        (
            "SELECT count(value) FROM latin",
            ErrorCode::FileUnsupported,
            "Row 20001, column \"value\", is not valid UTF-8",
        ),
        (
            "SELECT CAST(concat(value, 'x') AS INT) FROM good",
            ErrorCode::ExecutionFailed,
            // Which partition fails first is not known.
            "x' to value of Int32 type",
        ),
        (
            "SELECT value / (id - id) FROM p",
            ErrorCode::ExecutionFailed,
            "Division by zero",
        ),
    ] {
        let error = ask(&session, sql).unwrap_err();
        assert_eq!(error.code, code, "{sql}: {error:?}");
        assert!(error.message.contains(words), "{sql}: {error:?}");
        assert!(
            code == ErrorCode::ExecutionFailed || error.hint.is_some(),
            "{error:?}"
        );
    }
    for sql in [
        "SELECT panics(value) FROM good",
        "SELECT panics(value) FROM p",
        "SELECT id FROM p WHERE panics(value) = 1",
    ] {
        let error = ask(&session, sql).unwrap_err();
        assert_ne!(error.code, ErrorCode::FileDamaged, "{sql}: {error:?}");
    }
    let pushed = "SET datafusion.execution.parquet.pushdown_filters = true";
    let set = ended(&Query::start(&session, pushed, Limits::default()));
    assert_eq!(set.error, None);
    let error = ask(&session, "SELECT id FROM p WHERE panics(value) = 1").unwrap_err();
    assert_ne!(error.code, ErrorCode::FileDamaged, "{error:?}");
}

/// Every remedy that a hint about a file names, typed as it stands there.
#[test]
fn hints_about_files_can_be_followed() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let rows: String = (1..=20_000).map(|n| format!("{n},{n}\n")).collect();
    for (name, text, rows) in [
        ("twice.csv", "a,b,a\n1,2,3\n".to_owned(), 2),
        ("late.csv", format!("id,value\n{rows}20001,n/a\n"), 20_001),
        ("uneven.csv", format!("id,value\n{rows}20001\n"), 20_001),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let read = open(&session, &path)
            .and_then(|table| ask(&session, &format!("SELECT * FROM {}", table.name)));
        let hint = read.unwrap_err().hint.unwrap();
        let (_, sql) = hint.split_once("CREATE ").expect(&hint);
        let sql = format!("CREATE {sql}")
            .replace("'path'", &format!("'{}'", path.display()))
            .replace(
                " name ",
                &format!(" again_{} ", name.split('.').next().unwrap()),
            );
        let made = ended(&Query::start(&session, &*sql, Limits::default()));
        assert_eq!(made.error, None, "{sql}");
        let table = sql.split(' ').nth(3).unwrap();
        let all = ended(&Query::start(
            &session,
            format!("SELECT * FROM {table}"),
            Limits::default(),
        ));
        assert_eq!((all.error, all.rows), (None, rows), "{sql}");
    }
}

/// Values inside values: as far as syntax trees and threads of comments go, and further.
#[test]
fn nesting_is_read_or_refused() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    for (levels, refused) in [(60, false), (2_000, true), (100_000, true)] {
        for (name, begin, end) in [("o", "{\"a\":", "}"), ("l", "[", "]")] {
            let path = folder.path().join(format!("{name}{levels}.ndjson"));
            let inner = format!("{}1{}", begin.repeat(levels), end.repeat(levels));
            let text = match name {
                "l" => format!("{{\"a\":{inner}}}\n"),
                _ => format!("{inner}\n"),
            };
            fs::write(&path, text).unwrap();
            let read = open(&session, &path).and_then(|table| {
                let status = ended(&Query::start(
                    &session,
                    format!("SELECT * FROM {}", table.name),
                    Limits::default(),
                ));
                status.error.map_or(Ok(status.rows), Err)
            });
            if !refused {
                assert_eq!(read, Ok(1), "{name}{levels}");
                continue;
            }
            let error = read.unwrap_err();
            assert_eq!(error.code, ErrorCode::FileUnsupported, "{error:?}");
            assert!(
                error.message.contains(&*path.to_string_lossy()),
                "{error:?}"
            );
            assert!(error.message.contains("nested too deeply"), "{error:?}");
        }
    }
}
