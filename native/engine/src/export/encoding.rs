//! An encoder with its sink, and the last look at what goes to a terminal.

use super::compress::Compressor;
use super::options::FormatOptions;
use super::{EncodeOptions, RowEncoder, RowFormat, Sink, encoder, error, escape};
use crate::error::Result;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use std::io::Write;

/// Rows of text that are encoded before it is asked how much there is: keeps chunks near their size.
const TEXT_ROWS: usize = 1024;

pub(super) struct Encoding {
    encoder: Box<dyn RowEncoder>,
    sink: Sink,
    compressor: Compressor<Vec<u8>>,
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
        let of_format = FormatOptions::parse(format, &options.options)?;
        if !of_format.partition_by.is_empty() {
            return Err(error::unfit(
                "partition_by writes a folder.",
                "Name the folder with -o, or leave partition_by out.",
            ));
        }
        let compression = of_format.compression.as_ref();
        let compression = compression.filter(|_| !format.is_binary());
        Ok(Self {
            encoder: encoder(format, schema, options, &of_format, sink.clone())?,
            sink,
            compressor: Compressor::new(compression, Vec::new()).map_err(error::compression)?,
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
        self.encoder.finish()?;
        self.compress()?;
        self.compressor.end().map_err(error::compression)
    }

    /// Bytes that [`Self::take`] would give, before compression.
    pub(super) fn ready(&self) -> usize {
        self.sink.ready()
    }

    pub(super) fn take(&mut self) -> Result<Vec<u8>> {
        self.compress()?;
        Ok(std::mem::take(self.compressor.inner()))
    }

    fn compress(&mut self) -> Result<()> {
        let bytes = self.sink.take();
        let bytes = match self.escape {
            // Encoders write whole characters, so that nothing is lost here.
            true => escape::block(&String::from_utf8_lossy(&bytes))
                .into_owned()
                .into_bytes(),
            false => bytes,
        };
        if let Compressor::Plain(out) = &mut self.compressor
            && out.is_empty()
        {
            *out = bytes;
            return Ok(());
        }
        self.compressor
            .write_all(&bytes)
            .map_err(error::compression)
    }
}
