//! Excel workbooks as tables.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use planarium_engine::catalog::{FileFormat, OpenOptions, open_file, reopen_table};
use planarium_engine::plan_file::{PlanKind, SaveOptions};
use planarium_engine::preview::preview;
use planarium_engine::query::Query;
use planarium_engine::session::Limits;
use planarium_engine::{Error, ErrorCode, Session};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::plan_support::{of_kind, rows, rows_of, save_sql, save_with};
use crate::support::{ended, session, wait};

const NAMES: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A workbook of sheets with rows as XML; of the styles 1 is a date with time, 2 a time, 3 a date.
fn workbook(path: &Path, sheets: &[(&str, &str)]) {
    let mut zip = ZipWriter::new(File::create(path).unwrap());
    let mut part = |name: &str, text: &str| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let numbered = || (1..).zip(sheets);
    let list: String = numbered()
        .map(|(n, (name, _))| format!("<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"r{n}\"/>"))
        .collect();
    part(
        "xl/workbook.xml",
        &format!(
            "<workbook xmlns=\"{NAMES}\" xmlns:r=\"{RELATIONS}\"><sheets>{list}</sheets></workbook>"
        ),
    );
    let list: String = numbered()
        .map(|(n, _)| format!("<Relationship Id=\"r{n}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"))
        .collect();
    part(
        "xl/_rels/workbook.xml.rels",
        &format!(
            "<Relationships xmlns=\"{PACKAGE}/relationships\">{list}<Relationship Id=\"s\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/></Relationships>"
        ),
    );
    part(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"w\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    part(
        "[Content_Types].xml",
        &format!(
            "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
        ),
    );
    part(
        "xl/styles.xml",
        &format!(
            "<styleSheet xmlns=\"{NAMES}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/><xf numFmtId=\"20\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
        ),
    );
    for (n, (_, rows)) in numbered() {
        part(
            &format!("xl/worksheets/sheet{n}.xml"),
            &format!("<worksheet xmlns=\"{NAMES}\"><sheetData>{rows}</sheetData></worksheet>"),
        );
    }
    zip.finish().unwrap();
}

fn text(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn orders() -> String {
    let header: String = ["A", "B", "C", "D", "E", "F", "G"]
        .iter()
        .zip(["id", "price", "day", "at", "open", "mixed", "ok"])
        .map(|(column, name)| text(&format!("{column}1"), name))
        .collect();
    format!(
        "<row r=\"1\">{header}</row>\
         <row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><v>1.5</v></c><c r=\"C2\" s=\"3\"><v>45292</v></c>\
         <c r=\"D2\" s=\"1\"><v>45292.75</v></c><c r=\"E2\" s=\"2\"><v>0.5</v></c><c r=\"F2\"><v>7</v></c><c r=\"G2\" t=\"b\"><v>1</v></c></row>\
         <row r=\"4\"><c r=\"A4\"><v>2</v></c><c r=\"B4\" t=\"e\"><v>#DIV/0!</v></c>{}</row>",
        text("F4", "x")
    )
}

fn ask(session: &Session, sql: &str) -> Result<Vec<String>, Error> {
    rows_of(&Query::start(session, sql, Limits::default()))
}

fn open(session: &Session, path: &Path, options: &[(&str, &str)]) -> Result<(), Error> {
    let options = OpenOptions {
        name: Some("t".to_owned()),
        options: options
            .iter()
            .map(|(key, value)| (key.to_string(), value.to_string()))
            .collect(),
        ..OpenOptions::default()
    };
    let (worker, text) = (session.clone(), path.to_string_lossy().into_owned());
    wait(
        session,
        async move { open_file(&worker, &text, options).await },
    )
    .map(|table| {
        assert_eq!(table.format, Some(FileFormat::Excel));
    })
}

#[test]
fn a_worksheet_is_a_table_with_the_types_of_its_cells() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("Orders 2024.xlsx");
    workbook(&path, &[("Empty", ""), ("Orders", &orders())]);
    open(&session, &path, &[]).unwrap();
    let expected = [
        "1.000000e0|1.500000e0|2024-01-01|2024-01-01T18:00:00|12:00:00|7.000000e0|true",
        "2.000000e0|||||x|",
    ];
    for source in ["t".to_owned(), format!("'{}'", path.display())] {
        assert_eq!(
            ask(&session, &format!("SELECT * FROM {source}")).unwrap(),
            expected
        );
    }
    let types = "SELECT data_type FROM information_schema.columns WHERE table_name = 't' ORDER BY data_type";
    assert_eq!(
        ask(&session, types).unwrap(),
        [
            "Boolean",
            "Date32",
            "Float64",
            "Int64",
            "Time64(ns)",
            "Timestamp(ms)",
            "Utf8",
        ]
    );
    // Plans hold its rows on request, like those of tables in memory.
    let file = folder.path().join("p.dfplan");
    let sql = "SELECT sum(id) AS s FROM t";
    let refused = save_sql(&session, sql, &file).unwrap_err();
    assert_eq!(refused.code, ErrorCode::PlanNotSerializable);
    let embed = SaveOptions {
        embed_memory_tables: true,
        ..SaveOptions::default()
    };
    save_with(&session, sql, &file, embed).unwrap();
    assert_eq!(
        rows(&file, of_kind(PlanKind::Physical)).unwrap(),
        ["3.000000e0"]
    );

    let (worker, options) = (session.clone(), OpenOptions::default());
    let text = path.to_string_lossy().into_owned();
    let shown = wait(
        &session,
        async move { preview(&worker, &text, options).await },
    )
    .unwrap();
    assert_eq!(shown.sheets, ["Empty", "Orders"]);
    assert_eq!(shown.found.get("sheet").map(String::as_str), Some("Orders"));
    assert_eq!(shown.rows[0][4].as_deref(), Some("12:00:00"));
}

#[test]
fn sheet_header_and_types_are_chosen_and_a_changed_file_is_read_again() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("b.xlsx");
    let rows = format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}</row>",
        text("A1", "a"),
        text("B1", "7"),
        text("A2", "b")
    );
    workbook(&path, &[("One", &orders()), ("Two", &rows)]);
    open(
        &session,
        &path,
        &[
            ("sheet", "Two"),
            ("has_header", "false"),
            ("column_types", "column_2 INT"),
        ],
    )
    .unwrap();
    assert_eq!(
        ask(&session, "SELECT column_1, column_2 + 1 FROM t").unwrap(),
        ["a|8.000000e0", "b|"]
    );

    for (option, value, code) in [
        ("sheet", "Three", ErrorCode::InvalidRequest),
        ("shet", "Two", ErrorCode::InvalidRequest),
        ("column_types", "mixed INT", ErrorCode::FileMismatch),
    ] {
        let options = OpenOptions {
            options: [(option.to_owned(), value.to_owned())].into(),
            ..OpenOptions::default()
        };
        let worker = session.clone();
        let refused = wait(&session, async move {
            reopen_table(&worker, "t", options).await
        });
        assert_eq!(refused.unwrap_err().code, code, "{option}");
    }
    let insert = Query::start(&session, "INSERT INTO t VALUES ('x', 1)", Limits::default());
    assert_eq!(
        ended(&insert).error.unwrap().code,
        ErrorCode::UnsupportedStatement
    );

    workbook(
        &path,
        &[(
            "Two",
            &format!("<row r=\"1\">{}</row>", text("A1", "changed")),
        )],
    );
    let error = ask(&session, "SELECT * FROM t").unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidRequest, "{error:?}");
    workbook(
        &path,
        &[(
            "Two",
            &format!(
                "<row r=\"1\">{}{}</row>",
                text("A1", "changed"),
                text("B1", "1")
            ),
        )],
    );
    assert_eq!(
        ask(&session, "SELECT * FROM t").unwrap(),
        ["changed|1.000000e0"]
    );
}

#[test]
fn files_that_lie_are_errors() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("b.xlsx");
    // Two cells at opposite ends are a header and a row, not seventeen billion cells.
    let far = format!(
        "<row r=\"1\">{}</row><row r=\"1048576\">{}</row>",
        text("A1", "a"),
        text("XFD1048576", "b")
    );
    workbook(&path, &[("Far", &far)]);
    open(&session, &path, &[]).unwrap();
    assert_eq!(
        ask(&session, "SELECT count(*) FROM t").unwrap(),
        ["1.000000e0"]
    );

    let whole = std::fs::read(&path).unwrap();
    let refused = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let other = crate::support::session();
        open(&other, &path, &[]).unwrap_err().code
    };
    assert_eq!(refused(&whole[..whole.len() / 2]), ErrorCode::FileDamaged);
    assert_eq!(refused(b"a,b\n1,2\n"), ErrorCode::FileDamaged);
    assert_eq!(refused(b"PK\x03\x04 nothing"), ErrorCode::FileDamaged);
    workbook(&path, &[("Empty", "")]);
    let empty = std::fs::read(&path).unwrap();
    assert_eq!(refused(&empty), ErrorCode::FileEmpty);
}
