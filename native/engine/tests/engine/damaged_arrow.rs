//! Damaged Arrow files over which the reader panics, or would end the process.

use crate::damaged::{ROWS, files, mutated, open, packed, read, tells};
use crate::fuzz::random::Random;
use crate::support::{ended, session, silence_workers};
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::ipc::reader::FileReader;
use datafusion::logical_expr::{ScalarUDF, Volatility, create_udf};
use planarium_engine::catalog::remove_table;
use planarium_engine::query::Query;
use planarium_engine::session::Limits;
use planarium_engine::{ErrorCode, Session};
use std::path::Path;
use std::sync::Arc;

#[test]
fn a_reader_that_panics_names_the_file_in_every_way_to_read_it() {
    silence_workers();
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("torn.arrow");
    std::fs::write(&path, panicking(&session, folder.path())).unwrap();
    let url = path.display();
    let opened = open(&session, &path).unwrap().name;
    for sql in [
        format!("select * from {opened}"),
        format!("select w, count(*) from {opened} group by w order by w"),
        format!("select * from '{url}'"),
        format!("explain analyze select * from {opened}"),
        format!("create table copied as select * from {opened}"),
        format!("select (select max(w) from {opened}) from generate_series(1, 3)"),
    ] {
        let status = ended(&Query::start(&session, sql.clone(), Limits::default()));
        let error = status.error.unwrap_or_else(|| panic!("{sql} gives rows"));
        assert!(tells(&error, &path), "{sql}: {error:?}");
        assert!(
            error.message.ends_with("The reader failed over its data."),
            "{error:?}"
        );
    }
}

/// Arrow makes room for what a header asks for: where there is none the process ended.
#[test]
fn a_header_that_asks_for_more_than_the_file_holds_is_refused() {
    silence_workers();
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    for (name, bytes) in files().into_iter().chain([packed()]) {
        let Some(at) = asked(name, &bytes) else {
            continue;
        };
        let mut changed = bytes.clone();
        changed[at + 6] = 0x10;
        let path = folder.path().join(name).with_extension("arrow");
        std::fs::write(&path, &changed).unwrap();
        let error = read(&session, &path).unwrap_err();
        assert!(tells(&error, &path), "{name}: {error:?}");
        for sql in [
            format!("select * from '{}'", path.display()),
            format!(
                "create external table t stored as arrow location '{}'",
                path.display()
            ),
        ] {
            let error = ended(&Query::start(&session, sql, Limits::default()))
                .error
                .unwrap();
            assert!(tells(&error, &path), "{name}: {error:?}");
        }
    }
}

/// Where eight bytes say how long a body is, or how long what was compressed in it.
fn asked(name: &str, bytes: &[u8]) -> Option<usize> {
    let find = |wanted: u64| {
        let wanted = wanted.to_le_bytes();
        bytes.windows(8).rposition(|bytes| bytes == wanted)
    };
    match name {
        "a.arrows" => body_lengths(bytes).into_iter().find_map(find),
        "packed.arrow" => find(ROWS as u64 * 8),
        _ => None,
    }
}

fn body_lengths(bytes: &[u8]) -> Vec<u64> {
    let length = u32::from_le_bytes(bytes[4..8].try_into().unwrap()) as usize;
    let batch = 8 + length;
    let length = u32::from_le_bytes(bytes[batch + 4..batch + 8].try_into().unwrap()) as usize;
    let header = &bytes[batch + 8..batch + 8 + length];
    let message = datafusion::arrow::ipc::root_as_message(header).unwrap();
    vec![message.bodyLength() as u64]
}

/// A mutation of an Arrow file that opens, and over which arrow panics when rows are read.
fn panicking(session: &Session, folder: &Path) -> Vec<u8> {
    let (_, bytes) = files()
        .into_iter()
        .find(|(name, _)| *name == "a.arrow")
        .unwrap();
    let mut random = Random(0x5eed_5eed);
    for round in 0..10_000 {
        let changed = mutated(&bytes, &mut random);
        let path = folder.join(format!("p{round}.arrow"));
        std::fs::write(&path, &changed).unwrap();
        let panics = open(session, &path).is_ok_and(|table| {
            remove_table(session, &table.name).unwrap();
            arrow_panics(&changed)
        });
        std::fs::remove_file(&path).unwrap();
        if panics {
            return changed;
        }
    }
    panic!("no mutation makes arrow panic any more: choose another input");
}

fn arrow_panics(bytes: &[u8]) -> bool {
    std::panic::catch_unwind(|| {
        FileReader::try_new(std::io::Cursor::new(bytes), None).map(Iterator::count)
    })
    .is_err()
}

#[test]
fn a_panic_that_no_file_causes_stays_one() {
    silence_workers();
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let path = folder.path().join("whole.csv");
    std::fs::write(&path, "n\n1\n2\n").unwrap();
    session.context().register_udf(panics());
    for table in [
        "generate_series(1, 3) as t(n)".to_owned(),
        format!("'{}'", path.display()),
    ] {
        let sql = format!("select panics(n) from {table}");
        let error = ended(&Query::start(&session, sql, Limits::default()))
            .error
            .unwrap();
        assert_eq!(error.code, ErrorCode::Panic, "{table}: {error:?}");
    }
}

fn panics() -> ScalarUDF {
    create_udf(
        "panics",
        vec![DataType::Int64],
        DataType::Int64,
        Volatility::Volatile,
        Arc::new(|_| panic!("on purpose")),
    )
}
