//! Errors about a file as a whole.

use std::io;
use std::path::Path;

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

/// `file_empty` for the file at `path`.
pub fn empty(path: &Path) -> Error {
    Error::new(
        ErrorCode::FileEmpty,
        format!("{} is empty.", path.display()),
    )
    .with_hint("Open a file that holds data.")
}

/// `file_missing` for the file at `path`.
pub fn missing(path: &Path) -> Error {
    Error::new(
        ErrorCode::FileMissing,
        format!("There is no file {}.", path.display()),
    )
    .with_hint("Check the path; the file may have been moved or deleted.")
}

/// `file_missing` or `file_unreadable` for the file at `path`, which could not be opened or read.
pub fn unreadable(path: &Path, error: &io::Error) -> Error {
    crate::system::unreadable(&path.display().to_string(), error)
}
