//! Whether files stay as they are while a scan reads them.

use std::fs::{File, Metadata, metadata};
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use planarium_error::Error;

/// The files of one scan, looked at when its first partition starts and when its last one ends.
#[derive(Debug)]
pub struct FileWatch {
    files: Vec<PathBuf>,
    may_grow: bool,
    before: OnceLock<Vec<Option<State>>>,
    running: AtomicUsize,
}

impl FileWatch {
    /// `files` are on this machine. Those that `may_grow`, such as logs, are read as long as they
    /// were.
    pub fn new(files: Vec<PathBuf>, may_grow: bool) -> Arc<Self> {
        Arc::new(Self {
            files,
            may_grow,
            before: OnceLock::new(),
            running: AtomicUsize::new(0),
        })
    }

    /// The same files, for another run.
    pub fn again(&self) -> Arc<Self> {
        Self::new(self.files.clone(), self.may_grow)
    }

    /// A partition starts.
    pub fn start(self: &Arc<Self>) -> Running {
        self.before.get_or_init(|| {
            let files = self.files.iter();
            files.map(|path| State::of(path, self.may_grow)).collect()
        });
        self.running.fetch_add(1, Ordering::AcqRel);
        Running(Arc::clone(self))
    }

    /// `file_changed` or `file_missing` when a file is not as it was at the start.
    pub fn changed(&self) -> Option<Error> {
        let mut files = self.files.iter().zip(self.before.get()?);
        files.find_map(|(path, before)| {
            // One that could not be looked at is an error of its own.
            let before = before.as_ref()?;
            let name = path.to_string_lossy();
            match metadata(path) {
                Err(_) => Some(Error::file_gone(&name)),
                Ok(now) if before.is_of(&now) || before.has_grown(path, &now) => None,
                Ok(_) => Some(Error::file_changed(&name)),
            }
        })
    }
}

/// A partition that is being read.
pub struct Running(Arc<FileWatch>);

impl Running {
    /// It gave all its rows. What the last one finds is the answer for all.
    pub fn end(self) -> Option<Error> {
        match self.0.running.load(Ordering::Acquire) {
            0 | 1 => self.0.changed(),
            _ => None,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::AcqRel);
    }
}

/// As much of the end of a file as is compared when more was written behind it.
const TAIL: u64 = 4096;

#[derive(Debug)]
struct State {
    size: u64,
    modified: Option<SystemTime>,
    /// A hash of the last bytes; `None` for files that must not grow.
    tail: Option<u64>,
}

impl State {
    fn of(path: &Path, may_grow: bool) -> Option<Self> {
        let found = metadata(path).ok()?;
        Some(Self {
            size: found.len(),
            modified: found.modified().ok(),
            tail: may_grow.then(|| tail(path, found.len()).ok()).flatten(),
        })
    }

    fn is_of(&self, now: &Metadata) -> bool {
        self.size == now.len() && self.modified == now.modified().ok()
    }

    /// Whether something was written behind the file and, as far as it can be told, nothing in it.
    fn has_grown(&self, path: &Path, now: &Metadata) -> bool {
        let Some(before) = self.tail else {
            return false;
        };
        now.len() > self.size && tail(path, self.size).is_ok_and(|tail| tail == before)
    }
}

/// A hash of the last bytes of the first `size` of a file.
fn tail(path: &Path, size: u64) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let start = size.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(size - start).read_to_end(&mut bytes)?;
    let mut hasher = DefaultHasher::new();
    hasher.write(&bytes);
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use planarium_error::ErrorCode;
    use std::io::Write;

    #[test]
    fn logs_may_grow_and_must_not_be_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        for (may_grow, appended) in [(true, None), (false, Some(ErrorCode::FileChanged))] {
            std::fs::write(&path, "a\n1\n2\n").unwrap();
            let watch = FileWatch::new(vec![path.clone()], may_grow);
            let (first, second) = (watch.start(), watch.start());
            let mut log = File::options().append(true).open(&path).unwrap();
            log.write_all(b"3\n").unwrap();
            assert_eq!(first.end(), None);
            assert_eq!(second.end().map(|error| error.code), appended);
            let again = watch.again();
            let running = again.start();
            std::fs::write(&path, "a\n7\n8\n9\n10\n11\n").unwrap();
            let error = running.end().unwrap();
            assert_eq!(error.code, ErrorCode::FileChanged);
            std::fs::remove_file(&path).unwrap();
            let error = again.changed().unwrap();
            assert_eq!(error.code, ErrorCode::FileMissing);
        }
    }
}
