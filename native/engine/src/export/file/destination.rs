//! Where rows are written until they are complete.

use crate::error::{Result, unwritable};
use planarium_files::temporary;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, PersistError};

/// A temporary file or folder beside the path that it becomes; removed when it is dropped before.
pub(super) struct Destination {
    path: PathBuf,
    /// The file itself, or what marks the folder as ours while it is filled.
    temporary: NamedTempFile,
    folder: Option<Folder>,
    overwrite: bool,
}

struct Folder(PathBuf);

impl Destination {
    /// Errors: `write_failed`, also for a file that exists unless `overwrite`.
    pub(super) fn file(path: &Path, overwrite: bool) -> Result<Self> {
        let failed = |error: io::Error| unwritable(&path.display().to_string(), &error);
        // The file that a link leads to is replaced, not the link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let existing = match fs::metadata(&target) {
            Ok(existing) => Some(existing),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed(error)),
        };
        if let Some(existing) = &existing {
            if existing.is_dir() {
                return Err(failed(io::ErrorKind::IsADirectory.into()));
            }
            if !overwrite {
                return Err(failed(io::ErrorKind::AlreadyExists.into()));
            }
        }
        let temporary = temporary::make(parent(&target)).map_err(failed)?;
        if let Some(existing) = existing {
            temporary
                .as_file()
                .set_permissions(existing.permissions())
                .map_err(failed)?;
        }
        Ok(Self {
            path: target,
            temporary,
            folder: None,
            overwrite,
        })
    }

    /// Errors: `write_failed`, also for a folder that is not empty.
    pub(super) fn folder(path: &Path) -> Result<Self> {
        let failed = |error: io::Error| unwritable(&path.display().to_string(), &error);
        let found = match fs::read_dir(path) {
            Ok(mut entries) => entries.next().is_some(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(failed(error)),
        };
        if found {
            return Err(failed(io::ErrorKind::DirectoryNotEmpty.into()));
        }
        let temporary = temporary::make(parent(path)).map_err(failed)?;
        let folder = temporary::data_of(temporary.path());
        fs::create_dir(&folder).map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            temporary,
            folder: Some(Folder(folder)),
            overwrite: true,
        })
    }

    /// The path as errors name it.
    pub(super) fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// The folder that is filled.
    pub(super) fn data(&self) -> &Path {
        match &self.folder {
            Some(folder) => &folder.0,
            None => self.temporary.path(),
        }
    }

    /// The file that is written.
    pub(super) fn open(&self) -> Result<File> {
        let file = self.temporary.as_file().try_clone();
        file.map_err(|error| unwritable(&self.name(), &error))
    }

    /// Gives it its name.
    pub(super) fn commit(self) -> Result<()> {
        let name = self.name();
        let renamed = match (&self.folder, self.overwrite) {
            (Some(folder), _) => {
                // Windows renames to no name that exists, be it an empty folder.
                let _ = fs::remove_dir(&self.path);
                fs::rename(&folder.0, &self.path)
            }
            (None, true) => persisted(self.temporary.persist(&self.path)),
            (None, false) => persisted(self.temporary.persist_noclobber(&self.path)),
        };
        renamed.map_err(|error| unwritable(&name, &error))?;
        // Not every file system lets a folder be synchronised; the files themselves are safe by now.
        if let Ok(folder) = File::open(parent(&self.path)) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

fn persisted(kept: std::result::Result<File, PersistError>) -> io::Result<()> {
    kept.map(drop).map_err(|error| error.error)
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}
