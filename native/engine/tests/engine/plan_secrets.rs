//! Credentials in plans: refused with their place, or left out of every byte of the file.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use planarium_engine::plan_file::{
    BytesOptions, InspectOptions, PlanKind, RunOptions, SaveOptions, inspect, plan_bytes_with,
};
use planarium_engine::query::Query;
use planarium_engine::session::Limits;
use planarium_engine::{ErrorCode, Session};

use crate::plan_support::{of_kind, opened, rows, rows_of, save_sql, save_with};
use crate::support::{session, wait};

fn redacting() -> SaveOptions {
    SaveOptions {
        redact: true,
        ..SaveOptions::default()
    }
}

const REDACTED: BytesOptions = BytesOptions {
    embed_memory_tables: false,
    redact: true,
};

/// Neither the file, nor any entry of it, holds any spelling of a secret.
fn assert_absent(file: &Path, secrets: &[&str]) {
    let whole = fs::read(file).unwrap();
    let (manifest, entries) = opened(file);
    let mut parts = vec![
        ("the file".to_string(), whole),
        (
            "the manifest".to_string(),
            serde_json::to_vec(&manifest).unwrap(),
        ),
    ];
    parts.extend(entries);
    for secret in secrets {
        let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let base64 = BASE64_STANDARD.encode(secret);
        for form in [*secret, &encoded, base64.trim_end_matches('=')] {
            for (name, bytes) in &parts {
                let found = bytes
                    .windows(form.len())
                    .any(|part| part == form.as_bytes());
                assert!(!found, "{form} is in {name}");
            }
        }
    }
}

/// Statement, place and name that the refusal tells, the values that must vanish.
fn statements(folder: &Path) -> Vec<(String, &'static str, Vec<&'static str>)> {
    let csv = folder.join("d.csv");
    fs::write(&csv, "a\n1\n2\n").unwrap();
    vec![
        (
            "COPY (SELECT 1 AS a) TO 'https://anna:p%40ss-word@h.example/out.csv' STORED AS CSV"
                .to_string(),
            "the SQL holds a credential (a user name or password in a URL)",
            vec!["p@ss-word", "p%40ss-word", "anna:p"],
        ),
        (
            format!(
                "CREATE EXTERNAL TABLE t (a INT) STORED AS CSV LOCATION '{}' \
                 OPTIONS ('format.has_header' 'true', 'aws.secret_access_key' 'kQ9/x+very''secret')",
                csv.display()
            ),
            "the SQL holds a credential (aws.secret_access_key)",
            vec!["kQ9/x+very'secret", "kQ9/x+very''secret"],
        ),
        (
            format!(
                "SELECT a, 'https://b.example/f?X-Amz-Signature=0123abcd4567&v=1' AS link FROM '{}'",
                csv.display()
            ),
            "the SQL holds a credential (X-Amz-Signature)",
            vec!["0123abcd4567"],
        ),
    ]
}

#[test]
fn credentials_are_refused_with_their_place_or_left_out_of_every_byte() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    for (number, (sql, told, secrets)) in statements(folder.path()).into_iter().enumerate() {
        let file = folder.path().join(format!("{number}.dfplan"));
        let error = save_sql(&session, &sql, &file).unwrap_err();
        assert_eq!(error.code, ErrorCode::PlanSecret, "{error:?}");
        assert!(error.message.contains(told), "{error:?}");
        assert!(error.hint.unwrap().contains("--redact"));
        assert!(!file.exists());
        let saved = save_with(&session, &sql, &file, redacting()).unwrap();
        assert!(!saved.redacted.is_empty(), "{sql}");
        assert_absent(&file, &secrets);
        let (manifest, _) = opened(&file);
        assert!(
            manifest["sql"].as_str().unwrap().contains("REDACTED"),
            "{manifest}"
        );
        assert!(!manifest["redacted"].as_array().unwrap().is_empty());
        for kind in saved.kinds {
            inspect(&file, &InspectOptions { kind: Some(kind) }).unwrap();
            let (worker, text) = (session.clone(), sql.clone());
            let bytes = wait(&session, async move {
                plan_bytes_with(&worker, &text, kind, REDACTED).await
            })
            .unwrap();
            let raw = folder.path().join("raw.pb");
            fs::write(&raw, &bytes).unwrap();
            for secret in &secrets {
                let found = bytes
                    .windows(secret.len())
                    .any(|part| part == secret.as_bytes());
                assert!(!found, "{secret} {kind:?}");
            }
        }
    }
}

/// A credential may come from a view or a table that was made before.
#[test]
fn credentials_of_definitions_are_found_in_the_plan() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let make = "CREATE VIEW links AS SELECT 'https://h.example/x?token=t0k3n-value' AS link";
    rows_of(&Query::start(&session, make, Limits::default())).ok();
    let file = folder.path().join("view.dfplan");
    let sql = "SELECT link FROM links";
    let error = save_sql(&session, sql, &file).unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanSecret);
    assert!(
        error
            .message
            .contains("the plan holds a credential (token)"),
        "{error:?}"
    );
    save_with(&session, sql, &file, redacting()).unwrap();
    assert_absent(&file, &["t0k3n-value"]);
}

#[test]
fn a_redacted_plan_says_what_it_needs_and_runs_with_it() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let (sql, _, _) = statements(folder.path()).remove(2);
    let file = folder.path().join("link.dfplan");
    let expected = rows_of(&Query::start(&session, sql.as_str(), Limits::default())).unwrap();
    let saved = save_with(&session, &sql, &file, redacting()).unwrap();
    assert_eq!(saved.kinds, PlanKind::ALL);
    for kind in PlanKind::ALL {
        let shown = inspect(&file, &InspectOptions { kind: Some(kind) }).unwrap();
        let named: Vec<_> = shown
            .secrets
            .iter()
            .map(|secret| secret.variable.as_str())
            .collect();
        assert_eq!(named, ["PLANARIUM_SECRET_X_AMZ_SIGNATURE"], "{kind:?}");
        let error = rows(&file, of_kind(kind)).unwrap_err();
        assert_eq!(error.code, ErrorCode::PlanSecret);
        assert!(error.message.contains("X-Amz-Signature"), "{error:?}");
        assert!(
            error
                .hint
                .unwrap()
                .contains("PLANARIUM_SECRET_X_AMZ_SIGNATURE")
        );
        let given = RunOptions {
            secrets: HashMap::from([("X_AMZ_SIGNATURE".to_string(), "0123abcd4567".to_string())]),
            ..of_kind(kind)
        };
        assert_eq!(rows(&file, given).unwrap(), expected, "{kind:?}");
    }
}

/// The rows of a table in memory that are embedded on request cannot be rewritten.
#[test]
fn a_credential_in_rows_is_refused_even_when_redacting() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    fill_memory(&session);
    let file = folder.path().join("rows.dfplan");
    let sql = "SELECT * FROM kept WHERE link <> 'https://h.example/?token=hidden-value'";
    let options = SaveOptions {
        embed_memory_tables: true,
        ..redacting()
    };
    let error = save_with(&session, sql, &file, options).unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanSecret, "{error:?}");
    assert!(error.message.contains("cannot be taken out"), "{error:?}");
    assert!(!file.exists());
}

fn fill_memory(session: &Session) {
    let sql = "CREATE TABLE kept AS SELECT 'see https://h.example/?token=hidden-value' AS link";
    rows_of(&Query::start(session, sql, Limits::default())).ok();
}
