//! Damaged files: whatever is cut, flipped or doubled, opening and reading end in rows or in one error.

use crate::fuzz::random::Random;
use crate::support::{ended, session, silence_workers, wait};
use datafusion::arrow::array::{Int64Array, RecordBatch, StringArray};
use datafusion::arrow::ipc::CompressionType;
use datafusion::arrow::ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use datafusion::parquet::arrow::ArrowWriter;
use planarium_engine::catalog::{OpenOptions, TableInfo, open_file, remove_table};
use planarium_engine::query::{Phase, Query};
use planarium_engine::session::Limits;
use planarium_engine::{Error, ErrorCode, Session};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Few rows: most of a file are then the structures whose damage is told apart.
pub const ROWS: i64 = 60;

fn batch() -> RecordBatch {
    let numbers = Int64Array::from_iter_values(0..ROWS);
    let words = StringArray::from_iter_values((0..ROWS).map(|number| format!("word {number}")));
    RecordBatch::try_from_iter([("n", Arc::new(numbers) as _), ("w", Arc::new(words) as _)])
        .unwrap()
}

pub fn files() -> Vec<(&'static str, Vec<u8>)> {
    let batch = batch();
    let mut parquet = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    parquet.write(&batch).unwrap();
    let mut file = FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    file.write(&batch).unwrap();
    let mut stream = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    stream.write(&batch).unwrap();
    vec![
        ("a.parquet", parquet.into_inner().unwrap()),
        ("a.arrow", file.into_inner().unwrap()),
        ("a.arrows", stream.into_inner().unwrap()),
    ]
}

/// The batch with compressed buffers.
pub fn packed() -> (&'static str, Vec<u8>) {
    let batch = batch();
    let options = IpcWriteOptions::default()
        .try_with_compression(Some(CompressionType::ZSTD))
        .unwrap();
    let mut file = FileWriter::try_new_with_options(Vec::new(), &batch.schema(), options).unwrap();
    file.write(&batch).unwrap();
    ("packed.arrow", file.into_inner().unwrap())
}

pub fn open(session: &Session, path: &Path) -> Result<TableInfo, Error> {
    let (worker, path) = (session.clone(), path.to_string_lossy().into_owned());
    wait(session, async move {
        open_file(&worker, &path, OpenOptions::default()).await
    })
}

/// Opens and reads all of a file; the rows that came.
pub fn read(session: &Session, path: &Path) -> Result<usize, Error> {
    query(session, &open(session, path)?)
}

/// Reads all of a table and forgets it.
fn query(session: &Session, table: &TableInfo) -> Result<usize, Error> {
    let sql = format!("select * from {}", table.name);
    let status = ended(&Query::start(session, sql, Limits::default()));
    remove_table(session, &table.name).unwrap();
    match status.error {
        Some(error) => Err(error),
        None => {
            assert_eq!(status.phase, Phase::Done);
            Ok(status.rows)
        }
    }
}

#[test]
fn whole_files_are_read() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    for (name, bytes) in files() {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(read(&session, &path), Ok(ROWS as usize), "{name}");
    }
    for (name, _) in files() {
        let table = open(&session, &folder.path().join(name)).unwrap();
        assert_eq!(table.rows, Some(ROWS as u64), "{name}");
    }
}

#[test]
fn a_cut_file_is_an_error_and_never_a_part() {
    silence_workers();
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    for (name, bytes) in files() {
        for part in 1..40 {
            let cut = bytes.len() * part / 40;
            let path: PathBuf = folder.path().join(format!("cut-{part}-{name}"));
            std::fs::write(&path, &bytes[..cut]).unwrap();
            let error = read(&session, &path).map_err(|error| error.code);
            assert_eq!(
                error,
                Err(ErrorCode::FileDamaged),
                "{name} cut at {cut} of {}",
                bytes.len()
            );
        }
    }
}

/// One to three changes to `bytes`: a bit flipped, a byte replaced, a stretch cut out or doubled,
/// or the end cut off.
pub fn mutated(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(changed.len().max(1));
        let until = (at + 1 + random.below(16)).min(changed.len());
        match random.below(5) {
            _ if changed.is_empty() => {}
            0 => changed[at] ^= 1 << random.below(8),
            1 => changed[at] = random.below(256) as u8,
            2 => drop(changed.drain(at..until)),
            3 => {
                let again = changed[at..until].to_vec();
                changed.splice(at..at, again);
            }
            _ => changed.truncate(at),
        }
    }
    changed
}

const MUTATIONS: usize = 300;

#[test]
fn random_damage_ends_in_rows_or_one_clear_error() {
    silence_workers();
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let mut failures = Vec::new();
    let mut opened = 0;
    for (name, bytes) in files().into_iter().chain([packed()]).chain(texts()) {
        let mut random = Random(0x5eed_5eed);
        for round in 0..MUTATIONS {
            let path = folder.path().join(format!("r{round}-{name}"));
            std::fs::write(&path, mutated(&bytes, &mut random)).unwrap();
            match open(&session, &path) {
                Ok(table) => {
                    opened += 1;
                    match query(&session, &table) {
                        Err(error) if !tells(&error, &path) => {
                            failures.push(format!("{name} {round} read: {error:?}"));
                        }
                        _ => {}
                    }
                }
                Err(error) if OPENING.contains(&error.code) => {}
                Err(error) => failures.push(format!("{name} {round} opened: {error:?}")),
            }
            std::fs::remove_file(&path).unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
    assert!(opened > MUTATIONS, "only {opened} files opened");
}

/// How opening may fail.
const OPENING: [ErrorCode; 6] = [
    ErrorCode::FileDamaged,
    ErrorCode::FileMismatch,
    ErrorCode::FileUnsupported,
    ErrorCode::FileEmpty,
    ErrorCode::FileUnreadable,
    ErrorCode::FileFormatUnknown,
];

/// How reading may fail: always with the file's name, and never as a fault of the product.
pub fn tells(error: &Error, path: &Path) -> bool {
    let names = error.message.contains(&*path.to_string_lossy()) && error.hint.is_some();
    let codes = [
        ErrorCode::FileDamaged,
        ErrorCode::FileMismatch,
        ErrorCode::FileUnsupported,
    ];
    codes.contains(&error.code) && names
}

fn texts() -> Vec<(&'static str, Vec<u8>)> {
    let rows = 0..60;
    let lines: Vec<String> = rows
        .clone()
        .map(|n| format!(r#"{{"n":{n},"w":"word {n}","d":[{n},null],"o":{{"x":{n}.5}}}}"#))
        .collect();
    let csv: String = rows
        .map(|n| format!("{n},\"word {n}\",2024-01-02\n"))
        .collect();
    vec![
        ("t.csv", format!("n,w,d\n{csv}").into_bytes()),
        ("t.ndjson", lines.join("\n").into_bytes()),
        ("t.json", format!("[{}]", lines.join(",\n")).into_bytes()),
    ]
}

#[test]
fn flipped_bits_do_no_harm() {
    silence_workers();
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    for (name, bytes) in files() {
        for at in (0..bytes.len()).step_by(bytes.len() / 60 + 1) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x55;
            let path = folder.path().join(format!("flip-{at}-{name}"));
            std::fs::write(&path, &flipped).unwrap();
            // Rows or an error: the point is that the session goes on.
            let _ = read(&session, &path);
        }
        let path = folder.path().join(name);
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(
            read(&session, &path),
            Ok(ROWS as usize),
            "{name} after damaged ones"
        );
    }
}
