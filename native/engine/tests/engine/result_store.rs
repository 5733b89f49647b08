//! Results that go to disk, pause at their limit, and are sorted, filtered and searched.

use crate::support::{ended, session, session_with, wait};
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::ipc::reader::StreamReader;
use futures::TryStreamExt;
use planarium_engine::query::{Phase, Query, QueryStatus, TruncationReason};
use planarium_engine::results::{
    FilterOp, FindRequest, MatchRequest, PageRequest, RowFilter, SortKey, ViewInfo, ViewRequest,
};
use planarium_engine::session::{AtLimit, Limits, More, SessionOptions};
use planarium_engine::{ErrorCode, Result, Session};

/// In the order of the first column: numbers, texts with some NULLs, a column of few values, and times.
fn sql(rows: usize) -> String {
    format!(
        "SELECT value AS n, (value * 7919) % 10007 AS k, \
         CASE WHEN value % 11 = 0 THEN NULL ELSE concat('Text ', (value * 31) % 1009) END AS t, \
         CAST(value % 97 AS DOUBLE) / 4 AS f, value % 3 = 0 AS b, \
         arrow_cast(value * 86400, 'Timestamp(Second, None)') AS at \
         FROM generate_series(0, {}) AS s(value) ORDER BY n",
        rows - 1
    )
}

/// Keeps up to a megabyte in memory.
fn spilled() -> Limits {
    Limits {
        row_limit: usize::MAX,
        byte_limit: usize::MAX,
        memory_limit: 1 << 20,
        at_limit: AtLimit::Pause,
    }
}

fn run(session: &Session, sql: &str, limits: Limits) -> Query {
    let query = Query::start(session, sql, limits);
    let status = ended(&query);
    assert_eq!((status.phase, &status.error), (Phase::Done, &None), "{sql}");
    query
}

fn until(query: &Query, done: impl Fn(&QueryStatus) -> bool) -> QueryStatus {
    let mut status = query.status();
    while !done(&status) {
        assert!(!status.phase.is_over(), "{status:?}");
        let changed = query.changed(status.version);
        status = query.session().runtime().block_on(changed);
    }
    status
}

fn page(query: &Query, request: &PageRequest) -> RecordBatch {
    let bytes = query.page(request).unwrap();
    let reader = StreamReader::try_new(&*bytes, None).unwrap();
    let schema = reader.schema();
    let batches: Vec<RecordBatch> = reader.collect::<Result<_, _>>().unwrap();
    concat_batches(&schema, &batches).unwrap()
}

/// All rows of a result or of a view of it, by pages.
fn all_rows(query: &Query, view_id: Option<&str>, rows: usize) -> RecordBatch {
    let pages: Vec<RecordBatch> = (0..rows.max(1))
        .step_by(10_000)
        .map(|offset| {
            page(
                query,
                &PageRequest {
                    offset,
                    limit: 10_000,
                    view_id: view_id.map(str::to_owned),
                    ..PageRequest::default()
                },
            )
        })
        .collect();
    concat_batches(&pages[0].schema(), &pages).unwrap()
}

fn view(query: &Query, request: ViewRequest) -> Result<ViewInfo> {
    query.session().runtime().block_on(query.view(request))
}

/// What DataFusion gives for the query with more clauses.
fn expected(session: &Session, sql: &str) -> RecordBatch {
    let (worker, sql) = (session.clone(), sql.to_owned());
    let batches: Vec<RecordBatch> = wait(session, async move {
        let rows = planarium_engine::query::stream(&worker, &sql).await?;
        Ok(rows.try_collect().await?)
    })
    .unwrap();
    plain(&batches)
}

/// As pages have them.
fn plain(batches: &[RecordBatch]) -> RecordBatch {
    use datafusion::arrow::compute::cast;
    use datafusion::arrow::datatypes::{DataType, Field, Schema};
    let batch = concat_batches(&batches[0].schema(), batches).unwrap();
    let columns: Vec<_> = batch
        .columns()
        .iter()
        .map(|column| match column.data_type() {
            DataType::Utf8View => cast(column, &DataType::Utf8).unwrap(),
            _ => column.clone(),
        })
        .collect();
    let fields: Vec<Field> = batch
        .schema()
        .fields()
        .iter()
        .zip(&columns)
        .map(|(field, column)| Field::new(field.name(), column.data_type().clone(), true))
        .collect();
    RecordBatch::try_new(std::sync::Arc::new(Schema::new(fields)), columns).unwrap()
}

#[test]
fn every_row_beyond_memory_can_be_read() {
    let session = session();
    let sql = sql(300_000);
    let query = run(&session, &sql, spilled());
    let status = query.status();
    assert_eq!(status.rows, 300_000);
    assert!(status.memory_rows < 100_000, "{}", status.memory_rows);
    assert!(status.disk_bytes > 10 << 20, "{}", status.disk_bytes);
    let rows = plain(&[all_rows(&query, None, status.rows)]);
    assert!(rows == expected(&session, &sql));
    let read: Vec<RecordBatch> = query.batches().unwrap().collect::<Result<_>>().unwrap();
    assert_eq!(
        read.iter().map(RecordBatch::num_rows).sum::<usize>(),
        300_000
    );
}

#[test]
fn a_result_pauses_at_its_limits_and_goes_on_where_it_stopped() {
    let session = session();
    let sql = "SELECT value FROM generate_series(1, 50000) AS s(value)";
    let limits = Limits {
        row_limit: 10_001,
        memory_limit: 1 << 16,
        at_limit: AtLimit::Pause,
        ..Limits::default()
    };
    let query = Query::start(&session, sql, limits);
    let paused = |status: &QueryStatus| status.phase == Phase::Paused;
    let status = until(&query, paused);
    assert_eq!(status.rows, 10_001);
    assert_eq!(status.truncated.unwrap().reason, TruncationReason::Rows);
    let elapsed = query.status().elapsed_ms;
    assert_eq!(elapsed, query.status().elapsed_ms);
    query.load_more(More {
        rows: Some(10_000),
        ..More::default()
    });
    let status = until(&query, |status| paused(status) && status.rows > 10_001);
    assert_eq!(status.rows, 20_001);
    query.load_more(More {
        bytes: Some(8 * 1024),
        ..More::default()
    });
    let status = until(&query, |status| paused(status) && status.rows > 20_001);
    assert_eq!(status.truncated.unwrap().reason, TruncationReason::Bytes);
    assert!(status.rows < 50_000);
    query.load_more(More::default());
    let status = ended(&query);
    assert_eq!((status.phase, status.rows), (Phase::Done, 50_000));
    assert_eq!(status.truncated, None);
    let rows = all_rows(&query, None, 50_000);
    let numbers = rows
        .column(0)
        .as_primitive::<datafusion::arrow::datatypes::Int64Type>();
    assert!(numbers.values().iter().copied().eq(1..=50_000));

    // One that exactly fits is no less than complete; one that is cancelled keeps its rows.
    let exact = Limits {
        row_limit: 50_000,
        ..limits
    };
    assert_eq!(run(&session, sql, exact).status().truncated, None);
    let query = Query::start(&session, sql, limits);
    until(&query, paused);
    query.cancel();
    let status = ended(&query);
    assert_eq!((status.phase, status.rows), (Phase::Cancelled, 10_001));
    assert_eq!(all_rows(&query, None, 20_000).num_rows(), 10_001);
}

#[test]
fn rows_that_were_stored_stay_when_the_disk_takes_no_more() {
    let session = session();
    let limit = "SET datafusion.runtime.max_temp_directory_size = '4M'";
    drop(run(&session, limit, Limits::default()));
    let query = Query::start(&session, sql(1_000_000), spilled());
    let status = ended(&query);
    let error = status.error.unwrap();
    assert_eq!(error.code, ErrorCode::WriteFailed);
    assert!(error.message.contains("limit"), "{}", error.message);
    assert!(status.rows > 10_000 && status.rows < 1_000_000);
    assert_eq!(all_rows(&query, None, status.rows).num_rows(), status.rows);
    drop(query);
    let small = run(&session, "SELECT 1", Limits::default());
    assert_eq!(small.status().rows, 1);
}

#[test]
fn sorted_and_filtered_rows_are_those_of_order_by_and_where() {
    let session = session_with(SessionOptions {
        memory_limit_bytes: 256 << 20,
        ..SessionOptions::default()
    });
    let sql = sql(100_000);
    let query = run(&session, &sql, spilled());
    let key = |column, descending, nulls_first| SortKey {
        column,
        descending,
        nulls_first,
    };
    let filter = |column, op, values: &[&str]| RowFilter {
        column,
        op,
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    };
    use FilterOp::*;
    let cases: Vec<(Vec<SortKey>, Vec<RowFilter>, &str)> = vec![
        (vec![key(1, false, false)], vec![], "ORDER BY k, n"),
        (
            vec![key(2, true, true), key(3, false, false)],
            vec![],
            "ORDER BY t DESC NULLS FIRST, f, n",
        ),
        (
            vec![key(2, false, false)],
            vec![],
            "ORDER BY t NULLS LAST, n",
        ),
        (
            vec![],
            vec![filter(1, Less, &["100"])],
            "WHERE k < 100 ORDER BY n",
        ),
        (
            vec![key(5, true, false)],
            vec![
                filter(2, Contains, &["TEXT 10"]),
                filter(4, Equals, &["true"]),
            ],
            "WHERE t ILIKE '%text 10%' AND b ORDER BY at DESC",
        ),
        (
            vec![],
            vec![filter(2, IsNull, &[]), filter(0, NotEquals, &["11"])],
            "WHERE t IS NULL AND n <> 11 ORDER BY n",
        ),
        (
            vec![key(3, true, false)],
            vec![filter(3, Between, &["1.5", "2"]), filter(2, IsNotNull, &[])],
            "WHERE f BETWEEN 1.5 AND 2 AND t IS NOT NULL ORDER BY f DESC, n",
        ),
        (
            vec![],
            vec![filter(2, In, &["Text 5", "Text 77", "no"])],
            "WHERE t IN ('Text 5', 'Text 77', 'no') ORDER BY n",
        ),
        (
            vec![],
            vec![filter(5, Greater, &["2100-01-01 00:00:00"])],
            "WHERE at > '2100-01-01' ORDER BY n",
        ),
    ];
    for (sort, filter, clauses) in cases {
        let request = ViewRequest {
            sort,
            filter,
            find: None,
        };
        let info = view(&query, request).unwrap();
        let rows = plain(&[all_rows(&query, Some(&info.view_id), info.rows)]);
        assert_eq!(rows.num_rows(), info.rows);
        let all = format!("SELECT * FROM ({sql}) {clauses}");
        assert!(rows == expected(&session, &all), "{clauses}");
        query.close_view(&info.view_id);
    }
    let none = ViewRequest {
        filter: vec![filter(2, Equals, &["none"])],
        ..ViewRequest::default()
    };
    assert_eq!(view(&query, none).unwrap().rows, 0);
    let progress = query.view_progress().unwrap();
    assert_eq!((progress.read, progress.total), (100_000, 100_000));
    let closed = PageRequest {
        limit: 1,
        view_id: Some("v0".to_owned()),
        ..PageRequest::default()
    };
    assert_eq!(
        query.page(&closed).unwrap_err().code,
        ErrorCode::InvalidRequest
    );
    for refused in [
        filter(0, Equals, &["abc"]),
        filter(9, IsNull, &[]),
        filter(0, Between, &["1"]),
    ] {
        let request = ViewRequest {
            filter: vec![refused],
            ..ViewRequest::default()
        };
        let error = view(&query, request).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidRequest, "{}", error.message);
    }
}

#[test]
fn a_search_goes_from_match_to_match_in_the_order_of_the_view() {
    let session = session();
    let query = run(&session, &sql(50_000), spilled());
    let runtime = session.runtime();
    let request = |view_id: Option<&str>, text: &str| FindRequest {
        view_id: view_id.map(str::to_owned),
        text: text.to_owned(),
    };
    // Numbers, texts and times are searched alike.
    let all = format!("SELECT * FROM ({}) ", sql(50_000));
    for (text, condition) in [
        ("tExT 100", "t ILIKE '%text 100%'"),
        ("2001-09-0", "CAST(at AS TEXT) LIKE '%2001-09-0%'"),
        (
            "4999",
            "CAST(n AS TEXT) LIKE '%4999%' OR CAST(k AS TEXT) LIKE '%4999%'",
        ),
        ("nowhere", "false"),
    ] {
        let found = runtime.block_on(query.find(request(None, text))).unwrap();
        let count = crate::support::single(
            &session,
            &format!("SELECT count(*) FROM ({all} WHERE {condition})"),
        );
        assert_eq!(found.rows.to_string(), count, "{text}");
    }
    let down = ViewRequest {
        sort: vec![SortKey {
            column: 0,
            descending: true,
            nulls_first: false,
        }],
        ..ViewRequest::default()
    };
    let info = view(&query, down).unwrap();
    let search = request(Some(&info.view_id), "text 1008");
    let found = runtime.block_on(query.find(search)).unwrap();
    let go = |row, backward| {
        let request = MatchRequest {
            find_id: found.find_id.clone(),
            row,
            backward,
        };
        query.next_match(&request).unwrap().unwrap()
    };
    let mut places = Vec::new();
    let mut next = go(info.rows, false);
    for index in 0..found.rows {
        assert_eq!((next.index, next.column), (index, 2));
        places.push(next.row);
        next = go(next.row, false);
    }
    // After the last comes the first, before the first the last.
    assert_eq!(next.row, places[0]);
    assert_eq!(go(places[0], true).row, *places.last().unwrap());
    assert_eq!(go(places[1], true).row, places[0]);
    let shown = page(
        &query,
        &PageRequest {
            offset: places[3],
            limit: 1,
            view_id: Some(info.view_id.clone()),
            ..PageRequest::default()
        },
    );
    assert_eq!(shown.column(2).as_string::<i32>().value(0), "Text 1008");
}
