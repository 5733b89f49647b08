//! Subqueries that DataFusion's format refuses, through their bytes.

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion_proto::bytes::logical_plan_to_bytes;
use planarium_engine::codec::{
    decode_expr, encode_expr, encode_logical, parse_expr, with_deep_stack,
};
use planarium_engine::plan_file::{InspectOptions, PlanKind, inspect};

use crate::coverage_support::{
    Loses, each, initial, plans, same_plan, session_with_tables, survives, text,
};
use crate::plan_support::save_sql;

const SUBQUERIES: [&str; 24] = [
    "SELECT n FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.n = t.n)",
    "SELECT n FROM t WHERE NOT EXISTS (SELECT u.* FROM u WHERE u.n = t.n AND u.m > t.n)",
    "SELECT n FROM t WHERE EXISTS (SELECT 1 FROM u)",
    "SELECT n FROM t WHERE n IN (SELECT n FROM u)",
    "SELECT n FROM t WHERE n NOT IN (SELECT n FROM u WHERE n IS NOT NULL)",
    "SELECT n FROM t WHERE n + 1 IN (SELECT m FROM u WHERE u.n < t.n)",
    "SELECT n FROM t WHERE n = ANY (SELECT n FROM u)",
    "SELECT n FROM t WHERE n > ALL (SELECT n - 10 FROM u)",
    "SELECT n FROM t WHERE n <> SOME (SELECT m FROM u)",
    "SELECT n FROM t WHERE n > (SELECT min(m) FROM u WHERE u.n = t.n)",
    "SELECT n, (SELECT max(m) FROM u WHERE u.n = t.n) AS top FROM t",
    "SELECT n FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.n = t.n AND EXISTS \
     (SELECT 1 FROM t AS v WHERE v.n = u.m))",
    "SELECT n FROM t WHERE n IN (SELECT n FROM u WHERE m IN (SELECT n + 1 FROM t WHERE n < 9))",
    "SELECT s, count(*) FROM t GROUP BY s HAVING count(*) IN (SELECT n FROM u)",
    "SELECT s, sum(n) FROM t GROUP BY s HAVING sum(n) > (SELECT min(n) FROM u)",
    "SELECT n FROM t WHERE EXISTS (SELECT sum(m) FROM u WHERE u.n = t.n GROUP BY u.n \
     HAVING sum(m) > 1)",
    "SELECT t.n FROM t JOIN u ON t.n = u.n AND t.n IN (SELECT n FROM u)",
    "SELECT n FROM t WHERE NOT (n IN (SELECT n FROM u) AND EXISTS (SELECT 1 FROM u WHERE m = t.n))",
    "SELECT \"dfjssq_exists\", \"EXISTS\" FROM (SELECT n AS \"dfjssq_exists\", s AS \"EXISTS\" FROM t) AS q \
     WHERE \"dfjssq_exists\" IN (SELECT n FROM u)",
    "WITH a AS (SELECT n FROM t WHERE n IN (SELECT n FROM u)) SELECT a.n FROM a, a AS b WHERE a.n = b.n",
    "SELECT n FROM t WHERE n IN (SELECT n FROM u) UNION ALL SELECT n FROM u \
     WHERE EXISTS (SELECT 1 FROM t WHERE t.n = u.n)",
    "SELECT t.n, l.m FROM t, LATERAL (SELECT m FROM u WHERE u.n = t.n) AS l",
    "SELECT t.n, l.m FROM t LEFT JOIN LATERAL (SELECT m FROM u WHERE u.n = t.n) AS l ON true",
    "SELECT t.n, l.top FROM t CROSS JOIN LATERAL (SELECT max(m) AS top FROM u WHERE u.n = t.n) AS l",
];

#[test]
fn subqueries_survive_the_trip() {
    let (session, folder) = session_with_tables();
    each(SUBQUERIES, |sql| {
        survives(&session, folder.path(), sql, Loses::default());
    });
}

/// Such subqueries cannot be run by DataFusion 55; their plans travel all the same.
#[test]
fn plans_that_do_not_run_travel_as_well() {
    let (session, _folder) = session_with_tables();
    for sql in [
        "SELECT n FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.n IN \
         (SELECT v.n FROM t AS v WHERE v.n = t.n))",
        "SELECT n, n IN (SELECT n FROM u) AS known FROM t",
        "SELECT n, EXISTS (SELECT 1 FROM u WHERE u.n = t.n) FROM t",
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM u WHERE u.n = t.n) THEN 'yes' ELSE 'no' END AS w FROM t",
        "SELECT n FROM t WHERE n IN (SELECT u.n FROM u JOIN t AS v ON u.n = v.n AND v.s <> t.s || 'x')",
        "SELECT n FROM t ORDER BY (SELECT max(m) FROM u WHERE u.n = t.n) NULLS LAST",
        "SELECT n FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.n = t.n ORDER BY m LIMIT 1)",
        "SELECT s FROM t GROUP BY s, EXISTS (SELECT 1 FROM u WHERE u.n = 1)",
    ] {
        let plan = initial(&session, sql);
        same_plan(&session, &plan, sql);
    }
}

#[test]
fn other_plans_are_encoded_byte_for_byte_as_datafusion_does() {
    let (session, _folder) = session_with_tables();
    for sql in [
        "SELECT n, s FROM t WHERE n > 1 ORDER BY n LIMIT 2",
        "SELECT s, count(*) FROM t GROUP BY ROLLUP (s)",
        "SELECT t.n FROM t JOIN u ON t.n = u.n WHERE t.n > (SELECT min(m) FROM u)",
        "SELECT n, row_number() OVER (PARTITION BY s ORDER BY n) FROM t",
        "SELECT n FROM t UNION ALL SELECT n FROM u UNION ALL SELECT m FROM u",
    ] {
        let plans = plans(&session, sql);
        for plan in [plans.initial, plans.optimized.unwrap()] {
            let plain = logical_plan_to_bytes(&plan).unwrap();
            let ours = encode_logical(session.codecs(), &plan).unwrap();
            assert!(ours == plain.as_ref(), "{sql}\n{}", text(&plan));
        }
    }
}

#[test]
fn expressions_travel_by_themselves() {
    let (session, _folder) = session_with_tables();
    for sql in SUBQUERIES {
        let mut expressions = Vec::new();
        plans(&session, sql)
            .initial
            .apply_with_subqueries(|node| {
                expressions.extend(node.expressions());
                Ok(TreeNodeRecursion::Continue)
            })
            .unwrap();
        for expression in expressions {
            let bytes = encode_expr(session.codecs(), &expression).unwrap();
            let context = session.context().task_ctx();
            let again =
                with_deep_stack(|| decode_expr(session.codecs(), &parse_expr(&bytes)?, &context));
            assert_eq!(again.unwrap(), expression, "{sql}");
        }
    }
}

#[test]
fn an_inspection_names_the_subqueries_and_lets_them_run() {
    let (session, folder) = session_with_tables();
    let file = folder.path().join("named.dfplan");
    let sql = "SELECT t.n FROM t, LATERAL (SELECT m FROM u WHERE u.n = t.n) AS l \
        WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.m = t.n + 100) AND t.n IN (SELECT n FROM u) \
        AND t.n <= ALL (SELECT m + 100 FROM u)";
    save_sql(&session, sql, &file).unwrap();
    let options = InspectOptions {
        kind: Some(PlanKind::Logical),
    };
    let shown = inspect(&file, &options).unwrap();
    assert!(shown.refusal.is_none(), "{:?}", shown.refusal);
    assert!(shown.extensions.is_empty(), "{:?}", shown.extensions);
    assert!(shown.functions.is_empty(), "{:?}", shown.functions);
    assert_eq!(shown.reads.len(), 2, "{:?}", shown.reads);
    let titles: Vec<&str> = shown.stage.nodes.iter().map(|n| n.title.as_str()).collect();
    for title in [
        "NOT EXISTS subquery",
        "IN subquery",
        "<= ALL subquery",
        "Lateral subquery",
    ] {
        assert!(titles.contains(&title), "{title} in {titles:?}");
    }
    let text = &shown.stage.text;
    assert!(text.contains("outer_ref(t.n)"), "{text}");
    assert!(!text.contains("dfjssq"), "{text}");
}
