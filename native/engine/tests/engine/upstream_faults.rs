//! Statements that DataFusion alone answers wrongly, and the session rightly.
//!
//! Each names its issue and the file of the workaround. When DataFusion's own answer becomes the
//! right one, the test says so and the workaround can go. The list for readers is
//! `docs/upstream-faults.md`.

use std::path::Path;

use datafusion::arrow::record_batch::RecordBatch;
use datafusion::prelude::{SessionConfig, SessionContext};
use futures::TryStreamExt;
use planarium_engine::api::ExecutionPlan;
use planarium_engine::codec::encode_physical;
use planarium_engine::query::plan_last;
use planarium_engine::session::{Limits, SessionOptions};
use planarium_engine::{Error, Session};

use crate::plan_support::rows_of;
use crate::support::{session, session_with, sorted_rows, wait};

struct Fault {
    issue: &'static str,
    workaround: &'static str,
    setup: &'static [&'static str],
    sql: &'static str,
    /// Rows, their columns separated by `|`.
    right: &'static [&'static str],
}

/// DataFusion alone is wrong only in some runs.
const SOMETIMES: &[&str] = &["#25147"];

const JOIN_TABLES: &[&str] = &[
    "COPY (SELECT 'a1' AS id, 'x1' AS ty) TO '{folder}/a.parquet' STORED AS PARQUET",
    "COPY (SELECT 'x1' AS id) TO '{folder}/b.parquet' STORED AS PARQUET",
    "CREATE EXTERNAL TABLE ta STORED AS PARQUET LOCATION '{folder}/a.parquet'",
    "CREATE EXTERNAL TABLE tb STORED AS PARQUET LOCATION '{folder}/b.parquet'",
    "SET datafusion.optimizer.join_reordering = false",
];
const NOT_IN_TABLES: &[&str] = &[
    "CREATE TABLE t1(id INT, z INT) AS VALUES (1, 10), (2, 20), (NULL, 30), (4, 40)",
    "CREATE TABLE t2(id INT, z INT) AS VALUES (1, 5), (NULL, 50)",
];
const USING_TABLES: &[&str] = &[
    "CREATE TABLE l(k INT, x INT) AS VALUES (1, 10), (2, 20)",
    "CREATE TABLE r(k INT, y INT) AS VALUES (2, 200), (3, 300)",
];
const EVOLVED: &[&str] = &[
    "COPY (SELECT * FROM (VALUES (5, 1), (9, 1)) t(v, w)) TO '{folder}/evolved/a.parquet' STORED AS PARQUET",
    "COPY (SELECT 1 AS w) TO '{folder}/evolved/b.parquet' STORED AS PARQUET",
    "COPY (SELECT * FROM (VALUES (1, 1), (7, 1)) t(v, w)) TO '{folder}/evolved/c.parquet' STORED AS PARQUET",
    "CREATE EXTERNAL TABLE evolved(v BIGINT, w BIGINT) STORED AS PARQUET LOCATION '{folder}/evolved/'",
];
const SECONDS: &[&str] = &[
    "CREATE TABLE s AS SELECT arrow_cast(t, 'Timestamp(Second, None)') AS t FROM (VALUES \
     ('2024-01-01T00:00:00'), ('2024-01-01T00:00:01'), (NULL)) v(t)",
];

const FAULTS: &[Fault] = &[
    Fault {
        issue: "#24379",
        workaround: "session/null_logic.rs",
        setup: &[],
        sql: "SELECT s ~ '.*' FROM (VALUES (CAST(NULL AS VARCHAR)), ('x')) t(s)",
        right: &["", "true"],
    },
    Fault {
        issue: "#22142",
        workaround: "session/lossy_casts.rs",
        setup: &["CREATE TABLE d(a DECIMAL(10, 4)) AS VALUES (1.2345), (1.23), (1.24)"],
        sql: "SELECT a FROM d WHERE CAST(a AS DECIMAL(10, 2)) = 1.23 OR CAST(a AS INT) IN (7)",
        right: &["1.230000e0", "1.234500e0"],
    },
    Fault {
        issue: "#25262",
        workaround: "session/dynamic_filters.rs",
        setup: JOIN_TABLES,
        sql: "SELECT s.id AS sid, a.id AS aid, b.id AS bid FROM tb s \
              JOIN (ta a LEFT JOIN tb b ON a.ty = b.id) ON s.id = b.id \
              WHERE a.id <> coalesce(b.id, '')",
        right: &["x1|a1|x1"],
    },
    Fault {
        issue: "#25264",
        workaround: "session/dynamic_filters.rs",
        setup: JOIN_TABLES,
        sql: "SELECT s.id AS i FROM tb s JOIN (SELECT a.id AS x, b.id FROM ta a \
              LEFT JOIN tb b ON a.ty = b.id GROUP BY a.id, b.id) q ON s.id = q.id",
        right: &["x1"],
    },
    Fault {
        issue: "#25147",
        workaround: "session/context.rs (enable_aggregate_dynamic_filter_pushdown)",
        setup: EVOLVED,
        sql: "SELECT min(v), max(v) FROM evolved",
        right: &["1.000000e0|9.000000e0"],
    },
    Fault {
        issue: "#22881",
        workaround: "sql/meaning/using_keys.rs",
        setup: USING_TABLES,
        sql: "SELECT k, count(*) AS n FROM l FULL JOIN r USING (k) GROUP BY k",
        right: &[
            "1.000000e0|1.000000e0",
            "2.000000e0|1.000000e0",
            "3.000000e0|1.000000e0",
        ],
    },
    Fault {
        issue: "#22881",
        workaround: "sql/meaning/using_keys.rs",
        setup: USING_TABLES,
        sql: "SELECT * FROM l NATURAL RIGHT JOIN r",
        right: &["2.000000e0|2.000000e1|2.000000e2", "3.000000e0||3.000000e2"],
    },
    Fault {
        issue: "EXCEPT ALL",
        workaround: "sql/meaning/multisets.rs",
        setup: &[],
        sql: "SELECT * FROM (VALUES (1), (1), (1), (NULL), (NULL), (2)) t \
              EXCEPT ALL SELECT * FROM (VALUES (NULL), (1)) u",
        right: &["", "1.000000e0", "1.000000e0", "2.000000e0"],
    },
    Fault {
        issue: "INTERSECT ALL",
        workaround: "sql/meaning/multisets.rs",
        setup: &[],
        sql: "SELECT * FROM (VALUES (1), (1), (NULL), (NULL), (2)) t \
              INTERSECT ALL SELECT * FROM (VALUES (NULL), (1), (1), (1)) u",
        right: &["", "1.000000e0", "1.000000e0"],
    },
    Fault {
        issue: "#25336",
        workaround: "session/subquery_predicates.rs",
        setup: NOT_IN_TABLES,
        sql: "SELECT id FROM t1 WHERE id NOT IN (SELECT t2.id FROM t2 WHERE t2.z < t1.z)",
        right: &["2.000000e0", "4.000000e0"],
    },
    Fault {
        issue: "#25336",
        workaround: "session/subquery_predicates.rs",
        setup: NOT_IN_TABLES,
        sql: "SELECT id FROM t1 WHERE NOT (id IN (SELECT t2.id FROM t2 WHERE t2.z < t1.z)) OR id = 4",
        right: &["2.000000e0", "4.000000e0"],
    },
    Fault {
        issue: "#25338",
        workaround: "session/subquery_predicates.rs",
        setup: NOT_IN_TABLES,
        sql: "SELECT id FROM t1 WHERE 3 NOT IN (SELECT t2.id FROM t2 WHERE t2.z > t1.z) AND z > 5",
        right: &[],
    },
    Fault {
        issue: "#25024",
        workaround: "session/subquery_predicates.rs",
        setup: &[
            "CREATE TABLE t1(id INT NOT NULL) AS VALUES (1), (2), (3)",
            "CREATE TABLE t2(id INT NOT NULL) AS VALUES (1), (2)",
        ],
        sql: "SELECT id FROM t1 WHERE nullif(id, 3) NOT IN (SELECT id FROM t2)",
        right: &[],
    },
    Fault {
        issue: "EXISTS over an aggregate",
        workaround: "session/subquery_predicates.rs",
        setup: NOT_IN_TABLES,
        sql: "SELECT z FROM t1 WHERE EXISTS (SELECT count(*) FROM t2 WHERE t2.id = t1.id) AND z < 25",
        right: &["1.000000e1", "2.000000e1"],
    },
    Fault {
        issue: "#24246",
        workaround: "session/null_logic.rs",
        setup: &[],
        sql: "SELECT i FROM (VALUES (1), (NULL)) t(i) WHERE NOT (i IN (1) AND i IN (2))",
        right: &["1.000000e0"],
    },
    Fault {
        issue: "#24678",
        workaround: "session/volatile_fields.rs",
        setup: &[],
        sql: "SELECT bool_and(s2['a'] = f) FROM (SELECT s AS s2, s['a'] AS f FROM \
              (SELECT named_struct('a', random()) AS s FROM generate_series(1, 100)))",
        right: &["true"],
    },
    Fault {
        issue: "#22756",
        workaround: "session/timestamp_units.rs",
        setup: SECONDS,
        sql: "SELECT t FROM s WHERE t > TIMESTAMP '2024-01-01T00:00:00.5' OR t = '2024-01-01T00:00:00.5'",
        right: &["2024-01-01T00:00:01"],
    },
    Fault {
        issue: "#16965",
        workaround: "session/grouping_sets.rs",
        setup: &["SET datafusion.execution.target_partitions = 1"],
        sql: "SELECT id FROM (SELECT 'id' AS id UNION ALL SELECT 'id' AS id ORDER BY id) \
              GROUP BY GROUPING SETS ((id), ())",
        right: &["", "id"],
    },
    Fault {
        issue: "#17539",
        workaround: "session/checked_numbers/",
        setup: &[],
        sql: "SELECT a * b FROM (VALUES (10000000000, 10000000000)) t(a, b)",
        right: &["error: does not fit"],
    },
    Fault {
        issue: "#17539",
        workaround: "session/checked_numbers/",
        setup: &[],
        sql: "SELECT CAST(32767 AS SMALLINT) + CAST(2 AS SMALLINT)",
        right: &["error: 32767 + 2 does not fit into Int16."],
    },
    Fault {
        issue: "#3520",
        workaround: "session/checked_numbers/sum.rs",
        setup: &[],
        sql: "SELECT k, sum(v) FROM (VALUES (1, 9223372036854775807), (1, 1)) t(k, v) GROUP BY k",
        right: &["error: does not fit"],
    },
    Fault {
        issue: "#24902",
        workaround: "session/window_frames.rs",
        setup: &[],
        sql: "SELECT sum(v) OVER (ORDER BY d RANGE BETWEEN INTERVAL '-1 day' PRECEDING AND CURRENT ROW) \
              FROM (VALUES (TIMESTAMP '2024-01-01', 1), (TIMESTAMP '2024-01-02', 2)) t(d, v)",
        right: &["error: of a window frame is negative."],
    },
    Fault {
        issue: "#21232",
        workaround: "sql/meaning/ambiguous.rs",
        setup: &[
            "CREATE TABLE a(aid INT, age INT) AS VALUES (1, 10)",
            "CREATE TABLE b(bid INT, age INT) AS VALUES (1, 20)",
        ],
        sql: "SELECT age FROM (SELECT * FROM a JOIN b ON a.aid = b.bid) AS t",
        right: &["error: The column age is ambiguous: t has more than one of that name."],
    },
];

fn in_folder(sql: &str, folder: &Path) -> String {
    sql.replace("{folder}", &folder.display().to_string())
}

/// Rows, or `error: ` and its message.
fn answer(session: &Session, sql: &str) -> Vec<String> {
    let (worker, text) = (session.clone(), sql.to_owned());
    let rows = wait(session, async move {
        let rows = planarium_engine::query::stream(&worker, &text).await?;
        Ok(rows.try_collect::<Vec<RecordBatch>>().await?)
    });
    told(rows)
}

fn told(rows: Result<Vec<RecordBatch>, Error>) -> Vec<String> {
    match rows {
        Ok(rows) => sorted_rows(&rows),
        Err(error) => vec![format!("error: {}", error.message)],
    }
}

fn is_right(answer: &[String], right: &[&str]) -> bool {
    match (answer, right) {
        ([answer], [right]) if right.starts_with("error: ") => {
            answer.starts_with("error: ") && answer.ends_with(right.trim_start_matches("error: "))
                || answer.contains("verflow")
                || answer.contains(right.trim_start_matches("error: "))
        }
        _ => answer == right,
    }
}

#[test]
fn the_session_answers_rightly_and_datafusion_alone_does_not_yet() {
    let mut wrong = Vec::new();
    for fault in FAULTS {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("evolved")).unwrap();
        let own = session();
        for statement in fault.setup {
            let told = answer(&own, &in_folder(statement, folder.path()));
            assert!(!told.iter().any(|row| row.starts_with("error")), "{told:?}");
        }
        let answer = answer(&own, fault.sql);
        if !is_right(&answer, fault.right) {
            wrong.push(format!("{} {}: {answer:?}", fault.issue, fault.sql));
        }
        let alone = alone(fault, folder.path());
        if is_right(&alone, fault.right) && !SOMETIMES.contains(&fault.issue) {
            wrong.push(format!(
                "{} is repaired: {} can go ({})",
                fault.issue, fault.workaround, fault.sql
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What DataFusion answers by itself.
fn alone(fault: &Fault, folder: &Path) -> Vec<String> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let context = SessionContext::new_with_config(SessionConfig::new());
        for statement in fault.setup {
            // The files are there already.
            if !statement.starts_with("COPY") {
                let statement = in_folder(statement, folder);
                context
                    .sql(&statement)
                    .await
                    .unwrap()
                    .collect()
                    .await
                    .unwrap();
            }
        }
        let rows = async { context.sql(fault.sql).await?.collect().await };
        told(rows.await.map_err(Error::from))
    })
}

/// A physical plan that DataFusion alone makes, as bytes.
fn foreign_bytes(fault: &Fault, session: &Session, folder: &Path) -> Vec<u8> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let plan = runtime.block_on(async {
        let context = SessionContext::new();
        for statement in fault.setup {
            let statement = in_folder(statement, folder);
            let made = context.sql(&statement).await.unwrap();
            made.collect().await.unwrap();
        }
        let frame = context.sql(fault.sql).await.unwrap();
        frame.create_physical_plan().await.unwrap()
    });
    encode_physical(session.codecs(), &plan).unwrap()
}

#[test]
fn plans_from_bytes_are_corrected_in_every_run() {
    let in_bytes = [
        Fault {
            issue: "#25262",
            workaround: "",
            setup: JOIN_TABLES,
            sql: "SELECT s.id AS sid, a.id AS aid, b.id AS bid FROM tb s \
                  JOIN (ta a LEFT JOIN tb b ON a.ty = b.id) ON s.id = b.id \
                  WHERE a.id <> coalesce(b.id, '')",
            right: &["x1|a1|x1"],
        },
        Fault {
            issue: "#17539",
            workaround: "",
            setup: &[],
            sql: "SELECT a + b + a FROM (VALUES (9223372036854775807, 0), (1, 2)) t(a, b)",
            right: &["error: does not fit"],
        },
        Fault {
            issue: "#17539",
            workaround: "",
            setup: &[],
            sql: "SELECT -a FROM (VALUES (-9223372036854775807 - 1), (2)) t(a)",
            right: &["error: does not fit"],
        },
        Fault {
            issue: "#16965",
            workaround: "",
            setup: &["SET datafusion.execution.target_partitions = 1"],
            sql: "SELECT id FROM (SELECT 'id' AS id UNION ALL SELECT 'id' AS id ORDER BY id) \
                  GROUP BY GROUPING SETS ((id), ())",
            right: &["", "id"],
        },
    ];
    for fault in in_bytes {
        let folder = tempfile::tempdir().unwrap();
        let session = session();
        let bytes = foreign_bytes(&fault, &session, folder.path());
        let plan = ExecutionPlan::from_bytes(&session, &bytes).unwrap();
        for run in 1..=2 {
            let query = plan.execute(&session, Limits::default(), false).unwrap();
            let answer =
                rows_of(&query).unwrap_or_else(|error| vec![format!("error: {}", error.message)]);
            assert!(
                is_right(&answer, fault.right),
                "run {run} of {}: {answer:?}",
                fault.sql
            );
        }
    }
}

#[test]
fn empty_grouping_sets_keep_their_rows_in_bytes() {
    let session = session();
    for (sets, right) in [("()", 1), ("(), ()", 2)] {
        let (worker, sql) = (
            session.clone(),
            format!("SELECT count(*) FROM (VALUES (1), (2)) t(a) GROUP BY GROUPING SETS ({sets})"),
        );
        let planned = wait(&session, async move { plan_last(&worker, &sql).await });
        let bytes = encode_physical(session.codecs(), &planned.unwrap().physical.unwrap());
        let plan = ExecutionPlan::from_bytes(&session, &bytes.unwrap()).unwrap();
        let rows = rows_of(&plan.execute(&session, Limits::default(), false).unwrap());
        assert_eq!(rows.unwrap(), vec!["2.000000e0"; right], "{sets}");
    }
}

/// The order of rows counts here (#24272): sorted files, a filter on their rows, and a limit.
#[test]
fn an_ordered_limit_takes_the_first_rows_of_sorted_files() {
    let folder = tempfile::tempdir().unwrap();
    let settings = [("datafusion.execution.parquet.pushdown_filters", "true")];
    let session = session_with(SessionOptions {
        settings: settings
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..SessionOptions::default()
    });
    for (name, start) in [("a", 0), ("b", 1000)] {
        let path = folder.path().join(format!("{name}.parquet"));
        let made = answer(
            &session,
            &format!(
                "COPY (SELECT value AS key FROM generate_series({start}, {}) ORDER BY 1) TO '{}' \
                 STORED AS PARQUET OPTIONS ('format.max_row_group_size' '100')",
                start + 199,
                path.display()
            ),
        );
        assert!(!made[0].starts_with("error"), "{made:?}");
    }
    let made = answer(
        &session,
        &format!(
            "CREATE EXTERNAL TABLE t STORED AS PARQUET LOCATION '{}/' WITH ORDER (key ASC)",
            folder.path().display()
        ),
    );
    assert!(made.is_empty(), "{made:?}");
    let sql = "SELECT key FROM t WHERE key >= 1 ORDER BY key LIMIT 5";
    let right: Vec<String> = (1..=5)
        .map(|key| format!("{:.6e}", f64::from(key)))
        .collect();
    assert_eq!(answer(&session, sql), right);
}

/// What is checked does not change what is right.
#[test]
fn numbers_that_fit_are_as_before() {
    let session = session();
    for (sql, right) in [
        (
            "SELECT sum(v) FROM (VALUES (9223372036854775807), (-5), (5)) t(v)",
            "9.223372e18",
        ),
        ("SELECT sum(v) FROM (VALUES (NULL::BIGINT)) t(v)", ""),
        (
            "SELECT sum(v) FROM (VALUES (1.5), (NULL), (2.25)) t(v)",
            "3.750000e0",
        ),
        (
            "SELECT sum(DISTINCT v) FROM (VALUES (2), (2), (3)) t(v)",
            "5.000000e0",
        ),
        (
            "SELECT max(s) FROM (SELECT sum(v) OVER (ORDER BY v ROWS 1 PRECEDING) s FROM \
          (VALUES (1), (2), (3)) t(v))",
            "5.000000e0",
        ),
        (
            "SELECT sum(-a + a * 2 - 1) FROM (VALUES (3), (4)) t(a)",
            "5.000000e0",
        ),
        (
            "SELECT sum(a) FROM (VALUES (CAST(1.25 AS DECIMAL(38, 2))), (2.50)) t(a)",
            "3.750000e0",
        ),
        (
            "SELECT count(*) FROM (SELECT a, sum(b) FROM (VALUES (1, 2), (1, 3)) t(a, b) \
          GROUP BY GROUPING SETS ((), ()))",
            "2.000000e0",
        ),
    ] {
        let sql = sql.replace("SELECT a, sum(b)", "SELECT sum(b)");
        assert_eq!(answer(&session, &sql), [right], "{sql}");
    }
}
