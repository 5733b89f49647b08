//! Text formats whose rows can be encoded independently of the rows before them.

use super::{RowEncoder, Sink, distinct};
use crate::error::Result;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use std::sync::Arc;

/// Blocks of rows as text; any thread may encode any block.
pub(super) trait RowText: Send + Sync {
    /// What comes before the first row.
    fn start(&self, _out: &mut Vec<u8>) {}

    /// Appends the rows of one batch. Errors: a value that the format cannot hold.
    fn rows(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()>;

    /// What comes between two blocks that are not empty.
    fn between(&self) -> &'static [u8] {
        b""
    }

    /// What comes after the last row.
    fn end(&self, _out: &mut Vec<u8>) {}
}

/// Puts blocks in their order.
pub(super) struct Joined {
    text: Arc<dyn RowText>,
    started: bool,
    filled: bool,
}

impl Joined {
    pub(super) fn new(text: Arc<dyn RowText>) -> Self {
        Self {
            text,
            started: false,
            filled: false,
        }
    }

    /// What comes before `block`.
    pub(super) fn before(&mut self, block: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        if !std::mem::replace(&mut self.started, true) {
            self.text.start(&mut out);
        }
        if !block.is_empty() && std::mem::replace(&mut self.filled, true) {
            out.extend_from_slice(self.text.between());
        }
        out
    }

    /// What comes after the last block.
    pub(super) fn end(&mut self) -> Vec<u8> {
        let mut out = self.before(b"");
        self.text.end(&mut out);
        out
    }
}

/// Encodes one batch after the other.
pub(super) struct TextEncoder {
    text: Arc<dyn RowText>,
    joined: Joined,
    sink: Sink,
}

impl TextEncoder {
    pub(super) fn new(text: Arc<dyn RowText>, sink: Sink) -> Self {
        Self {
            joined: Joined::new(Arc::clone(&text)),
            text,
            sink,
        }
    }
}

impl RowEncoder for TextEncoder {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let mut block = Vec::new();
        self.text.rows(batch, &mut block)?;
        self.sink.bytes(self.joined.before(&block));
        self.sink.bytes(block);
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.sink.bytes(self.joined.end());
        Ok(())
    }
}

/// Gives `inner` batches of the columns `schema`, which differ from those it gets in their names.
pub(super) struct RenamedText {
    pub(super) inner: Arc<dyn RowText>,
    pub(super) schema: SchemaRef,
}

impl RowText for RenamedText {
    fn start(&self, out: &mut Vec<u8>) {
        self.inner.start(out);
    }

    fn rows(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()> {
        self.inner
            .rows(&distinct::renamed(batch, &self.schema)?, out)
    }

    fn between(&self) -> &'static [u8] {
        self.inner.between()
    }

    fn end(&self, out: &mut Vec<u8>) {
        self.inner.end(out);
    }
}
