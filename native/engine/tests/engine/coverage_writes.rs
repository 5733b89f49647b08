//! Statements that write, as bytes: they are carried out from them as from their SQL.

use std::fs;
use std::path::Path;

use datafusion::logical_expr::LogicalPlan;
use planarium_engine::Session;
use planarium_engine::codec::encode_logical;

use crate::coverage_support::{decoded, initial, run, same_plan, session_with_tables, text};

/// Carries out `plan`.
fn write(session: &Session, plan: LogicalPlan) {
    let (runtime, context) = (session.runtime(), session.context());
    runtime
        .block_on(async { context.execute_logical_plan(plan).await?.collect().await })
        .unwrap();
}

/// Every file below `folder` with its content, by their order; names hold random parts.
pub fn contents(folder: &Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_path_buf()];
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(
                fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else {
            found.push(fs::read(path).unwrap());
        }
    }
    found.sort();
    found
}

/// The words of a plan: its text tells options in no order.
fn sorted(plan: &LogicalPlan) -> Vec<String> {
    let text = text(plan);
    let words = text.split(|c: char| " ,()".contains(c));
    let mut words: Vec<String> = words.map(ToString::to_string).collect();
    words.sort();
    words
}

#[test]
fn copies_write_the_same_files_after_the_trip() {
    let (session, folder) = session_with_tables();
    let query = "SELECT n, s FROM t WHERE n IN (SELECT n FROM u) ORDER BY n";
    for (rest, same_bytes) in [
        ("STORED AS CSV", true),
        (
            "STORED AS CSV OPTIONS ('format.has_header' 'false', 'format.delimiter' ';')",
            true,
        ),
        (
            "STORED AS CSV OPTIONS ('format.compression' 'gzip', 'format.null_value' 'none')",
            true,
        ),
        ("STORED AS PARQUET", false),
        (
            "STORED AS PARQUET OPTIONS ('format.compression' 'zstd(3)', 'format.max_row_group_size' '2')",
            true,
        ),
        ("STORED AS JSON", false),
        ("STORED AS JSON OPTIONS ('format.compression' 'zstd')", true),
        ("STORED AS ARROW", true),
        (
            "STORED AS CSV PARTITIONED BY (s) OPTIONS ('format.has_header' 'false')",
            true,
        ),
        (
            "STORED AS CSV PARTITIONED BY (s) OPTIONS ('execution.keep_partition_by_columns' 'true')",
            true,
        ),
    ] {
        let out = folder.path().join("out");
        let sql = format!("COPY ({query}) TO '{}' {rest}", out.display());
        let plan = initial(&session, &sql);
        let again = if same_bytes {
            let bytes = encode_logical(session.codecs(), &plan).unwrap();
            let again = decoded(&session, &bytes).unwrap();
            assert_eq!(sorted(&again), sorted(&plan), "{sql}");
            assert!(encode_logical(session.codecs(), &again).unwrap() == bytes);
            again
        } else {
            // Without options DataFusion's decoder sets those of the format to their defaults.
            let bytes = encode_logical(session.codecs(), &plan).unwrap();
            let again = decoded(&session, &bytes).unwrap();
            assert_eq!(text(&again), text(&plan), "{sql}");
            again
        };
        let [expected, found] = [plan, again].map(|plan| {
            write(&session, plan);
            let contents = contents(&out);
            if out.is_dir() {
                fs::remove_dir_all(&out).unwrap();
            } else {
                fs::remove_file(&out).unwrap();
            }
            contents
        });
        assert!(!expected.is_empty(), "{sql}");
        assert!(
            expected == found,
            "{sql}\n{:?}\n{:?}",
            expected
                .iter()
                .map(|bytes| String::from_utf8_lossy(bytes))
                .collect::<Vec<_>>(),
            found
                .iter()
                .map(|bytes| String::from_utf8_lossy(bytes))
                .collect::<Vec<_>>()
        );
    }
}

#[test]
fn inserts_append_the_same_rows_after_the_trip() {
    let (session, folder) = session_with_tables();
    let out = folder.path().join("target");
    fs::create_dir(&out).unwrap();
    run(
        &session,
        &format!(
            "CREATE EXTERNAL TABLE target (n BIGINT, s VARCHAR) STORED AS CSV LOCATION '{}/'",
            out.display()
        ),
    );
    for sql in [
        "INSERT INTO target SELECT n, s FROM t ORDER BY n",
        "INSERT INTO target VALUES (1, 'a'), (NULL, NULL)",
        "INSERT INTO target (s) SELECT s FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.n = t.n) ORDER BY n",
    ] {
        let plan = initial(&session, sql);
        let bytes = same_plan(&session, &plan, sql);
        let again = decoded(&session, &bytes).unwrap();
        let [expected, found] = [plan, again].map(|plan| {
            write(&session, plan);
            let contents = contents(&out);
            fs::remove_dir_all(&out).unwrap();
            fs::create_dir(&out).unwrap();
            contents
        });
        assert!(!expected.is_empty(), "{sql}");
        assert!(expected == found, "{sql}");
    }
}
