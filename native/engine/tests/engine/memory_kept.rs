//! Rows that results and tables keep count as memory of the session.

use crate::support::{ended, session_with};
use planarium_engine::query::{Phase, Query, QueryStatus};
use planarium_engine::session::{Limits, SessionOptions};
use planarium_engine::{ErrorCode, Session};
use std::time::Duration;

/// A session of 64 MiB.
fn small() -> Session {
    session_with(SessionOptions {
        memory_limit_bytes: 64 << 20,
        ..SessionOptions::default()
    })
}

fn start(session: &Session, sql: &str) -> (Query, QueryStatus) {
    let query = Query::start(session, sql, Limits::default());
    let status = ended(&query);
    (query, status)
}

fn done(session: &Session, sql: &str) {
    let (_, status) = start(session, sql);
    assert_eq!((status.phase, status.error), (Phase::Done, None), "{sql}");
}

fn held(session: &Session) -> usize {
    session.memory_usage().memory_bytes
}

fn settle(done: impl Fn() -> bool) {
    for _ in 0..6000 {
        if done() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("what was held is not freed");
}

/// Eight megabytes.
const MILLION: &str = "SELECT value FROM generate_series(1, 1000000)";

#[test]
fn open_results_count_until_they_are_closed() {
    let session = small();
    assert_eq!(held(&session), 0);
    let (first, status) = start(&session, MILLION);
    let one = held(&session);
    assert_eq!(one, status.bytes);
    assert!((8_000_000..9_500_000).contains(&one), "{one}");
    let (second, _) = start(&session, MILLION);
    assert_eq!(held(&session), 2 * one);
    first.close();
    settle(|| held(&session) == one);
    drop(second);
    settle(|| held(&session) == 0);
}

#[test]
fn results_together_stay_within_the_limit() {
    let session = small();
    let mut open = Vec::new();
    for _ in 0..10 {
        let (query, status) = start(&session, MILLION);
        assert!(held(&session) <= 64 << 20);
        assert_eq!((status.error, status.rows), (None, 1_000_000));
        open.push(query);
    }
    // The rows that no longer fit are on disk.
    assert!(held(&session) > 32 << 20);
    assert!(session.memory_usage().spilled_bytes > 32_000_000);
    assert_eq!(open.last().unwrap().status().memory_rows, 0);
    // Work that keeps little goes on.
    done(
        &session,
        "SELECT sum(value) FROM generate_series(1, 1000000)",
    );
    drop(open);
    settle(|| held(&session) == 0 && session.memory_usage().spilled_bytes == 0);
    done(&session, MILLION);
}

#[test]
fn tables_in_memory_count_until_they_are_dropped() {
    let session = small();
    done(&session, &format!("CREATE TABLE t AS {MILLION}"));
    let one = held(&session);
    assert!((8_000_000..9_500_000).contains(&one), "{one}");
    // The result keeps the table's own buffers.
    let (query, status) = start(&session, "SELECT * FROM t");
    assert_eq!(status.rows, 1_000_000);
    assert_eq!(held(&session), one);
    done(&session, &format!("INSERT INTO t {MILLION}"));
    let two = held(&session);
    assert!(two >= one + 8_000_000, "{two}");
    done(&session, "DROP TABLE t");
    settle(|| held(&session) == one);
    drop(query);
    settle(|| held(&session) == 0);
}

#[test]
fn a_table_that_does_not_fit_is_not_made() {
    let session = small();
    let large = "SELECT value, value + 1 FROM generate_series(1, 10000000)";
    let (_, status) = start(&session, &format!("CREATE TABLE t AS {large}"));
    assert_eq!(status.error.unwrap().code, ErrorCode::MemoryExceeded);
    settle(|| held(&session) == 0);
    done(&session, &format!("CREATE TABLE t AS {large} LIMIT 10"));
    let before = held(&session);
    let (query, status) = start(&session, &format!("INSERT INTO t {large}"));
    assert_eq!(status.error.unwrap().code, ErrorCode::MemoryExceeded);
    drop(query);
    settle(|| held(&session) == before);
    let (_, status) = start(&session, "SELECT * FROM t");
    assert_eq!(status.rows, 10);
}

#[test]
fn tables_are_made_and_refused_as_before() {
    let session = small();
    done(
        &session,
        "CREATE TABLE t (a INT PRIMARY KEY, b TEXT DEFAULT 'x')",
    );
    done(&session, "INSERT INTO t (a) VALUES (1)");
    done(&session, "CREATE TABLE IF NOT EXISTS t AS SELECT 7");
    assert_eq!(crate::support::single(&session, "SELECT b FROM t"), "x");
    let (_, status) = start(&session, "CREATE TABLE t AS SELECT 7");
    assert_eq!(status.error.unwrap().code, ErrorCode::TableExists);
    done(
        &session,
        "CREATE OR REPLACE TABLE t AS SELECT a + 1 AS a FROM t",
    );
    assert_eq!(crate::support::single(&session, "SELECT a FROM t"), "2");
    let (_, status) = start(&session, "CREATE TABLE u AS SELECT 1 AS a, 2 AS a");
    assert_eq!(status.phase, Phase::Failed);
}
