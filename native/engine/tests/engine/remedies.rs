//! What errors tell to type works: each setting, option, statement and flag that a hint names is
//! listed here and tried out. `app/cli/remedies.test.ts` tries the flags.

use crate::support::{ended, session, session_with, single};
use planarium_engine::Session;
use planarium_engine::query::{Phase, Query};
use planarium_engine::session::{Limits, SessionOptions};
use std::path::{Path, PathBuf};

/// Settings with an example of a value.
const SETTINGS: [(&str, &str); 6] = [
    ("datafusion.execution.batch_size", "1024"),
    ("datafusion.execution.target_partitions", "2"),
    ("datafusion.runtime.max_temp_directory_size", "'200G'"),
    ("datafusion.runtime.memory_limit", "'4G'"),
    ("datafusion.runtime.temp_directory", ""),
    ("datafusion.sql_parser.recursion_limit", "100"),
];

/// Options of a text format, with a value: `OPTIONS ('has_header' 'false')`.
const OPTIONS: [(&str, &str, &str); 4] = [
    ("CSV", "encoding", "windows-1252"),
    ("CSV", "has_header", "false"),
    ("CSV", "truncated_rows", "true"),
    ("CSV", "schema_infer_max_rec", "1000000"),
];

/// Statements and parts of statements, in statements.
const STATEMENTS: [&str; 7] = [
    "SHOW ALL",
    "SELECT 1",
    "CREATE TABLE name AS SELECT 1 AS a",
    "CREATE OR REPLACE TABLE name AS SELECT 2 AS a",
    "INSERT INTO name VALUES (3)",
    "SELECT 1 / NULLIF(0, 0)",
    "SELECT 1 WHERE 2 IN (1, 2)",
];

/// Flags of the command line, with the value as it is written in help.
const FLAGS: [&str; 11] = [
    "--allow-changed",
    "--allow-write",
    "--embed-memory-tables",
    "--kind",
    "--opt",
    "--rebind",
    "--redact",
    "--replan",
    "--stage",
    "-c",
    "-t",
];

fn works(session: &Session, sql: &str) {
    let status = ended(&Query::start(session, sql, Limits::default()));
    assert_eq!(status.phase, Phase::Done, "{sql}: {:?}", status.error);
}

#[test]
fn every_setting_that_an_error_names_can_be_set() {
    let folder = tempfile::tempdir().unwrap();
    for (name, value) in SETTINGS {
        // Where spilled data go is chosen when a session starts.
        if name == "datafusion.runtime.temp_directory" {
            let folder = folder.path().to_string_lossy().into_owned();
            let _session = session_with(SessionOptions {
                settings: [(name.to_owned(), folder.clone())].into(),
                ..SessionOptions::default()
            });
            assert!(std::fs::read_dir(&folder).unwrap().next().is_some());
            continue;
        }
        let session = session();
        works(&session, &format!("SET {name} = {value}"));
        let shown =
            format!("SELECT value FROM information_schema.df_settings WHERE name = '{name}'");
        let shown = single(&session, &shown);
        assert_eq!(
            shown.trim_end_matches('B'),
            value.trim_matches('\''),
            "{name}"
        );
    }
}

#[test]
fn every_option_and_statement_that_an_error_names_works() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.csv");
    std::fs::write(&path, "a,b\n1,2\n").unwrap();
    let session = session();
    for (number, (format, option, value)) in OPTIONS.into_iter().enumerate() {
        works(
            &session,
            &format!(
                "CREATE EXTERNAL TABLE t{number} STORED AS {format} LOCATION '{}' OPTIONS ('{option}' '{value}')",
                path.display()
            ),
        );
        works(&session, &format!("SELECT * FROM t{number}"));
    }
    for sql in STATEMENTS {
        works(&session, sql);
    }
    for format in ["PARQUET", "CSV", "JSON", "ARROW"] {
        let copy = folder
            .path()
            .join(format!("copy.{}", format.to_lowercase()));
        works(
            &session,
            &format!(
                "COPY (SELECT 1 AS a) TO '{}' STORED AS {format}",
                copy.display()
            ),
        );
        let made = format!(
            "CREATE EXTERNAL TABLE {format} STORED AS {format} LOCATION '{}'",
            copy.display()
        );
        works(&session, &made);
    }
}

/// No hint names what is not in the list.
#[test]
fn the_list_of_remedies_is_complete() {
    let crates = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files: Vec<_> = std::fs::read_dir(crates)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("src"))
        .filter(|source| source.is_dir())
        .collect();
    let mut settings = 0;
    let mut flags = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(
                std::fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        for text in texts(&path) {
            for word in text.split(|sign: char| " ()',;=\n".contains(sign)) {
                let word = word.trim_end_matches(['.', ':']);
                let flag = word.strip_prefix("--").unwrap_or_default();
                if flag.starts_with(|sign: char| sign.is_ascii_lowercase()) {
                    assert!(FLAGS.contains(&word), "{word} in {}", path.display());
                    flags += 1;
                }
                let is_setting = word.starts_with("datafusion.") && word.matches('.').count() == 2;
                let to_do = ["SET ", "raise ", "ower ", "-c "];
                if is_setting && to_do.iter().any(|words| text.contains(words)) {
                    let known = SETTINGS.iter().any(|(name, _)| *name == word);
                    assert!(known, "{word} in {}", path.display());
                    settings += 1;
                }
            }
        }
    }
    assert!(settings > 3 && flags > 5, "{settings} {flags}");
}

/// The string literals of a source file, without those of its tests.
fn texts(path: &Path) -> Vec<String> {
    let source = std::fs::read_to_string(path).unwrap();
    let source = source.split("#[cfg(test)]").next().unwrap();
    let lines = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n");
    let code = code
        .replace("'\"'", "")
        .replace("\\\"", "")
        .replace("b'\"'", "");
    code.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}
