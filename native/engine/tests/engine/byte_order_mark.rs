//! Text files that begin with a UTF-8 byte order mark are read like those without.

use crate::plan_support::{of_kind, rows, rows_of, save_sql};
use crate::support::{session, session_with, wait};
use planarium_engine::Session;
use planarium_engine::catalog::{FileFormat, OpenOptions, open_file};
use planarium_engine::plan_file::PlanKind;
use planarium_engine::query::Query;
use planarium_engine::session::{Limits, SessionOptions};
use std::path::Path;

const MARK: &str = "\u{feff}";

fn read(session: &Session, path: &Path, format: FileFormat) -> Vec<String> {
    let (worker, text) = (session.clone(), path.to_string_lossy().into_owned());
    let table = wait(session, async move {
        open_file(&worker, &text, OpenOptions::default()).await
    })
    .unwrap();
    assert_eq!(table.format, Some(format));
    assert_eq!(table.columns[0].name, "a", "{format:?}");
    let sql = format!("SELECT a, b FROM {} ORDER BY a", table.name);
    rows_of(&Query::start(session, sql, Limits::default())).unwrap()
}

#[test]
fn every_text_format_may_begin_with_one() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    for (name, text, format) in [
        (
            "l.ndjson",
            "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n",
            FileFormat::Ndjson,
        ),
        (
            "m.json",
            "\n {\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n",
            FileFormat::Ndjson,
        ),
        (
            "n.json",
            "[{\"a\":1,\"b\":\"x\"},{\"a\":2,\"b\":\"y\"}]",
            FileFormat::Json,
        ),
        ("o.csv", "a,b\n1,x\n2,y\n", FileFormat::Csv),
        ("p.csv", "\"a\",b\n1,x\n2,y\n", FileFormat::Csv),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("{MARK}{text}")).unwrap();
        let found = read(&session, &path, format);
        assert_eq!(found, ["1.000000e0|x", "2.000000e0|y"], "{name}");
    }
}

/// Each partition reads a byte range: no line is lost or read twice, wherever the cuts are.
#[test]
fn marked_json_lines_are_read_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("parts.json");
    let lines: String = (0..200)
        .map(|n| format!("{{\"a\":{n},\"b\":\"{}\"}}\n", "x".repeat(n % 7)))
        .collect();
    std::fs::write(&path, format!("{MARK}{lines}")).unwrap();
    for partitions in ["1", "2", "3", "64", "1000"] {
        let settings = [
            ("datafusion.optimizer.repartition_file_min_size", "0"),
            ("datafusion.execution.target_partitions", partitions),
        ];
        let session = session_with(SessionOptions {
            settings: settings
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            ..SessionOptions::default()
        });
        let sql = format!(
            "SELECT count(*), count(DISTINCT a), sum(a) FROM '{}'",
            path.display()
        );
        let found = rows_of(&Query::start(&session, sql, Limits::default())).unwrap();
        assert_eq!(
            found,
            ["2.000000e2|2.000000e2|1.990000e4"],
            "{partitions} partitions"
        );
    }
}

#[test]
fn a_saved_plan_reads_marked_json_lines() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("saved.json");
    std::fs::write(&path, format!("{MARK}{{\"a\":1}}\n{{\"a\":2}}\n")).unwrap();
    let file = folder.path().join("saved.dfplan");
    save_sql(
        &session,
        &format!("SELECT a FROM '{}'", path.display()),
        &file,
    )
    .unwrap();
    for kind in PlanKind::ALL {
        let found = rows(&file, of_kind(kind)).unwrap();
        assert_eq!(found, ["1.000000e0", "2.000000e0"], "{kind:?}");
    }
}

#[test]
fn a_mark_in_compressed_json_lines_is_passed() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("packed.ndjson.gz");
    // `printf '\xef\xbb\xbf{"a":1}\n' | gzip -n`
    std::fs::write(&path, PACKED).unwrap();
    let (worker, text) = (session.clone(), path.to_string_lossy().into_owned());
    let table = wait(&session, async move {
        open_file(&worker, &text, OpenOptions::default()).await
    })
    .unwrap();
    let sql = format!("SELECT a FROM {}", table.name);
    let found = rows_of(&Query::start(&session, sql, Limits::default())).unwrap();
    assert_eq!(found, ["1.000000e0"]);
}

const PACKED: &[u8] = &[
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 123, 191, 123, 127, 181, 82, 162, 146, 149, 97, 45, 23, 0, 32,
    229, 75, 47, 11, 0, 0, 0,
];
