//! The columns of JSON files, found out from all of their records.
//!
//! Upstream looks at the first records, line by line, and gives columns that later ones do not fit
//! (<https://github.com/apache/datafusion/issues/8631>). Here everything that is read counts.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::datatypes::Schema;
use datafusion::error::DataFusionError;
use datafusion::execution::memory_pool::MemoryPool;

use super::cursor::{Cursor, Token};
use super::kinds::{Keys, Limits};
use super::lines::{is_in_lines, whole_lines};
use super::records::Records;
use super::wrong::Wrong;
use crate::compression;
use crate::guarded_scan::with_files;
use crate::scan_input::{Meter, Metered};
use planarium_error::control::{self, Control};
use planarium_error::{Error, ErrorCode, Result};

pub struct Found {
    /// Columns in the order in which their keys came.
    pub schema: Schema,
    /// Whether the files may be cut at any line end, as `newline_delimited` says.
    pub in_lines: bool,
}

/// The columns of all `files`.
///
/// `most` is the number of records that are looked at, by default all. `packed` says whether whoever
/// cuts files knows that they are compressed.
///
/// # Errors
/// With the file's name: `file_damaged` and `file_unsupported` with line and position,
/// `file_unreadable`, `file_missing`, `memory_exceeded` for a record that is too long, `cancelled`.
pub fn infer(
    files: &[PathBuf],
    most: Option<usize>,
    packed: bool,
    memory: &Arc<dyn MemoryPool>,
) -> Result<Found> {
    let mut walk = Walk::new(most.unwrap_or(usize::MAX));
    for file in files {
        if walk.left == 0 {
            break;
        }
        let look = || match most {
            None => in_parts(file, memory),
            Some(_) => None,
        };
        match look() {
            Some(parts) => walk.keys.merge(parts),
            None => walk
                .file(file, packed, memory)
                .map_err(|wrong| named(wrong.of_file(file), file))?,
        }
    }
    Ok(Found {
        schema: Schema::new(walk.keys.fields()),
        in_lines: walk.in_lines,
    })
}

/// Smallest part of a file that is worth a thread.
const PART: u64 = 8 << 20;

/// The keys of a file in lines, found by several threads. `None` for files that are not, are small,
/// or that have something to be said about: one thread says it.
fn in_parts(path: &Path, memory: &Arc<dyn MemoryPool>) -> Option<Keys> {
    let size = path.metadata().ok()?.len();
    let threads = std::thread::available_parallelism().ok()?.get() as u64;
    let parts = threads.min(size / PART);
    if parts < 2 || !is_in_lines(path) {
        return None;
    }
    let control = Control::current();
    let part = |number: u64| {
        let range = size * number / parts..size * (number + 1) / parts;
        control.scope_here(|| {
            let mut file = File::open(path).ok()?;
            let lines = whole_lines(&mut file, range, size).ok()?;
            file.seek(SeekFrom::Start(lines.start)).ok()?;
            let text = Cancelled(file).take(lines.end - lines.start);
            let mut walk = Walk::new(usize::MAX);
            walk.text(text, lines.start, path, memory).ok()?;
            walk.in_lines.then_some(walk.keys)
        })
    };
    let found: Option<Vec<Keys>> = std::thread::scope(|scope| {
        let part = &part;
        let work: Vec<_> = (0..parts)
            .map(|number| scope.spawn(move || part(number)))
            .collect();
        let joined = work.into_iter().map(|work| work.join().ok().flatten());
        joined.collect()
    });
    let mut found = found?.into_iter();
    let mut keys = found.next()?;
    found.for_each(|part| keys.merge(part));
    Some(keys)
}

fn named(error: DataFusionError, path: &Path) -> Error {
    let error = Error::from(error);
    match error.code {
        ErrorCode::Cancelled | ErrorCode::MemoryExceeded => error,
        _ => with_files(&[path.to_string_lossy().into_owned()], error),
    }
}

struct Walk {
    keys: Keys,
    limits: Limits,
    left: usize,
    in_lines: bool,
}

impl Walk {
    fn new(left: usize) -> Self {
        Self {
            keys: Keys::default(),
            limits: Limits::default(),
            left,
            in_lines: true,
        }
    }

    fn file(
        &mut self,
        path: &Path,
        packed: bool,
        memory: &Arc<dyn MemoryPool>,
    ) -> Result<(), Wrong> {
        control::check().map_err(Wrong::Other)?;
        let mut file = File::open(path)?;
        let compression = compression::of_open(&mut file)?;
        if compression.is_compressed() && !packed {
            self.in_lines = false;
        }
        let content = compression
            .convert_read(Cancelled(file))
            .map_err(Wrong::Other)?;
        self.text(content, 0, path, memory)
    }

    /// Looks through `text`, which begins at byte `base` of that of the file.
    fn text(
        &mut self,
        text: impl Read,
        base: u64,
        path: &Path,
        memory: &Arc<dyn MemoryPool>,
    ) -> Result<(), Wrong> {
        let meter = Meter::new(memory, path.to_string_lossy().into_owned());
        let mut records = Records::new(Metered::new(text, Arc::clone(&meter)), base);
        while self.left > 0 {
            let Some(frame) = records.frame()? else {
                break;
            };
            let mut cursor = Cursor::new(frame.text, frame.place);
            while self.left > 0 && cursor.blanks() {
                match cursor.token()? {
                    Token::Object => self.keys.note(&mut cursor, &mut self.limits)?,
                    _ => return Err(cursor.expected("an object")),
                }
                self.left -= 1;
            }
            let length = cursor.at();
            records.took(length);
            meter.gave();
        }
        self.in_lines &= records.in_lines();
        Ok(())
    }
}

/// Reading that ends once its work was given up.
struct Cancelled<R>(R);

impl<R: Read> Read for Cancelled<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        control::check().map_err(io::Error::other)?;
        self.0.read(buffer)
    }
}
