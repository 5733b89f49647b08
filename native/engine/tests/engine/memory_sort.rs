//! Sorts of more than fits into memory.

use crate::support::{session, session_with, single, wait};
use datafusion::arrow::array::{AsArray, StringViewArray};
use datafusion::arrow::datatypes::Int64Type;
use futures::TryStreamExt;
use planarium_engine::Session;
use planarium_engine::session::SessionOptions;

const ROWS: i64 = 1_000_000;

/// 180 MB. `key` is another order of the same numbers: ROWS is less than the prime.
fn sql() -> String {
    format!(
        "SELECT value AS number, \
         arrow_cast(lpad(cast(value * 7919 % 1000003 AS varchar), 40, '0'), 'Utf8View') AS key, \
         arrow_cast(lpad(cast(value AS varchar), 100, '.'), 'Utf8View') AS text \
         FROM generate_series(1, {ROWS}) ORDER BY key, number"
    )
}

fn small() -> Session {
    let settings = [
        ("datafusion.execution.target_partitions", "4"),
        ("datafusion.execution.batch_size", "2048"),
        (
            "datafusion.execution.sort_spill_reservation_bytes",
            "1000000",
        ),
    ];
    session_with(SessionOptions {
        memory_limit_bytes: 32 << 20,
        settings: settings
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..SessionOptions::default()
    })
}

// apache/datafusion #25271: the merge of the partitions failed.
#[test]
fn a_sort_of_five_times_the_limit_gives_every_row_in_order() {
    for _ in 0..3 {
        let session = small();
        let worker = session.clone();
        let rows = wait(&session, async move {
            let mut rows = planarium_engine::query::stream(&worker, &sql()).await?;
            let (mut last, mut count) = (String::new(), 0);
            while let Some(batch) = rows.try_next().await? {
                let numbers = batch.column(0).as_primitive::<Int64Type>();
                let texts =
                    |n: usize| -> StringViewArray { batch.column(n).as_string_view().clone() };
                for ((number, key), text) in numbers.values().iter().zip(&texts(1)).zip(&texts(2)) {
                    let (key, text) = (key.unwrap(), text.unwrap());
                    assert!(last.as_str() < key, "{last} {key}");
                    assert_eq!(key.parse::<i64>().unwrap(), number * 7919 % 1_000_003);
                    assert_eq!(text.trim_start_matches('.'), number.to_string());
                    last.clear();
                    last.push_str(key);
                }
                count += batch.num_rows();
            }
            Ok(count)
        });
        assert_eq!(rows.unwrap(), ROWS as usize);
    }
}

#[test]
fn a_sort_of_texts_in_a_recursive_query_sees_the_rows_of_each_step() {
    let sql = "WITH RECURSIVE t(n, s) AS ( \
               SELECT 1, arrow_cast('a text', 'Utf8View') UNION ALL \
               SELECT n + 1, s FROM (SELECT n, s, row_number() OVER (ORDER BY s) AS r FROM t) \
               WHERE n < 3 AND r = 1) SELECT sum(n) FROM t";
    assert_eq!(single(&session(), sql), "6");
}
