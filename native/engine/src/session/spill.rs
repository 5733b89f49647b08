//! The folder that operators spill to: one per session, gone with it.
//!
//! A locked file in it tells that its owner lives. What a killed process left behind is
//! swept by the next session that starts beside it.

use crate::error::{Error, ErrorCode, Result};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

const PREFIX: &str = "planarium-spill-";
const LOCK: &str = "owner.lock";

/// Longer than it takes to put the lock file into a new folder.
const MAKING: Duration = Duration::from_secs(3600);

pub(super) struct SpillFolder {
    folder: tempfile::TempDir,
    // Held for as long as the folder is ours; the system lets go of it when the process dies.
    _lock: File,
}

impl SpillFolder {
    /// Makes a folder under `parent` (default: the system's temporary folder) and sweeps dead ones there.
    pub(super) fn create(parent: Option<&Path>) -> Result<Self> {
        let parent = parent.map_or_else(std::env::temp_dir, PathBuf::from);
        Self::make(&parent).map_err(|error| {
            Error::new(
                ErrorCode::WriteFailed,
                format!(
                    "No folder for spilled data can be made in {}.",
                    parent.display()
                ),
            )
            .with_hint("Choose another spill directory, or make this one writable.")
            .with_detail(error.to_string())
        })
    }

    fn make(parent: &Path) -> std::io::Result<Self> {
        fs::create_dir_all(parent)?;
        sweep(parent);
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
        // Under its name only once it is locked: another session may sweep at this moment.
        let unlocked = folder.path().join("owner.new");
        let lock = File::create(&unlocked)?;
        lock.lock()?;
        fs::rename(unlocked, folder.path().join(LOCK))?;
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes the folders whose owner is gone. What cannot be removed is left for the next time.
fn sweep(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if ours && is_dead(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// A folder without a lock file is being made at this moment, unless it is older than that takes.
fn is_dead(folder: &Path) -> bool {
    match File::open(folder.join(LOCK)) {
        Ok(lock) => lock.try_lock().is_ok(),
        Err(error) if error.kind() == ErrorKind::NotFound => age(folder) > MAKING,
        Err(_) => false,
    }
}

fn age(folder: &Path) -> Duration {
    fs::metadata(folder)
        .and_then(|found| found.modified())
        .ok()
        .and_then(|changed| changed.elapsed().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    #[test]
    fn dead_folders_are_swept_and_live_ones_spared() {
        let parent = tempfile::tempdir().unwrap();
        let live = SpillFolder::create(Some(parent.path())).unwrap();
        let dead = parent.path().join("planarium-spill-dead");
        fs::create_dir(&dead).unwrap();
        File::create(dead.join(LOCK)).unwrap();
        let unfinished = parent.path().join("planarium-spill-unfinished");
        fs::create_dir(&unfinished).unwrap();
        let long_ago = SystemTime::now() - 2 * MAKING;
        File::open(&unfinished)
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
        let being_made = parent.path().join("planarium-spill-new");
        fs::create_dir(&being_made).unwrap();
        let next = SpillFolder::create(Some(parent.path())).unwrap();
        assert!(live.path().exists() && next.path().exists());
        assert!(being_made.exists());
        assert!(!dead.exists() && !unfinished.exists());
        let gone = next.path().to_owned();
        drop(next);
        assert!(!gone.exists());
    }
}
