//! What Substrait cannot hold is said before trying, and hostile Substrait is an error.

use planarium_engine::api::LogicalPlan;
use planarium_engine::session::Limits;
use planarium_engine::{ErrorCode, Session};

use crate::plan_support::rows_of;
use crate::support::{from_substrait, session, silence_workers, wait};

fn table(session: &Session) {
    let worker = session.clone();
    wait(session, async move {
        for sql in [
            "CREATE TABLE t AS VALUES (1, 'a', [1, 2]), (2, NULL, [3]), (NULL, 'c', NULL)",
            "CREATE TABLE u AS VALUES (1), (NULL)",
        ] {
            worker.context().sql(sql).await?.collect().await?;
        }
        Ok(())
    })
    .unwrap();
}

fn plan(session: &Session, sql: &str, optimized: bool) -> LogicalPlan {
    let (worker, sql) = (session.clone(), sql.to_owned());
    wait(session, async move {
        let plan = LogicalPlan::from_sql(&worker, &sql).await?;
        if optimized {
            plan.optimized()
        } else {
            Ok(plan)
        }
    })
    .unwrap()
}

fn rows(session: &Session, plan: &LogicalPlan) -> Vec<String> {
    rows_of(&plan.execute(session, Limits::default(), false).unwrap()).unwrap()
}

/// SQL, whether its optimized plan is meant, and a word of the reason.
const REFUSED: &[(&str, bool, &str)] = &[
    ("CREATE TABLE x AS SELECT 1", false, "CREATE"),
    ("DROP TABLE t", false, "CREATE, DROP"),
    ("INSERT INTO u VALUES (3)", false, "INSERT"),
    ("COPY t TO '/nowhere/x.csv'", false, "COPY"),
    (
        "SET datafusion.execution.batch_size = 10",
        false,
        "change the session",
    ),
    ("EXPLAIN SELECT 1", false, "EXPLAIN"),
    ("DESCRIBE t", false, "DESCRIBE"),
    (
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r",
        true,
        "recursive",
    ),
    ("SELECT unnest(column3) FROM t", true, "UNNEST"),
    (
        "SELECT DISTINCT ON (column2) column1 FROM t",
        false,
        "DISTINCT ON",
    ),
    (
        "SELECT column1 FROM t WHERE column2 SIMILAR TO 'a|b'",
        false,
        "SIMILAR TO",
    ),
    (
        "SELECT sum(column1) OVER (ORDER BY column1 GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t",
        true,
        "GROUPS",
    ),
    (
        "SELECT first_value(column1) IGNORE NULLS OVER (ORDER BY column2) FROM t",
        true,
        "IGNORE NULLS",
    ),
    (
        "SELECT column1 FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.column1 = t.column1)",
        false,
        "refer to the query around",
    ),
    (
        "SELECT column1 FROM t WHERE column1 NOT IN (SELECT column1 FROM u)",
        true,
        "NOT IN",
    ),
    (
        "SELECT TIMESTAMP '2020-01-01' AT TIME ZONE 'Europe/Berlin'",
        false,
        "Timestamp",
    ),
    (
        "SELECT * FROM generate_series(1, 3)",
        false,
        "table functions",
    ),
    (
        "SELECT 15 FROM t GROUP BY column1, column2, column1",
        false,
        "twice",
    ),
    (
        "SELECT column1 FROM t WHERE column1 > ANY (SELECT column1 FROM u)",
        false,
        "ANY",
    ),
    (
        "SELECT sum(column1) OVER (ORDER BY column1 RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t",
        true,
        "range of values",
    ),
    ("SELECT CAST({a: 1} AS STRUCT<b INT>)", false, "Struct"),
    ("SELECT {a: 1}", true, "values of the type Struct"),
    ("SELECT MAP {1: MAP {2: 3}}", true, "values of the type Map"),
    (
        "SELECT arrow_cast([1], 'List(non-null Int64)')",
        true,
        "List(non-null Int64)",
    ),
];

#[test]
fn each_refusal_is_told_before_trying() {
    let session = session();
    table(&session);
    for (sql, optimized, word) in REFUSED {
        let plan = plan(&session, sql, *optimized);
        let refusals = plan.substrait_refusals();
        assert!(
            refusals.iter().any(|refusal| refusal.reason.contains(word)),
            "{sql}: {refusals:?}"
        );
        assert!(refusals.iter().all(|refusal| !refusal.hint.is_empty()));
        let error = plan.to_substrait(&session).unwrap_err();
        assert_eq!(error.code, ErrorCode::SubstraitUnsupported, "{sql}");
        assert_eq!(
            Some(error.message),
            refusals.first().map(|first| first.reason.clone())
        );
    }
}

/// SQL, whether its optimized plan is meant, and a word of the detail.
const NOT_READ: &[(&str, bool, &str)] = &[
    (
        "SELECT * FROM (SELECT 1 AS a) x CROSS JOIN (SELECT 2 AS a) y",
        false,
        "duplicate",
    ),
    ("SELECT log(column1) FROM t", false, "logb"),
    (
        "SELECT \"t.column1\" FROM (SELECT column1 AS \"t.column1\" FROM t)",
        false,
        "t.column1",
    ),
];

/// DataFusion's reader refuses them, or reads other columns.
#[test]
fn what_could_not_be_read_back_is_not_written() {
    let session = session();
    table(&session);
    for (sql, optimized, word) in NOT_READ {
        let plan = plan(&session, sql, *optimized);
        let error = plan.to_substrait(&session).expect_err(sql);
        assert_eq!(error.code, ErrorCode::SubstraitUnsupported, "{sql}");
        let detail = error.detail.unwrap_or_default();
        assert!(detail.contains(word), "{sql}: {detail}");
    }
}

#[test]
fn what_is_not_refused_keeps_its_rows() {
    let session = session();
    table(&session);
    for (sql, optimized) in [
        ("SELECT a.column2 FROM t a JOIN u USING (column1)", true),
        (
            "SELECT DISTINCT ON (column2) column1 FROM t ORDER BY column2, column1",
            true,
        ),
        (
            "SELECT column1 FROM t WHERE column1 NOT IN (SELECT column1 FROM u)",
            false,
        ),
        (
            "SELECT column1 FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.column1 = t.column1)",
            true,
        ),
        (
            "SELECT column1, column2, count(*) FROM t GROUP BY column1, ROLLUP (column2)",
            true,
        ),
        (
            "SELECT column1, sum(column1) OVER (ORDER BY column1 ROWS 1 PRECEDING) FROM t",
            true,
        ),
        (
            "SELECT upper(column2), NULL, INTERVAL '1' DAY, [1], DATE '2020-01-01' FROM t",
            true,
        ),
        ("SELECT * FROM t UNION ALL SELECT * FROM t LIMIT 5", true),
        ("SELECT t.column1 FROM t LEFT JOIN u ON true", true),
        (
            "SELECT column1 AS a, column1 AS b FROM t x WHERE x.column1 IN (1, 2)",
            false,
        ),
    ] {
        let plan = plan(&session, sql, optimized);
        assert_eq!(plan.substrait_refusals(), [], "{sql}");
        let bytes = plan.to_substrait(&session).unwrap();
        let again =
            from_substrait(&session, &bytes).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        assert_eq!(rows(&session, &again), rows(&session, &plan), "{sql}");
        let names = |plan: &LogicalPlan| -> Vec<String> {
            plan.columns()
                .into_iter()
                .map(|column| column.name)
                .collect()
        };
        assert_eq!(names(&again), names(&plan), "{sql}");
    }
}

#[test]
fn a_long_chain_of_operators_is_refused_at_once() {
    let session = session();
    table(&session);
    let chain: Vec<String> = (0..900)
        .map(|number| format!("column1 <> {number}"))
        .collect();
    let sql = format!("SELECT column1 FROM t WHERE {}", chain.join(" AND "));
    let refusals = plan(&session, &sql, false).substrait_refusals();
    assert_eq!(refusals.len(), 1, "{refusals:?}");
    assert!(refusals[0].reason.contains("250 levels"));
}

#[test]
fn a_table_that_is_not_open_is_named() {
    let (here, there) = (session(), session());
    table(&here);
    let bytes = plan(&here, "SELECT column1 FROM t", true)
        .to_substrait(&here)
        .unwrap();
    let error = from_substrait(&there, &bytes).err().unwrap();
    assert_eq!(error.code, ErrorCode::TableUnknown);
    assert!(error.message.contains(" t,"), "{}", error.message);
}

fn varint(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

fn wrapped(tag: usize, inner: &[u8]) -> Vec<u8> {
    let mut outer = varint(tag << 3 | 2);
    outer.extend(varint(inner.len()));
    outer.extend(inner);
    outer
}

/// A plan of `depth` filters (field 2 of a relation, whose input is field 2).
fn filters(depth: usize) -> Vec<u8> {
    let relation = (0..depth).fold(Vec::new(), |inner, _| wrapped(2, &wrapped(2, &inner)));
    // A plan's relations are field 3; field 1 of one is a relation.
    wrapped(3, &wrapped(1, &relation))
}

#[test]
fn hostile_substrait_is_an_error() {
    silence_workers();
    let session = session();
    table(&session);
    let error = from_substrait(&session, &filters(900)).err().unwrap();
    assert_ne!(error.code, ErrorCode::PlanTooDeep);
    for depth in [1_100, 200_000] {
        let error = from_substrait(&session, &filters(depth)).err().unwrap();
        assert_eq!(error.code, ErrorCode::PlanTooDeep, "{depth}");
    }
    // Negations: a scalar function (field 3 of an expression) of an argument (field 4 of it)
    // that is an expression (field 3 of it), in the condition (field 3) of a filter.
    let expression = (0..260).fold(Vec::new(), |inner, _| {
        wrapped(3, &wrapped(4, &wrapped(3, &inner)))
    });
    let filter = wrapped(3, &wrapped(1, &wrapped(2, &wrapped(3, &expression))));
    let error = from_substrait(&session, &filter).err().unwrap();
    assert_eq!(error.code, ErrorCode::PlanTooDeep);
    // A group, on which decoders recurse, inside Google's Any of an extension.
    let any = wrapped(4, &wrapped(1, &[0x0b; 100_000]));
    assert_eq!(
        from_substrait(&session, &any).err().unwrap().code,
        ErrorCode::PlanFileDamaged
    );

    let whole = plan(
        &session,
        "SELECT column1 + 1 FROM t WHERE column2 LIKE 'a%' ORDER BY 1",
        true,
    )
    .to_substrait(&session)
    .unwrap();
    for at in (0..whole.len()).step_by(2) {
        for change in [0x01, 0xff] {
            let mut damaged = whole.clone();
            damaged[at] ^= change;
            // Whatever comes of it, the session lives on.
            if let Ok(plan) = from_substrait(&session, &damaged) {
                let _ = plan.to_substrait(&session);
            }
        }
        let _ = from_substrait(&session, &whole[..at]);
    }
    assert!(from_substrait(&session, &whole).is_ok());
}
