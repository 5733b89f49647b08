//! Plans of another version: never decoded, planned again from their SQL with the difference shown.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use planarium_engine::plan_file::{
    InspectOptions, PlanKind, Replan, ReplanOptions, RunOptions, inspect, replan,
};
use planarium_engine::{Error, ErrorCode, Session};

use crate::plan_support::{bytes_of, of_kind, rows, rows_in, save_sql, with_manifest};
use crate::support::{session, wait};

fn planned_anew(session: &Session, file: &Path, options: ReplanOptions) -> Result<Replan, Error> {
    let (worker, path) = (session.clone(), file.to_path_buf());
    wait(
        session,
        async move { replan(&worker, &path, &options).await },
    )
}

/// A plan over a CSV file that claims to be of another version.
fn foreign(folder: &Path, field: &str, version: serde_json::Value) -> std::path::PathBuf {
    let csv = folder.join("n.csv");
    fs::write(&csv, "n,w\n1,a\n2,b\n3,c\n").unwrap();
    let file = folder.join("n.dfplan");
    let _ = fs::remove_file(&file);
    let sql = format!("SELECT n FROM '{}' WHERE n > 1 ORDER BY n", csv.display());
    save_sql(&session(), &sql, &file).unwrap();
    with_manifest(&file, |manifest| manifest[field] = version);
    file
}

#[test]
fn only_the_same_release_line_is_decoded() {
    let folder = tempfile::tempdir().unwrap();
    let ours: Vec<&str> = datafusion::DATAFUSION_VERSION.split('.').collect();
    let line = format!("{}.{}", ours[0], ours[1]);
    for (field, version, runs) in [
        ("datafusion", format!("{line}.99").into(), true),
        ("datafusion", format!("{line}0.0").into(), false),
        ("datafusion", format!("{}.99.0", ours[0]).into(), false),
        ("datafusion", format!("1{line}.0").into(), false),
        ("datafusion", "".into(), false),
        ("codecVersion", 0.into(), true),
        ("codecVersion", 1_000.into(), false),
    ] {
        let told = format!("{field} {version}");
        let file = foreign(folder.path(), field, version);
        for kind in PlanKind::ALL {
            let shown = inspect(&file, &InspectOptions { kind: Some(kind) }).unwrap();
            assert_eq!(shown.refusal.is_none(), runs, "{told}");
            // Said once: by the refusal, or as a warning.
            let mut warnings = shown.warnings.iter();
            let warned = warnings.any(|warning| warning.starts_with("Saved with DataFusion"));
            assert_eq!(warned, runs && field == "datafusion", "{told}");
            match rows(&file, of_kind(kind)) {
                Ok(found) => assert!(runs && found.len() == 2, "{told}"),
                Err(error) => {
                    assert_eq!(
                        error.code,
                        ErrorCode::PlanVersionDiffers,
                        "{told}: {error:?}"
                    );
                    assert!(!runs && error.hint.unwrap().contains("--replan"), "{told}");
                }
            }
        }
    }
}

#[test]
fn the_sql_is_planned_anew_compared_and_run() {
    let folder = tempfile::tempdir().unwrap();
    let file = foreign(folder.path(), "datafusion", "54.0.0".into());
    let session = session();
    for kind in PlanKind::ALL {
        let options = ReplanOptions {
            kind: Some(kind),
            ..ReplanOptions::default()
        };
        let made = planned_anew(&session, &file, options).unwrap();
        // The same version made both in truth.
        assert_eq!(made.saved, made.fresh, "{kind:?}");
        assert_eq!(made.kind, kind);
        assert!(made.consent.is_none() && made.writes.is_empty());
        let agreed = RunOptions {
            replanned: Some(made.sha256),
            ..of_kind(kind)
        };
        let found = rows_in(&session, &file, agreed).unwrap();
        assert_eq!(found, ["2.000000e0", "3.000000e0"], "{kind:?}");
    }
    // Nothing of it stays in the user's session.
    assert_eq!(
        planarium_engine::catalog::names(&session),
        Vec::<String>::new()
    );
}

#[test]
fn the_difference_is_that_of_the_plans() {
    let folder = tempfile::tempdir().unwrap();
    let file = foreign(folder.path(), "datafusion", "54.0.0".into());
    let lied = with_other_sql(&file, "n > 1", "n > 2");
    let made = planned_anew(&session(), &file, ReplanOptions::default()).unwrap();
    assert!(
        made.saved.contains("n > 1") && made.fresh.contains("n > 2"),
        "{made:?}"
    );
    assert_eq!(made.sql, lied);
    // What was agreed to is not run once the file says something else.
    with_other_sql(&file, "n > 2", "n > 0");
    let agreed = RunOptions {
        replanned: Some(made.sha256),
        ..RunOptions::default()
    };
    let error = rows(&file, agreed).unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanSourceChanged);
}

fn with_other_sql(file: &Path, from: &str, to: &str) -> String {
    let mut sql = String::new();
    with_manifest(file, |manifest| {
        sql = manifest["sql"].as_str().unwrap().replace(from, to);
        manifest["sql"] = sql.clone().into();
    });
    sql
}

#[test]
fn a_plan_that_is_made_anew_writes_only_with_consent() {
    let folder = tempfile::tempdir().unwrap();
    let file = foreign(folder.path(), "datafusion", "54.0.0".into());
    let target = folder.path().join("out.csv");
    with_manifest(&file, |manifest| {
        manifest["sql"] = format!("COPY (SELECT 1 AS a) TO '{}'", target.display()).into();
    });
    let made = planned_anew(&session(), &file, ReplanOptions::default()).unwrap();
    assert_eq!(made.consent.unwrap().code, ErrorCode::PlanWrites);
    assert!(made.writes[0].target.ends_with("out.csv"));
    let mut agreed = RunOptions {
        replanned: Some(made.sha256),
        ..RunOptions::default()
    };
    assert_eq!(
        rows(&file, agreed.clone()).unwrap_err().code,
        ErrorCode::PlanWrites
    );
    assert!(!target.exists());
    agreed.allow_write = true;
    assert_eq!(rows(&file, agreed).unwrap(), ["1.000000e0"]);
    assert_eq!(fs::read_to_string(&target).unwrap(), "a\n1\n");
}

/// Tables are those of the file, whatever the session calls by their name; they can be bound elsewhere.
#[test]
fn tables_are_opened_again_from_where_the_file_says() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    for name in ["a", "b"] {
        fs::write(data.join(format!("{name}.csv")), "n\n1\n2\n").unwrap();
    }
    let first = session();
    let (worker, path) = (first.clone(), data.to_str().unwrap().to_string());
    wait(&first, async move {
        planarium_engine::catalog::open_file(&worker, &path, Default::default()).await
    })
    .unwrap();
    let file = folder.path().join("sum.dfplan");
    save_sql(&first, "SELECT sum(n) AS total FROM data", &file).unwrap();
    with_manifest(&file, |manifest| manifest["datafusion"] = "54.0.0".into());
    let other = session();
    let wrong = "CREATE TABLE data AS SELECT 1000 AS n";
    crate::plan_support::rows_of(&planarium_engine::query::Query::start(
        &other,
        wrong,
        planarium_engine::session::Limits::default(),
    ))
    .ok();
    let run = |rebind: HashMap<String, String>| {
        let options = ReplanOptions {
            rebind: rebind.clone(),
            ..ReplanOptions::default()
        };
        let made = planned_anew(&other, &file, options)?;
        let agreed = RunOptions {
            replanned: Some(made.sha256),
            rebind,
            ..RunOptions::default()
        };
        rows_in(&other, &file, agreed)
    };
    assert_eq!(run(HashMap::new()).unwrap(), ["6.000000e0"]);
    let one = data.join("a.csv").to_str().unwrap().to_string();
    assert_eq!(
        run(HashMap::from([("data".to_string(), one)])).unwrap(),
        ["3.000000e0"]
    );
    fs::remove_dir_all(&data).unwrap();
    assert_eq!(
        run(HashMap::new()).unwrap_err().code,
        ErrorCode::FileMissing
    );
}

#[test]
fn bytes_without_sql_cannot_be_planned_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("raw.pb");
    fs::write(
        &file,
        bytes_of(&session(), "SELECT 1", PlanKind::Optimized).unwrap(),
    )
    .unwrap();
    let error = planned_anew(&session(), &file, ReplanOptions::default()).unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanKindMissing);
    let shown = inspect(&file, &InspectOptions::default()).unwrap();
    assert!(
        shown.warnings[0].contains("carry no DataFusion version"),
        "{:?}",
        shown.warnings
    );
}

#[test]
fn bytes_of_one_kind_are_not_called_damaged_when_the_other_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("raw.pb");
    let sql = "SELECT a.n, count(*) FROM (VALUES (1), (2)) AS a (n) GROUP BY a.n";
    for (kind, other) in [
        (PlanKind::Physical, PlanKind::Logical),
        (PlanKind::Physical, PlanKind::Optimized),
        (PlanKind::Optimized, PlanKind::Physical),
        (PlanKind::Logical, PlanKind::Physical),
    ] {
        fs::write(&file, bytes_of(&session(), sql, kind).unwrap()).unwrap();
        let asked = |kind| inspect(&file, &InspectOptions { kind: Some(kind) });
        assert_eq!(asked(kind).unwrap().kind, kind);
        let error = asked(other).unwrap_err();
        assert_eq!(error.code, ErrorCode::PlanKindMissing, "{error:?}");
        // What is damaged still is.
        let bytes = fs::read(&file).unwrap();
        fs::write(&file, &bytes[..bytes.len() - 3]).unwrap();
        assert_eq!(
            asked(kind).unwrap_err().code,
            ErrorCode::PlanFileDamaged,
            "{kind:?}"
        );
    }
}
