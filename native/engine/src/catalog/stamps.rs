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
    pub(super) fn of(files: &[PathBuf]) -> Self {
        let stamps = files.iter().map(|path| Stamp {
            path: path.clone(),
            state: state(path),
        });
        Self(stamps.collect())
    }

    /// Whether `path` is one of the files.
    pub(super) fn is_of(&self, path: &Path) -> bool {
        self.0.iter().any(|stamp| stamp.path == path)
    }
}

fn state(path: &Path) -> Option<(u64, Option<SystemTime>)> {
    let found = fs::metadata(path).ok()?;
    Some((found.len(), found.modified().ok()))
}
