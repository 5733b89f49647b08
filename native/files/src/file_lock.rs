//! Locks that processes share by the name of a file. The operating system releases a lock when its
//! holder ends, for whatever reason.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use planarium_error::{Error, ErrorCode, Result};

/// A lock that is held until this is dropped.
#[derive(Debug)]
pub struct FileLock {
    _file: File,
}

impl FileLock {
    /// Locks the file `path`, which is created if missing and never removed; `None` while another
    /// holder has it, in this process or another. On a file system without locks it always succeeds.
    ///
    /// # Errors
    /// `write_failed` if the file can be neither opened nor created.
    pub fn try_acquire(path: &Path) -> Result<Option<Self>> {
        let opened = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .open(path);
        let file = opened.map_err(|error| {
            Error::new(
                ErrorCode::WriteFailed,
                format!("{} could not be opened for writing.", path.display()),
            )
            .with_hint("Make its folder writable, or choose another one.")
            .with_detail(error.to_string())
        })?;
        Ok((!is_held(&file)).then_some(Self { _file: file }))
    }
}

/// Tries to lock an open file; true if another holder has it.
pub fn is_held(file: &File) -> bool {
    matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holder_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("approvals.lock");
        let first = FileLock::try_acquire(&path).unwrap().unwrap();
        assert!(FileLock::try_acquire(&path).unwrap().is_none());
        drop(first);
        assert!(FileLock::try_acquire(&path).unwrap().is_some());
        let nowhere = FileLock::try_acquire(&folder.path().join("missing/lock")).unwrap_err();
        assert_eq!(nowhere.code, ErrorCode::WriteFailed);
    }
}
