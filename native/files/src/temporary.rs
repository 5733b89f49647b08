//! Temporary files next to their final file.
//!
//! `.planarium-XXXXXX.part` is locked while its process uses it. Files with the same name without
//! `.part` belong to it, so that a write may store its data in files that other code opens.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use tempfile::NamedTempFile;

use crate::file_lock::is_held;

const PREFIX: &str = ".planarium-";
const SUFFIX: &str = ".part";

/// Maximum number of folders recorded as swept.
const REMEMBERED: usize = 1000;

static SWEPT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Creates a locked temporary file in `folder`. Leftovers of killed processes are removed first,
/// once per process and folder: a query may write thousands of files to one folder.
pub fn make(folder: &Path) -> io::Result<NamedTempFile> {
    if is_first(folder) {
        sweep(folder);
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    // Temporary files are private; a saved one gets the user's default permissions.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    loop {
        let temporary = builder.tempfile_in(folder)?;
        // A sweep may have happened between creating and locking it.
        if !is_held(temporary.as_file()) && temporary.path().exists() {
            return Ok(temporary);
        }
    }
}

/// The data path of a write with the temporary file `part`.
pub fn data_of(part: &Path) -> PathBuf {
    part.with_extension("")
}

fn is_first(folder: &Path) -> bool {
    let mut swept = SWEPT.lock();
    if swept.len() >= REMEMBERED {
        swept.clear();
    }
    swept.insert(folder.to_owned())
}

/// Files that cannot be removed are left for the next sweep.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with(PREFIX) || !name.ends_with(SUFFIX) {
            continue;
        }
        let part = entry.path();
        // Held until the file is removed: its creator may be about to lock it.
        if let Ok(file) = File::open(&part)
            && file.try_lock().is_ok()
        {
            remove_data(&data_of(&part));
            let _ = fs::remove_file(part);
        }
    }
}

/// Removes the data of a write, complete or not: a file, or a folder of them. object_store writes to
/// `NAME#1` what becomes NAME.
pub fn remove_data(data: &Path) {
    let mut staged = data.as_os_str().to_owned();
    staged.push("#1");
    let _ = fs::remove_file(staged);
    let _ = fs::remove_file(data);
    if fs::symlink_metadata(data).is_ok_and(|found| found.is_dir()) {
        let _ = fs::remove_dir_all(data);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_of_killed_processes_are_removed_and_files_in_use_spared() {
        let folder = tempfile::tempdir().unwrap();
        let live = make(folder.path()).unwrap();
        let live_data = data_of(live.path());
        fs::write(&live_data, "half a file").unwrap();
        for left in ["dead.part", "dead", "dead#1"] {
            fs::write(folder.path().join(format!("{PREFIX}{left}")), "half").unwrap();
        }
        fs::write(folder.path().join(".planarium-notes"), "somebody's own").unwrap();
        sweep(folder.path());
        let mut names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        names.sort();
        let mut expected = vec![
            live.path().to_owned(),
            live_data,
            folder.path().join(".planarium-notes"),
        ];
        expected.sort();
        assert_eq!(names, expected);
    }
}
