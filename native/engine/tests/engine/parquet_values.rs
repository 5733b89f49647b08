//! Parquet and Arrow files as other tools write them, with the values that pyarrow and DuckDB read.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, Float32Array, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
    StructArray,
};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::arrow::datatypes::{DataType, Field, Fields, Schema};
use datafusion::arrow::ipc::writer::{FileWriter, StreamWriter};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::data_type::{Int96, Int96Type};
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::parquet::file::writer::SerializedFileWriter;
use datafusion::parquet::schema::parser::parse_message_type;
use planarium_engine::plan_file::PlanKind;
use planarium_engine::query::Query;
use planarium_engine::session::Limits;
use planarium_engine::{Error, ErrorCode, Session};

use crate::damaged::open;
use crate::plan_support::{of_kind, rows_in, rows_of, save_sql};
use crate::support::{ended, session};

fn ask(session: &Session, sql: &str) -> Result<Vec<String>, Error> {
    rows_of(&Query::start(session, sql, Limits::default()))
}

fn rows(session: &Session, sql: &str) -> Vec<String> {
    ask(session, sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"))
}

/// A statement without rows.
fn run(session: &Session, sql: &str) {
    let status = ended(&Query::start(session, sql, Limits::default()));
    assert!(status.error.is_none(), "{sql}: {:?}", status.error);
}

/// As [`rows`], of each kind of plan that was saved and read again.
fn rows_of_plans(session: &Session, sql: &str) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("q.dfplan");
    save_sql(session, sql, &file).unwrap();
    [PlanKind::Logical, PlanKind::Optimized, PlanKind::Physical]
        .map(|kind| {
            rows_in(session, &file, of_kind(kind))
                .unwrap_or_else(|error| panic!("{sql} {kind:?}: {error:?}"))
        })
        .to_vec()
}

fn write_parquet(path: &Path, batch: &RecordBatch, group: usize) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(group))
        .set_data_page_row_count_limit(1)
        .set_write_batch_size(1)
        .build();
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

fn write_arrow(path: &Path, batch: &RecordBatch) {
    let mut writer = FileWriter::try_new(File::create(path).unwrap(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.finish().unwrap();
}

fn numbers(column: ArrayRef) -> RecordBatch {
    let ids = Int64Array::from_iter_values(0..column.len() as i64);
    RecordBatch::try_from_iter([("id", Arc::new(ids) as ArrayRef), ("x", column)]).unwrap()
}

/// <https://github.com/apache/datafusion/issues/15812>
#[test]
fn nan_is_a_row_beside_every_statistic() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    // The second NaN has its sign bit set, as x86 makes it of 0.0 / 0.0.
    let several = vec![1.0, f64::NAN, 0.0, -1.0, -f64::NAN, 1.0];
    let beside_one = vec![1.0, f64::NAN, 1.0, -f64::NAN];
    for (name, values) in [("several", several), ("one", beside_one)] {
        for group in [100, 2] {
            let path = folder.path().join(format!("{name}{group}.parquet"));
            let column: ArrayRef = Arc::new(Float64Array::from(values.clone()));
            write_parquet(&path, &numbers(column), group);
            let table = open(&session, &path).unwrap().name;
            run(
                &session,
                &format!("CREATE TABLE m AS SELECT * FROM {table}"),
            );
            run(
                &session,
                &format!(
                    "CREATE EXTERNAL TABLE e STORED AS PARQUET LOCATION '{}'",
                    path.display()
                ),
            );
            for sql in [
                "SELECT count(*) FROM t WHERE x > 2",
                "SELECT count(*) FROM t WHERE x >= 1",
                "SELECT count(*) FROM t WHERE x < -1",
                "SELECT count(*) FROM t WHERE x < 5",
                "SELECT count(*) FROM t WHERE x = 1",
                "SELECT count(*) FROM t WHERE x <> 1",
                "SELECT count(*) FROM t WHERE NOT (x <= 1)",
                "SELECT count(*) FROM t WHERE x IN (1, 2)",
                "SELECT count(*) FROM t WHERE x IS NULL",
                "SELECT count(x), count(DISTINCT x) FROM t",
                "SELECT min(x), max(x) FROM t",
                "SELECT id, x FROM t",
                "SELECT id FROM t ORDER BY x DESC, id LIMIT 1",
                "SELECT id FROM t ORDER BY x, id LIMIT 1",
                "SELECT a.id, b.id FROM t a JOIN t b ON a.x = b.x",
            ] {
                let of = |table: &str| {
                    rows(
                        &session,
                        &sql.replace("FROM t", &format!("FROM {table}"))
                            .replace("JOIN t", &format!("JOIN {table}")),
                    )
                };
                let expected = of("m");
                for table in [&table, "e", &format!("'{}'", path.display())] {
                    assert_eq!(of(table), expected, "{sql} of {table}, groups of {group}");
                }
                let sql = sql.replace("FROM t", &format!("FROM {table}"));
                if !sql.contains("JOIN") {
                    for rows in rows_of_plans(&session, &sql) {
                        assert_eq!(rows, expected, "plans of {sql}, groups of {group}");
                    }
                }
            }
            run(&session, "DROP TABLE m");
            run(&session, "DROP TABLE e");
        }
    }
}

/// Folders with a partition column of each type, `day` under the name `day`.
fn divided(path: &Path, day: &str) {
    let null = "__HIVE_DEFAULT_PARTITION__";
    for (at, (year, date, place)) in [
        ("2024", "2024-02-29", "a%2Fb"),
        ("2025", "2024-03-01", null),
        (null, "2024-03-02", "north"),
    ]
    .into_iter()
    .enumerate()
    {
        let file = path.join(format!("year={year}/{day}={date}/place={place}/p.parquet"));
        let column: ArrayRef = Arc::new(Float32Array::from(vec![at as f32]));
        write_parquet(&file, &numbers(column), 10);
    }
}

#[test]
fn the_null_folder_of_hive_is_null_and_values_have_their_types() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("sales");
    divided(&path, "the%20day");
    let table = open(&session, &path).unwrap();
    let names: Vec<_> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(names, ["id", "x", "year", "the day", "place"]);
    let in_sql = format!("'{}/'", path.display());
    let path = folder.path().join("plain");
    divided(&path, "day");
    for columns in ["", "(id BIGINT, x REAL, year INT, day DATE, place TEXT)"] {
        let name = if columns.is_empty() {
            "found"
        } else {
            "declared"
        };
        let path = path.display();
        run(
            &session,
            &format!(
                "CREATE EXTERNAL TABLE {name} {columns} STORED AS PARQUET \
                 PARTITIONED BY (year, day, place) LOCATION '{path}/'"
            ),
        );
    }
    for (table, day) in [
        ("sales", "the day"),
        (&in_sql, "the day"),
        ("found", "day"),
        ("declared", "day"),
    ] {
        let all = format!("SELECT x, year + 1, \"{day}\" + INTERVAL '1 day', place FROM {table}");
        assert_eq!(
            rows(&session, &all),
            [
                "0.000000e0|2.025000e3|2024-03-01|a/b",
                "1.000000e0|2.026000e3|2024-03-02|",
                "2.000000e0||2024-03-03|north",
            ],
            "{table}"
        );
        for (filter, expected) in [
            ("year IS NULL", vec!["2.000000e0"]),
            ("year <> 2024", vec!["1.000000e0"]),
            ("NOT (year = 2025)", vec!["0.000000e0"]),
            (
                "year < 2025 OR place = 'north'",
                vec!["0.000000e0", "2.000000e0"],
            ),
            ("place <> 'north'", vec!["0.000000e0"]),
            ("place = 'a/b'", vec!["0.000000e0"]),
            ("place IS NOT NULL AND x > 0", vec!["2.000000e0"]),
            (
                "DAY > DATE '2024-02-29' AND year IS NOT NULL",
                vec!["1.000000e0"],
            ),
        ] {
            let filter = filter.replace("DAY", &format!("\"{day}\""));
            let sql = format!("SELECT x FROM {table} WHERE {filter}");
            assert_eq!(rows(&session, &sql), expected, "{sql}");
            for rows in rows_of_plans(&session, &sql) {
                assert_eq!(rows, expected, "plans of {sql}");
            }
        }
    }
}

#[test]
fn leading_zeros_stay_text_and_a_declared_number_finds_them() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("months");
    for month in ["07", "10"] {
        let column: ArrayRef = Arc::new(Float32Array::from(vec![1.0]));
        write_parquet(
            &path.join(format!("month={month}/p.parquet")),
            &numbers(column),
            10,
        );
    }
    open(&session, &path).unwrap();
    assert_eq!(
        rows(&session, "SELECT month || '!' FROM months"),
        ["07!", "10!"]
    );
    run(
        &session,
        &format!(
            "CREATE EXTERNAL TABLE declared (id BIGINT, x REAL, month INT) STORED AS PARQUET PARTITIONED BY (month) LOCATION '{}/'",
            path.display()
        ),
    );
    // <https://github.com/apache/datafusion/blob/55.2.0/datafusion/catalog-listing/src/helpers.rs>
    // lists the folder month=7.
    assert_eq!(
        rows(&session, "SELECT month + 1 FROM declared WHERE month = 7"),
        ["8.000000e0"]
    );
}

#[test]
fn a_file_with_a_name_twice_is_refused_by_that_name() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let field = |name: &str| Field::new(name, DataType::Int32, true);
    let schema = Schema::new(vec![field("id"), field("value"), field("value")]);
    let column = |value: i32| Arc::new(Int32Array::from(vec![value])) as ArrayRef;
    let columns = vec![column(1), column(10), column(100)];
    let batch = RecordBatch::try_new(Arc::new(schema), columns).unwrap();
    let parquet = folder.path().join("p.parquet");
    write_parquet(&parquet, &batch, 10);
    let arrow = folder.path().join("a.arrow");
    write_arrow(&arrow, &batch);
    for path in [parquet, arrow] {
        let text = path.to_string_lossy().into_owned();
        let by_sql = ask(&session, &format!("SELECT * FROM '{text}'")).unwrap_err();
        for error in [open(&session, &path).unwrap_err(), by_sql] {
            assert_eq!(error.code, ErrorCode::FileMismatch, "{error:?}");
            let expected = "has two columns called \"value\"";
            assert!(error.message.contains(expected), "{error:?}");
            assert!(error.message.contains(&text), "{error:?}");
        }
    }
}

#[test]
fn two_columns_of_one_name_are_copied_under_two() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    for format in ["parquet", "arrow", "json"] {
        let path = folder.path().join(format!("c.{format}"));
        let path = path.display();
        run(
            &session,
            &format!(
                "COPY (SELECT * FROM (VALUES (1)) l(a) JOIN (VALUES (1)) r(a) ON l.a = r.a) TO '{path}'"
            ),
        );
        assert_eq!(
            rows(&session, &format!("SELECT a + 1, a_1 + 2 FROM '{path}'")),
            ["2.000000e0|3.000000e0"],
            "{format}"
        );
    }
}

/// <https://github.com/apache/datafusion/issues/25120>
#[test]
fn what_is_under_a_null_struct_is_null() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let fields = Fields::from(vec![Field::new("a", DataType::Int32, true)]);
    let structs = StructArray::new(
        fields,
        vec![Arc::new(Int32Array::from(vec![1, 99, 3]))],
        Some(NullBuffer::from(vec![true, false, true])),
    );
    let ids: ArrayRef = Arc::new(Int32Array::from(vec![1, 2, 3]));
    let batch = RecordBatch::try_from_iter([("id", ids), ("s", Arc::new(structs) as ArrayRef)]);
    let batch = batch.unwrap();
    write_arrow(&folder.path().join("t.arrow"), &batch);
    let stream = folder.path().join("u.arrows");
    let mut writer =
        StreamWriter::try_new(File::create(&stream).unwrap(), &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    open(&session, &folder.path().join("t.arrow")).unwrap();
    open(&session, &stream).unwrap();
    for table in ["t", "u"] {
        for (sql, expected) in [
            (
                "SELECT id, s['a'] FROM t",
                vec![
                    "1.000000e0|1.000000e0",
                    "2.000000e0|",
                    "3.000000e0|3.000000e0",
                ],
            ),
            ("SELECT sum(s['a']) FROM t", vec!["4.000000e0"]),
            ("SELECT id FROM t WHERE s['a'] = 99", vec![]),
            ("SELECT id FROM t WHERE s['a'] IS NULL", vec!["2.000000e0"]),
            ("SELECT unnest(s) FROM t WHERE id = 2", vec![""]),
            (
                "SELECT nullif(s, named_struct('a', arrow_cast(3, 'Int32')))['a'] FROM t WHERE id = 3",
                vec![""],
            ),
        ] {
            let sql = sql.replace("FROM t", &format!("FROM {table}"));
            assert_eq!(rows(&session, &sql), expected, "{sql}");
        }
    }
}

#[test]
fn files_of_one_folder_may_differ_in_their_columns() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let small: ArrayRef = Arc::new(Int32Array::from(vec![1]));
    let large: ArrayRef = Arc::new(Int64Array::from(vec![1 << 40]));
    let text: ArrayRef = Arc::new(StringArray::from(vec!["x"]));
    let one = RecordBatch::try_from_iter([("a", small), ("b", Arc::clone(&text))]).unwrap();
    let other = RecordBatch::try_from_iter([("c", Arc::clone(&text)), ("a", large)]).unwrap();
    for format in ["parquet", "arrow"] {
        let path = folder.path().join(format);
        fs::create_dir_all(&path).unwrap();
        let write = |name: &str, batch: &RecordBatch| {
            let path = path.join(format!("{name}.{format}"));
            match format {
                "parquet" => write_parquet(&path, batch, 10),
                _ => write_arrow(&path, batch),
            }
        };
        write("1", &one);
        write("2", &other);
        let table = open(&session, &path).unwrap().name;
        assert_eq!(
            rows(
                &session,
                &format!("SELECT arrow_typeof(a), a, b, c FROM \"{table}\"")
            ),
            ["Int64|1.000000e0|x|", "Int64|1.099512e12||x"],
            "{format}"
        );
        assert_eq!(
            rows(&session, &format!("SELECT a FROM \"{table}\" WHERE a > 5")),
            ["1.099512e12"],
            "{format}"
        );
        write(
            "3",
            &RecordBatch::try_from_iter([("a", Arc::clone(&text))]).unwrap(),
        );
        let error = open(&session, &path).unwrap_err();
        assert_eq!(error.code, ErrorCode::FileMismatch, "{error:?}");
        for part in [
            "The column a is ",
            &format!("2.{format}"),
            &format!("3.{format}"),
        ] {
            assert!(error.message.contains(part), "{error:?}");
        }
    }
}

#[test]
fn timestamps_of_96_bits_are_right_from_the_year_1_to_9999() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("spark.parquet");
    let schema = parse_message_type("message s { required int96 t; }").unwrap();
    let file = File::create(&path).unwrap();
    let mut writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    // Julian days, with 1,000 nanoseconds of each.
    let days = [1_721_426, 2_440_588, 2_634_167, 5_373_484];
    let values = days.map(|day| {
        let mut value = Int96::new();
        value.set_data(1_000, 0, day);
        value
    });
    column
        .typed::<Int96Type>()
        .write_batch(&values, None, None)
        .unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    open(&session, &path).unwrap();
    assert_eq!(
        rows(&session, "SELECT arrow_cast(t, 'Utf8') FROM spark"),
        [
            "0001-01-01T00:00:00.000001",
            "1970-01-01T00:00:00.000001",
            "2500-01-01T00:00:00.000001",
            "9999-12-31T00:00:00.000001",
        ]
    );
}
