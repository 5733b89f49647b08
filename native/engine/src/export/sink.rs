//! Where encoders put their bytes and the stream takes them from.

use parking_lot::Mutex;
use std::io::{self, Write};
use std::sync::Arc;

/// A growing buffer; clones share it.
#[derive(Clone, Default)]
pub struct Sink(Arc<Mutex<Vec<u8>>>);

impl Sink {
    /// Bytes not taken yet.
    pub fn ready(&self) -> usize {
        self.0.lock().len()
    }

    /// Everything written since the last call.
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock())
    }

    pub(super) fn bytes(&self, bytes: Vec<u8>) {
        self.0.lock().extend(bytes);
    }

    pub(super) fn text(&self, text: &str) {
        self.0.lock().extend_from_slice(text.as_bytes());
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
