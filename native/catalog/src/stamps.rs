//! Which files a table was made of, and in which state.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::source;
use planarium_error::Result;
use planarium_error::control;

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
    fn of(files: Vec<PathBuf>) -> Self {
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

/// Where an external table reads from, and the files that were there when it was made.
#[derive(Debug, Clone)]
pub struct Locations {
    given: Arc<[String]>,
    stamps: Stamps,
}

impl Locations {
    /// `None` where a location is not of this machine.
    ///
    /// # Errors
    /// `cancelled`, `file_unreadable`.
    pub async fn look(given: &[String]) -> Result<Option<Self>> {
        if given.iter().any(|location| source::is_remote(location)) {
            return Ok(None);
        }
        let given: Arc<[String]> = given.into();
        control::blocking(move || {
            let mut files = Vec::new();
            for location in given.iter() {
                source::all_files(location, &mut files)?;
            }
            files.sort();
            let stamps = Stamps::of(files);
            Ok(Some(Self { given, stamps }))
        })
        .await
    }

    /// The same places as they are now; `None` where nothing changed, or folders have become empty:
    /// those are tables without rows.
    ///
    /// # Errors
    /// As [`Self::look`].
    pub(super) async fn changed(&self) -> Result<Option<Self>> {
        let now = Self::look(&self.given).await?;
        let emptied = |now: &Self| {
            now.stamps.0.is_empty() && now.given.iter().all(|place| Path::new(place).is_dir())
        };
        Ok(now.filter(|now| now.stamps != self.stamps && !emptied(now)))
    }
}
