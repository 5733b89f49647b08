//! Every form of query through its bytes.

use planarium_engine::plan_file::PlanKind;

use crate::coverage_support::{
    Loses, each, initial, plans, run, same_plan, session_with_tables, survives, text,
};
use crate::plan_support::{of_kind, rows, save_sql};

/// One of each form of query over the tables of [`session_with_tables`].
pub const FORMS: [&str; 40] = [
    "SELECT unnest([1, 2, 3]) AS e",
    "SELECT n, unnest(make_array(n, n + 1)) AS e FROM t",
    "SELECT unnest(unnest([[1, 2], [3]])) AS e",
    "SELECT unnest(named_struct('a', n, 'b', s)) FROM t",
    "SELECT e.x, t.n FROM t CROSS JOIN unnest([1, 2]) AS e(x)",
    "SELECT n, sum(n) OVER w, rank() OVER w, lag(n, 1, 0) OVER (ORDER BY n DESC), \
     avg(n) OVER (ORDER BY n ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), \
     first_value(n) OVER (PARTITION BY s ORDER BY n RANGE UNBOUNDED PRECEDING) \
     FROM t WINDOW w AS (PARTITION BY s ORDER BY n)",
    "SELECT n FROM (SELECT n, row_number() OVER (PARTITION BY s ORDER BY n DESC) AS r FROM t) WHERE r = 1",
    "SELECT s, n, count(*) FROM t GROUP BY ROLLUP (s, n)",
    "SELECT s, n, count(*) FROM t GROUP BY CUBE (s, n)",
    "SELECT s, n, count(*), grouping(s) FROM t GROUP BY GROUPING SETS ((s), (n), ())",
    "SELECT s, count(DISTINCT n), array_agg(n ORDER BY n DESC), string_agg(s, ',' ORDER BY n) FROM t GROUP BY s",
    "SELECT s, count(*) FILTER (WHERE n > 1), count(DISTINCT n) FILTER (WHERE n < 5) FROM t GROUP BY s",
    "SELECT first_value(m ORDER BY n DESC) IGNORE NULLS AS f, last_value(m ORDER BY n) AS l FROM u",
    "SELECT n, count(DISTINCT s) OVER (ORDER BY n) AS d FROM t",
    "SELECT DISTINCT s FROM t",
    "SELECT DISTINCT ON (s) s, n FROM t ORDER BY s, n DESC",
    "SELECT t.n FROM t LEFT SEMI JOIN u ON t.n = u.n",
    "SELECT t.n FROM t LEFT ANTI JOIN u ON t.n = u.n",
    "SELECT u.n FROM t RIGHT SEMI JOIN u ON t.n = u.n",
    "SELECT u.n FROM t RIGHT ANTI JOIN u ON t.n = u.n",
    "SELECT t.n, u.m FROM t FULL JOIN u ON t.n = u.n",
    "SELECT n, m FROM t JOIN u USING (n)",
    "SELECT * FROM t NATURAL JOIN u",
    "SELECT t.n, u.n FROM t CROSS JOIN u",
    "SELECT t.n FROM t JOIN u ON t.n < u.n",
    "SELECT n FROM t INTERSECT SELECT n FROM u",
    "SELECT n FROM t EXCEPT SELECT n FROM u",
    "SELECT n FROM t UNION SELECT n FROM u",
    "VALUES (1, 'a', 1.5), (2, NULL, 2.5)",
    "SELECT v.a, t.s FROM t JOIN (VALUES (1, 'x'), (2, 'y')) AS v(a, b) ON t.n = v.a",
    "SELECT n FROM t ORDER BY n OFFSET 2",
    "SELECT n FROM t ORDER BY s DESC NULLS FIRST, n LIMIT 2 OFFSET 1",
    "SELECT * EXCLUDE (s) FROM t",
    "SELECT n FROM t WHERE s LIKE 'a%' AND s NOT ILIKE 'B_' AND s SIMILAR TO 'a|b' AND n BETWEEN 1 AND 4",
    "SELECT CASE s WHEN 'a' THEN n ELSE -n END AS c, CAST(n AS DECIMAL(10, 2)), TRY_CAST(s AS INT) FROM t",
    "SELECT INTERVAL '1 month 2 days', DATE '2020-02-29' + INTERVAL '1' YEAR, \
     TIMESTAMP '2020-01-01T00:00:00Z', arrow_cast(n, 'Timestamp(Second, Some(\"Europe/Berlin\"))') FROM t",
    "SELECT X'00ff', 1e300, 12345678901234567890.5, arrow_cast('a', 'Dictionary(Int32, Utf8)'), \
     named_struct('x', [1, NULL]), map(['k'], [n]) FROM t",
    "SELECT q.a FROM (SELECT n AS a FROM t) AS q WHERE q.a IS DISTINCT FROM 3",
    "SELECT n FROM t TABLESAMPLE SYSTEM (100)",
    "SELECT approx_distinct(n), median(n), stddev(n), corr(n, n) FROM t",
];

#[test]
fn forms_of_queries_survive_the_trip() {
    let (session, folder) = session_with_tables();
    each(FORMS, |sql| {
        survives(&session, folder.path(), sql, Loses::default());
    });
}

/// The optimizer takes fields out of structs early, and names them without the table's alias:
/// such plans were written and could not be read. Their text names expressions once more.
#[test]
fn fields_of_structs_survive_the_trip() {
    let (session, folder) = session_with_tables();
    let path = folder.path().join("j.json");
    let lines = [(1, 10, "p"), (2, 20, "q"), (3, 30, "p")]
        .map(|(n, x, y)| format!("{{\"n\": {n}, \"v\": {{\"x\": {x}, \"y\": \"{y}\"}}}}\n"));
    std::fs::write(&path, lines.concat()).unwrap();
    let location = path.display();
    run(
        &session,
        &format!("CREATE EXTERNAL TABLE j STORED AS JSON LOCATION '{location}'"),
    );
    let loses = Loses {
        optimized_text: true,
        ..Loses::default()
    };
    let queries = [
        "SELECT count(a.v['x']) + 1 AS c, max(a.n) FROM j AS a",
        "SELECT upper(a.v['y']) AS c, max(a.n) FROM j AS a GROUP BY upper(a.v['y'])",
        "SELECT upper(a.v['y']) AS c, count(*) FROM j AS a GROUP BY ROLLUP (upper(a.v['y']), a.n)",
        "SELECT sum(a.v['x']) FILTER (WHERE a.v['y'] = 'p') AS c FROM j AS a GROUP BY a.v['y'] HAVING max(a.v['x']) > 20",
        "SELECT n, r + 1 FROM (SELECT n, sum(a.v['x']) OVER (PARTITION BY a.v['y'] ORDER BY a.n) AS r FROM j AS a) WHERE r > 1",
        "SELECT a.v['x'] + b.v['x'] FROM j AS a JOIN j AS b ON a.n = b.n WHERE a.v['y'] <= b.v['y']",
        "SELECT n FROM j AS a WHERE EXISTS (SELECT count(b.v['x']) FROM j AS b WHERE b.n = a.n HAVING count(b.v['x']) > 0)",
    ];
    each(queries, |sql| {
        survives(&session, folder.path(), sql, loses);
    });
}

/// The columns that the optimizer takes of a work table have no place in the format.
#[test]
fn recursive_queries_survive_the_trip() {
    let (session, folder) = session_with_tables();
    let loses = Loses {
        optimized_text: true,
        physical_text: true,
        ..Loses::default()
    };
    let queries = [
        "WITH RECURSIVE c AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM c WHERE i < 5) SELECT i FROM c",
        "WITH RECURSIVE c AS (SELECT n, 0 AS depth FROM t WHERE n = 1 UNION ALL \
         SELECT t.n, c.depth + 1 FROM c JOIN t ON t.n = c.n + 1) SELECT n, depth FROM c",
        "WITH RECURSIVE c AS (SELECT 1 AS i UNION SELECT (i + 1) % 4 FROM c) SELECT i FROM c",
        "WITH RECURSIVE c AS (SELECT 1 AS i, 2 AS j UNION ALL SELECT i + 1, 7 FROM c WHERE i < 3) SELECT i FROM c",
    ];
    each(queries, |sql| survives(&session, folder.path(), sql, loses));
}

/// The physical format loses these without a word, and would give other rows.
#[test]
fn window_calls_that_physical_plans_lose_are_left_out() {
    let (session, folder) = session_with_tables();
    let loses = Loses {
        physical: true,
        ..Loses::default()
    };
    let queries = [
        "SELECT n, count(*) FILTER (WHERE n > 1) OVER (PARTITION BY s) AS c, \
         ntile(2) OVER (ORDER BY n) AS h FROM t",
    ];
    each(queries, |sql| survives(&session, folder.path(), sql, loses));
}

/// The optimizer tells a scan how many rows are wanted; told again, it does so again.
#[test]
fn limits_survive_the_trip() {
    let (session, folder) = session_with_tables();
    let loses = Loses {
        optimized_text: true,
        ..Loses::default()
    };
    for sql in [
        "SELECT n FROM t LIMIT 2",
        "SELECT count(*) FROM (SELECT n FROM t LIMIT 3 OFFSET 1)",
    ] {
        survives(&session, folder.path(), sql, loses);
    }
}

#[test]
fn what_is_left_out_is_told() {
    let (session, folder) = session_with_tables();
    let sql = "SELECT sum(n) FILTER (WHERE n > 1) OVER () AS h, n FROM t";
    let file = folder.path().join("told.dfplan");
    let saved = save_sql(&session, sql, &file).unwrap();
    assert_eq!(saved.kinds, [PlanKind::Logical, PlanKind::Optimized]);
    let reason = &saved.not_serialized[0].reason;
    assert!(reason.contains("FILTER"), "{reason}");
    for kind in saved.kinds {
        assert!(!rows(&file, of_kind(kind)).unwrap().is_empty(), "{kind:?}");
    }
}

/// By name, DataFusion gives the inputs a schema that their expressions do not have.
#[test]
fn unions_by_name_give_the_same_rows() {
    let (session, folder) = session_with_tables();
    let loses = Loses {
        initial_text: true,
        ..Loses::default()
    };
    let sql = "SELECT n, s FROM t UNION ALL BY NAME SELECT m, n FROM u";
    survives(&session, folder.path(), sql, loses);
}

#[test]
fn explanations_travel_as_bytes() {
    let (session, _folder) = session_with_tables();
    for sql in [
        "EXPLAIN SELECT n FROM t",
        "EXPLAIN VERBOSE SELECT n FROM t",
        "EXPLAIN ANALYZE SELECT n FROM t",
    ] {
        let plan = initial(&session, sql);
        same_plan(&session, &plan, sql);
    }
}

#[test]
fn views_survive_the_trip() {
    let (session, folder) = session_with_tables();
    run(
        &session,
        "CREATE VIEW v AS SELECT n, s FROM t WHERE n IN (SELECT n FROM u)",
    );
    run(
        &session,
        "CREATE VIEW w AS SELECT v.n FROM v WHERE EXISTS (SELECT 1 FROM u WHERE u.n = v.n)",
    );
    each(
        [
            "SELECT * FROM v",
            "SELECT n FROM v WHERE s = 'a'",
            "SELECT a.n FROM w AS a JOIN v AS b ON a.n = b.n",
        ],
        |sql| {
            survives(&session, folder.path(), sql, Loses::default());
        },
    );
}

#[test]
fn hundreds_of_inputs_stay_one_union() {
    let (session, folder) = session_with_tables();
    let parts: Vec<String> = (0..300)
        .map(|i| format!("SELECT n + {i} AS n FROM t WHERE n = {}", i % 5 + 1))
        .collect();
    let sql = parts.join(" UNION ALL ");
    let plans = plans(&session, &sql);
    let optimized = plans.optimized.unwrap();
    assert!(
        text(&optimized)
            .lines()
            .filter(|line| line.trim().starts_with("Union"))
            .count()
            == 1
    );
    same_plan(&session, &optimized, "300 inputs");
    survives(&session, folder.path(), &sql, Loses::default());
}

/// An empty relation keeps its columns, which DataFusion's own bytes lose.
#[test]
fn plans_without_rows_keep_their_columns() {
    let (session, _folder) = session_with_tables();
    for sql in [
        "SELECT n, s FROM t WHERE false",
        "SELECT t.n, count(*) FROM t WHERE 1 = 2 GROUP BY t.n",
        "SELECT t.n, q.m FROM t LEFT JOIN (SELECT n, m FROM u WHERE false) AS q ON t.n = q.n",
        "SELECT arrow_cast(n, 'Timestamp(Second, Some(\"+01:00\"))') AS a, [n] AS b, 1 AS c FROM t WHERE false",
    ] {
        let plans = plans(&session, sql);
        same_plan(&session, &plans.initial, sql);
        same_plan(&session, &plans.optimized.unwrap(), sql);
    }
}
