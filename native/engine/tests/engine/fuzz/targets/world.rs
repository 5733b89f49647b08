//! What the calls of all cases need: sessions, a result, a place for files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use planarium_engine::Session;
use planarium_engine::query::Query;
use planarium_engine::session::Limits;
use tempfile::TempDir;

use super::super::codec::Names;
use super::super::corpus::{Corpus, FOLDER};
use super::super::statements::TABLES;
use crate::coverage_support::run;
use crate::support::{ended, session};

pub struct World {
    pub plain: Session,
    /// As `plain`, with an extension codec in both layers.
    pub extended: Session,
    /// With the tables of the corpus.
    pub with_tables: Session,
    pub result: Query,
    pub names: Arc<Names>,
    scratch: TempDir,
    laid_out: BTreeMap<PathBuf, (u64, SystemTime)>,
}

impl World {
    pub fn new(corpus: &Corpus) -> Self {
        corpus.lay_out();
        let (plain, with_tables) = (session(), session());
        for sql in TABLES {
            run(&with_tables, &sql.replace("{folder}", FOLDER));
        }
        let names = Arc::new(Names::default());
        let sql =
            "SELECT value AS n, value::varchar AS s, [value] AS l FROM generate_series(1, 1000)";
        let result = Query::start(&with_tables, sql, Limits::default());
        assert_eq!(ended(&result).rows, 1_000);
        Self {
            extended: names.installed(&plain),
            plain,
            with_tables,
            result,
            names,
            scratch: tempfile::tempdir().unwrap(),
            laid_out: listing(),
        }
    }

    /// Writes a case's input to a file of this name.
    pub fn file(&self, name: &str, input: &[u8]) -> PathBuf {
        let path = self.scratch.path().join(name);
        std::fs::write(&path, input).unwrap();
        path
    }

    /// What no case may do: no file that plans name was written, made or removed.
    pub fn untouched(&self) -> Result<(), String> {
        let now = listing();
        if now == self.laid_out {
            Ok(())
        } else {
            Err(format!(
                "{FOLDER} was changed: {now:?} instead of {:?}",
                self.laid_out
            ))
        }
    }
}

/// Size and time of every file below [`FOLDER`].
fn listing() -> BTreeMap<PathBuf, (u64, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut pending = vec![Path::new(FOLDER).to_path_buf()];
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            // Other processes replace a file by an equal one now and then.
            let Ok(about) = entry.metadata() else {
                continue;
            };
            if about.is_dir() {
                pending.push(entry.path());
            } else if !entry.file_name().to_string_lossy().starts_with(".tmp") {
                found.insert(entry.path(), (about.len(), about.modified().unwrap()));
            }
        }
    }
    found
}
