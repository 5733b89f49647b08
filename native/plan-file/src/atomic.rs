//! Writes a file whole or not at all.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;

use planarium_error::{Error, ErrorCode, Result};
use planarium_files::temporary;

/// Writes `bytes` to `path` through a temporary file in the same folder, so that
/// whoever opens `path` sees the old content or the new, even after a crash.
///
/// # Errors
/// `write_failed`, also when `path` exists and `overwrite` is false.
pub(super) fn write(path: &Path, bytes: &[u8], overwrite: bool) -> Result<()> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let failed = |error: &std::io::Error| {
        let error = Error::new(
            ErrorCode::WriteFailed,
            format!(
                "{} could not be written: {}.",
                path.display(),
                reason(error)
            ),
        )
        .with_detail(error.to_string());
        error.with_hint("Choose another folder or file name, or make room on the disk.")
    };
    let mut temporary = temporary::make(folder).map_err(|error| failed(&error))?;
    temporary.write_all(bytes).map_err(|error| failed(&error))?;
    temporary
        .as_file()
        .sync_all()
        .map_err(|error| failed(&error))?;
    let kept = if overwrite {
        temporary.persist(path)
    } else {
        temporary.persist_noclobber(path)
    };
    kept.map_err(|error| failed(&error.error))?;
    // Not every file system lets a folder be synchronised; the file itself is safe by now.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

fn reason(error: &std::io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::NotFound => "the folder does not exist",
        ErrorKind::PermissionDenied => "writing there is not permitted",
        ErrorKind::AlreadyExists => "a file of that name exists already",
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        ErrorKind::IsADirectory => "it is a folder",
        _ => "the system refused",
    }
}
