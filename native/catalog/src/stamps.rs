//! Which files a table was made of, and in which state.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Sizes and times of last change; a table whose stamps differ from those of now was made of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamps(Arc<[Stamp]>);

#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    path: PathBuf,
    /// `None` for a file that cannot be looked at.
    state: Option<(u64, Option<SystemTime>)>,
}

impl Stamps {
    /// Looks at `files`.
    pub(super) fn of(files: Vec<PathBuf>) -> Self {
        let stamps = files.into_iter().map(|path| {
            let found = fs::metadata(&path).ok();
            Stamp::new(path, found.as_ref())
        });
        Self(stamps.collect())
    }

    /// Of files that were looked at.
    pub(super) fn looked(files: &[(PathBuf, fs::Metadata)]) -> Self {
        let stamps = files
            .iter()
            .map(|(path, found)| Stamp::new(path.clone(), Some(found)));
        Self(stamps.collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `path` is one of the files.
    pub(super) fn is_of(&self, path: &Path) -> bool {
        self.0.iter().any(|stamp| stamp.path == path)
    }
}

impl Stamp {
    fn new(path: PathBuf, found: Option<&fs::Metadata>) -> Self {
        let state = found.map(|found| (found.len(), found.modified().ok()));
        Self { path, state }
    }
}
