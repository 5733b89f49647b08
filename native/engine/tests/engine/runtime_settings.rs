//! Settings `datafusion.runtime.*` hold at once, for what runs and what is kept too.

use crate::support::{ended, session_with, single};
use planarium_engine::query::{Phase, Query};
use planarium_engine::session::{Limits, SessionOptions};
use planarium_engine::{Error, ErrorCode, Session};
use std::collections::BTreeMap;

fn started(settings: &[(&str, &str)]) -> Result<Session, Error> {
    let settings: BTreeMap<String, String> = settings
        .iter()
        .map(|(name, value)| (format!("datafusion.runtime.{name}"), (*value).to_owned()))
        .collect();
    Session::new(SessionOptions {
        settings,
        ..SessionOptions::default()
    })
}

fn run(session: &Session, sql: &str) -> Result<(), Error> {
    let status = ended(&Query::start(session, sql, Limits::default()));
    match status.error {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

fn limits(session: &Session) -> (usize, usize) {
    (
        session.memory_usage().memory_limit_bytes,
        session.info().memory_limit_bytes,
    )
}

#[test]
fn a_session_starts_with_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let session = started(&[
        ("memory_limit", "300M"),
        ("temp_directory", path),
        ("max_temp_directory_size", "5G"),
    ])
    .unwrap();
    assert_eq!(limits(&session), (300 << 20, 300 << 20));
    let shown = |name: &str| {
        let sql = format!(
            "SELECT value FROM information_schema.df_settings WHERE name = 'datafusion.runtime.{name}'"
        );
        single(&session, &sql)
    };
    assert_eq!(shown("memory_limit"), "300M");
    assert_eq!(shown("max_temp_directory_size"), "5G");
    assert!(shown("temp_directory").starts_with(path));
    run(&session, "SET datafusion.runtime.memory_limit = '1G'").unwrap();
    run(&session, "RESET datafusion.runtime.memory_limit").unwrap();
    assert_eq!(limits(&session).0, 300 << 20);
    for (name, value) in [
        ("memory_limit", "lots"),
        ("memory_limit", "NaNG"),
        ("size", "1G"),
    ] {
        let error = started(&[(name, value)]).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidRequest, "{error:?}");
        assert!(error.message.contains(name), "{}", error.message);
    }
}

#[test]
fn a_new_memory_limit_holds_at_once_and_forgets_nothing() {
    let session = session_with(SessionOptions {
        memory_limit_bytes: 1 << 30,
        ..SessionOptions::default()
    });
    let rows = Query::start(
        &session,
        "SELECT value FROM generate_series(1, 1000000)",
        Limits::default(),
    );
    assert_eq!(ended(&rows).phase, Phase::Done);
    let held = session.memory_usage().memory_bytes;
    assert!(held >= 8_000_000, "{held}");
    run(&session, "SET datafusion.runtime.memory_limit = '20M'").unwrap();
    assert_eq!(limits(&session), (20 << 20, 20 << 20));
    assert_eq!(session.memory_usage().memory_bytes, held);
    let large = "SELECT count(DISTINCT value) FROM generate_series(1, 3000000)";
    let error = run(&session, large).unwrap_err();
    assert_eq!(error.code, ErrorCode::MemoryExceeded, "{error:?}");
    run(&session, "RESET datafusion.runtime.memory_limit").unwrap();
    assert_eq!(limits(&session), (1 << 30, 1 << 30));
    run(&session, large).unwrap();
}

#[test]
fn values_of_nonsense_are_refused_with_the_name_and_a_hint() {
    let session = session_with(SessionOptions::default());
    let before = limits(&session);
    for (name, value) in [
        ("memory_limit", "-1G"),
        ("memory_limit", "0"),
        ("memory_limit", "NaNG"),
        ("memory_limit", "1e300G"),
        ("memory_limit", ""),
        ("memory_limit", "5X"),
        ("max_temp_directory_size", "many"),
        ("max_spill_merge_fan_in", "-3"),
        ("list_files_cache_ttl", "soon"),
        ("metadata_cache_limit", "é"),
        ("temp_directory", "/"),
        ("no_such_thing", "1G"),
    ] {
        let sql = format!("SET datafusion.runtime.{name} = '{value}'");
        let error = run(&session, &sql).unwrap_err();
        assert_eq!(error.code, ErrorCode::SqlPlan, "{sql}: {error:?}");
        assert!(error.message.contains(name), "{sql}: {}", error.message);
        assert!(error.hint.is_some(), "{sql}");
    }
    assert_eq!(limits(&session), before);
}

#[test]
fn spilling_stays_in_the_folder_of_the_session() {
    let folder = tempfile::tempdir().unwrap();
    let session = session_with(SessionOptions {
        spill_directory: Some(folder.path().to_owned()),
        ..SessionOptions::default()
    });
    let paths = || {
        session
            .context()
            .runtime_env()
            .disk_manager
            .temp_dir_paths()
    };
    let before = paths();
    for sql in [
        "SET datafusion.runtime.max_temp_directory_size = '1G'",
        "SET datafusion.runtime.max_spill_merge_fan_in = '8'",
        "SET datafusion.runtime.metadata_cache_limit = '10M'",
        "SET datafusion.runtime.list_files_cache_limit = '0'",
        "SET datafusion.runtime.list_files_cache_ttl = '1m30s'",
        "SET datafusion.runtime.file_statistics_cache_limit = '1M'",
        "RESET datafusion.runtime.max_temp_directory_size",
        "RESET datafusion.runtime.temp_directory",
        "RESET datafusion.runtime.list_files_cache_ttl",
    ] {
        run(&session, sql).unwrap();
        assert_eq!(paths(), before, "{sql}");
    }
    assert!(before.iter().all(|path| path.starts_with(folder.path())));
}

#[test]
fn the_list_of_settings_says_what_sql_says_and_resets_to_its_defaults() {
    let session = started(&[("memory_limit", "300M")]).unwrap();
    let value = |name: &str| {
        let found = session.settings().into_iter().find(|one| one.name == name);
        found.map(|one| (one.value, one.default)).unwrap()
    };
    let text = |text: &str| Some(text.to_owned());
    let size = "datafusion.execution.batch_size";
    let limit = "datafusion.runtime.memory_limit";
    assert_eq!(value(limit), (text("300M"), text("300M")));
    run(&session, "SET datafusion.execution.batch_size = 77").unwrap();
    run(&session, "SET datafusion.runtime.memory_limit = '1.5G'").unwrap();
    assert_eq!(value(size), (text("77"), text("16384")));
    assert_eq!(value(limit), (text("1536M"), text("300M")));
    for one in session.settings() {
        assert!(!one.description.is_empty(), "{}", one.name);
        if one.name.starts_with("datafusion.runtime.") {
            continue;
        }
        let sql = format!(
            "SELECT value FROM information_schema.df_settings WHERE name = '{}'",
            one.name
        );
        assert_eq!(
            single(&session, &sql),
            one.value.unwrap_or_default(),
            "{}",
            one.name
        );
    }
    run(&session, "RESET datafusion.execution.batch_size").unwrap();
    run(&session, "RESET datafusion.runtime.memory_limit").unwrap();
    assert_eq!(value(size).0, text("16384"));
    // DataFusion's own default gives wrong rows (apache/datafusion #25147).
    run(
        &session,
        "RESET datafusion.optimizer.enable_aggregate_dynamic_filter_pushdown",
    )
    .unwrap();
    assert_eq!(
        value("datafusion.optimizer.enable_aggregate_dynamic_filter_pushdown").0,
        text("false")
    );
    assert_eq!(value(limit).0, text("300M"));
}
