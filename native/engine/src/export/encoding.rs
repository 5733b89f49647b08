//! An encoder with its sink, and the last look at what goes to a terminal.

use super::{EncodeOptions, RowEncoder, RowFormat, Sink, encoder, escape};
use crate::error::Result;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;

/// Rows of text that are encoded before it is asked how much there is: keeps chunks near their size.
const TEXT_ROWS: usize = 1024;

pub(super) struct Encoding {
    encoder: Box<dyn RowEncoder>,
    sink: Sink,
    escape: bool,
    /// The most rows of one [`RowEncoder::write`].
    rows: usize,
}

impl Encoding {
    pub(super) fn new(
        format: RowFormat,
        schema: &SchemaRef,
        options: &EncodeOptions,
    ) -> Result<Self> {
        let sink = Sink::default();
        Ok(Self {
            encoder: encoder(format, schema, options, sink.clone())?,
            sink,
            escape: options.terminal && format.is_raw_text(),
            rows: if format.is_binary() {
                usize::MAX
            } else {
                TEXT_ROWS
            },
        })
    }

    /// Encodes rows from the start of `batch` and returns those left over.
    pub(super) fn write(&mut self, batch: RecordBatch) -> Result<Option<RecordBatch>> {
        if batch.num_rows() <= self.rows {
            self.encoder.write(&batch)?;
            return Ok(None);
        }
        self.encoder.write(&batch.slice(0, self.rows))?;
        Ok(Some(batch.slice(self.rows, batch.num_rows() - self.rows)))
    }

    pub(super) fn finish(&mut self) -> Result<()> {
        self.encoder.finish()
    }

    /// Bytes that [`Self::take`] would give.
    pub(super) fn ready(&self) -> usize {
        self.sink.ready()
    }

    pub(super) fn take(&self) -> Vec<u8> {
        let bytes = self.sink.take();
        if !self.escape {
            return bytes;
        }
        // Encoders write whole characters, so that nothing is lost here.
        escape::block(&String::from_utf8_lossy(&bytes))
            .into_owned()
            .into_bytes()
    }
}
