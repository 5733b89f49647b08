//! Parts of plans that DataFusion's formats drop or have no place for, carried by ours: the rows of
//! every plan are the same before its trip and after it, in a session that knows nothing.

use std::sync::Arc;

use datafusion::common::{Constraint, Constraints};
use datafusion::datasource::MemTable;
use planarium_engine::ErrorCode;
use planarium_engine::api::{ExecutionPlan, LogicalForm, LogicalPlan};
use planarium_engine::codec::EncodeOptions;
use planarium_engine::plan_file::PlanKind;
use planarium_engine::query::Query;
use planarium_engine::session::{Limits, SessionOptions};

use crate::coverage_support::{Loses, each, plans, run, session_with_tables, survives};
use crate::plan_support::{bytes_of, of_kind, rows as plan_rows, rows_in, rows_of, save_sql};
use crate::support::{session_with, wait};

#[test]
fn grouping_sets_without_columns_have_their_rows() {
    let (session, folder) = session_with_tables();
    each(
        [
            "SELECT count(*) AS c FROM t GROUP BY GROUPING SETS (())",
            "SELECT count(*) AS c, sum(n) FROM t GROUP BY GROUPING SETS ((), ())",
            "SELECT s, count(*) AS c FROM t GROUP BY GROUPING SETS ((), (s)) ORDER BY s",
        ],
        |sql| survives(&session, folder.path(), sql, Loses::default()),
    );
}

#[test]
fn recursive_queries_keep_their_work_table() {
    let (session, folder) = session_with_tables();
    // The optimizer's choice of columns of the work table is taken again, and so is a projection that
    // only says that a column may be NULL.
    let loses = Loses {
        optimized_text: true,
        physical_text: true,
        ..Loses::default()
    };
    each(
        [
            "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r ORDER BY n",
            "WITH RECURSIVE r(a, b) AS (SELECT 1, 'x' UNION SELECT a % 3 + 1, b FROM r) SELECT a, b FROM r ORDER BY a",
            "WITH RECURSIVE r AS (SELECT n, s, 0 AS d FROM t WHERE n = 1 UNION ALL \
             SELECT t.n, r.s, r.d + 1 FROM r JOIN t ON t.n = r.n + 1) SELECT * FROM r ORDER BY n",
            "WITH RECURSIVE r AS (SELECT 1 AS n, 2 AS unused, 3 AS m UNION ALL SELECT m - 2, 5, m + 1 FROM r WHERE m < 6) \
             SELECT n, m FROM r ORDER BY m",
            "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3), \
             q AS (SELECT n FROM r UNION ALL SELECT q.n + 10 FROM q WHERE q.n < 20) SELECT n FROM q ORDER BY n",
        ],
        |sql| survives(&session, folder.path(), sql, loses),
    );
}

#[test]
fn windows_keep_that_nulls_are_ignored_and_that_they_run_in_reverse() {
    let (session, folder) = session_with_tables();
    each(
        [
            "SELECT n, m, lag(m) IGNORE NULLS OVER (ORDER BY n) AS l FROM u ORDER BY n, m",
            "SELECT n, first_value(m) IGNORE NULLS OVER (PARTITION BY n ORDER BY m NULLS FIRST) AS f FROM u ORDER BY n, f",
            "SELECT n, lag(n) OVER (ORDER BY n DESC) AS a, lag(n) OVER (ORDER BY n) AS b FROM t ORDER BY n",
            "SELECT n, lead(n, 2, 7) OVER (ORDER BY n DESC) AS a, sum(n) OVER (ORDER BY n) AS b FROM t ORDER BY n",
            "SELECT n, nth_value(n, 2) OVER (ORDER BY n DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS a, \
             lag(n) IGNORE NULLS OVER (ORDER BY n) AS b FROM t ORDER BY n",
            "SELECT n, first_value(n) OVER (ORDER BY n DESC ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS a, \
             last_value(n) OVER (ORDER BY n ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS b FROM t ORDER BY n",
        ],
        |sql| survives(&session, folder.path(), sql, Loses::default()),
    );
}

#[test]
fn first_rows_of_partitions_and_joins_by_a_comparison_survive() {
    let (session, folder) = session_with_tables();
    run(
        &session,
        "SET datafusion.optimizer.enable_window_topn = true",
    );
    run(
        &session,
        "SET datafusion.optimizer.enable_piecewise_merge_join = true",
    );
    for (sql, operator) in [
        (
            "SELECT n, s FROM (SELECT n, s, row_number() OVER (PARTITION BY s ORDER BY n DESC) AS r FROM t) WHERE r <= 2 ORDER BY n",
            "PartitionedTopKExec",
        ),
        (
            "SELECT n, s, r FROM (SELECT n, s, rank() OVER (PARTITION BY s ORDER BY n % 2) AS r FROM t) WHERE r < 2 ORDER BY n",
            "PartitionedTopKExec",
        ),
        (
            "SELECT t.n, u.m FROM t JOIN u ON t.n < u.m ORDER BY t.n, u.m",
            "PiecewiseMergeJoin:",
        ),
        (
            "SELECT t.n, u.m FROM t FULL JOIN u ON t.n + 1 >= u.m - t.n * 0 ORDER BY t.n, u.m",
            "Join",
        ),
    ] {
        let physical = plans(&session, sql).physical.unwrap();
        assert!(physical.contains(operator), "{physical}");
        survives(&session, folder.path(), sql, Loses::default());
    }
}

#[test]
fn generated_rows_survive_in_every_plan() {
    let (session, folder) = session_with_tables();
    each(
        [
            "SELECT value FROM generate_series(1, 3) WHERE value > 1 ORDER BY value",
            "SELECT value FROM range(5, 1, -2) ORDER BY value",
            "SELECT value FROM generate_series(DATE '2024-01-30', DATE '2024-03-30', INTERVAL '1 month') ORDER BY value",
            "SELECT value FROM generate_series(TIMESTAMP '2024-01-01T00:00:00', TIMESTAMP '2024-01-02T00:00:00', INTERVAL '6 hours') ORDER BY value",
            "SELECT value FROM range(arrow_cast('2024-03-30T12:00:00', 'Timestamp(ns, Some(\"Europe/Berlin\"))'), \
             arrow_cast('2024-04-01T12:00:00', 'Timestamp(ns, Some(\"Europe/Berlin\"))'), INTERVAL '1 day') ORDER BY value",
            "SELECT g.value, t.s FROM generate_series(2, 4) AS g JOIN t ON t.n = g.value ORDER BY g.value",
        ],
        |sql| survives(&session, folder.path(), sql, Loses::default()),
    );
    let loses = Loses {
        physical_text: true,
        ..Loses::default()
    };
    each(
        [
            "SELECT count(*) AS c FROM range(NULL, 3)",
            "SELECT 1 AS one FROM generate_series(1, 3)",
            "SELECT count(*) AS c FROM generate_series(1, 30000)",
            "SELECT rank() OVER (PARTITION BY value ORDER BY value) AS r FROM generate_series(1, 3)",
            "SELECT value, count(*) AS c FROM generate_series(1, 3) GROUP BY value ORDER BY value",
            "SELECT value, sum(value) OVER (ORDER BY value) AS s FROM generate_series(3, 1, -1) ORDER BY value",
        ],
        |sql| survives(&session, folder.path(), sql, loses),
    );
}

#[test]
fn limits_that_are_expressions_survive() {
    let (session, folder) = session_with_tables();
    each(
        [
            "SELECT n FROM t ORDER BY n LIMIT 1 + 1",
            "SELECT n FROM t ORDER BY n LIMIT 1 + 1 OFFSET abs(-2)",
            "SELECT n FROM t ORDER BY n OFFSET 4 - 1",
            "SELECT n FROM t WHERE n IN (SELECT n FROM u ORDER BY n LIMIT length('abc')) ORDER BY n",
        ],
        |sql| survives(&session, folder.path(), sql, Loses::default()),
    );
}

/// The physical format cuts such numbers to 32 bits: all rows would be skipped, or none.
#[test]
fn rows_beyond_32_bits_are_counted_right_or_refused() {
    let (session, folder) = session_with_tables();
    let sql = "SELECT n FROM t ORDER BY n LIMIT 2 OFFSET 4294967296";
    let error = bytes_of(&session, sql, PlanKind::Physical).unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanNotSerializable);
    let file = folder.path().join("optimized.pb");
    std::fs::write(&file, bytes_of(&session, sql, PlanKind::Optimized).unwrap()).unwrap();
    assert!(
        plan_rows(&file, of_kind(PlanKind::Optimized))
            .unwrap()
            .is_empty()
    );
}

#[test]
fn keys_of_tables_decide_as_before() {
    let (session, folder) = session_with_tables();
    let path = folder.path().join("keyed.csv");
    // The key does not hold, so that it shows whether the planner relies on it.
    std::fs::write(&path, "k,v\n1,a\n2,b\n2,b\n").unwrap();
    let create = |name: &str, key: &str| {
        format!(
            "CREATE EXTERNAL TABLE {name} (k BIGINT, v VARCHAR, {key}) STORED AS CSV LOCATION '{}' OPTIONS ('format.has_header' 'true')",
            path.display()
        )
    };
    run(&session, &create("keyed", "PRIMARY KEY (k)"));
    run(&session, &create("uniq", "UNIQUE (k)"));
    run(&session, "CREATE VIEW seen AS SELECT DISTINCT k FROM keyed");
    each(
        [
            "SELECT DISTINCT k FROM keyed ORDER BY k",
            "SELECT k FROM keyed GROUP BY k, v",
            "SELECT k, v, count(*) AS c FROM keyed GROUP BY k ORDER BY k",
            "SELECT k FROM seen WHERE k > 0",
            "SELECT n, (SELECT v FROM keyed WHERE k = n) AS x FROM t WHERE n = 1",
            "SELECT n FROM t WHERE EXISTS (SELECT DISTINCT k FROM keyed WHERE k = t.n) ORDER BY n",
        ],
        |sql| survives(&session, folder.path(), sql, Loses::default()),
    );
    // Physical plans leave this constraint out: their format makes it a PRIMARY KEY.
    let loses = Loses {
        physical_text: true,
        ..Loses::default()
    };
    let sql = "SELECT x.k FROM (SELECT DISTINCT k FROM uniq) AS x JOIN t ON t.n = x.k";
    survives(&session, folder.path(), sql, loses);
    let statement = create("again", "UNIQUE (v), PRIMARY KEY (k)");
    let plan = crate::coverage_support::initial(&session, &statement);
    let bytes = planarium_engine::codec::encode_logical(session.codecs(), &plan).unwrap();
    let read = crate::coverage_support::decoded(&session, &bytes).unwrap();
    let keys = |plan: &datafusion::logical_expr::LogicalPlan| match plan {
        datafusion::logical_expr::LogicalPlan::Ddl(
            datafusion::logical_expr::DdlStatement::CreateExternalTable(table),
        ) => format!("{:?}", table.constraints),
        other => panic!("{other}"),
    };
    assert_eq!(keys(&read), keys(&plan));
    assert!(keys(&plan).contains("Unique([1])"), "{}", keys(&plan));
}

#[test]
fn keys_travel_with_embedded_rows() {
    let (session, _folder) = session_with_tables();
    let batch = session
        .runtime()
        .block_on(async {
            session
                .context()
                .sql("SELECT n AS k, s AS v FROM t")
                .await?
                .collect()
                .await
        })
        .unwrap();
    let key = Constraints::new_unverified(vec![Constraint::PrimaryKey(vec![0])]);
    let table = MemTable::try_new(batch[0].schema(), vec![batch]).unwrap();
    let table = Arc::new(table.with_constraints(key));
    session.context().register_table("m", table).unwrap();
    let worker = session.clone();
    let (text, read) = wait(&session, async move {
        let plan = LogicalPlan::from_sql(&worker, "SELECT DISTINCT k FROM m").await?;
        let options = EncodeOptions {
            embed_memory_tables: true,
        };
        let read = LogicalPlan::from_bytes(&worker, &plan.to_bytes_with(&worker, options)?)?;
        let text = |plan: &LogicalPlan| plan.optimized()?.display(LogicalForm::IndentSchema);
        Ok((text(&plan)?, text(&read)?))
    })
    .unwrap();
    assert_eq!(read, text);
    assert!(
        !text.contains("Aggregate"),
        "the key makes DISTINCT needless: {text}"
    );
}

#[test]
fn subfolders_that_are_read_are_in_the_plan() {
    let (session, folder) = session_with_tables();
    let root = folder.path().join("deep");
    std::fs::create_dir_all(root.join("inner")).unwrap();
    std::fs::write(root.join("a.csv"), "n\n1\n").unwrap();
    std::fs::write(root.join("inner/b.csv"), "n\n2\n").unwrap();
    run(
        &session,
        "SET datafusion.execution.listing_table_ignore_subdirectory = false",
    );
    run(
        &session,
        &format!(
            "CREATE EXTERNAL TABLE deep (n INT) STORED AS CSV LOCATION '{}/' OPTIONS ('format.has_header' 'true')",
            root.display()
        ),
    );
    survives(
        &session,
        folder.path(),
        "SELECT n FROM deep ORDER BY n",
        Loses::default(),
    );
    let sql = "SELECT n FROM deep";
    let worker = session.clone();
    let value = wait(&session, async move {
        LogicalPlan::from_sql(&worker, sql).await?.to_bytes(&worker)
    });
    // A session that reads no subfolders.
    let reader = crate::support::session();
    let value = LogicalPlan::from_bytes(&reader, &value.unwrap()).unwrap();
    let query = value.execute(&reader, Limits::default(), false).unwrap();
    assert_eq!(rows_of(&query).unwrap(), ["1.000000e0", "2.000000e0"]);
    // Folders of partitions are read in any session.
    for (part, n) in [("k=1", 3), ("k=2", 4)] {
        std::fs::create_dir_all(root.join("parts").join(part)).unwrap();
        std::fs::write(
            root.join("parts").join(part).join("a.csv"),
            format!("n\n{n}\n"),
        )
        .unwrap();
    }
    run(
        &session,
        &format!(
            "CREATE EXTERNAL TABLE parts (n INT, k INT) STORED AS CSV LOCATION '{}/parts/' \
             PARTITIONED BY (k) OPTIONS ('format.has_header' 'true')",
            root.display()
        ),
    );
    let sql = "SELECT n, k FROM parts";
    assert!(bytes_of(&session, sql, PlanKind::Optimized).is_ok());
    std::fs::create_dir(root.join("parts/k=1/inner")).unwrap();
    std::fs::write(root.join("parts/k=1/inner/b.csv"), "n\n5\n").unwrap();
    let error = bytes_of(&session, sql, PlanKind::Optimized).unwrap_err();
    assert!(error.message.contains("parts"), "{error}");
}

/// The session that reads has a zone of its own.
#[test]
fn functions_keep_their_time_zone_in_every_plan() {
    let in_zone = |zone: Option<&str>| {
        let name = "datafusion.execution.time_zone".to_string();
        session_with(SessionOptions {
            settings: zone
                .map(|zone| (name, zone.to_string()))
                .into_iter()
                .collect(),
            ..SessionOptions::default()
        })
    };
    let folder = tempfile::tempdir().unwrap();
    let raw = folder.path().join("raw.pb");
    let sql = "SELECT to_timestamp(column1) AS a, to_timestamp_millis('2024-06-01T00:00:00') AS b, \
               arrow_typeof(to_timestamp_seconds(column1)) AS c, arrow_typeof(now()) AS d \
               FROM (VALUES (0), (1717200000))";
    for (zone, name) in [
        (None, "none"),
        (Some("+05:30"), "east"),
        (Some("America/New_York"), "west"),
    ] {
        let file = folder.path().join(format!("{name}.dfplan"));
        let writer = in_zone(zone);
        let expected = rows_of(&Query::start(&writer, sql, Limits::default())).unwrap();
        save_sql(&writer, sql, &file).unwrap();
        for reader in [in_zone(None), in_zone(Some("Asia/Tokyo"))] {
            for kind in PlanKind::ALL {
                let bytes = bytes_of(&writer, sql, kind).unwrap();
                std::fs::write(&raw, &bytes).unwrap();
                for plan in [&raw, &file] {
                    let found = rows_in(&reader, plan, of_kind(kind)).unwrap();
                    assert_eq!(found, expected, "{zone:?} {kind:?} {plan:?}");
                }
                let limits = Limits::default();
                let query = match kind {
                    PlanKind::Physical => ExecutionPlan::from_bytes(&reader, &bytes)
                        .unwrap()
                        .execute(&reader, limits, false),
                    _ => LogicalPlan::from_bytes(&reader, &bytes)
                        .unwrap()
                        .execute(&reader, limits, false),
                };
                let found = rows_of(&query.unwrap()).unwrap();
                assert_eq!(found, expected, "{zone:?} {kind:?} as a value");
            }
        }
    }
}

/// A function such as `to_timestamp` is made for the session's time zone.
#[test]
fn a_plan_file_runs_with_the_time_zone_of_its_session() {
    let folder = tempfile::tempdir().unwrap();
    let options = SessionOptions {
        settings: [(
            "datafusion.execution.time_zone".to_string(),
            "+05:30".to_string(),
        )]
        .into(),
        ..SessionOptions::default()
    };
    let session = session_with(options);
    let sql = "SELECT to_timestamp('2024-06-01T00:00:00') AS a, arrow_typeof(to_timestamp(column1)) AS b FROM (VALUES (1), (2))";
    survives(&session, folder.path(), sql, Loses::default());
    let report = wait(&session, {
        let worker = session.clone();
        async move { planarium_engine::preflight::of_sql(&worker, sql).await }
    })
    .unwrap();
    let named: Vec<_> = report
        .findings
        .iter()
        .map(|finding| finding.name.as_str())
        .collect();
    assert_eq!(named, ["datafusion.execution.time_zone"]);
}

/// Rows of `information_schema` describe the session that reads them.
#[test]
fn tables_of_the_session_travel_with_their_rows_or_not_at_all() {
    let (session, folder) = session_with_tables();
    let sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name";
    for kind in PlanKind::ALL {
        let error = bytes_of(&session, sql, kind).unwrap_err();
        assert_eq!(error.code, ErrorCode::PlanNotSerializable);
        assert!(
            error.hint.unwrap().contains("embedMemoryTables"),
            "{kind:?}"
        );
        let worker = session.clone();
        let options = planarium_engine::plan_file::BytesOptions {
            embed_memory_tables: true,
            ..Default::default()
        };
        let bytes = wait(&session, async move {
            planarium_engine::plan_file::plan_bytes_with(&worker, sql, kind, options).await
        })
        .unwrap();
        let file = folder.path().join("tables.pb");
        std::fs::write(&file, bytes).unwrap();
        assert_eq!(
            plan_rows(&file, of_kind(kind)).unwrap(),
            ["t", "u"],
            "{kind:?}"
        );
    }
}

#[test]
fn metadata_that_is_read_is_kept() {
    let (session, folder) = session_with_tables();
    each(
        [
            "SELECT arrow_metadata(with_metadata(n, 'unit', 'ms'), 'unit') AS m FROM t",
            "SELECT arrow_metadata(with_metadata(n + 1, 'unit', 'ms', 'b', 'c')) AS m FROM t WHERE n > 1",
            "SELECT arrow_metadata(CAST(with_metadata(n, 'unit', 'ms') AS TEXT), 'unit') AS m FROM t",
            "SELECT arrow_metadata(x, 'unit') AS m, n FROM (SELECT with_metadata(1, 'unit', 'ms') AS x, n FROM t) ORDER BY n",
            "SELECT arrow_metadata(x, 'unit') AS m, x FROM (SELECT with_metadata(arrow_cast(0.5, 'Float16'), 'unit', 'ms') AS x, n FROM t)",
        ],
        |sql| survives(&session, folder.path(), sql, Loses::default()),
    );
}

#[test]
fn numbers_of_rows_in_files_are_refused_by_name() {
    let (session, folder) = session_with_tables();
    let path = folder.path().join("t.parquet");
    run(&session, &format!("COPY t TO '{}'", path.display()));
    run(
        &session,
        &format!(
            "CREATE EXTERNAL TABLE p STORED AS PARQUET LOCATION '{}'",
            path.display()
        ),
    );
    let sql = "SELECT file_row_index() AS i, n FROM p ORDER BY i";
    let error = bytes_of(&session, sql, PlanKind::Physical).unwrap_err();
    assert!(error.hint.unwrap().contains("file_row_index"));
    let loses = Loses {
        physical: true,
        ..Loses::default()
    };
    survives(&session, folder.path(), sql, loses);
}

/// The optimizer takes fields out of the struct and names them without their table.
#[test]
fn aggregates_over_extracted_fields_are_readable() {
    let (session, folder) = session_with_tables();
    let sql = "SELECT v.server['c2'] AS host, sum((CASE WHEN v.server['c2'] IS NOT NULL THEN v.server['c0'] END)), \
               sum((CASE WHEN v.server['c2'] IS NOT NULL THEN v.server['c1'] END)) \
               FROM (SELECT struct(n, n * 2, s) AS server FROM t) AS v \
               WHERE v.server['c2'] IS NOT NULL GROUP BY v.server['c2'] ORDER BY host";
    // Columns come back with their table.
    let loses = Loses {
        optimized_text: true,
        ..Loses::default()
    };
    survives(&session, folder.path(), sql, loses);
}
