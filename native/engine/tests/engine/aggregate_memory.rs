//! Aggregates that keep the values of their rows stay within the memory limit.

use crate::gate::wait_until;
use crate::support::{ended, session_with, sorted_rows, wait};
use futures::TryStreamExt;
use planarium_engine::query::{Query, stream};
use planarium_engine::session::{Limits, SessionOptions};
use planarium_engine::{ErrorCode, Session};
use std::sync::Arc;

fn limited(megabytes: usize) -> Session {
    session_with(SessionOptions {
        memory_limit_bytes: megabytes << 20,
        ..SessionOptions::default()
    })
}

/// 64 MB of different texts in four groups.
fn few_groups(aggregate: &str) -> String {
    format!(
        "SELECT count(a) FROM (SELECT k, {aggregate} AS a FROM \
         (SELECT value % 4 AS k, value AS n, \
          arrow_cast(concat(CAST(value AS VARCHAR), repeat('x', 1000)), 'Utf8View') AS t \
          FROM generate_series(1, 65536)) GROUP BY k)"
    )
}

#[test]
fn groups_that_do_not_fit_end_with_memory_exceeded() {
    let session = limited(32);
    for aggregate in [
        "array_agg(t)",
        "array_agg(t) FILTER (WHERE n > 3)",
        "array_agg([t])",
        "array_agg(DISTINCT t)",
        "array_agg(t ORDER BY n)",
        "string_agg(t, ',')",
        "string_agg(DISTINCT t, ',')",
        "string_agg(t, ',' ORDER BY n)",
    ] {
        let sql = few_groups(aggregate);
        let status = ended(&Query::start(&session, sql.as_str(), Limits::default()));
        let code = status.error.as_ref().map(|error| error.code);
        assert_eq!(code, Some(ErrorCode::MemoryExceeded), "{sql}: {status:?}");
        wait_until("its memory is free", || {
            session.memory_usage().memory_bytes == 0
        });
    }
    let all = "SELECT array_length(array_agg(t)) FROM (SELECT arrow_cast(concat(CAST(value AS VARCHAR), \
               repeat('x', 1000)), 'Utf8View') AS t FROM generate_series(1, 65536))";
    let status = ended(&Query::start(&session, all, Limits::default()));
    assert_eq!(status.error.unwrap().code, ErrorCode::MemoryExceeded);
}

#[test]
fn counted_aggregates_give_the_same_rows() {
    let session = limited(1000);
    let rows = "(SELECT value AS n, value % 7 AS k, \
                CASE WHEN value % 5 > 0 THEN arrow_cast(concat('a text of more than twelve bytes ', \
                CAST(value % 11 AS VARCHAR)), 'Utf8View') END AS t FROM generate_series(1, 3000))";
    for sql in [
        "SELECT k, array_agg(t ORDER BY n) FROM rows GROUP BY k",
        "SELECT k, array_agg(n ORDER BY n DESC) FROM rows GROUP BY k",
        "SELECT k, array_agg(DISTINCT t ORDER BY t) FROM rows GROUP BY k",
        "SELECT k, string_agg(t, ',' ORDER BY n) FILTER (WHERE n % 2 = 0) FROM rows GROUP BY k",
        "SELECT k, string_agg(DISTINCT t, ', ' ORDER BY t) FROM rows GROUP BY k",
        "SELECT k, array_sort(array_agg(t)) FROM rows GROUP BY k",
        "SELECT k, array_sort(array_agg(t) IGNORE NULLS) FROM rows GROUP BY k",
        "SELECT k, array_sort(flatten(array_agg([t, t]))), count(*) FROM rows GROUP BY k",
        "SELECT k, array_agg(t) FILTER (WHERE n < 0), max(n) FROM rows GROUP BY k",
        "SELECT array_agg(t ORDER BY n), string_agg(t, '' ORDER BY n) FROM rows",
        "SELECT array_agg(DISTINCT t ORDER BY t), array_length(array_agg(t)) FROM rows",
        "SELECT k, n % 2, array_agg(t ORDER BY n) FROM rows GROUP BY GROUPING SETS ((k), (n % 2), ())",
    ] {
        let sql = sql.replace("rows", rows);
        let (worker, text) = (session.clone(), sql.clone());
        let counted = wait(&session, async move {
            let rows = stream(&worker, &text).await?;
            Ok(rows.try_collect::<Vec<_>>().await?)
        });
        let (context, text) = (Arc::clone(session.context()), sql.clone());
        let plain = wait(&session, async move {
            Ok(context.sql(&text).await?.collect().await?)
        });
        let counted = sorted_rows(&counted.unwrap_or_else(|error| panic!("{sql}: {error:?}")));
        assert_eq!(counted, sorted_rows(&plain.unwrap()), "{sql}");
        assert!(!counted.is_empty(), "{sql}");
    }
}
