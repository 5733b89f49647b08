//! Functions that make much out of little stay within the memory limit.

use crate::support::{ended, session_with};
use planarium_engine::query::{Phase, Query};
use planarium_engine::session::{Limits, SessionOptions};
use planarium_engine::{Error, ErrorCode, Session};

fn small() -> Session {
    session_with(SessionOptions {
        memory_limit_bytes: 100 << 20,
        ..SessionOptions::default()
    })
}

fn failure(session: &Session, sql: &str) -> Option<Error> {
    ended(&Query::start(session, sql, Limits::default())).error
}

/// Some of these would take terabytes.
const TOO_MUCH: [&str; 17] = [
    "SELECT repeat('x', 2000000000)",
    "SELECT character_length(repeat('x', 2000000000))",
    "SELECT max(character_length(repeat(CAST(i AS VARCHAR), 20000000))) FROM generate_series(1, 200) t(i)",
    "SELECT max(character_length(lpad(CAST(i AS VARCHAR), 50000000, 'ab'))) FROM generate_series(1, 1000) t(i)",
    "SELECT max(character_length(rpad(CAST(i AS VARCHAR), 2147483647))) FROM generate_series(1, 2) t(i)",
    "SELECT array_length(array_repeat(1, 2147483647))",
    "SELECT array_length(array_repeat([1, 2, 3], 200000000))",
    "SELECT array_length(array_resize([1], 2000000000, 0))",
    "SELECT array_length(range(0, 9223372036854775807))",
    "SELECT array_length(generate_series(9223372036854775807, -9223372036854775808, -1))",
    "SELECT max(array_length(range(0, i * 1000000))) FROM generate_series(1, 1000) t(i)",
    "SELECT array_length(range(TIMESTAMP '1900-01-01', TIMESTAMP '2200-01-01', INTERVAL '1 microsecond'))",
    "SELECT count(*) FROM (SELECT unnest(range(0, 1000000000)))",
    "SELECT character_length(replace(repeat('a', 1000000), 'a', repeat('b', 1000)))",
    "SELECT character_length(regexp_replace(repeat('a', 1000000), 'a', repeat('b', 1000), 'g'))",
    "SELECT character_length(concat(a, a, a, a)) FROM (SELECT repeat('x', 30000000 + CAST(i AS INT)) AS a FROM generate_series(1, 1) t(i))",
    "SELECT character_length(array_to_string(range(0, 1000000), repeat(',', 1000)))",
];

#[test]
fn a_call_that_would_make_too_much_fails_alone() {
    let session = small();
    for sql in TOO_MUCH {
        let error = failure(&session, sql).expect(sql);
        assert_eq!(error.code, ErrorCode::MemoryExceeded, "{sql}: {error:?}");
        assert!(error.hint.is_some(), "{sql}");
        assert_eq!(session.memory_usage().memory_bytes, 0, "{sql}");
    }
    let query = Query::start(&session, "SELECT repeat('ab', 3)", Limits::default());
    assert_eq!(ended(&query).phase, Phase::Done);
}

#[test]
fn calls_within_the_limit_give_what_they_gave() {
    let session = small();
    for (sql, expected) in [
        ("character_length(repeat('x', 30000000))", "30000000"),
        ("array_length(range(0, 2000000))", "2000000"),
        ("array_length(generate_series(1, 10, 3))", "4"),
        (
            "array_length(range(DATE '2020-01-01', DATE '2021-01-01', INTERVAL '1' MONTH))",
            "12",
        ),
        ("array_length(range(5, 1))", "0"),
        ("replace('abc', '', '-')", "abc"),
        ("lpad('x', -1)", ""),
        ("array_resize([1], 3, 7)", "[1, 7, 7]"),
        // At most a gigabyte, in truth nothing.
        (
            "sum(character_length(regexp_replace(repeat('ab', 5000), 'z', repeat('b', 100), 'g'))) FROM generate_series(1, 1000)",
            "10000000",
        ),
    ] {
        let sql = format!("SELECT CAST(v AS VARCHAR) FROM (SELECT {sql} AS v)");
        let sql = sql.replace(
            "FROM generate_series(1, 1000) AS v",
            "AS v FROM generate_series(1, 1000)",
        );
        assert_eq!(crate::support::single(&session, &sql), expected, "{sql}");
    }
}

#[test]
fn the_optimizer_does_not_fold_a_large_value_into_the_plan() {
    let session = small();
    let query = Query::start(
        &session,
        "SELECT character_length(t) FROM (SELECT repeat('xy', 15000000) AS t)",
        Limits::default(),
    );
    let status = ended(&query);
    assert_eq!((status.phase, status.error), (Phase::Done, None));
    for stage in query.plan().stages {
        assert!(stage.text.len() < 10_000, "{} bytes", stage.text.len());
    }
}
