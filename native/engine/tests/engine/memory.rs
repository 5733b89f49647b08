//! The memory limit: a query that would exceed it fails alone, one that can spill goes on.

use crate::support::{ended, session_with};
use planarium_engine::query::{Phase, Query};
use planarium_engine::results::PageRequest;
use planarium_engine::session::{Limits, SessionOptions};
use planarium_engine::{ErrorCode, Session};
use std::sync::Arc;
use std::time::Duration;

fn small() -> SessionOptions {
    SessionOptions {
        memory_limit_bytes: 8 << 20,
        ..SessionOptions::default()
    }
}

#[test]
fn exceeding_the_limit_names_the_consumers_and_spares_the_session() {
    let session = session_with(small());
    let sql = "select count(distinct a.value) from generate_series(1, 3000000) a \
               join generate_series(1, 3000000) b on a.value = b.value";
    let error = ended(&Query::start(&session, sql, Limits::default()))
        .error
        .unwrap();
    assert_eq!(error.code, ErrorCode::MemoryExceeded);
    assert!(
        error.message.starts_with("Not enough memory: "),
        "{error:?}"
    );
    assert!(error.detail.unwrap().contains("consumers"));
    assert_eq!(
        ended(&Query::start(&session, "select 1", Limits::default())).phase,
        Phase::Done
    );
}

/// A sort of 24 MB of numbers in a session of 16 MiB.
fn sorting() -> (Session, Query) {
    let mut options = small();
    options.memory_limit_bytes = 16 << 20;
    let settings = [
        (
            "datafusion.execution.sort_spill_reservation_bytes",
            "1048576",
        ),
        ("datafusion.execution.target_partitions", "2"),
    ];
    options.settings = settings
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    let session = session_with(options);
    let sql = "select count(*) from (select value, row_number() over (order by value desc) as n \
               from generate_series(1, 3000000)) where value + n = 3000001";
    let query = Query::start(&session, sql, Limits::default());
    (session, query)
}

#[test]
fn a_sort_spills_and_leaves_nothing() {
    let (session, query) = sorting();
    let status = ended(&query);
    assert_eq!((status.phase, status.error), (Phase::Done, None));
    assert_eq!(status.rows, 1);
    let plan = query.plan();
    let spills: f64 = plan
        .stages
        .iter()
        .flat_map(|stage| &stage.nodes)
        .filter_map(|node| node.metrics.as_ref()?.spill_count)
        .sum();
    assert!(spills > 0.0);
    query.close();
    settle(|| {
        session.memory_usage().memory_bytes == 0 && session.memory_usage().spilled_bytes == 0
    });
}

#[test]
fn closing_and_dropping_free_what_a_query_holds() {
    let (session, query) = sorting();
    query.cancel();
    query.close();
    assert_eq!(query.status().rows, 0);
    let closed = query.page(&PageRequest {
        offset: 0,
        limit: 1,
        ..PageRequest::default()
    });
    assert_eq!(closed.unwrap_err().code, ErrorCode::QueryUnknown);
    drop(query);
    // The operators end at their next yield point, on the session's own threads.
    settle(|| {
        session.memory_usage().memory_bytes == 0 && session.memory_usage().spilled_bytes == 0
    });
}

#[test]
fn a_query_that_is_over_lets_go_of_its_table() {
    let session = session_with(SessionOptions::default());
    let made = Query::start(
        &session,
        "create table t as select value from generate_series(1, 100000)",
        Limits::default(),
    );
    assert_eq!(ended(&made).phase, Phase::Done);
    let query = Query::start(&session, "select * from t", Limits::default());
    assert_eq!(ended(&query).rows, 100_000);
    let table = {
        let provider = session.context().table_provider("t");
        Arc::downgrade(&session.runtime().block_on(provider).unwrap())
    };
    session.context().deregister_table("t").unwrap();
    settle(|| table.upgrade().is_none());
    assert_eq!(query.plan().stages.len(), 4, "its plans are still shown");
    assert_eq!(query.status().rows, 100_000);
}

/// A nested-loop join keeps the side that it gathered for as long as its plan lives.
#[test]
fn a_join_that_is_over_or_cancelled_gives_its_side_back() {
    let session = session_with(SessionOptions::default());
    let join = |rows: &str| {
        let sql = format!(
            "SELECT count(*) FROM generate_series(1, 30000) a, generate_series(1, {rows}) b
             WHERE a.value % 7 < b.value"
        );
        Query::start(&session, sql, Limits::default())
    };
    let done = join("10");
    assert_eq!(ended(&done).phase, Phase::Done);
    // The one row of the result.
    let row = done.status().bytes;
    settle(|| session.memory_usage().memory_bytes == row);
    let cancelled = join("30000000");
    settle(|| session.memory_usage().memory_bytes > row);
    cancelled.cancel();
    settle(|| session.memory_usage().memory_bytes == row);
    let executed = done.plan().stages.pop().unwrap();
    assert!(executed.nodes.iter().any(|node| node.metrics.is_some()));
}

/// Waits for work on other threads; fails after far more time than it can need.
fn settle(done: impl Fn() -> bool) {
    for _ in 0..6000 {
        if done() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("what was held is not freed");
}
