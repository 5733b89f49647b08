//! Every built-in scalar function with arguments that nobody means: it gives a value or an error
//! that blames the arguments.

use crate::random_source::Random;
use crate::support::{session_with, wait};
use futures::StreamExt;
use planarium_engine::query::stream;
use planarium_engine::session::SessionOptions;
use planarium_engine::{Error, ErrorCode, Result, Session};

/// Numbers, texts, times, lists and the rest, with the ends of their ranges.
const VALUES: [&str; 34] = [
    "NULL",
    "-1",
    "0",
    "1",
    "2147483647",
    "9223372036854775807",
    "-9223372036854775808",
    "arrow_cast(18446744073709551615, 'UInt64')",
    "CAST('NaN' AS DOUBLE)",
    "CAST('-Infinity' AS DOUBLE)",
    "1e308",
    "-0.5",
    "CAST(99999999999999999999.99 AS DECIMAL(38, 2))",
    "true",
    "''",
    "'a'",
    "'é€😀 %s (['",
    "arrow_cast('view', 'Utf8View')",
    "arrow_cast('large', 'LargeUtf8')",
    "x'00ff'",
    "x''",
    "DATE '9999-12-31'",
    "DATE '0001-01-01'",
    "TIMESTAMP '2262-04-11T23:47:16.854775807'",
    "arrow_cast(-9223372036854775808, 'Timestamp(Second, Some(\"+05:00\"))')",
    "TIME '23:59:59.999999999'",
    "INTERVAL '-1' MONTH",
    "INTERVAL '178956970 years 11 months'",
    "[]",
    "[1, NULL, 3]",
    "[[1], [], NULL]",
    "['a', NULL]",
    "named_struct('a', 1, 'b', 'x')",
    "MAP {'a': 1}",
];

/// How many calls of each arity are tried for each function.
const CALLS: [usize; 6] = [1, VALUES.len(), 40, 30, 12, 6];

#[test]
fn no_built_in_function_fails_as_a_fault_of_the_engine() {
    let session = session_with(SessionOptions {
        memory_limit_bytes: 256 << 20,
        ..SessionOptions::default()
    });
    let mut names: Vec<String> = session
        .context()
        .state()
        .scalar_functions()
        .keys()
        .cloned()
        .collect();
    names.sort();
    assert!(names.len() > 200, "{}", names.len());
    let mut source = Random::part(12, 0);
    let mut faults = Vec::new();
    for name in &names {
        for (arity, calls) in CALLS.into_iter().enumerate() {
            for call in 0..calls {
                let sql = statement(name, arity, call, &mut source);
                if let Err(error) = run(&session, sql.clone())
                    && let Some(fault) = fault(&error)
                {
                    faults.push(format!("{sql}\n    {fault}: {error:?}"));
                }
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// A call with literals, which the optimizer folds, or with columns.
fn statement(name: &str, arity: usize, call: usize, source: &mut Random) -> String {
    let values: Vec<&str> = (0..arity)
        .map(|_| match arity {
            1 => VALUES[call],
            _ => VALUES[source.below(VALUES.len())],
        })
        .collect();
    let name = format!("\"{name}\"");
    if arity == 0 || source.below(2) == 0 {
        return format!("SELECT {name}({})", values.join(", "));
    }
    let columns: Vec<String> = (0..arity).map(|column| format!("c{column}")).collect();
    let columns = columns.join(", ");
    format!(
        "SELECT {name}({columns}) FROM (VALUES ({})) AS t({columns})",
        values.join(", ")
    )
}

fn run(session: &Session, sql: String) -> Result<()> {
    let worker = session.clone();
    wait(session, async move {
        let mut rows = stream(&worker, &sql).await?;
        while let Some(batch) = rows.next().await {
            batch?;
        }
        Ok(())
    })
}

/// What is wrong about an error, if anything.
fn fault(error: &Error) -> Option<&'static str> {
    let text = format!("{error:?}");
    if matches!(error.code, ErrorCode::Internal | ErrorCode::Panic) {
        return Some("its code");
    }
    let machine = ["/registry/src/", "/rustc/"];
    if machine.iter().any(|path| text.contains(path)) {
        return Some("a path of the build machine");
    }
    text.contains("bug in DataFusion")
        .then_some("a request for a bug report")
}
