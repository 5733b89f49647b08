//! CSV in other encodings than UTF-8, with texts that stand for NULL and with given types of columns:
//! the same however the file is named, in plans as bytes, and beside tables without any of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use planarium_engine::catalog::{FileFormat, OpenOptions, open_file};
use planarium_engine::plan_file::PlanKind;
use planarium_engine::preview::preview;
use planarium_engine::query::Query;
use planarium_engine::session::Limits;
use planarium_engine::{Error, ErrorCode, Session};

use crate::plan_support::{of_kind, rows, rows_of, save_sql};
use crate::support::{ended, session, wait};

const TEXT: &str = "id,name\n1,Zoë\n2,\"a\nb\"\n3,NA\n";

fn ask(session: &Session, sql: &str) -> Result<Vec<String>, Error> {
    rows_of(&Query::start(session, sql, Limits::default()))
}

fn done(session: &Session, sql: &str) -> Result<(), Error> {
    match ended(&Query::start(session, sql, Limits::default())).error {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// Opens `path` as `name` with `options`, and as `name_x` by a statement.
fn open(session: &Session, path: &Path, name: &str, options: &[(&str, &str)]) -> Result<(), Error> {
    let given = |(key, value): &(&str, &str)| (String::from(*key), String::from(*value));
    let all = OpenOptions {
        name: Some(name.to_owned()),
        options: options.iter().map(given).collect::<BTreeMap<_, _>>(),
        ..OpenOptions::default()
    };
    let (worker, text) = (session.clone(), path.to_string_lossy().into_owned());
    wait(session, async move { open_file(&worker, &text, all).await })?;
    let list: Vec<String> = options
        .iter()
        .map(|(key, value)| format!("'{key}' '{}'", value.replace('\'', "''")))
        .collect();
    let list = match list.is_empty() {
        true => String::new(),
        false => format!("OPTIONS ({})", list.join(", ")),
    };
    let external = format!(
        "CREATE EXTERNAL TABLE {name}_x STORED AS CSV LOCATION '{}' {list}",
        path.display()
    );
    done(session, &external)
}

#[test]
fn every_encoding_gives_the_same_rows_as_utf_8() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let latin = TEXT.replace('ë', "\u{1}").into_bytes();
    let latin: Vec<u8> = latin
        .into_iter()
        .map(|byte| if byte == 1 { 0xeb } else { byte })
        .collect();
    let expected = ["1.000000e0|Zoë", "2.000000e0|a\nb", "3.000000e0|NA"];
    for (name, bytes, options) in [
        ("plain", TEXT.as_bytes().to_vec(), &[][..]),
        ("le", wide(TEXT, u16::to_le_bytes), &[]),
        ("be", wide(TEXT, u16::to_be_bytes), &[]),
        (
            "mark_le",
            wide(&format!("\u{feff}{TEXT}"), u16::to_le_bytes),
            &[],
        ),
        (
            "mark_be",
            wide(&format!("\u{feff}{TEXT}"), u16::to_be_bytes),
            &[],
        ),
        ("latin", latin, &[("encoding", "latin1")]),
    ] {
        let path = folder.path().join(format!("{name}.csv"));
        fs::write(&path, bytes).unwrap();
        open(&session, &path, name, options).unwrap();
        let mut sources = vec![name.to_owned(), format!("{name}_x")];
        if options.is_empty() {
            sources.push(format!("'{}'", path.display()));
        }
        for source in sources {
            let found = ask(
                &session,
                &format!("SELECT id, name FROM {source} ORDER BY id"),
            );
            assert_eq!(found.unwrap(), expected, "{source}");
            // Metadata of the tables' schemas must not come between them.
            let beside = format!(
                "SELECT count(*), max(a.name) FROM {source} a JOIN plain b ON a.id = b.id \
                 WHERE a.id IN (SELECT id FROM {source} UNION ALL SELECT id FROM plain)"
            );
            assert_eq!(
                ask(&session, &beside).unwrap(),
                ["3.000000e0|a\nb"],
                "{source}"
            );
        }
        let both = format!("SELECT * FROM {name} UNION ALL SELECT * FROM plain");
        assert_eq!(ask(&session, &both).unwrap().len(), 6, "{name}");
    }
}

/// A plan says how its files are read; parts of a large file begin at records.
#[test]
fn plans_in_bytes_keep_the_encoding_and_the_texts_for_null() {
    let (here, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("t.csv");
    let lines: String = (0..60_000)
        .map(|n| format!("{n},caf\u{1},NA,x{n}\n"))
        .collect();
    let bytes = format!("id,name,n,text\n{lines}").into_bytes();
    let bytes: Vec<u8> = bytes
        .into_iter()
        .map(|byte| if byte == 1 { 0xe9 } else { byte })
        .collect();
    fs::write(&path, bytes).unwrap();
    let options = [("encoding", "windows-1252"), ("null_text", "NA,x7")];
    open(&here, &path, "t", &options).unwrap();
    for table in ["t", "t_x"] {
        done(
            &here,
            "SET datafusion.optimizer.repartition_file_min_size = 1000",
        )
        .unwrap();
        let sql = format!(
            "SELECT count(*) AS c, count(n) AS n, count(text) AS t, min(name) AS a, max(name) AS b FROM {table}"
        );
        let expected = vec!["6.000000e4|0.000000e0|5.999900e4|café|café".to_owned()];
        assert_eq!(ask(&here, &sql).unwrap(), expected);
        let file = folder.path().join(format!("{table}.dfplan"));
        save_sql(&here, &sql, &file).unwrap();
        for kind in [PlanKind::Logical, PlanKind::Optimized, PlanKind::Physical] {
            assert_eq!(rows(&file, of_kind(kind)).unwrap(), expected, "{kind:?}");
        }
    }
}

#[test]
fn types_of_columns_are_given_as_sql_declares_them() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("t.csv");
    fs::write(
        &path,
        "id,Unit price,day\n007,1.10,2024-02-01\n8,2.255,2024-02-02\n",
    )
    .unwrap();
    let types = "id INT, \"Unit price\" DECIMAL(10, 3), day TIMESTAMP";
    open(&session, &path, "t", &[("column_types", types)]).unwrap();
    for table in ["t", "t_x"] {
        let sql = format!(
            "SELECT id, sum(\"Unit price\") OVER (), arrow_typeof(\"Unit price\"), arrow_typeof(day) \
             FROM {table} ORDER BY id LIMIT 1"
        );
        let expected = ["7.000000e0|3.355000e0|Decimal128(10, 3)|Timestamp(ns)"];
        assert_eq!(ask(&session, &sql).unwrap(), expected, "{table}");
    }
    for (types, says) in [
        ("nothing INT", "There is no column \"nothing\""),
        (
            "id INT) STORED AS CSV LOCATION 'x'; --",
            "column_types cannot be read",
        ),
        ("id BANANA", "column_types cannot be read"),
        ("id INT[]", "cannot have the type"),
    ] {
        let error = open(&session, &path, "u", &[("column_types", types)]).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidRequest, "{types}");
        assert!(error.message.contains(says), "{types}: {error:?}");
    }
}

#[test]
fn encodings_that_do_not_fit_are_errors() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("t.csv");
    fs::write(&path, &wide("a,b\n1,2\n", u16::to_le_bytes)[..13]).unwrap();
    let refused = |options: &[(&str, &str)]| open(&session, &path, "t", options).unwrap_err();
    assert_eq!(
        refused(&[("encoding", "klingon")]).code,
        ErrorCode::InvalidRequest
    );
    let cut = refused(&[]);
    assert_eq!(cut.code, ErrorCode::FileUnsupported, "{cut:?}");
    assert!(cut.message.contains("not valid UTF-16LE"), "{cut:?}");
    assert!(cut.message.contains("t.csv"), "{cut:?}");
}

/// The rows of a preview are those of the table, and its statement makes the same table.
#[test]
fn a_preview_shows_rows_and_a_statement_that_reads_them() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    for (name, bytes, options) in [
        ("semi.csv", b"a;b c\n1,5;x\n2;\n".to_vec(), &[][..]),
        (
            "pipe.txt",
            b"1|'a|b'\n2|'NA'\n".to_vec(),
            &[("format", "csv"), ("null_text", "NA")],
        ),
        (
            "wide.csv",
            wide("id,day\n1,2024-01-02\n", u16::to_le_bytes),
            &[],
        ),
        (
            "it's.csv",
            b"id,n\n007,1\n".to_vec(),
            &[("column_types", "id INT, n DECIMAL(5,1)")],
        ),
        (
            "head.csv",
            b"a,b\n1,x\n".to_vec(),
            &[("has_header", "false"), ("text_columns", "column_1")],
        ),
        (
            "lines.json",
            b"{\"a\":1,\"b\":[true]}\n{\"a\":2}\n".to_vec(),
            &[],
        ),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let mut given: BTreeMap<String, String> = options
            .iter()
            .map(|(key, value)| (key.to_string(), value.to_string()))
            .collect();
        let format = given.remove("format").map(|_| FileFormat::Csv);
        let all = OpenOptions {
            name: Some("made".to_owned()),
            format,
            options: given,
        };
        let (worker, text, also) = (
            session.clone(),
            path.to_string_lossy().into_owned(),
            all.clone(),
        );
        let shown = wait(&session, async move { preview(&worker, &text, also).await }).unwrap();
        let (worker, text) = (session.clone(), path.to_string_lossy().into_owned());
        let all = OpenOptions {
            name: Some("opened".to_owned()),
            ..all
        };
        let table = wait(
            &session,
            async move { open_file(&worker, &text, all).await },
        )
        .unwrap();
        assert_eq!(shown.columns, table.columns, "{name}");
        done(&session, &shown.statement.unwrap()).unwrap();
        let columns = |table: &str| {
            let sql = format!(
                "SELECT column_name, replace(data_type, 'Utf8View', 'Utf8') \
                 FROM information_schema.columns WHERE table_name = '{table}' ORDER BY ordinal_position"
            );
            ask(&session, &sql).unwrap()
        };
        // SQL makes its text columns views.
        assert_eq!(columns("made"), columns("opened"), "{name}");
        let rows = ask(&session, "SELECT * FROM opened").unwrap();
        assert_eq!(ask(&session, "SELECT * FROM made").unwrap(), rows, "{name}");
        assert_eq!(shown.rows.len(), rows.len(), "{name}");
        done(&session, "DROP TABLE made").unwrap();
        done(&session, "DROP TABLE opened").unwrap();
    }
    let path = folder.path().join("semi.csv");
    let (worker, text) = (session.clone(), path.to_string_lossy().into_owned());
    let shown = wait(&session, async move {
        preview(&worker, &text, OpenOptions::default()).await
    })
    .unwrap();
    assert_eq!(
        shown.rows,
        [
            [Some("1,5".to_owned()), Some("x".to_owned())],
            [Some("2".to_owned()), None]
        ]
    );
    assert_eq!(shown.found.get("delimiter").map(String::as_str), Some(";"));
}
