//! JSON whose columns hold values of several kinds.

use std::fs;
use std::path::Path;

use planarium_engine::plan_file::PlanKind;
use planarium_engine::query::Query;
use planarium_engine::session::Limits;
use planarium_engine::{Error, Session};

use crate::coverage_support::{Loses, run, survives};
use crate::plan_rebind::open;
use crate::plan_support::{of_kind, rows, rows_of, save_sql};
use crate::support::session;

fn write(session: &Session, path: &Path, text: &str, name: &str) {
    fs::write(path, text).unwrap();
    open(session, path, name);
}

fn ask(session: &Session, sql: &str) -> Result<Vec<String>, Error> {
    rows_of(&Query::start(session, sql, Limits::default()))
}

#[test]
fn numbers_and_truth_values_beside_text_are_read_as_they_are_written() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let objects = [
        "{\"a\": \"x\", \"n\": 1}",
        "{\"a\": 1776, \"n\": 2}",
        "{\"a\": 1.50, \"n\": 3}",
        "{\"a\": true, \"n\": 4}",
        "{\"a\": null}",
    ];
    let expected = ["/", "1.50/3", "1776/2", "true/4", "x/1"];
    for (name, text) in [
        ("listed", format!("[{}]", objects.join(","))),
        ("marked", format!("\u{feff}  [{}]", objects.join(",\n"))),
        ("lines", objects.join("\n")),
        ("marked_lines", format!("\u{feff}{}", objects.join("\n"))),
    ] {
        let extension = if name.contains("lines") {
            "ndjson"
        } else {
            "json"
        };
        write(
            &session,
            &folder.path().join(format!("{name}.{extension}")),
            &text,
            name,
        );
        let mut found = ask(&session, &format!("SELECT concat(a, '/', n) FROM {name}")).unwrap();
        found.sort();
        assert_eq!(found, expected, "{name}");
        for sql in [
            "SELECT * FROM ",
            "SELECT n + 1 AS m, upper(a) AS u FROM ",
            "SELECT count(*) FROM ",
        ] {
            survives(
                &session,
                folder.path(),
                &format!("{sql}{name}"),
                Loses::default(),
            );
        }
    }
}

/// The rows of a file that is read in several pieces.
#[test]
fn pieces_of_a_file_are_read_alike() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    run(
        &session,
        "SET datafusion.optimizer.repartition_file_min_size = 1000",
    );
    run(&session, "SET datafusion.execution.target_partitions = 4");
    let lines: Vec<String> = (0..1_000)
        .map(|n| match n % 2 {
            0 => format!("{{\"n\":{n},\"a\":\"x{n}\"}}"),
            _ => format!("{{\"n\":{n},\"a\":{n}}}"),
        })
        .collect();
    let path = folder.path().join("many.ndjson");
    write(&session, &path, &lines.join("\n"), "many");
    let sql = "SELECT count(*), sum(n), count(DISTINCT a), max(a) FROM many";
    let expected = ["1.000000e3|4.995000e5|1.000000e3|x998"];
    assert_eq!(ask(&session, sql).unwrap(), expected);
    let file = folder.path().join("many.dfplan");
    save_sql(&session, sql, &file).unwrap();
    for kind in PlanKind::ALL {
        assert_eq!(rows(&file, of_kind(kind)).unwrap(), expected, "{kind:?}");
    }
}

#[test]
fn lists_beside_text_are_json_text() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("a.json");
    write(&session, &path, "[{\"a\": [1, 2]}, {\"a\": \"x\"}]", "t");
    assert_eq!(ask(&session, "SELECT a FROM t").unwrap(), ["[1,2]", "x"]);
}
