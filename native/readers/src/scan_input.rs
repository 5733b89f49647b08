//! What the readers of text files take their bytes from: a file that may change meanwhile, and
//! memory that is limited.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool, MemoryReservation};
use datafusion::object_store;
use futures::StreamExt;
use futures::stream::{self, BoxStream};

use planarium_error::{Error, ErrorCode};

/// Bytes that are read at once.
pub const BLOCK: usize = 256 * 1024;

/// A file from its position on, as long as it was when it was opened.
///
/// A file that was cut ends in `file_changed`: its reader would take what is left for all of it.
/// What was added meanwhile is not read.
pub struct WholeFile {
    file: File,
    left: u64,
    path: PathBuf,
}

impl WholeFile {
    /// `left` is the number of bytes from the position of `file` to its end.
    pub fn new(file: File, left: u64, path: PathBuf) -> Self {
        Self { file, left, path }
    }
}

impl Read for WholeFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        if most == 0 {
            return Ok(0);
        }
        let (part, _) = buffer
            .split_at_mut_checked(most)
            .ok_or(io::ErrorKind::InvalidInput)?;
        match self.file.read(part)? {
            0 => Err(io::Error::other(Error::file_changed(
                &self.path.to_string_lossy(),
            ))),
            read => {
                self.left -= read as u64;
                Ok(read)
            }
        }
    }
}

/// The bytes of a range of a file, [`BLOCK`] at a time; `file_changed` where the file ends before.
///
/// Upstream's stream gives empty blocks without end in that case.
pub fn blocks(
    mut file: File,
    path: PathBuf,
    range: Range<u64>,
) -> BoxStream<'static, object_store::Result<Bytes>> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| object_store::Error::Generic {
        store: "local files",
        source,
    };
    if let Err(error) = file.seek(SeekFrom::Start(range.start)) {
        return stream::iter([Err(failed(error.into()))]).boxed();
    }
    let whole = WholeFile::new(file, range.end.saturating_sub(range.start), path);
    stream::try_unfold(whole, move |mut whole| async move {
        let size = usize::try_from(whole.left).map_or(BLOCK, |left| left.min(BLOCK));
        if size == 0 {
            return Ok(None);
        }
        let mut block = vec![0; size];
        whole.read_exact(&mut block).map_err(|error| {
            // Ours comes out as it is.
            failed(match error.downcast::<Error>() {
                Ok(ours) => ours.into(),
                Err(error) => error.into(),
            })
        })?;
        Ok(Some((Bytes::from(block), whole)))
    })
    .boxed()
}

/// How many times its text a decoder holds of rows that are not given on yet: a buffer that doubles
/// as it grows, and the columns that are made of it.
const COPIES: usize = 3;

/// What each scan may hold without asking, so that little memory is enough for ordinary rows.
const FREE: usize = 16 * 1024 * 1024;

/// Counts what a decoder holds against the memory limit of the session.
pub struct Meter {
    path: String,
    reservation: MemoryReservation,
    held: AtomicUsize,
    refusal: OnceLock<Error>,
}

impl Meter {
    pub fn new(pool: &Arc<dyn MemoryPool>, path: String) -> Arc<Self> {
        Arc::new(Self {
            reservation: MemoryConsumer::new(format!("Scan of {path}")).register(pool),
            path,
            held: AtomicUsize::new(0),
            refusal: OnceLock::new(),
        })
    }

    /// `bytes` of text go into the decoder.
    ///
    /// # Errors
    /// `memory_exceeded` with the file's name.
    pub fn took(&self, bytes: usize) -> Result<(), Error> {
        let held = self.held.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let needed = held.saturating_mul(COPIES);
        let reserved = self.reservation.size();
        if needed <= reserved.max(FREE) {
            return Ok(());
        }
        // In steps, so that not every block asks.
        let step = (needed - reserved).max(BLOCK * COPIES * 16);
        self.reservation.try_grow(step).map_err(|error| {
            let refused = Error::new(
                ErrorCode::MemoryExceeded,
                format!(
                    "{} cannot be read within the memory limit: a batch of its rows holds more than {} MB.",
                    self.path,
                    held / 1_000_000
                ),
            )
            .with_hint(
                "Read fewer rows at once: SET datafusion.execution.batch_size = 1024. \
                 For rows that are long themselves, raise the limit: \
                 SET datafusion.runtime.memory_limit = '16G'.",
            )
            .with_detail(error.strip_backtrace());
            self.refusal.get_or_init(|| refused).clone()
        })
    }

    /// Why [`Self::took`] refused, for readers that keep the text of an error only.
    pub fn refusal(&self) -> Option<Error> {
        self.refusal.get().cloned()
    }

    /// The decoder gave its rows on. What it made room for it keeps for the next ones.
    pub fn gave(&self) {
        self.held.store(0, Ordering::Relaxed);
    }
}

/// Text on its way to a decoder, counted.
pub struct Metered<R> {
    inner: R,
    meter: Arc<Meter>,
    by_line: bool,
}

impl<R: Read> Metered<R> {
    /// Who takes the rows says when they are given on.
    pub fn new(inner: R, meter: Arc<Meter>) -> Self {
        Self {
            inner,
            meter,
            by_line: false,
        }
    }

    /// For a reader that keeps one line at a time.
    pub fn by_line(inner: R, meter: Arc<Meter>) -> Self {
        Self {
            inner,
            meter,
            by_line: true,
        }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let text = buffer.get(..read).unwrap_or_default();
        let kept = match memchr::memrchr(b'\n', text).filter(|_| self.by_line) {
            Some(end) => {
                self.meter.gave();
                read - end
            }
            None => read,
        };
        self.meter.took(kept).map_err(io::Error::other)?;
        Ok(read)
    }
}
