//! Reads the records of a file in the format of sqllogictest, as far as the suite uses it: statements
//! and queries with what they give, `include`, `skipif` and `onlyif`.
//!
//! Format: <https://www.sqlite.org/sqllogictest/doc/trunk/about.wiki>, with the additions of
//! <https://docs.rs/sqllogictest> (errors, `include`, columns of a result separated by one space).

use std::fs;
use std::path::Path;

#[derive(Debug, PartialEq)]
pub struct Record {
    /// Where it begins: the file below `test_files` and the line, from 1.
    pub file: String,
    pub line: usize,
    pub sql: String,
    pub expected: Expected,
}

#[derive(Debug, PartialEq)]
pub enum Expected {
    /// A statement whose rows do not matter.
    Done,
    Error,
    /// The rows of a query as text, one a line; in any order if `sorted`.
    Rows {
        lines: Vec<String>,
        sorted: bool,
    },
}

/// The records of `file` below `folder`, those that it includes in their place.
pub fn records(folder: &Path, file: &str) -> Vec<Record> {
    let mut records = Vec::new();
    read(folder, file, &mut records);
    records
}

fn read(folder: &Path, file: &str, records: &mut Vec<Record>) {
    let text = fs::read_to_string(folder.join(file))
        .unwrap_or_else(|error| panic!("{file} of the suite: {error}"));
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    let mut skipped = false;
    while let Some(line) = lines.get(at) {
        let start = at + 1;
        at += 1;
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            [word, ..] if word.starts_with('#') => {}
            ["skipif", label] => skipped |= is_us(label),
            ["onlyif", label] => skipped |= !is_us(label),
            ["hash-threshold" | "subtest", ..] => {}
            ["halt"] => break,
            ["include", name] => {
                for name in included(folder, file, name.trim_start_matches("./")) {
                    read(folder, &name, records);
                }
            }
            [kind @ ("statement" | "query"), of, rest @ ..] => {
                // The first line may be empty.
                let first = at;
                let mut sql = block(&lines, &mut at, |line| line.is_empty() || line == "----");
                if at == first + 1 && sql.is_empty() {
                    sql = block(&lines, &mut at, |line| line.is_empty() || line == "----");
                }
                let told = lines.get(at.saturating_sub(1)) == Some(&"----");
                let mut result = Vec::new();
                if told && *of == "error" {
                    // An error over several lines ends with two empty ones.
                    result = block(&lines, &mut at, str::is_empty);
                    while lines.get(at).is_some_and(|line| !line.is_empty()) {
                        result.extend(block(&lines, &mut at, str::is_empty));
                    }
                } else if told {
                    result = block(&lines, &mut at, str::is_empty);
                }
                let expected = match (*kind, *of) {
                    (_, "error") => Expected::Error,
                    ("statement", _) => Expected::Done,
                    _ => Expected::Rows {
                        lines: result,
                        sorted: rest.first() == Some(&"rowsort"),
                    },
                };
                if !std::mem::take(&mut skipped) {
                    records.push(Record {
                        file: file.to_string(),
                        line: start,
                        sql: sql.join("\n"),
                        expected,
                    });
                }
            }
            _ => panic!("{file}:{start} has a record of an unknown kind: {line}"),
        }
    }
}

/// The files below `folder` that `file` includes by a name with up to one `*`, in order.
fn included(folder: &Path, file: &str, name: &str) -> Vec<String> {
    let beside = file.rsplit_once('/').map_or("", |(beside, _)| beside);
    let (inner, pattern) = name.rsplit_once('/').unwrap_or(("", name));
    let parts = [beside, inner].into_iter().filter(|part| !part.is_empty());
    let place: String = parts.map(|part| format!("{part}/")).collect();
    let Some((start, end)) = pattern.split_once('*') else {
        return vec![format!("{place}{pattern}")];
    };
    let entries = fs::read_dir(folder.join(&place)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let matching = names.filter(|name| name.starts_with(start) && name.ends_with(end));
    let mut found: Vec<String> = matching.map(|name| format!("{place}{name}")).collect();
    found.sort();
    found
}

fn is_us(label: &str) -> bool {
    label.eq_ignore_ascii_case("datafusion")
}

/// The lines up to the one that ends them, which is passed.
fn block(lines: &[&str], at: &mut usize, ends: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    while let Some(line) = lines.get(*at) {
        *at += 1;
        if ends(line) {
            break;
        }
        found.push((*line).to_string());
    }
    found
}

#[test]
fn records_are_read_with_what_they_expect() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# a comment\nstatement ok\n\nCREATE TABLE t\nAS VALUES (1)\n\nskipif postgres\n\
                query IT rowsort\nSELECT 1,\n'a'\n----\n1 a\n2 b\n\nonlyif postgres\nquery I\nSELECT 9\n\
                ----\n9\n\nquery error no such\nSELECT x\n\nstatement error\nSELECT\n----\none\n\ntwo\n\n\n\
                include ./parts/*.part\nquery I\nSELECT 0\n";
    fs::create_dir_all(folder.path().join("in/parts")).unwrap();
    fs::write(folder.path().join("in/a.slt"), text).unwrap();
    fs::write(
        folder.path().join("in/parts/a.part"),
        "statement ok\nSELECT 2\n",
    )
    .unwrap();
    let rows = |lines: &[&str], sorted| Expected::Rows {
        lines: lines.iter().map(ToString::to_string).collect(),
        sorted,
    };
    let found: Vec<(String, usize, String, Expected)> = records(folder.path(), "in/a.slt")
        .into_iter()
        .map(|record| (record.file, record.line, record.sql, record.expected))
        .collect();
    let at = |file: &str, line, sql: &str, expected| {
        (format!("in/{file}"), line, sql.to_string(), expected)
    };
    assert_eq!(
        found,
        [
            at("a.slt", 2, "CREATE TABLE t\nAS VALUES (1)", Expected::Done),
            at("a.slt", 8, "SELECT 1,\n'a'", rows(&["1 a", "2 b"], true)),
            at("a.slt", 21, "SELECT x", Expected::Error),
            at("a.slt", 24, "SELECT", Expected::Error),
            at("parts/a.part", 1, "SELECT 2", Expected::Done),
            at("a.slt", 33, "SELECT 0", rows(&[], false)),
        ]
    );
}
