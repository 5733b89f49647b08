//! CSV as people have it: folders of unlike files, odd dialects, encodings, and ways to name a file.

use std::fs;
use std::path::{Path, PathBuf};

use planarium_engine::api::LogicalPlan;
use planarium_engine::error::Fix;
use planarium_engine::query::Query;
use planarium_engine::session::Limits;
use planarium_engine::{Error, ErrorCode, Session};

use crate::damaged::open;
use crate::plan_support::rows_of;
use crate::support::{ended, session, wait};

fn ask(session: &Session, sql: &str) -> Result<Vec<String>, Error> {
    rows_of(&Query::start(session, sql, Limits::default()))
}

fn done(session: &Session, sql: &str) {
    let query = Query::start(session, sql, Limits::default());
    assert_eq!(ended(&query).error, None, "{sql}");
}

/// Writes files below `folder`, which is made.
fn files(folder: &Path, files: &[(&str, &str)]) -> PathBuf {
    fs::create_dir_all(folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    folder.to_owned()
}

/// The ways of SQL to name `path`, each as something to select from.
fn ways(session: &Session, path: &Path) -> Vec<String> {
    done(
        session,
        &format!(
            "CREATE EXTERNAL TABLE external STORED AS CSV LOCATION '{}'",
            path.display()
        ),
    );
    vec![
        open(session, path).unwrap().name,
        "external".to_owned(),
        format!("'{}'", path.display()),
    ]
}

/// apache/datafusion #4918: `b` of the second file stood under `a`.
#[test]
fn columns_of_a_folder_go_by_their_names() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let sales = files(
        &folder.path().join("sales"),
        &[
            ("2024-01.csv", "a,b\n1,10\n2,20\n"),
            ("2024-02.csv", "b,a\n30,3\n40,4\n"),
            ("2024-03.csv", "b,extra,a\n50,x,5\n"),
            ("2024-04.csv", "b\n60.5\n"),
        ],
    );
    for table in ways(&session, &sales) {
        let rows = ask(&session, &format!("SELECT a, b, extra FROM {table}")).unwrap();
        assert_eq!(
            rows,
            [
                "1.000000e0|1.000000e1|",
                "2.000000e0|2.000000e1|",
                "3.000000e0|3.000000e1|",
                "4.000000e0|4.000000e1|",
                "5.000000e0|5.000000e1|x",
                "|6.050000e1|",
            ],
            "{table}"
        );
        let one = ask(&session, &format!("SELECT extra FROM {table} WHERE b = 50")).unwrap();
        assert_eq!(one, ["x"]);
        let count = ask(&session, &format!("SELECT count(*) FROM {table}")).unwrap();
        assert_eq!(count, ["6.000000e0"]);
    }
}

#[test]
fn files_that_are_no_table_together_are_named() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let headless = files(
        &folder.path().join("headless"),
        &[("1.csv", "1,2\n3,4\n"), ("2.csv", "5,6,7\n")],
    );
    let unlike = files(
        &folder.path().join("unlike"),
        &[("1.csv", "a,b\n1,2\n"), ("2.csv", "x,y\n3,4\n")],
    );
    let opened = open(&session, &unlike).unwrap_err();
    assert!(opened.message.contains("2 different tables"), "{opened:?}");
    let in_sql =
        |path: &Path| ask(&session, &format!("SELECT * FROM '{}'", path.display())).unwrap_err();
    for (errors, words) in [
        (
            vec![open(&session, &headless).unwrap_err(), in_sql(&headless)],
            "they have 2 and 3 columns",
        ),
        (vec![in_sql(&unlike)], "a, b, and x, y"),
    ] {
        for error in errors {
            assert_eq!(error.code, ErrorCode::FileMismatch, "{error:?}");
            for part in ["1.csv", "2.csv", words] {
                assert!(error.message.contains(part), "{part}: {error:?}");
            }
            assert!(error.hint.is_some());
        }
    }
    // Short rows are an option.
    let made = format!(
        "CREATE EXTERNAL TABLE short STORED AS CSV LOCATION '{}' OPTIONS ('truncated_rows' 'true')",
        folder.path().join("headless").display()
    );
    done(&session, &made);
    let rows = ask(&session, "SELECT * FROM short").unwrap();
    assert_eq!(rows.len(), 3, "{rows:?}");
}

/// A table may give its columns names of its own; those of its files are matched where it does not.
#[test]
fn declared_columns_go_by_name_or_by_place() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("t.csv");
    fs::write(&path, "a,b,c\n1,2,3\n").unwrap();
    let made = |name: &str, columns: &str| {
        done(
            &session,
            &format!(
                "CREATE EXTERNAL TABLE {name} ({columns}) STORED AS CSV LOCATION '{}'",
                path.display()
            ),
        );
        ask(&session, &format!("SELECT * FROM {name}"))
    };
    assert_eq!(
        made("renamed", "x INT, y INT, z INT").unwrap(),
        ["1.000000e0|2.000000e0|3.000000e0"]
    );
    assert_eq!(
        made("turned", "c INT, a TEXT").unwrap(),
        ["3.000000e0|1.000000e0"]
    );
    let error = made("mixed", "b INT, y INT, z INT").unwrap_err();
    assert_eq!(error.code, ErrorCode::FileMismatch, "{error:?}");
    assert!(error.message.contains("a, b, c"), "{error:?}");
}

#[test]
fn one_file_has_the_same_columns_however_it_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text, columns, row) in [
        (
            "semi.csv",
            "name;price;qty\nA;1,50;2\n",
            "name|price|qty",
            "A|1,50|2.000000e0",
        ),
        ("pipe.csv", "a|b\n1|x, y\n", "a|b", "1.000000e0|x, y"),
        ("tab.csv", "a\tb\n1\tx y\n", "a|b", "1.000000e0|x y"),
        ("tab.tsv", "a\tb\n1\tx,y\n", "a|b", "1.000000e0|x,y"),
        (
            "head.csv",
            "\"first\nname\",\"last, name\"\nAnn,Lee\n",
            "first\nname|last, name",
            "Ann|Lee",
        ),
        (
            "none.csv",
            "1,Ann,2024-01-01\n2,Bob,2024-02-01\n",
            "column_1|column_2|column_3",
            "1.000000e0|Ann|2024-01-01",
        ),
        ("one.csv", "name\nAnn\n", "name", "Ann"),
        (
            "trailing.csv",
            "a,b,\n1,2,\n",
            "a|b|column_3",
            "1.000000e0|2.000000e0|",
        ),
        ("cr.csv", "a,b\r1,x\r", "a|b", "1.000000e0|x"),
        (
            "crlf.csv",
            "a,b\r\n1,\"x\r\ny\"\r\n",
            "a|b",
            "1.000000e0|x\r\ny",
        ),
        (
            "doubled.csv",
            "a,b\n1,\"say \"\"hi\"\"\"\n",
            "a|b",
            "1.000000e0|say \"hi\"",
        ),
        (
            "inner.csv",
            "a,b\n5\" pipe,2\n",
            "a|b",
            "5\" pipe|2.000000e0",
        ),
        (
            "blank.csv",
            "\n\na,b\n\n1,2\n\n",
            "a|b",
            "1.000000e0|2.000000e0",
        ),
        ("single.csv", "a,b\n'x,1','y'\n", "a|b", "x,1|y"),
        (
            "slash.csv",
            "a,b\n\"say \\\"hi\\\", ok\",2\n",
            "a|b",
            "say \"hi\", ok|2.000000e0",
        ),
        (
            "years.csv",
            "country,2019,2020\nDE,1,2\n",
            "country|2019|2020",
            "DE|1.000000e0|2.000000e0",
        ),
        ("plain.dat", "a;b\n1;2\n", "a|b", "1.000000e0|2.000000e0"),
    ] {
        let session = session();
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let named = match name.ends_with(".dat") {
            // What it holds only STORED AS says.
            true => {
                let table = ways_of_sql(&session, &path);
                vec![table]
            }
            false => ways(&session, &path),
        };
        for table in named {
            let query = Query::start(
                &session,
                format!("SELECT * FROM {table}"),
                Limits::default(),
            );
            let found = ended(&query).columns.unwrap();
            let names: Vec<String> = found.iter().map(|column| column.name.clone()).collect();
            assert_eq!(names.join("|"), columns, "{name} {table}");
            assert_eq!(rows_of(&query).unwrap()[0], row, "{name} {table}");
        }
    }
}

fn ways_of_sql(session: &Session, path: &Path) -> String {
    done(
        session,
        &format!(
            "CREATE EXTERNAL TABLE external STORED AS CSV LOCATION '{}'",
            path.display()
        ),
    );
    "external".to_owned()
}

#[test]
fn what_is_above_a_header_is_told() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("report.csv");
    fs::write(
        &path,
        "Sales, all regions\n\nid,name,amount\n1,a,5\n2,b,6\n",
    )
    .unwrap();
    let made = format!(
        "CREATE EXTERNAL TABLE r STORED AS CSV LOCATION '{}'",
        path.display()
    );
    for error in [
        open(&session, &path).unwrap_err(),
        ask(&session, &format!("SELECT * FROM '{}'", path.display())).unwrap_err(),
        ask(&session, &made).unwrap_err(),
    ] {
        assert_eq!(error.code, ErrorCode::FileMismatch, "{error:?}");
        assert!(error.message.contains("named in line 3"), "{error:?}");
        assert!(error.hint.unwrap().contains("tail -n +3"));
    }
}

#[test]
fn packed_csv_is_found_by_its_content() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    done(
        &session,
        &format!(
            "COPY (SELECT 1 AS a, 'x' AS b) TO '{}' STORED AS CSV OPTIONS ('compression' 'gzip')",
            folder.path().join("t.csv.gz").display()
        ),
    );
    let named = folder.path().join("named.csv");
    fs::copy(folder.path().join("t.csv.gz"), &named).unwrap();
    for table in ways(&session, &named) {
        let rows = ask(&session, &format!("SELECT a, b FROM {table}")).unwrap();
        assert_eq!(rows, ["1.000000e0|x"], "{table}");
    }
    // A download may unpack a file and leave its name.
    let plain = folder.path().join("plain.csv.gz");
    fs::write(&plain, "a,b\n1,x\n").unwrap();
    let table = open(&session, &plain).unwrap().name;
    assert_eq!(
        ask(&session, &format!("SELECT a FROM {table}")).unwrap(),
        ["1.000000e0"]
    );
    // Read as what it is not.
    let made = |columns: &str| {
        format!(
            "CREATE OR REPLACE EXTERNAL TABLE wrong {columns} STORED AS CSV LOCATION '{}' OPTIONS ('compression' 'uncompressed')",
            named.display()
        )
    };
    let inferred = ask(&session, &made("")).unwrap_err();
    done(&session, &made("(a INT, b TEXT)"));
    let declared = ask(&session, "SELECT * FROM wrong").unwrap_err();
    for error in [inferred, declared] {
        assert_eq!(error.code, ErrorCode::FileMismatch, "{error:?}");
        assert!(error.message.contains("compressed with gzip"), "{error:?}");
        assert!(error.message.contains("named.csv"), "{error:?}");
        assert!(error.hint.unwrap().contains("'compression' 'gzip'"));
    }
}

#[test]
fn the_encoding_of_text_that_is_not_utf_8_is_named_and_one_click_away() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    for (name, bytes, encoding) in [
        ("latin.csv", b"id,name\n1,Zo\xeb\n".to_vec(), "windows-1252"),
        (
            "japan.csv",
            b"id,name\n1,\x93\x8c\x8b\x9e\n2,\x83e\x83X\x83g\n".to_vec(),
            "shift_jis",
        ),
        (
            "late.csv",
            [
                b"id,name\n".as_slice(),
                &b"1,x\n".repeat(30_000),
                b"2,Zo\xeb\n",
            ]
            .concat(),
            "windows-1252",
        ),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let opened = open(&session, &path)
            .and_then(|table| ask(&session, &format!("SELECT max(name) FROM {}", table.name)));
        let in_place = ask(
            &session,
            &format!("SELECT max(name) FROM '{}'", path.display()),
        );
        for error in [opened.unwrap_err(), in_place.unwrap_err()] {
            assert_eq!(error.code, ErrorCode::FileUnsupported, "{error:?}");
            assert!(error.message.contains(name), "{error:?}");
            let hint = error.hint.unwrap();
            assert!(
                hint.contains(&format!("'encoding' '{encoding}'")),
                "{name}: {hint}"
            );
            let encoding = encoding.to_owned();
            assert_eq!(error.reopen.unwrap().fixes, [Fix::Encoding { encoding }]);
        }
    }
}

/// In folders, packed files, external tables and paths the file is named, with the row in it.
#[test]
fn late_values_are_told_with_their_file() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let rows: String = (1..=12_000).map(|n| format!("{n},{n}\n")).collect();
    let parts = files(
        &folder.path().join("parts"),
        &[
            ("1.csv", &format!("id,value\n{rows}")),
            ("2.csv", "id,value\n1,7\n2,n/a\n"),
        ],
    );
    for table in ways(&session, &parts) {
        let error = ask(&session, &format!("SELECT sum(value) FROM {table}")).unwrap_err();
        assert_eq!(error.code, ErrorCode::FileMismatch, "{table}: {error:?}");
        for part in ["2.csv", "'n/a'", "row 2", "column \"value\""] {
            assert!(error.message.contains(part), "{part}: {error:?}");
        }
        assert!(!error.message.contains("1.csv"), "{error:?}");
        assert!(error.hint.unwrap().contains("schema_infer_max_rec"));
    }
    done(
        &session,
        &format!(
            "COPY (SELECT value AS id, CASE WHEN value = 11000 THEN 'n/a' ELSE CAST(value AS TEXT) END AS value FROM generate_series(1, 12000) ORDER BY id) TO '{}' STORED AS CSV OPTIONS ('compression' 'gzip')",
            folder.path().join("packed.csv.gz").display()
        ),
    );
    for table in [
        open(&session, &folder.path().join("packed.csv.gz"))
            .unwrap()
            .name,
        format!("'{}'", folder.path().join("packed.csv.gz").display()),
    ] {
        let error = ask(&session, &format!("SELECT sum(value) FROM {table}")).unwrap_err();
        assert_eq!(error.code, ErrorCode::FileMismatch, "{error:?}");
        assert!(
            error
                .message
                .contains("'n/a' in row 11000, column \"value\""),
            "{error:?}"
        );
    }
}

#[test]
fn every_way_to_name_a_file_sees_that_it_changed() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("t.csv");
    fs::write(&path, "a,b\n1,2\n").unwrap();
    let tables = ways(&session, &path);
    done(&session, "CREATE SCHEMA s");
    done(&session, "CREATE VIEW s.v AS SELECT a FROM external");
    done(&session, "CREATE VIEW s.w AS SELECT a FROM s.v");
    let held = |sql: &str| {
        let (worker, sql) = (session.clone(), sql.to_owned());
        wait(&session, async move {
            LogicalPlan::from_sql(&worker, &sql).await
        })
        .unwrap()
    };
    let plans: Vec<LogicalPlan> = tables
        .iter()
        .map(|table| held(&format!("SELECT a FROM {table}")))
        .collect();
    fs::write(&path, "b;a;c\n20;10;x\n").unwrap();
    for table in tables.iter().map(String::as_str).chain(["s.v", "s.w"]) {
        let rows = ask(&session, &format!("SELECT a FROM {table}")).unwrap();
        assert_eq!(rows, ["1.000000e1"], "{table}");
    }
    fs::write(&path, "x,a\ny,100\n").unwrap();
    for plan in &plans {
        let query = plan.execute(&session, Limits::default(), false).unwrap();
        assert_eq!(rows_of(&query).unwrap(), ["1.000000e2"]);
    }
    fs::write(&path, "n\nnone\n").unwrap();
    for plan in &plans {
        let query = plan.execute(&session, Limits::default(), false).unwrap();
        let error = rows_of(&query).unwrap_err();
        assert_eq!(error.code, ErrorCode::FileChanged, "{error:?}");
    }
    fs::remove_file(&path).unwrap();
    for table in &tables {
        let error = ask(&session, &format!("SELECT * FROM {table}")).unwrap_err();
        assert_eq!(error.code, ErrorCode::FileMissing, "{table}: {error:?}");
    }
}

#[test]
fn stored_as_another_format_is_told() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let parquet = folder.path().join("data.csv");
    done(
        &session,
        &format!(
            "COPY (SELECT 1 AS a) TO '{}' STORED AS PARQUET",
            parquet.display()
        ),
    );
    let array = folder.path().join("array.json");
    fs::write(&array, "[{\"a\":1},{\"a\":2}]").unwrap();
    let made = |format: &str, path: &Path| {
        format!(
            "CREATE OR REPLACE EXTERNAL TABLE t STORED AS {format} LOCATION '{}'",
            path.display()
        )
    };
    let error = ask(&session, &made("CSV", &parquet)).unwrap_err();
    assert_eq!(error.code, ErrorCode::FileMismatch, "{error:?}");
    assert!(error.hint.unwrap().contains("STORED AS PARQUET"));
    done(&session, &made("PARQUET", &parquet));
    assert_eq!(ask(&session, "SELECT a FROM t").unwrap(), ["1.000000e0"]);
    done(&session, &made("JSON", &array));
    assert_eq!(
        ask(&session, "SELECT sum(a) FROM t").unwrap(),
        ["3.000000e0"]
    );
    let path = format!("SELECT sum(a) FROM '{}'", array.display());
    assert_eq!(ask(&session, &path).unwrap(), ["3.000000e0"]);
}

/// As DuckDB writes them.
#[test]
fn empty_text_and_null_are_written_apart() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("t.csv");
    let rows = "SELECT * FROM (VALUES (1, ''), (2, NULL), (3, 'a,\"b\"')) AS t(i, s)";
    done(
        &session,
        &format!("COPY ({rows}) TO '{}' STORED AS CSV", path.display()),
    );
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "i,s\n1,\"\"\n2,\n3,\"a,\"\"b\"\"\"\n"
    );
    let into = files(&folder.path().join("into"), &[]);
    done(
        &session,
        &format!(
            "CREATE EXTERNAL TABLE sink (i INT, s TEXT) STORED AS CSV LOCATION '{}/'",
            into.display()
        ),
    );
    done(&session, &format!("INSERT INTO sink {rows}"));
    let written = fs::read_dir(&into).unwrap().next().unwrap().unwrap().path();
    assert_eq!(
        fs::read_to_string(written).unwrap(),
        "i,s\n1,\"\"\n2,\n3,\"a,\"\"b\"\"\"\n"
    );
    assert_eq!(
        ask(&session, "SELECT count(*) FROM sink").unwrap(),
        ["3.000000e0"]
    );
}

/// Postal codes, as in DuckDB.
#[test]
fn values_with_leading_zeros_are_text() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("codes.csv");
    fs::write(&path, "code,n\n00501,0\n10001,-2\n").unwrap();
    let asked = format!(
        "SELECT code || ' ' || arrow_typeof(n) FROM '{}' ORDER BY code",
        path.display()
    );
    assert_eq!(
        ask(&session, &asked).unwrap(),
        ["00501 Int64", "10001 Int64"]
    );
}
