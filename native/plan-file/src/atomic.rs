//! Writes a file whole or not at all.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use planarium_error::{Result, unwritable};
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
    let failed = |error: &std::io::Error| unwritable(&path.display().to_string(), error);
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
