//! Saved plans bound to other files give the rows of those files, or are refused.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{Int64Array, RecordBatch};
use datafusion::parquet::arrow::ArrowWriter;
use planarium_engine::catalog::{OpenOptions, open_file};
use planarium_engine::plan_file::{PlanKind, RunOptions};
use planarium_engine::{Error, ErrorCode, Session};

use crate::plan_support::{of_kind, rows, save_sql};
use crate::support::{session, wait};

fn parquet(path: &Path, numbers: std::ops::Range<i64>) {
    let column = Arc::new(Int64Array::from_iter_values(numbers)) as _;
    let batch = RecordBatch::try_from_iter([("n", column)]).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    fs::write(path, writer.into_inner().unwrap()).unwrap();
}

/// Opens the file at `path` as the table `name`.
pub fn open(session: &Session, path: &Path, name: &str) {
    let (worker, path) = (session.clone(), path.to_string_lossy().into_owned());
    let options = OpenOptions {
        name: Some(name.to_string()),
        ..OpenOptions::default()
    };
    wait(
        session,
        async move { open_file(&worker, &path, options).await },
    )
    .unwrap();
}

fn bound(file: &Path, kind: PlanKind, to: &Path) -> Result<Vec<String>, Error> {
    let rebind = HashMap::from([("t".to_string(), to.to_string_lossy().into_owned())]);
    rows(
        file,
        RunOptions {
            rebind,
            ..of_kind(kind)
        },
    )
}

/// Each of these was answered, wholly or in a part, from the statistics of the old file.
#[test]
fn answers_from_statistics_do_not_go_over_to_another_file() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let (old, new) = (
        folder.path().join("old.parquet"),
        folder.path().join("new.parquet"),
    );
    parquet(&old, 0..3);
    parquet(&new, 1..6);
    open(&session, &old, "t");
    for (number, (sql, expected)) in [
        ("SELECT count(*) FROM t", vec!["5.000000e0"]),
        (
            "SELECT min(n), max(n) FROM t",
            vec!["1.000000e0|5.000000e0"],
        ),
        (
            "SELECT n, (SELECT count(*) FROM t) AS c FROM t WHERE n > 4",
            vec!["5.000000e0|5.000000e0"],
        ),
        (
            "SELECT n FROM t WHERE n = 1 UNION ALL SELECT count(*) FROM t",
            vec!["1.000000e0", "5.000000e0"],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let file = folder.path().join(format!("{number}.dfplan"));
        save_sql(&session, sql, &file).unwrap();
        for kind in [PlanKind::Logical, PlanKind::Optimized] {
            assert_eq!(
                bound(&file, kind, &new).unwrap(),
                expected,
                "{sql} {kind:?}"
            );
        }
        let error = bound(&file, PlanKind::Physical, &new).unwrap_err();
        assert_eq!(error.code, ErrorCode::PlanSourceChanged, "{sql}: {error:?}");
        assert!(error.hint.unwrap().contains("optimized"));
        assert!(rows(&file, of_kind(PlanKind::Physical)).is_ok(), "{sql}");
    }
}

#[test]
fn scans_that_are_whole_go_over_to_another_file() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let (old, new) = (
        folder.path().join("old.parquet"),
        folder.path().join("new.parquet"),
    );
    parquet(&old, 0..3);
    parquet(&new, 1..6);
    open(&session, &old, "t");
    for (number, (sql, expected)) in [
        ("SELECT sum(n) FROM t", vec!["1.500000e1"]),
        ("SELECT count(*) FROM t WHERE n > 1", vec!["4.000000e0"]),
        (
            "SELECT count(*) FROM t a JOIN t b ON a.n = b.n",
            vec!["5.000000e0"],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let file = folder.path().join(format!("{number}.dfplan"));
        save_sql(&session, sql, &file).unwrap();
        for kind in PlanKind::ALL {
            assert_eq!(
                bound(&file, kind, &new).unwrap(),
                expected,
                "{sql} {kind:?}"
            );
        }
    }
}

/// The plan does not sort again what the old file kept in order.
#[test]
fn an_order_of_the_old_file_does_not_go_over_to_another() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let (old, new) = (folder.path().join("old.csv"), folder.path().join("new.csv"));
    fs::write(&old, "n\n1\n2\n").unwrap();
    fs::write(&new, "n\n5\n4\n").unwrap();
    let made = format!(
        "CREATE EXTERNAL TABLE t (n BIGINT) STORED AS CSV WITH ORDER (n) LOCATION '{}' OPTIONS ('format.has_header' 'true')",
        old.display()
    );
    let context = session.context().clone();
    wait(&session, async move {
        context.sql(&made).await?.collect().await?;
        Ok(())
    })
    .unwrap();
    let file = folder.path().join("order.dfplan");
    save_sql(&session, "SELECT n FROM t ORDER BY n", &file).unwrap();
    let error = bound(&file, PlanKind::Physical, &new).unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanSourceChanged, "{error:?}");
}

/// A plan bound to nothing gave no rows, and no word.
#[test]
fn a_table_is_not_bound_to_what_holds_no_data() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let old = folder.path().join("old.csv");
    fs::write(&old, "n\n1\n2\n").unwrap();
    open(&session, &old, "t");
    let file = folder.path().join("t.dfplan");
    save_sql(&session, "SELECT n FROM t", &file).unwrap();
    let (nothing, blank) = (
        folder.path().join("nothing"),
        folder.path().join("blank.csv"),
    );
    fs::create_dir(&nothing).unwrap();
    fs::write(&blank, "").unwrap();
    for target in [nothing, blank] {
        for kind in [PlanKind::Optimized, PlanKind::Physical] {
            let error = bound(&file, kind, &target).unwrap_err();
            assert_eq!(error.code, ErrorCode::FileEmpty, "{error:?}");
        }
    }
    // What a folder holds is judged by the table.
    let parts = folder.path().join("parts");
    fs::create_dir_all(parts.join("deep")).unwrap();
    fs::write(parts.join("notes.txt"), "").unwrap();
    fs::write(parts.join("deep/part.csv"), "n\n7\n").unwrap();
    assert!(bound(&file, PlanKind::Optimized, &parts).is_ok());
}

/// CSV was read by place and what Parquet does not hold is NULL: both gave wrong rows in silence.
#[test]
fn a_table_is_not_bound_to_a_file_of_another_shape() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let file = folder.path().join("t.dfplan");
    let csv = write("old.csv", "id,n\n1,2\n");
    let (same, more) = (
        write("same.csv", "id,n\n7,8\n"),
        write("more.csv", "id,n,x\n7,8,9\n"),
    );
    let (turned, packed) = (
        write("turned.csv", "n,id\n8,7\n"),
        write("a.ndjson", "{\"id\": 7, \"n\": 8}\n"),
    );
    open(&session, &csv, "t");
    save_sql(&session, "SELECT n FROM t WHERE id > 0", &file).unwrap();
    let allowed = |kind, to: &Path| {
        let rebind = HashMap::from([("t".to_string(), to.to_string_lossy().into_owned())]);
        let options = RunOptions {
            rebind,
            allow_changed: true,
            ..of_kind(kind)
        };
        rows(&file, options)
    };
    for kind in PlanKind::ALL {
        assert_eq!(bound(&file, kind, &same).unwrap(), ["8.000000e0"]);
        for other in [&more, &turned] {
            let error = bound(&file, kind, other).unwrap_err();
            assert_eq!(error.code, ErrorCode::PlanSourceChanged, "{error:?}");
            assert!(error.message.contains("with id, n."), "{error:?}");
        }
        let error = bound(&file, kind, &packed).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidRequest, "{error:?}");
        assert!(error.message.contains("JSON lines"), "{error:?}");
        // By name, once that is allowed.
        assert_eq!(allowed(kind, &turned).unwrap(), ["8.000000e0"]);
        assert!(allowed(kind, &packed).is_err());
    }

    let (old, new) = (
        folder.path().join("o.parquet"),
        folder.path().join("n.parquet"),
    );
    let batch = |names: &[&str]| {
        let columns = names
            .iter()
            .map(|name| (*name, Arc::new(Int64Array::from_iter_values(4..6)) as _));
        RecordBatch::try_from_iter(columns).unwrap()
    };
    let put = |path: &Path, names: &[&str]| {
        let batch = batch(names);
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        fs::write(path, writer.into_inner().unwrap()).unwrap();
    };
    put(&old, &["id", "n", "x"]);
    put(&new, &["x", "id"]);
    let session = crate::support::session();
    open(&session, &old, "t");
    for (sql, fits) in [
        ("SELECT id FROM t WHERE x > 4", true),
        ("SELECT id FROM t WHERE n > 4", false),
        ("SELECT n + 1 FROM t", false),
    ] {
        fs::remove_file(&file).unwrap();
        save_sql(&session, sql, &file).unwrap();
        for kind in [PlanKind::Optimized, PlanKind::Physical] {
            match bound(&file, kind, &new) {
                Ok(rows) => assert!(fits && rows == ["5.000000e0"], "{sql} {kind:?} {rows:?}"),
                Err(error) => {
                    assert!(!fits, "{sql} {kind:?} {error:?}");
                    assert_eq!(error.code, ErrorCode::PlanSourceChanged);
                    assert!(error.message.contains("has no column n"), "{error:?}");
                }
            }
        }
    }
}
