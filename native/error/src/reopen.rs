//! Open options that avoid an error.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use std::path::{Path, PathBuf};

use super::Error;

/// A change of a table's options. Mirrors `fix` of `app/shared/errors.ts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Fix {
    /// Read one column as text.
    TextColumn { column: String },
    /// Infer column types from all rows.
    AllRows,
    /// Fill rows that are too short with NULL.
    FillShortRows,
    /// Read the first line as a row.
    NoHeader,
    /// Read the text in another encoding.
    Encoding { encoding: String },
}

/// The changes that help, the best first, and the table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Reopen {
    pub fixes: Vec<Fix>,
    /// The table to reopen; `None` for files that are not a table of the session.
    pub table: Option<String>,
    /// One of the files.
    #[serde(skip)]
    #[ts(skip)]
    file: Option<PathBuf>,
}

impl Error {
    /// Adds a change that helps.
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.reopen.get_or_insert_default().fixes.push(fix);
        self
    }

    /// Takes the changes that help from the cause, an error of one of `files`.
    pub fn with_reopen_of(mut self, files: &[String], reopen: Option<Box<Reopen>>) -> Self {
        self.reopen = reopen.map(|mut reopen| {
            reopen.file = files.first().map(PathBuf::from);
            reopen
        });
        self
    }

    /// Sets the table to reopen: the one that `table_of` finds for a file.
    pub fn naming_table(mut self, table_of: impl FnOnce(&Path) -> Option<String>) -> Self {
        if let Some(reopen) = &mut self.reopen {
            reopen.table = reopen.file.as_deref().and_then(table_of);
        }
        self
    }
}
