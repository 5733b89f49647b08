//! SQL text: where its statements are, what is refused, and what secrets are found in it.

use planarium_engine::ErrorCode;
use planarium_engine::plan_file::{BytesOptions, PlanKind, plan_bytes_with};
use planarium_engine::preflight::of_sql;
use planarium_engine::sql::{parse, parse_expression, statements};

use super::super::bytes;
use super::super::corpus::{Corpus, choose};
use super::super::outcome::Outcomes;
use super::super::plans::TEXTS;
use super::super::random::Random;
use super::World;
use crate::support::wait;

const PARSING: [ErrorCode; 3] = [
    ErrorCode::SqlSyntax,
    ErrorCode::EmptyStatement,
    ErrorCode::UnsupportedStatement,
];
/// How planning any SQL over any tables may fail. DataFusion's planner panics over some, such as a
/// correlated subquery without columns; a panic of our own is a finding all the same.
pub const PLANNING: [ErrorCode; 16] = [
    ErrorCode::Panic,
    ErrorCode::SqlSyntax,
    ErrorCode::SqlPlan,
    ErrorCode::EmptyStatement,
    ErrorCode::TableUnknown,
    ErrorCode::ColumnUnknown,
    ErrorCode::FunctionUnknown,
    ErrorCode::UnsupportedStatement,
    ErrorCode::ExecutionFailed,
    ErrorCode::FileMissing,
    ErrorCode::FileEmpty,
    ErrorCode::FileUnreadable,
    ErrorCode::FileDamaged,
    ErrorCode::FileMismatch,
    ErrorCode::FileUnsupported,
    ErrorCode::FileFormatUnknown,
];
/// How saving may fail besides.
const SAVING: [ErrorCode; 2] = [ErrorCode::PlanSecret, ErrorCode::PlanNotSerializable];

/// Statements with their words exchanged, doubled, and nested.
pub fn make(corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let text =
        |random: &mut Random| String::from_utf8(choose(&corpus.sql, random).bytes.clone()).unwrap();
    let (first, second) = (text(random), text(random));
    let mut words: Vec<&str> = first.split_inclusive(' ').collect();
    let others: Vec<&str> = second.split_inclusive(' ').collect();
    for _ in 0..=random.below(4) {
        let at = random.below(words.len());
        match random.below(6) {
            0 => words[at] = *random.pick(&others),
            1 => words.insert(at, *random.pick(&SIGNS)),
            2 if words.len() > 1 => drop(words.remove(at)),
            3 => {
                let (open, close) = *random.pick(&[
                    ("(", ")"),
                    ("NOT ", ""),
                    ("- ", ""),
                    ("[", "]"),
                    ("CASE WHEN ", " THEN 1 END"),
                ]);
                let times = *random.pick(&[2, 40, 400, 5_000]);
                words.splice(at..at, std::iter::repeat_n(open, times));
                words.extend(std::iter::repeat_n(close, times));
            }
            4 => {
                let again: Vec<&str> = words[at..].iter().take(6).copied().collect();
                let times = *random.pick(&[2, 30, 300]);
                words.splice(at..at, again.repeat(times));
            }
            _ => words.insert(at, *random.pick(&TEXTS)),
        }
    }
    let text = words.concat();
    if random.once_in(5) {
        bytes::mutated(text.as_bytes(), second.as_bytes(), random)
    } else {
        text.into_bytes()
    }
}

const SIGNS: [&str; 24] = [
    ";",
    "'",
    "\"",
    "`",
    "--",
    "/*",
    "*/",
    "$$",
    "$1",
    "E'\\",
    "U&'",
    "X'0",
    "::",
    "->>",
    "😀",
    "OPTIONS ('x.secret' 'abcdefgh')",
    "'https://me:word@h/a?sig=abcdef'",
    "SET a = b",
    "OVER (",
    "BEGIN;",
    "CREATE FUNCTION f() RETURNS INT LANGUAGE JS AS $$ ",
    "IN (SELECT ",
    "JOIN ",
    " UNION ALL ",
];

pub fn run(world: &World, input: &[u8], outcomes: &mut Outcomes) {
    let sql = String::from_utf8_lossy(input).into_owned();
    let session = &world.with_tables;
    let units = sql.encode_utf16().count();
    let found = outcomes.note(
        "statements",
        statements(session, &sql),
        &[ErrorCode::SqlSyntax],
    );
    let mut last = 0;
    for span in found.into_iter().flatten() {
        if span.start < last || span.end <= span.start || span.end > units {
            outcomes.wrong(format!(
                "statement from {} to {} of {units}",
                span.start, span.end
            ));
        }
        last = span.end;
    }
    let (worker, text) = (session.clone(), sql.clone());
    let parsed = wait(session, async move { parse(&worker, &text).map(drop) });
    let plans = outcomes.note("parse", parsed, &PARSING).is_some();
    let (worker, text) = (session.clone(), sql.clone());
    let parsed = wait(session, async move {
        parse_expression(&worker, &text).map(drop)
    });
    outcomes.note("parse_expression", parsed, &PARSING);
    // The text is looked through for credentials before it is planned.
    let kind = PlanKind::ALL[sql.len() % 3];
    let options = BytesOptions {
        redact: sql.len().is_multiple_of(2),
        embed_memory_tables: sql.len().is_multiple_of(3),
    };
    let (worker, text) = (session.clone(), sql.clone());
    if sql.len() < 20_000 {
        let written = wait(session, async move {
            plan_bytes_with(&worker, &text, kind, options).await
        });
        let codes = [&PLANNING[..], &SAVING].concat();
        outcomes.note("plan_bytes_with", written, &codes);
    }
    if plans && sql.len() < 20_000 {
        let worker = session.clone();
        let checked = wait(session, async move { of_sql(&worker, &sql).await });
        outcomes.note("preflight::of_sql", checked, &PLANNING);
    }
}
