//! Damaged files: whatever is cut or flipped, opening and reading end in rows or in one error.

use crate::support::{ended, session, wait};
use datafusion::arrow::array::{Int64Array, RecordBatch, StringArray};
use datafusion::arrow::ipc::writer::{FileWriter, StreamWriter};
use datafusion::parquet::arrow::ArrowWriter;
use planarium_engine::catalog::{OpenOptions, TableInfo, open_file, remove_table};
use planarium_engine::query::{Phase, Query};
use planarium_engine::session::Limits;
use planarium_engine::{Error, ErrorCode, Session};
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn batch() -> RecordBatch {
    let numbers = Int64Array::from_iter_values(0..500);
    let words = StringArray::from_iter_values((0..500).map(|number| format!("word {number}")));
    RecordBatch::try_from_iter([("n", Arc::new(numbers) as _), ("w", Arc::new(words) as _)])
        .unwrap()
}

fn files() -> Vec<(&'static str, Vec<u8>)> {
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

fn open(session: &Session, path: &Path) -> Result<TableInfo, Error> {
    let (worker, path) = (session.clone(), path.to_string_lossy().into_owned());
    wait(session, async move {
        open_file(&worker, &path, OpenOptions::default()).await
    })
}

/// Opens and reads all of a file; the rows that came.
fn read(session: &Session, path: &Path) -> Result<usize, Error> {
    let table = open(session, path)?;
    let query = Query::start(
        session,
        format!("select * from {}", table.name),
        Limits::default(),
    );
    let status = ended(&query);
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
        assert_eq!(read(&session, &path), Ok(500), "{name}");
    }
    assert_eq!(
        open(&session, &folder.path().join("a.parquet"))
            .unwrap()
            .rows,
        Some(500)
    );
}

#[test]
fn a_cut_file_is_an_error_and_never_a_part() {
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

#[test]
fn flipped_bits_do_no_harm() {
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
        assert_eq!(read(&session, &path), Ok(500), "{name} after damaged ones");
    }
}
