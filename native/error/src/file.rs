//! Files that became others while they were read.

use super::{Error, ErrorCode};

impl Error {
    /// `file_changed` for the file at `path`.
    pub fn file_changed(path: &str) -> Self {
        Self::new(
            ErrorCode::FileChanged,
            format!("{path} changed while it was read."),
        )
        .with_hint("Run the query again once nothing writes to it.")
    }

    /// `file_missing` for a file that was deleted.
    pub fn file_gone(path: &str) -> Self {
        Self::new(
            ErrorCode::FileMissing,
            format!("{path} was moved or deleted while it was read."),
        )
        .with_hint("Open it again from where it is now.")
    }
}
