//! How a table's files could be opened so that an error does not come again.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use std::path::PathBuf;

use super::Error;
use crate::catalog::OpenedFiles;

/// A change of a table's options. Mirrors `fix` of `app/shared/errors.ts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Fix {
    /// Read one column as text.
    TextColumn { column: String },
    /// Let all rows decide about the types of columns.
    AllRows,
    /// Fill rows that are too short with NULL.
    FillShortRows,
    /// Read the first line as a row.
    NoHeader,
}

/// What helps, the best first, and the table that it concerns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Reopen {
    pub fixes: Vec<Fix>,
    /// The table to open again; `None` for files that are no table of the session.
    pub table: Option<String>,
    /// One of the files.
    #[serde(skip)]
    #[ts(skip)]
    pub(crate) file: Option<PathBuf>,
}

impl Error {
    /// Adds a way to open the files that helps.
    pub(crate) fn with_fix(mut self, fix: Fix) -> Self {
        self.reopen.get_or_insert_default().fixes.push(fix);
        self
    }

    /// Takes over what helps from the cause, an error of one of `files`.
    pub(crate) fn with_reopen_of(mut self, files: &[String], reopen: Option<Box<Reopen>>) -> Self {
        self.reopen = reopen.map(|mut reopen| {
            reopen.file = files.first().map(PathBuf::from);
            reopen
        });
        self
    }

    /// Names the table that has to be opened again.
    pub(crate) fn naming_table(mut self, opened: &OpenedFiles) -> Self {
        if let Some(reopen) = &mut self.reopen {
            let file = reopen.file.as_deref();
            reopen.table = file.and_then(|file| opened.table_of_file(file));
        }
        self
    }
}
