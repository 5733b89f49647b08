//! Expressions that a program holds.

use planarium_engine::api::{Expr, ExprColumn, ExprSchema};
use planarium_engine::{Error, ErrorCode, Session};

use crate::support::{session, wait};

fn columns() -> ExprSchema {
    let column = |name: &str, data_type: &str| ExprColumn {
        name: name.to_owned(),
        data_type: data_type.to_owned(),
        nullable: None,
    };
    ExprSchema::Columns(vec![
        column("a", "Int64"),
        column("s", "Utf8"),
        column("at", "Timestamp(ns)"),
    ])
}

fn parse(session: &Session, sql: &str, schema: ExprSchema) -> Result<Expr, Error> {
    let (worker, sql) = (session.clone(), sql.to_owned());
    wait(
        session,
        async move { Expr::parse(&worker, &sql, &schema).await },
    )
}

#[test]
fn expressions_survive_the_trip() {
    let (here, there) = (session(), session());
    for sql in [
        "a + 1 AS b",
        "CASE WHEN a > 3 THEN upper(s) ELSE 'x' END",
        "a IN (1, 2, NULL) AND s LIKE '%é%' ESCAPE '!'",
        "sum(a) FILTER (WHERE a IS NOT NULL)",
        "rank() OVER (PARTITION BY s ORDER BY a DESC NULLS LAST)",
        "date_trunc('month', at) BETWEEN TIMESTAMP '2020-01-01' AND now()",
        "cast(a AS DECIMAL(20, 3)) * -1.5",
        "make_array(a, 2)[1]",
    ] {
        let expr = parse(&here, sql, columns()).unwrap();
        let bytes = expr.to_bytes(&here).unwrap();
        let again = Expr::from_bytes(&there, &bytes).unwrap();
        assert!(again.equals(&expr).unwrap(), "{sql}");
        assert_eq!(
            again.canonical_name().unwrap(),
            expr.canonical_name().unwrap()
        );
        assert_eq!(again.to_bytes(&there).unwrap(), bytes, "{sql}");
        let json = expr.to_json(&here).unwrap();
        assert!(
            Expr::from_json(&there, &json)
                .unwrap()
                .equals(&expr)
                .unwrap(),
            "{sql}"
        );
    }
}

#[test]
fn an_expression_tells_of_itself() {
    let session = session();
    let expr = parse(&session, "a + 1 AS b", columns()).unwrap();
    assert_eq!(expr.variant_name(), "Alias");
    assert_eq!(expr.display().unwrap(), "b");
    assert_eq!(expr.canonical_name().unwrap(), "a + Int64(1) AS b");
    assert_eq!(expr.schema_name().unwrap(), "b");
    let sum = &expr.children().unwrap()[0];
    assert_eq!(sum.variant_name(), "BinaryExpr");
    assert_eq!(sum.display().unwrap(), "a + 1");
    let parts: Vec<String> = sum
        .children()
        .unwrap()
        .iter()
        .map(|part| part.variant_name().to_owned())
        .collect();
    assert_eq!(parts, ["Column", "Literal"]);
}

#[test]
fn the_schema_may_be_a_table() {
    let session = session();
    let worker = session.clone();
    wait(&session, async move {
        let made = worker
            .context()
            .sql("CREATE TABLE t AS SELECT 1 AS x")
            .await?;
        made.collect().await?;
        Ok(())
    })
    .unwrap();
    let table = || ExprSchema::Table("t".to_owned());
    assert_eq!(
        parse(&session, "x * 2", table())
            .unwrap()
            .display()
            .unwrap(),
        "t.x * 2"
    );
    let error = parse(&session, "y", table()).err().unwrap();
    assert_eq!(error.code, ErrorCode::ColumnUnknown);
    let error = parse(&session, "x", ExprSchema::Table("u".to_owned()))
        .err()
        .unwrap();
    assert_eq!(error.code, ErrorCode::TableUnknown, "{error:?}");
}

#[test]
fn what_is_no_expression_is_an_error() {
    let session = session();
    for (sql, code) in [
        ("", ErrorCode::EmptyStatement),
        (" -- nothing", ErrorCode::EmptyStatement),
        ("a +", ErrorCode::SqlSyntax),
        ("a; a", ErrorCode::SqlSyntax),
        ("a b c", ErrorCode::SqlSyntax),
        ("nosuch(a)", ErrorCode::FunctionUnknown),
        ("nosuch", ErrorCode::ColumnUnknown),
    ] {
        let error = parse(&session, sql, columns()).err().unwrap();
        assert_eq!(error.code, code, "{sql}: {error:?}");
    }
    let strange = ExprSchema::Columns(vec![ExprColumn {
        name: "a".to_owned(),
        data_type: "Number".to_owned(),
        nullable: None,
    }]);
    let error = parse(&session, "a", strange).err().unwrap();
    assert_eq!(error.code, ErrorCode::InvalidRequest);
}

#[test]
fn damaged_and_deep_expressions_are_errors_that_name_one() {
    let session = session();
    let expr = parse(&session, "a + 1 AS b", columns()).unwrap();
    let bytes = expr.to_bytes(&session).unwrap();
    for end in 0..bytes.len() {
        if let Err(error) = Expr::from_bytes(&session, &bytes[..end]) {
            assert_eq!(error.code, ErrorCode::PlanFileDamaged);
            assert!(error.message.contains("expression"), "{}", error.message);
        }
    }
    // `not` (field 8 of an expression), whose operand is field 1.
    let mut deep = bytes;
    for _ in 0..10_000 {
        for tag in [0x0a_u8, 0x42] {
            let mut outer = vec![tag];
            let mut length = deep.len();
            while length >= 0x80 {
                outer.push(length as u8 | 0x80);
                length >>= 7;
            }
            outer.push(length as u8);
            outer.extend(&deep);
            deep = outer;
        }
    }
    let error = Expr::from_bytes(&session, &deep).err().unwrap();
    assert_eq!(error.code, ErrorCode::PlanTooDeep);
}
