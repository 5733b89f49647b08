//! Tables over files of every format with their options, through the bytes of their plans.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{Int64Array, RecordBatch};
use datafusion::arrow::ipc::writer::StreamWriter;
use planarium_engine::Session;

use crate::coverage_support::{Loses, run, session_with_tables, survives};

const KEPT: Loses = Loses {
    initial_text: false,
    optimized_text: false,
    physical_text: false,
    physical: false,
};
const NO_PHYSICAL: Loses = Loses {
    physical: true,
    ..KEPT
};

/// Makes the table `name` over `path` with the rest of its statement.
fn table(session: &Session, name: &str, path: &Path, rest: &str) {
    run(
        session,
        &format!(
            "CREATE EXTERNAL TABLE {name} {rest} LOCATION '{}'",
            path.display()
        ),
    );
}

#[test]
fn csv_options_survive_the_trip() {
    let (session, folder) = session_with_tables();
    for (name, text, options, loses) in [
        (
            "semicolon",
            "n;s\n1;a\n2;b\n",
            "'format.delimiter' ';'",
            KEPT,
        ),
        (
            "quotes",
            "n,s\n1,'a,b'\n2,'it''s'\n",
            "'format.quote' ''''",
            KEPT,
        ),
        (
            "escaped",
            "n,s\n1,\"a\\\"b\"\n2,c\n",
            "'format.escape' '\\'",
            KEPT,
        ),
        (
            "comments",
            "n,s\n# none\n1,a\n2,b\n",
            "'format.comment' '#'",
            KEPT,
        ),
        (
            "headless",
            "1,a\n2,b\n",
            "'format.has_header' 'false'",
            KEPT,
        ),
        (
            "lines",
            "n,s\n1,\"a\nb\"\n2,c\n",
            "'format.newlines_in_values' 'true'",
            KEPT,
        ),
        (
            "short",
            "n,s\n1,a\n2\n",
            "'format.truncated_rows' 'true'",
            KEPT,
        ),
        (
            "ended (n BIGINT, s VARCHAR)",
            "n,s|1,a|2,b|",
            "'format.terminator' '|'",
            NO_PHYSICAL,
        ),
    ] {
        let path = folder.path().join(format!("{name}.csv"));
        fs::write(&path, text).unwrap();
        table(
            &session,
            name,
            &path,
            &format!("STORED AS CSV OPTIONS ({options})"),
        );
        let name = name.split(' ').next().unwrap();
        let sql = format!("SELECT * FROM {name}");
        survives(&session, folder.path(), &sql, loses);
    }
}

#[test]
fn compressed_text_survives_the_trip() {
    let (session, folder) = session_with_tables();
    for compression in ["gzip", "bzip2", "xz", "zstd"] {
        for format in ["csv", "json"] {
            let name = format!("{format}_{compression}");
            let path = folder.path().join(format!("{name}.{format}"));
            run(
                &session,
                &format!(
                    "COPY (SELECT n, s FROM t) TO '{}' STORED AS {format} OPTIONS ('format.compression' '{compression}')",
                    path.display()
                ),
            );
            let rest = format!("STORED AS {format} OPTIONS ('format.compression' '{compression}')");
            table(&session, &name, &path, &rest);
            let sql = format!("SELECT n, s FROM {name} WHERE n > 1");
            survives(&session, folder.path(), &sql, KEPT);
        }
    }
}

#[test]
fn json_and_arrow_survive_the_trip() {
    let (session, folder) = session_with_tables();
    let lines = folder.path().join("lines.json");
    fs::write(
        &lines,
        "{\"n\": 1, \"o\": {\"x\": [1, 2]}}\n{\"n\": 2, \"o\": {\"x\": []}}\n",
    )
    .unwrap();
    table(&session, "lines", &lines, "STORED AS JSON");
    survives(
        &session,
        folder.path(),
        "SELECT n, o['x'][1] AS x, o FROM lines",
        KEPT,
    );
    let array = folder.path().join("array.json");
    fs::write(&array, "[{\"n\": 1}, {\"n\": 2}]").unwrap();
    table(
        &session,
        "listed",
        &array,
        "STORED AS JSON OPTIONS ('format.newline_delimited' 'false')",
    );
    survives(&session, folder.path(), "SELECT n FROM listed", KEPT);
    let file = folder.path().join("file.arrow");
    run(
        &session,
        &format!(
            "COPY (SELECT n, s FROM t) TO '{}' STORED AS ARROW",
            file.display()
        ),
    );
    table(&session, "filed", &file, "STORED AS ARROW");
    survives(
        &session,
        folder.path(),
        "SELECT s, sum(n) FROM filed GROUP BY s",
        KEPT,
    );
    let batch =
        RecordBatch::try_from_iter([("n", Arc::new(Int64Array::from(vec![1, 2])) as _)]).unwrap();
    let mut stream = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    stream.write(&batch).unwrap();
    let path = folder.path().join("stream.arrow");
    fs::write(&path, stream.into_inner().unwrap()).unwrap();
    table(&session, "streamed", &path, "STORED AS ARROW");
    survives(
        &session,
        folder.path(),
        "SELECT n FROM streamed",
        Loses {
            physical_text: true,
            ..KEPT
        },
    );
}

const TYPES: &str = "SELECT n, arrow_cast(s, 'Dictionary(Int32, Utf8)') AS word, \
    CAST(n AS DECIMAL(20, 3)) AS price, CAST(n AS DECIMAL(50, 3)) AS wide, \
    arrow_cast(n, 'Timestamp(Millisecond, Some(\"Europe/Berlin\"))') AS berlin, \
    arrow_cast(n, 'Timestamp(Microsecond, None)') AS plain, arrow_cast(n, 'Date32') AS day, \
    arrow_cast(n, 'Time64(Microsecond)') AS clock, [n, NULL] AS list, \
    named_struct('a', n, 'b', [s]) AS nested, CAST(s AS BYTEA) AS raw, \
    arrow_cast(n, 'Float16') AS half, n > 2 AS truth FROM t";

#[test]
fn types_survive_the_trip_in_parquet_and_arrow() {
    let (session, folder) = session_with_tables();
    for format in ["parquet", "arrow"] {
        let path = folder.path().join(format!("types.{format}"));
        run(
            &session,
            &format!("COPY ({TYPES}) TO '{}' STORED AS {format}", path.display()),
        );
        let name = format!("types_{format}");
        table(&session, &name, &path, &format!("STORED AS {format}"));
        for rest in [
            "WHERE n > 1",
            "WHERE price >= 2.5 AND word = 'a'",
            "WHERE berlin > TIMESTAMP '1970-01-01T00:00:00.002Z' ORDER BY n DESC",
        ] {
            survives(
                &session,
                folder.path(),
                &format!("SELECT * FROM {name} {rest}"),
                KEPT,
            );
        }
    }
    let interval = "SELECT n, arrow_cast('1 month 2 days', 'Interval(MonthDayNano)') AS span, \
        CAST(n AS DECIMAL(38, 10)) * 2 AS twice, DATE '2024-01-31' + INTERVAL '1 month' AS next FROM t";
    survives(&session, folder.path(), interval, KEPT);
}

#[test]
fn parquet_options_orders_and_partitions_survive_the_trip() {
    let (session, folder) = session_with_tables();
    let parts = folder.path().join("parts");
    run(
        &session,
        &format!(
            "COPY (SELECT n, s FROM t) TO '{}/' STORED AS PARQUET PARTITIONED BY (s)",
            parts.display()
        ),
    );
    table(
        &session,
        "parts (n BIGINT, s VARCHAR)",
        &parts.join(""),
        "STORED AS PARQUET PARTITIONED BY (s)",
    );
    for sql in [
        "SELECT n, s FROM parts",
        "SELECT n FROM parts WHERE s = 'a'",
        "SELECT s, count(*) FROM parts GROUP BY s",
    ] {
        survives(&session, folder.path(), sql, KEPT);
    }
    let sorted = folder.path().join("sorted.parquet");
    run(
        &session,
        &format!(
            "COPY (SELECT n, s FROM t ORDER BY n) TO '{}' STORED AS PARQUET",
            sorted.display()
        ),
    );
    table(
        &session,
        "sorted (n BIGINT, s VARCHAR)",
        &sorted,
        "STORED AS PARQUET WITH ORDER (n ASC) OPTIONS ('format.pushdown_filters' 'true', 'format.skip_metadata' 'false')",
    );
    for sql in [
        "SELECT n FROM sorted ORDER BY n",
        "SELECT n FROM sorted WHERE n > 2 ORDER BY n",
    ] {
        survives(&session, folder.path(), sql, KEPT);
    }
}
