//! JSON files as people have them, by every name under which they open. The values are those of
//! Python's `json` and of DuckDB's `read_json`, where it does not lose digits.

use std::fs;
use std::io::Write;
use std::path::Path;

use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use planarium_engine::catalog::{FileFormat, OpenOptions, TableInfo, open_file};
use planarium_engine::export::{EncodeOptions, RowFormat, RowStream};
use planarium_engine::query::{Query, stream};
use planarium_engine::session::{Limits, SessionOptions};
use planarium_engine::{Error, ErrorCode, Session};

use crate::coverage_support::run;
use crate::plan_support::reader_of;
use crate::support::{session, session_with, wait};

fn open(session: &Session, path: &Path, options: &[(&str, &str)]) -> Result<TableInfo, Error> {
    let (worker, path) = (session.clone(), path.to_string_lossy().into_owned());
    let options = OpenOptions {
        name: Some("t".to_owned()),
        options: options
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..OpenOptions::default()
    };
    wait(
        session,
        async move { open_file(&worker, &path, options).await },
    )
}

/// Columns with their types, and rows, as they come.
fn read(session: &Session, sql: &str) -> Result<(String, Vec<String>), Error> {
    let reader = reader_of(&Query::start(session, sql.to_owned(), Limits::default()))?;
    let schema = reader.schema();
    let columns = schema.fields().iter();
    let columns = columns.map(|field| format!("{} {}", field.name(), field.data_type()));
    let columns = columns.collect::<Vec<_>>().join(", ");
    let options = FormatOptions::default().with_null("NULL");
    let mut rows = Vec::new();
    for batch in reader {
        let batch = batch.unwrap();
        let cells: Vec<ArrayFormatter> = batch
            .columns()
            .iter()
            .map(|column| ArrayFormatter::try_new(column.as_ref(), &options).unwrap())
            .collect();
        for row in 0..batch.num_rows() {
            let cells = cells.iter().map(|column| column.value(row).to_string());
            rows.push(cells.collect::<Vec<_>>().join("|"));
        }
    }
    Ok((columns, rows))
}

/// A file of `text`, opened and read.
fn opened(folder: &Path, name: &str, text: &[u8]) -> Result<(String, Vec<String>), Error> {
    let session = session();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    open(&session, &path, &[])?;
    read(&session, "SELECT * FROM t")
}

#[test]
fn values_and_types_of_awkward_files() {
    let folder = tempfile::tempdir().unwrap();
    let late = format!(
        "{}{{\"a\":null,\"late\":\"x\"}}\n{{\"a\":\"b\"}}\n",
        "{\"a\":null}\n".repeat(12_000)
    );
    for (name, text, columns, rows) in [
        (
            "numbers beside text",
            "{\"a\":1}\n{\"a\":\"x\"}\n{\"a\":true}",
            "a Utf8",
            vec!["1", "x", "true"],
        ),
        (
            "a number beside a list",
            "{\"a\":1}\n{\"a\":[1, 2]}\n",
            "a Utf8",
            vec!["1", "[1,2]"],
        ),
        (
            "an object beside a list",
            "{\"a\":{\"b\": 1}}\n{\"a\":[1,\"x y\"]}\n",
            "a Utf8",
            vec!["{\"b\":1}", "[1,\"x y\"]"],
        ),
        (
            "text beside an object",
            "{\"a\":\"t\"}\n{\"a\":{\"b\":\"c d\"}}\n",
            "a Utf8",
            vec!["t", "{\"b\":\"c d\"}"],
        ),
        (
            "kinds inside a list",
            "{\"a\":[1,\"x\",null,{\"b\": 1}]}",
            "a List(Utf8)",
            vec!["[1, x, NULL, {\"b\":1}]"],
        ),
        (
            "nothing but null",
            "{\"a\":null}\n{\"a\":null}\n",
            "a Utf8",
            vec!["NULL", "NULL"],
        ),
        (
            "beyond 2^63",
            "{\"a\":18446744073709551615}\n{\"a\":18446744073709551614}\n{\"a\":7}",
            "a UInt64",
            vec!["18446744073709551615", "18446744073709551614", "7"],
        ),
        (
            "beyond 2^63 and negative",
            "{\"a\":18446744073709551615}\n{\"a\":-7}\n",
            "a Decimal128(38, 0)",
            vec!["18446744073709551615", "-7"],
        ),
        (
            "30 digits",
            "{\"a\":123456789012345678901234567890}\n{\"a\":7}\n",
            "a Decimal128(38, 0)",
            vec!["123456789012345678901234567890", "7"],
        ),
        (
            "50 digits",
            "{\"a\":12345678901234567890123456789012345678901234567890}\n",
            "a Decimal256(76, 0)",
            vec!["12345678901234567890123456789012345678901234567890"],
        ),
        (
            "80 digits",
            "{\"a\":12345678901234567890123456789012345678901234567890123456789012345678901234567890}\n",
            "a Utf8",
            vec![
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
            ],
        ),
        (
            "17 digits beside a fraction",
            "{\"a\":12345678901234567}\n{\"a\":0.5}\n",
            "a Decimal128(38, 1)",
            vec!["12345678901234567.0", "0.5"],
        ),
        (
            "integers and fractions",
            "{\"a\":1}\n{\"a\":-0.25}\n{\"a\":1e3}",
            "a Float64",
            vec!["1.0", "-0.25", "1000.0"],
        ),
        (
            "beyond f64",
            "{\"a\":1e400}\n{\"a\":1}",
            "a Utf8",
            vec!["1e400", "1"],
        ),
        (
            "not a number",
            "{\"a\":NaN}\n{\"a\":-Infinity}\n{\"a\":1}",
            "a Float64",
            vec!["NaN", "-inf", "1.0"],
        ),
        (
            "on one line",
            "{\"a\":1}{\"a\":2} {\"a\":3}",
            "a Int64",
            vec!["1", "2", "3"],
        ),
        (
            "times stay text",
            "{\"a\":\"2024-01-02T03:04:05Z\"}\n",
            "a Utf8",
            vec!["2024-01-02T03:04:05Z"],
        ),
        (
            "escapes",
            "{\"a\":\"x\\u00e9\\ud83d\\ude00\\n\\\"\",\"\\u0062\":1}\n",
            "a Utf8, b Int64",
            vec!["xé😀\n\"|1"],
        ),
        (
            "a key twice",
            "{\"a\":1,\"a\":2}\n{\"a\":3}",
            "a Int64",
            vec!["2", "3"],
        ),
        (
            "keys in another order",
            "{\"b\":1,\"a\":2}\n{\"a\":3,\"c\":{\"d\":4}}\n{\"c\":{\"e\":5}}",
            "b Int64, a Int64, c Struct(\"d\": Int64, \"e\": Int64)",
            vec![
                "1|2|NULL",
                "NULL|3|{d: 4, e: NULL}",
                "NULL|NULL|{d: NULL, e: 5}",
            ],
        ),
        ("an empty key", "{\"\":1}\n", " Int64", vec!["1"]),
        (
            "keys that differ in case",
            "{\"a\":1,\"A\":2}\n",
            "a Int64, A Int64",
            vec!["1|2"],
        ),
        (
            "line ends of Windows",
            "{\"a\":1}\r\n\r\n{\"a\":2}\r\n",
            "a Int64",
            vec!["1", "2"],
        ),
        (
            "an array behind blanks",
            "\u{feff}\n\t [ {\"a\":1} , {\"a\":2}, ]\n",
            "a Int64",
            vec!["1", "2"],
        ),
        (
            "arrays one behind the other",
            "[{\"a\":1}]\n[{\"a\":2}]\n",
            "a Int64",
            vec!["1", "2"],
        ),
        (
            "an indented object",
            "{\n  \"a\": 1,\n  \"l\": [\n    {\"x\": 1},\n    {\"x\": 2}\n  ]\n}\n",
            "a Int64, l List(Struct(\"x\": Int64))",
            vec!["1|[{x: 1}, {x: 2}]"],
        ),
        (
            "indented objects",
            "{\n\"a\": 1\n}\n{\n\"a\": \"}\\n{\"\n}\n",
            "a Utf8",
            vec!["1", "}\n{"],
        ),
        (
            "lists of lists",
            "{\"a\":[[1],[],null,[2.5,null]]}\n",
            "a List(List(Float64))",
            vec!["[[1.0], [], NULL, [2.5, NULL]]"],
        ),
        (
            "empty objects and lists",
            "{\"a\":[],\"b\":{}}\n{\"a\":null,\"b\":null}\n",
            "a List(Utf8), b Struct()",
            vec!["[]|{}", "NULL|NULL"],
        ),
        (
            "an object that is null",
            "{\"o\":{\"a\":{\"b\":1}}}\n{\"o\":{\"a\":null}}\n{\"o\":null}\n",
            "o Struct(\"a\": Struct(\"b\": Int64))",
            vec!["{a: {b: 1}}", "{a: NULL}", "NULL"],
        ),
    ] {
        let found = opened(folder.path(), "a.json", text.as_bytes());
        let expected = (
            columns.to_owned(),
            rows.iter().map(ToString::to_string).collect(),
        );
        assert_eq!(found, Ok(expected), "{name}");
    }
    let (columns, rows) = opened(folder.path(), "late.ndjson", late.as_bytes()).unwrap();
    assert_eq!(columns, "a Utf8, late Utf8");
    assert_eq!(rows[11_999..], ["NULL|NULL", "NULL|x", "b|NULL"]);
}

/// One indented object is a row, however it is named.
#[test]
fn a_pretty_file_opens_by_every_name() {
    let folder = tempfile::tempdir().unwrap();
    let text = "{\n  \"type\": \"c\",\n  \"n\": [1,\n  2]\n}\n";
    let path = folder.path().join("p.json");
    fs::write(&path, text).unwrap();
    let expected = || {
        (
            "type Utf8, n List(Int64)".to_owned(),
            vec!["c|[1, 2]".to_owned()],
        )
    };
    let session = session();
    let table = open(&session, &path, &[]).unwrap();
    assert_eq!(table.format, Some(FileFormat::Json));
    let place = path.display();
    for sql in [
        format!("CREATE EXTERNAL TABLE e STORED AS JSON LOCATION '{place}'"),
        format!(
            "CREATE EXTERNAL TABLE d (type VARCHAR, n BIGINT[]) STORED AS JSON LOCATION '{place}'"
        ),
    ] {
        run(&session, &sql);
    }
    for from in ["t", "e", &format!("'{place}'")] {
        assert_eq!(
            read(&session, &format!("SELECT * FROM {from}")),
            Ok(expected()),
            "{from}"
        );
    }
    assert_eq!(read(&session, "SELECT * FROM d").unwrap().1, ["c|[1, 2]"]);
    let inner = folder.path().join("f");
    fs::create_dir(&inner).unwrap();
    for name in ["a.json", "b.json"] {
        fs::write(inner.join(name), text).unwrap();
    }
    fs::write(inner.join("c.json"), "[{\"type\":\"d\",\"n\":[],\"m\":1}]").unwrap();
    run(&session, "DROP TABLE t");
    open(&session, &inner, &[]).unwrap();
    let (columns, mut rows) = read(&session, "SELECT * FROM t").unwrap();
    rows.sort();
    assert_eq!(columns, "type Utf8, n List(Int64), m Int64");
    assert_eq!(rows, ["c|[1, 2]|NULL", "c|[1, 2]|NULL", "d|[]|1"]);
}

fn packed(text: &str, how: &str) -> Vec<u8> {
    let mut command = std::process::Command::new(how);
    let mut child = command
        .arg("-c")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap().stdout
}

#[test]
fn packed_files_are_read_like_plain_ones() {
    let folder = tempfile::tempdir().unwrap();
    for (how, extension) in [
        ("gzip", "gz"),
        ("bzip2", "bz2"),
        ("xz", "xz"),
        ("zstd", "zst"),
    ] {
        let there = std::process::Command::new(how).arg("--version").output();
        if there.is_err() {
            continue;
        }
        for text in [
            "{\n\"a\":1}\n{\"a\":2}",
            "\u{feff}{\"a\":1}\n{\"a\":2}\n",
            " [{\"a\":1},{\"a\":2}]",
        ] {
            let name = format!("p.json.{extension}");
            let found = opened(folder.path(), &name, &packed(text, how));
            let expected = ("a Int64".to_owned(), vec!["1".to_owned(), "2".to_owned()]);
            assert_eq!(found, Ok(expected.clone()), "{name} {text:?}");
            let path = folder.path().join(&name);
            let sql = format!("SELECT * FROM '{}'", path.display());
            assert_eq!(read(&session(), &sql), Ok(expected), "{name} {text:?}");
        }
    }
}

/// What a file that was not opened in lines gives is the same in one part and in many.
#[test]
fn files_that_are_not_in_lines_are_not_cut() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.json");
    let objects: String = (0..2_000)
        .map(|n| {
            format!("{{\n  \"n\": {n},\n  \"o\": {{\n\"x\": [{{\"n\": 7}},\n{{\"n\":8}}]\n}}\n}}\n")
        })
        .collect();
    fs::write(&path, objects).unwrap();
    let settings = [
        ("datafusion.optimizer.repartition_file_min_size", "0"),
        ("datafusion.execution.target_partitions", "16"),
    ];
    let session = session_with(SessionOptions {
        settings: settings
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..SessionOptions::default()
    });
    open(&session, &path, &[]).unwrap();
    // Nothing says here how the file is written.
    run(
        &session,
        &format!(
            "CREATE EXTERNAL TABLE d (n BIGINT) STORED AS JSON LOCATION '{}'",
            path.display()
        ),
    );
    for table in ["t", "d"] {
        let sql = format!("SELECT count(*), sum(n) FROM {table}");
        assert_eq!(read(&session, &sql).unwrap().1, ["2000|1999000"], "{table}");
    }
}

#[test]
fn errors_say_where_and_what_was_expected() {
    let folder = tempfile::tempdir().unwrap();
    let many = "{\"a\":1}\n".repeat(30_000);
    for (text, code, words) in [
        (
            format!("{many}{{\"a\":1 \"b\":2}}\n{many}"),
            ErrorCode::FileDamaged,
            "Line 30001, position 8: expected a comma or }, but found '\"'",
        ),
        (
            format!("{many}{{\"a\":\n{many}"),
            ErrorCode::FileDamaged,
            "Line 30003, position 1: expected a comma or }, but found '{'",
        ),
        (
            "{\"a\":01}\n".to_owned(),
            ErrorCode::FileDamaged,
            "Line 1, position 6: expected a number without leading zeros",
        ),
        (
            "[{\"é\":1},\n {\"a\":tru}]".to_owned(),
            ErrorCode::FileDamaged,
            "Line 2, position 7: expected a value, but found 't'",
        ),
        (
            "[{\"a\":1},\n".to_owned(),
            ErrorCode::FileDamaged,
            "Line 2, position 1: expected an object or ], but the text ends",
        ),
        (
            "[1,2]".to_owned(),
            ErrorCode::FileDamaged,
            "Line 1, position 2: expected an object or ], but found '1'",
        ),
        (
            "{\"a\":\"x\n".to_owned(),
            ErrorCode::FileDamaged,
            "expected a closing quote, but the text ends",
        ),
        (
            "{\"a\":1}\n\n {\"a\":\"\\ud800\"}".to_owned(),
            ErrorCode::FileDamaged,
            "Line 3, position 8: expected a valid escape sequence",
        ),
    ] {
        let error = opened(folder.path(), "wrong.json", text.as_bytes()).unwrap_err();
        assert_eq!(error.code, code, "{error:?}");
        assert!(
            error.message.contains("wrong.json") && error.message.contains(words),
            "{error:?}"
        );
        assert!(error.hint.is_some());
    }
    let latin = [many.as_bytes(), b"{\"a\":\"caf\xe9\"}"].concat();
    let error = opened(folder.path(), "latin.json", &latin).unwrap_err();
    assert_eq!(error.code, ErrorCode::FileUnsupported);
    assert!(
        error
            .message
            .contains("Line 30001, position 10 is not valid UTF-8"),
        "{error:?}"
    );
}

/// What comes behind the records that were looked at is read, or refused with its place.
#[test]
fn values_behind_a_limit_are_refused_by_line_and_key() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "{\"o\":{\"id\":1},\"l\":[1]}\n".repeat(50_000);
    for (late, words) in [
        (
            "{\"o\":{\"id\":\"x\"}}",
            "Line 50001, position 12: the value \"x\" of key \"o.id\" is not of its type Int64",
        ),
        ("{\"o\":{\"id\":1.5}}", "the value 1.5 of key \"o.id\""),
        (
            "{\"o\":{\"id\":9223372036854775808}}",
            "the value 9223372036854775808 of key \"o.id\"",
        ),
        ("{\"o\":[1]}", "the value [1] of key \"o\""),
        ("{\"l\":[1,{}]}", "the value {} of key \"l[1]\""),
    ] {
        let path = folder.path().join("late.ndjson");
        fs::write(&path, format!("{lines}{late}\n{lines}")).unwrap();
        let session = session();
        open(&session, &path, &[("schema_infer_max_rec", "100")]).unwrap();
        let error = read(&session, "SELECT count(o), count(l) FROM t").unwrap_err();
        assert_eq!(error.code, ErrorCode::FileMismatch, "{error:?}");
        assert!(
            error.message.contains("late.ndjson") && error.message.contains(words),
            "{error:?}"
        );
        assert!(error.hint.unwrap().contains("schema_infer_max_rec"));
        run(&session, "DROP TABLE t");
        open(&session, &path, &[]).unwrap();
        let all = read(&session, "SELECT count(*) FROM t").unwrap();
        assert_eq!(all.1, ["100001"], "{late}");
    }
}

/// Columns that SQL declares, of types that JSON does not have.
#[test]
fn declared_types_are_read_or_refused() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("d.ndjson");
    fs::write(&path, "{\"d\":\"2024-01-02\",\"i\":\"7\",\"m\":1.25,\"v\":{\"x\": 1}}\n{\"i\":2.0}\n{\"d\":\"never\"}\n").unwrap();
    let make = |name: &str, columns: &str| {
        run(
            &session,
            &format!(
                "CREATE EXTERNAL TABLE {name} ({columns}) STORED AS JSON LOCATION '{}'",
                path.display()
            ),
        );
    };
    make("a", "v VARCHAR, m DECIMAL(10,2), i INT, missing DOUBLE");
    let (columns, rows) = read(&session, "SELECT * FROM a").unwrap();
    assert_eq!(
        columns,
        "v Utf8, m Decimal128(10, 2), i Int32, missing Float64"
    );
    assert_eq!(
        rows,
        [
            "{\"x\":1}|1.25|7|NULL",
            "NULL|NULL|2|NULL",
            "NULL|NULL|NULL|NULL"
        ]
    );
    make("b", "d DATE, i INT");
    assert_eq!(
        read(&session, "SELECT d, i FROM b LIMIT 0").unwrap().0,
        "d Date32, i Int32"
    );
    let error = read(&session, "SELECT d FROM b").unwrap_err();
    assert_eq!(error.code, ErrorCode::FileMismatch, "{error:?}");
    assert!(
        error.message.contains(
            "Line 3, position 6: the value \"never\" of key \"d\" is not of its type Date32"
        ),
        "{error:?}"
    );
}

/// The rows of `sql` as `format` has them.
fn encoded(session: &Session, sql: &'static str, format: RowFormat) -> Result<String, Error> {
    let worker = session.clone();
    let rows = async move { stream(&worker, sql).await };
    let rows = RowStream::new(session, rows, format, EncodeOptions::default());
    let mut bytes = Vec::new();
    while let Some(chunk) = session.runtime().block_on(rows.next())? {
        bytes.extend(chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[test]
fn empty_objects_go_everywhere_but_to_parquet() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("e.ndjson");
    let lines =
        "{\"id\":2,\"tags\":[],\"meta\":{}}\n{\"id\":1,\"tags\":[],\"meta\":{}}\n{\"id\":3}\n";
    fs::write(&path, lines).unwrap();
    open(&session, &path, &[]).unwrap();
    let sql = "SELECT * FROM t ORDER BY id";
    for (format, expected) in [
        (RowFormat::Csv, "id,tags,meta\n1,[],{}\n2,[],{}\n3,,\n"),
        (
            RowFormat::Json,
            "[{\"id\":1,\"tags\":[],\"meta\":{}},\n{\"id\":2,\"tags\":[],\"meta\":{}},\n{\"id\":3,\"tags\":null,\"meta\":null}]\n",
        ),
    ] {
        assert_eq!(encoded(&session, sql, format).unwrap(), expected);
    }
    for format in [RowFormat::Table, RowFormat::Markdown, RowFormat::ArrowFile] {
        assert!(!encoded(&session, sql, format).unwrap().is_empty());
    }
    let refused = encoded(&session, sql, RowFormat::Parquet).unwrap_err();
    let file = folder.path().join("e.parquet");
    let copy = format!("COPY t TO '{}' STORED AS PARQUET", file.display());
    for error in [refused, read(&session, &copy).unwrap_err()] {
        assert_eq!(error.code, ErrorCode::UnsupportedStatement, "{error:?}");
        assert!(error.message.contains("column meta:"), "{error:?}");
    }
    assert!(!file.exists());
}
