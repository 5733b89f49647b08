//! What saved plans read: folders, patterns, formats, memory, and where they are written.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{Int64Array, RecordBatch};
use datafusion::datasource::MemTable;
use planarium_engine::catalog::{OpenOptions, open_file};
use planarium_engine::plan_file::{InspectOptions, PlanKind, RunOptions, SaveOptions, inspect};
use planarium_engine::query::Query;
use planarium_engine::session::{Limits, SessionOptions};
use planarium_engine::{ErrorCode, Session};

use crate::plan_support::{
    bytes_of, of_kind, rows, rows_in, rows_of, save_sql, save_with, with_manifest,
};
use crate::support::{session, session_with, wait};

fn open(session: &Session, path: &str) -> String {
    let (worker, path) = (session.clone(), path.to_string());
    let opened = wait(session, async move {
        open_file(&worker, &path, OpenOptions::default()).await
    });
    opened.unwrap().name
}

fn csvs(folder: &Path, names: &[&str]) {
    for (number, name) in names.iter().enumerate() {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("n\n{number}\n")).unwrap();
    }
}

#[test]
fn folders_and_patterns_keep_the_files_of_their_time() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let data = folder.path().join("data");
    csvs(&data, &["a1.csv", "a2.csv", "b1.csv"]);
    let pattern = data.join("a*.csv");
    for (path, count) in [(&data, 3), (&pattern, 2)] {
        csvs(&data, &["a1.csv", "a2.csv", "b1.csv"]);
        let table = open(&session, path.to_str().unwrap());
        let file = folder.path().join(format!("{count}.dfplan"));
        save_sql(&session, &format!("SELECT n FROM {table}"), &file).unwrap();
        let later = data.join("a9.csv");
        fs::write(&later, "n\n9\n").unwrap();
        for kind in PlanKind::ALL {
            let shown = inspect(&file, &InspectOptions { kind: Some(kind) }).unwrap();
            assert_eq!(shown.reads.len(), count, "{kind:?}: {:?}", shown.reads);
            assert_eq!(rows(&file, of_kind(kind)).unwrap().len(), count, "{kind:?}");
        }
        fs::remove_file(later).unwrap();
    }
}

#[test]
fn a_partitioned_folder_stays_a_folder() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let data = folder.path().join("parts");
    csvs(&data, &["y=1/a.csv", "y=2/b.csv"]);
    let table = open(&session, data.to_str().unwrap());
    let file = folder.path().join("parts.dfplan");
    save_sql(&session, &format!("SELECT n, y FROM {table}"), &file).unwrap();
    for kind in PlanKind::ALL {
        let found = rows(&file, of_kind(kind)).unwrap();
        assert_eq!(
            found,
            ["0.000000e0|1.000000e0", "1.000000e0|2.000000e0"],
            "{kind:?}"
        );
    }
}

#[test]
fn a_table_in_memory_is_refused_by_name() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let batch =
        RecordBatch::try_from_iter([("n", Arc::new(Int64Array::from(vec![1])) as _)]).unwrap();
    let table = MemTable::try_new(batch.schema(), vec![vec![batch]]).unwrap();
    session
        .context()
        .register_table("fleeting", Arc::new(table))
        .unwrap();
    let options = SaveOptions {
        stage: PlanKind::Optimized,
        ..SaveOptions::default()
    };
    let file = folder.path().join("a.dfplan");
    let error = save_with(&session, "SELECT * FROM fleeting", &file, options).unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanNotSerializable);
    assert!(error.message.contains("fleeting"), "{error:?}");
    assert!(!file.exists());
}

#[test]
fn a_physical_plan_reads_json_as_its_file_is_written() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let lines = folder.path().join("lines.json");
    fs::write(&lines, "{\"n\": 1}\n{\"n\": 2}\n").unwrap();
    let table = open(&session, lines.to_str().unwrap());
    let bytes = bytes_of(
        &session,
        &format!("SELECT n FROM {table}"),
        PlanKind::Physical,
    )
    .unwrap();
    let file = folder.path().join("physical.pb");
    fs::write(&file, bytes).unwrap();
    assert_eq!(rows(&file, of_kind(PlanKind::Physical)).unwrap().len(), 2);
    // The same size: the bytes alone cannot tell.
    fs::write(&lines, "[{\"n\": 1},{\"n\":3}]").unwrap();
    let found = rows(&file, of_kind(PlanKind::Physical)).unwrap();
    assert_eq!(found, ["1.000000e0", "3.000000e0"]);
    fs::write(&lines, "{\"n\": 1}\n").unwrap();
    let error = rows(&file, of_kind(PlanKind::Physical)).unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanSourceChanged, "{error:?}");
}

/// `count(*)` was answered from the old file's footer when the physical plan was made.
#[test]
fn changed_files_need_a_plan_made_anew() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let csv = folder.path().join("n.csv");
    fs::write(&csv, "n\n1\n2\n").unwrap();
    let file = folder.path().join("n.dfplan");
    save_sql(
        &session,
        &format!("SELECT n FROM '{}'", csv.display()),
        &file,
    )
    .unwrap();
    fs::write(&csv, "n\n1\n2\n3\n").unwrap();
    for kind in PlanKind::ALL {
        let error = rows(&file, of_kind(kind)).unwrap_err();
        assert_eq!(error.code, ErrorCode::PlanSourceChanged, "{kind:?}");
        let allowed = RunOptions {
            allow_changed: true,
            ..of_kind(kind)
        };
        match rows(&file, allowed) {
            Ok(found) => assert_eq!((found.len(), kind.as_str() != "physical"), (3, true)),
            Err(error) => {
                assert_eq!(kind, PlanKind::Physical);
                assert_eq!(error.code, ErrorCode::PlanSourceChanged);
                assert!(error.hint.unwrap().contains("optimized"));
            }
        }
    }
}

#[test]
fn settings_of_the_file_apply_to_its_run_alone() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("n.csv");
    fs::write(&csv, "n\n1\n").unwrap();
    let zone = "datafusion.execution.time_zone";
    let settings = BTreeMap::from([(zone.to_string(), "+05:00".to_string())]);
    let east = session_with(SessionOptions {
        settings: settings.into_iter().collect(),
        ..SessionOptions::default()
    });
    let file = folder.path().join("zone.dfplan");
    // Cast when it runs: the column keeps the optimizer from doing it before.
    let sql = format!(
        "SELECT arrow_cast(n, 'Timestamp(Second, Some(\"UTC\"))') >= \
         CAST('1970-01-01 05:00:01' AS TIMESTAMP WITH TIME ZONE) AS late FROM '{}'",
        csv.display()
    );
    let here = session();
    let expected = rows_of(&Query::start(&east, sql.clone(), Limits::default())).unwrap();
    let options = SaveOptions {
        stage: PlanKind::Logical,
        ..SaveOptions::default()
    };
    save_with(&east, &sql, &file, options).unwrap();
    assert_eq!(
        rows_in(&here, &file, RunOptions::default()).unwrap(),
        expected
    );
    let own = here
        .context()
        .state()
        .config_options()
        .execution
        .time_zone
        .clone();
    assert_ne!(own.as_deref(), Some("+05:00"));

    // What asks for more than the machine has, or is no such setting, changes nothing.
    with_manifest(&file, |manifest| {
        manifest["settings"]["datafusion.execution.target_partitions"] = "1000000000".into();
        manifest["settings"]["datafusion.execution.batch_size"] = "4000000000".into();
        manifest["settings"]["datafusion.runtime.memory_limit"] = "1K".into();
        manifest["settings"]["datafusion.optimizer.max_passes"] = "many".into();
    });
    assert_eq!(
        rows_in(&here, &file, RunOptions::default()).unwrap(),
        expected
    );
}

#[test]
fn a_failed_write_leaves_the_old_file_and_nothing_else() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let file = folder.path().join("a.dfplan");
    save_sql(&session, "SELECT 1", &file).unwrap();
    let old = fs::read(&file).unwrap();
    let again = save_sql(&session, "SELECT 2", &file).unwrap_err();
    assert_eq!(again.code, ErrorCode::WriteFailed);
    let missing = folder.path().join("no/such/folder/a.dfplan");
    let error = save_sql(&session, "SELECT 2", &missing).unwrap_err();
    assert_eq!(error.code, ErrorCode::WriteFailed);
    let taken = folder.path().join("taken");
    fs::create_dir(&taken).unwrap();
    let overwrite = SaveOptions {
        overwrite: true,
        ..SaveOptions::default()
    };
    let error = save_with(&session, "SELECT 2", &taken, overwrite.clone()).unwrap_err();
    assert_eq!(error.code, ErrorCode::WriteFailed);
    assert_eq!(fs::read(&file).unwrap(), old);
    assert_eq!(names(folder.path()), ["a.dfplan", "taken"]);
    save_with(&session, "SELECT 2", &file, overwrite).unwrap();
    assert_eq!(rows(&file, RunOptions::default()).unwrap(), ["2.000000e0"]);
    assert_eq!(names(folder.path()), ["a.dfplan", "taken"]);
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
