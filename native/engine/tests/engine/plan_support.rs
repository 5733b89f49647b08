//! Saving, running and building plan files.

use std::io::{Cursor, Write};
use std::path::Path;

use datafusion::arrow::ipc::reader::StreamReader;
use planarium_engine::plan_file::{
    PlanKind, RunOptions, SaveOptions, SavedPlan, plan_bytes, prepare, save,
};
use planarium_engine::query::{Phase, Query};
use planarium_engine::results::PageRequest;
use planarium_engine::session::Limits;
use planarium_engine::{Error, Session};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;

use crate::support::{ended, session, sorted_rows, wait};

pub fn of_kind(kind: PlanKind) -> RunOptions {
    RunOptions {
        kind: Some(kind),
        ..RunOptions::default()
    }
}

/// Saves `sql` with all its stages.
pub fn save_sql(session: &Session, sql: &str, file: &Path) -> Result<SavedPlan, Error> {
    save_with(session, sql, file, SaveOptions::default())
}

pub fn save_with(
    session: &Session,
    sql: &str,
    file: &Path,
    options: SaveOptions,
) -> Result<SavedPlan, Error> {
    let (path, text, worker) = (file.to_path_buf(), sql.to_string(), session.clone());
    wait(session, async move {
        save(&worker, &text, &path, options).await
    })
}

pub fn bytes_of(session: &Session, sql: &str, kind: PlanKind) -> Result<Vec<u8>, Error> {
    let (text, worker) = (sql.to_string(), session.clone());
    wait(
        session,
        async move { plan_bytes(&worker, &text, kind).await },
    )
}

/// Runs a plan file in `session` and gives its sorted rows as text.
pub fn rows_in(session: &Session, file: &Path, options: RunOptions) -> Result<Vec<String>, Error> {
    let (worker, file) = (session.clone(), file.to_path_buf());
    let work = async move {
        let prepared = prepare(&worker, file, options).await?;
        Ok((prepared.sql, prepared.work))
    };
    rows_of(&Query::start_with(session, work, Limits::default()))
}

/// As [`rows_in`], in a session that knows nothing.
pub fn rows(file: &Path, options: RunOptions) -> Result<Vec<String>, Error> {
    rows_in(&session(), file, options)
}

/// The sorted rows of a query as text.
pub fn rows_of(query: &Query) -> Result<Vec<String>, Error> {
    let batches: Vec<_> = reader_of(query)?.map(Result::unwrap).collect();
    Ok(sorted_rows(&batches))
}

/// All rows of a query, once it ended.
pub fn reader_of(query: &Query) -> Result<StreamReader<Cursor<Vec<u8>>>, Error> {
    let status = ended(query);
    if status.phase != Phase::Done {
        return Err(status.error.unwrap());
    }
    let page = query.page(&PageRequest {
        offset: 0,
        limit: status.rows,
        ..PageRequest::default()
    })?;
    Ok(StreamReader::try_new(Cursor::new(page), None).unwrap())
}

/// A manifest that tells nothing but what every manifest must.
pub fn manifest() -> Value {
    json!({
        "formatVersion": 1, "planarium": "0.0.0", "datafusion": datafusion::DATAFUSION_VERSION,
        "arrow": "59.0.0", "codecVersion": 1, "created": "2026-01-01T00:00:00Z",
        "stage": "optimized", "sql": "SELECT 1", "settings": {}, "tables": [],
        "outputColumns": [], "logicalCodecs": [], "physicalCodecs": [], "entries": {},
        "notSerialized": [],
    })
}

/// A container of `entries` whose manifest is completed with their checksums.
pub fn container(mut manifest: Value, entries: &[(&str, &[u8])]) -> Vec<u8> {
    for (name, bytes) in entries {
        let digest = Sha256::digest(bytes);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        manifest["entries"][*name] = json!(hex);
    }
    let text = serde_json::to_vec(&manifest).unwrap();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("manifest.json", options).unwrap();
    zip.write_all(&text).unwrap();
    for (name, bytes) in entries {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The manifest of a plan file and its other entries.
pub fn opened(file: &Path) -> (Value, Vec<(String, Vec<u8>)>) {
    let bytes = std::fs::read(file).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut manifest = Value::Null;
    let mut entries = Vec::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let name = entry.name().unwrap().to_string();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut content).unwrap();
        match name.as_str() {
            "manifest.json" => manifest = serde_json::from_slice(&content).unwrap(),
            _ => entries.push((name, content)),
        }
    }
    (manifest, entries)
}

/// Writes `file` again with a manifest that `change` rewrote.
pub fn with_manifest(file: &Path, change: impl FnOnce(&mut Value)) {
    let (mut manifest, entries) = opened(file);
    change(&mut manifest);
    let entries: Vec<(&str, &[u8])> = entries
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    std::fs::write(file, container(manifest, &entries)).unwrap();
}
