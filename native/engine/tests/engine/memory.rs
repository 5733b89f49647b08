//! The memory limit: a query that would exceed it fails alone, one that can spill goes on.

use crate::support::{ended, session_with};
use planarium_engine::ErrorCode;
use planarium_engine::query::{Phase, Query};
use planarium_engine::session::{Limits, SessionOptions};

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
    assert!(error.message.contains("consumers"), "{}", error.message);
    assert_eq!(
        ended(&Query::start(&session, "select 1", Limits::default())).phase,
        Phase::Done
    );
}

#[test]
fn a_sort_spills_and_leaves_nothing() {
    let session = session_with(small());
    let sql = "select value from generate_series(1, 3000000) order by value desc";
    let limits = Limits {
        row_limit: 10,
        ..Limits::default()
    };
    let status = ended(&Query::start(&session, sql, limits));
    assert_eq!((status.phase, status.error), (Phase::Done, None));
}
