//! What DataFusion's format would lose without a word: carried, or refused.

use planarium_engine::api::LogicalPlan;
use planarium_engine::plan_file::PlanKind;

use crate::coverage_support::{Loses, each, run, session_with_tables, survives};
use crate::plan_support::bytes_of;

/// The format writes a qualifier as plain text and reads `a.b` as two names.
#[test]
fn qualifiers_that_need_quotes_survive_the_trip() {
    let (session, folder) = session_with_tables();
    for name in ["\"a.b\"", "\"My Table\"", "\"se\"\"lect\""] {
        let path = folder.path().join("t.csv");
        let path = path.display();
        run(
            &session,
            &format!("CREATE EXTERNAL TABLE {name} STORED AS CSV LOCATION '{path}'"),
        );
    }
    run(
        &session,
        "CREATE VIEW \"v.w\" AS SELECT \"a.b\".n FROM \"a.b\" WHERE \"a.b\".s IS NOT NULL",
    );
    each(
        [
            "SELECT \"a.b\".n FROM \"a.b\" WHERE \"a.b\".n > 1",
            "SELECT \"x.y\".n, count(*) FROM t AS \"x.y\" GROUP BY \"x.y\".n",
            "SELECT \"My Table\".n FROM datafusion.public.\"My Table\" WHERE \"My Table\".n > 1",
            "SELECT \"se\"\"lect\".s FROM public.\"se\"\"lect\"",
            "SELECT \"x.y\".n, unnest(make_array(\"x.y\".n, 2)) AS e FROM t AS \"x.y\"",
            "SELECT unnest(unnest([[\"x.y\".n]])) AS e, \"x.y\".s FROM t AS \"x.y\"",
            "SELECT \"x.y\".n FROM t AS \"x.y\" WHERE EXISTS (SELECT 1 FROM u AS \"c.d\" WHERE \"c.d\".n = \"x.y\".n)",
            "SELECT \"x.y\".n, (SELECT max(\"c.d\".m) FROM u AS \"c.d\" WHERE \"c.d\".n = \"x.y\".n) AS m FROM t AS \"x.y\"",
            "SELECT \"x.y\".n, \"l.l\".m FROM t AS \"x.y\", LATERAL (SELECT m FROM u WHERE u.n = \"x.y\".n) AS \"l.l\"",
            "SELECT \"x.y\".n FROM t AS \"x.y\" JOIN u AS \"c.d\" ON \"x.y\".n = \"c.d\".n AND \"x.y\".n < \"c.d\".m",
            "SELECT \"v.w\".n FROM \"v.w\" WHERE \"v.w\".n > 1",
            "SELECT count(*), last_value(\"x.y\".s ORDER BY \"x.y\".n) FROM t AS \"x.y\" WHERE 1 = 2",
        ],
        |sql| {
            survives(&session, folder.path(), sql, Loses::default());
        },
    );
}

/// The format makes a half float a single one.
#[test]
fn constant_half_floats_keep_their_type() {
    let (session, folder) = session_with_tables();
    each(
        [
            "SELECT n, arrow_cast(0.5, 'Float16') AS h FROM t",
            "SELECT arrow_cast(0.5, 'Float16') FROM t",
            "SELECT arrow_cast(0.5, 'Float16'), count(*) FROM t GROUP BY arrow_cast(0.5, 'Float16')",
            "SELECT CASE WHEN n > 2 THEN arrow_cast('NaN', 'Float16') END AS h FROM t",
            "SELECT n FROM t WHERE arrow_cast(n, 'Float16') IN (arrow_cast(1, 'Float16'), arrow_cast(3, 'Float16'))",
            "SELECT n, lag(arrow_cast(n, 'Float16'), 1, arrow_cast(0.5, 'Float16')) OVER (ORDER BY n) AS h FROM t",
        ],
        |sql| survives(&session, folder.path(), sql, Loses::default()),
    );
}

/// The format takes a union's names from its first input, which is another one once the optimizer
/// dropped the first.
#[test]
fn a_union_keeps_its_names_without_its_first_input() {
    let (session, _folder) = session_with_tables();
    let sql = "SELECT n AS one, n AS two FROM t WHERE false UNION ALL SELECT n AS a, n AS b FROM t \
               UNION ALL SELECT n + 1 AS c, n + 2 AS d FROM t";
    let bytes = bytes_of(&session, sql, PlanKind::Optimized).unwrap();
    let plan = LogicalPlan::from_bytes(&session, &bytes).unwrap();
    let names: Vec<String> = plan.columns().into_iter().map(|field| field.name).collect();
    assert_eq!(names, ["one", "two"]);
}
