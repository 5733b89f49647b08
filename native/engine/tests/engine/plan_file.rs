//! Plan files: saved, shown and run again in a session that knows nothing of the first.

use std::fs;
use std::path::{Path, PathBuf};

use planarium_engine::plan_file::{
    InspectOptions, PlanKind, RunOptions, SaveOptions, inspect, prepare, save,
};
use planarium_engine::query::{Phase, Query};
use planarium_engine::session::Limits;
use planarium_engine::{ErrorCode, Session};

use crate::support::{ended, session, wait};

struct Saved {
    folder: tempfile::TempDir,
    file: PathBuf,
    csv: PathBuf,
    sql: String,
}

/// A plan over a small CSV file, saved with all its stages.
fn saved(session: &Session) -> Saved {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("cities.csv");
    fs::write(&csv, "name,people\nBern,134\nOslo,709\nRiga,605\n").unwrap();
    let sql = format!(
        "SELECT name, people * 2 AS twice FROM '{}' WHERE people > 200 ORDER BY name",
        csv.display()
    );
    let file = folder.path().join("plan.dfplan");
    let (path, text, worker) = (file.clone(), sql.clone(), session.clone());
    wait(session, async move {
        save(&worker, &text, &path, SaveOptions::default()).await
    })
    .unwrap();
    Saved {
        folder,
        file,
        csv,
        sql,
    }
}

/// Rows and error code of a run in a fresh session.
fn run(file: &Path, options: RunOptions) -> Result<usize, ErrorCode> {
    let session = session();
    let (worker, file) = (session.clone(), file.to_path_buf());
    let work = async move {
        let prepared = prepare(&worker, file, options).await?;
        Ok((prepared.sql, prepared.work))
    };
    let status = ended(&Query::start_with(&session, work, Limits::default()));
    match status.phase {
        Phase::Done => Ok(status.rows),
        _ => Err(status.error.unwrap().code),
    }
}

fn of_kind(kind: PlanKind) -> RunOptions {
    RunOptions {
        kind: Some(kind),
        ..RunOptions::default()
    }
}

#[test]
fn every_kind_runs_in_a_fresh_session() {
    let session = session();
    let saved = saved(&session);
    for kind in PlanKind::ALL {
        assert_eq!(run(&saved.file, of_kind(kind)), Ok(2), "{kind:?}");
    }
}

#[test]
fn an_inspection_tells_what_would_be_read() {
    let session = session();
    let saved = saved(&session);
    for kind in PlanKind::ALL {
        let shown = inspect(&saved.file, &InspectOptions { kind: Some(kind) }).unwrap();
        assert_eq!(shown.kind, kind);
        assert_eq!(shown.refusal, None);
        assert_eq!(shown.reads.len(), 1, "{kind:?}");
        assert!(
            shown.reads[0].url.ends_with("/cities.csv"),
            "{:?}",
            shown.reads
        );
        assert_eq!(shown.reads[0].format, "csv");
        assert_eq!(shown.manifest.unwrap().sql, saved.sql);
        assert!(
            shown
                .stage
                .nodes
                .iter()
                .any(|node| node.title.starts_with("Scan ")),
            "{}",
            shown.stage.text
        );
    }
}

#[test]
fn a_changed_or_missing_source_is_told() {
    let session = session();
    let saved = saved(&session);
    fs::write(&saved.csv, "name,people\nBern,134\nOslo,709\n").unwrap();
    assert_eq!(
        run(&saved.file, RunOptions::default()),
        Err(ErrorCode::PlanSourceChanged)
    );
    let allowed = RunOptions {
        allow_changed: true,
        ..RunOptions::default()
    };
    assert_eq!(run(&saved.file, allowed), Ok(1));
    fs::remove_file(&saved.csv).unwrap();
    assert_eq!(
        run(&saved.file, RunOptions::default()),
        Err(ErrorCode::PlanSourceMissing)
    );
}

#[test]
fn a_table_is_bound_to_another_file() {
    let session = session();
    let saved = saved(&session);
    let other = saved.folder.path().join("other towns.csv");
    fs::write(
        &other,
        "name,people\nBonn,335\nGraz,298\nKiel,246\nTrier,111\n",
    )
    .unwrap();
    let table = inspect(&saved.file, &InspectOptions::default())
        .unwrap()
        .manifest
        .unwrap()
        .tables[0]
        .name
        .clone();
    for kind in PlanKind::ALL {
        let mut options = of_kind(kind);
        options
            .rebind
            .insert(table.clone(), other.to_string_lossy().into_owned());
        assert_eq!(run(&saved.file, options), Ok(3), "{kind:?}");
    }
}

#[test]
fn what_runs_is_what_was_shown() {
    let session = session();
    let saved = saved(&session);
    let shown = inspect(&saved.file, &InspectOptions::default()).unwrap();
    let same = RunOptions {
        sha256: Some(shown.sha256),
        ..RunOptions::default()
    };
    assert_eq!(run(&saved.file, same), Ok(2));
    let other = RunOptions {
        sha256: Some("0".repeat(64)),
        ..RunOptions::default()
    };
    assert_eq!(run(&saved.file, other), Err(ErrorCode::PlanSourceChanged));
}

#[test]
fn every_flipped_byte_is_an_error_or_harmless() {
    let session = session();
    let saved = saved(&session);
    let whole = fs::read(&saved.file).unwrap();
    let good = inspect(&saved.file, &InspectOptions::default()).unwrap();
    let bad = saved.folder.path().join("bad.dfplan");
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x40;
        fs::write(&bad, &bytes).unwrap();
        match inspect(&bad, &InspectOptions::default()) {
            // Times and attributes in the ZIP's directory say nothing about the plan.
            Ok(shown) => assert_eq!(shown.sha256, good.sha256, "byte {at}"),
            Err(error) => assert!(
                matches!(
                    error.code,
                    ErrorCode::PlanFileDamaged
                        | ErrorCode::PlanFileForeign
                        | ErrorCode::PlanFileTooNew
                ),
                "byte {at}: {error:?}"
            ),
        }
    }
}

#[test]
fn every_truncation_is_an_error() {
    let session = session();
    let saved = saved(&session);
    let whole = fs::read(&saved.file).unwrap();
    let bad = saved.folder.path().join("bad.dfplan");
    for length in (0..whole.len()).step_by(7) {
        fs::write(&bad, &whole[..length]).unwrap();
        assert!(
            inspect(&bad, &InspectOptions::default()).is_err(),
            "{length} bytes"
        );
    }
}

#[test]
fn a_plan_that_writes_is_shown_and_not_run_unasked() {
    let session = session();
    let saved = saved(&session);
    let target = saved.folder.path().join("out.csv");
    let sql = format!("COPY ({}) TO '{}'", saved.sql, target.display());
    let file = saved.folder.path().join("writes.dfplan");
    let (path, worker) = (file.clone(), session.clone());
    wait(&session, async move {
        save(&worker, &sql, &path, SaveOptions::default()).await
    })
    .unwrap();
    let kinds = inspect(&file, &InspectOptions::default()).unwrap().kinds;
    for kind in kinds {
        let shown = inspect(&file, &InspectOptions { kind: Some(kind) }).unwrap();
        assert_eq!(shown.refusal, None, "{kind:?}");
        assert_eq!(
            shown.consent.unwrap().code,
            ErrorCode::PlanWrites,
            "{kind:?}"
        );
        let mut nodes = shown.stage.nodes.iter();
        let writer =
            nodes.find(|node| ["CopyTo", "DataSinkExec"].contains(&node.operator.as_str()));
        let argument = &writer.unwrap().argument;
        assert!(argument.ends_with("out.csv"), "{kind:?}: {argument}");
        assert_eq!(
            run(&file, of_kind(kind)),
            Err(ErrorCode::PlanWrites),
            "{kind:?}"
        );
    }
    assert!(!target.exists());
}

#[test]
fn foreign_files_and_secrets_are_refused() {
    let session = session();
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("a.dfplan", b"hello, this is no plan".as_slice()),
        ("b.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let code = inspect(&path, &InspectOptions::default()).unwrap_err().code;
        assert_eq!(code, ErrorCode::PlanFileForeign, "{name}");
    }
    let (path, worker) = (folder.path().join("c.dfplan"), session.clone());
    let sql = "SELECT * FROM 'https://me:pw@example.com/a.csv'";
    let refused = wait(&session, async move {
        save(&worker, sql, &path, SaveOptions::default()).await
    });
    assert_eq!(refused.unwrap_err().code, ErrorCode::PlanSecret);
}
