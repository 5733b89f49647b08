//! One file that is written: compressed, counted, and its faults named.

use super::Progress;
use crate::error::{Result, unwritable};
use crate::export::compress::Compressor;
use crate::export::options::Codec;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub(super) struct Output {
    to: Compressor<BufWriter<Counted>>,
    name: String,
}

struct Counted {
    file: File,
    bytes: Arc<AtomicU64>,
}

impl Output {
    /// `name` is the path that errors show.
    pub(super) fn new(
        file: File,
        codec: Option<&Codec>,
        name: String,
        progress: &Progress,
    ) -> Result<Self> {
        let bytes = Arc::clone(&progress.bytes);
        let to = Compressor::new(codec, BufWriter::new(Counted { file, bytes }));
        let to = to.map_err(|error| unwritable(&name, &error))?;
        Ok(Self { to, name })
    }

    /// Errors: `write_failed`.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.to
            .write_all(bytes)
            .map_err(|error| unwritable(&self.name, &error))
    }

    /// Writes what is left and waits until all of it is on the disk. Errors: `write_failed`.
    pub(super) fn finish(mut self) -> Result<()> {
        self.end().map_err(|error| unwritable(&self.name, &error))
    }

    fn end(&mut self) -> io::Result<()> {
        self.to.end()?;
        let buffer = self.to.inner();
        buffer.flush()?;
        buffer.get_ref().file.sync_all()
    }
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.bytes.fetch_add(written as u64, Ordering::Relaxed);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
