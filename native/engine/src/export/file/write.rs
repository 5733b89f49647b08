//! The work of an export.

use super::destination::Destination;
use super::output::Output;
use super::partitions::Partitions;
use super::{FileOptions, Progress};
use crate::control;
use crate::error::{Error, Result};
use crate::export::options::FormatOptions;
use crate::export::row_text::{Joined, RowText};
use crate::export::{EncodeOptions, RowFormat, Sink, encoder, row_text};
use datafusion::common::runtime::SpawnedTask;
use datafusion::execution::SendableRecordBatchStream;
use futures::StreamExt;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::available_parallelism;
use tokio::task::block_in_place;

/// Writes the rows of `source`; what comes back has everything but its name.
pub(super) async fn write(
    source: impl Future<Output = Result<SendableRecordBatchStream>>,
    path: PathBuf,
    format: RowFormat,
    options: FileOptions,
    progress: Progress,
) -> Result<Destination> {
    let FileOptions { overwrite, encode } = options;
    let of_format = FormatOptions::parse(format, &encode.options)?;
    let whole = of_format.partition_by.is_empty();
    // Before the query runs: it may take an hour.
    let destination = block_in_place(|| match whole {
        true => Destination::file(&path, overwrite),
        false => Destination::folder(&path),
    })?;
    let rows = source.await?;
    if !whole {
        let kind = (format, encode, of_format);
        let folder = Partitions::new(&rows.schema(), &destination, kind, progress)?;
        in_folder(rows, folder).await?;
        return Ok(destination);
    }
    let codec = of_format.compression.as_ref();
    let codec = codec.filter(|_| !format.is_binary());
    let output = Output::new(destination.open()?, codec, destination.name(), &progress)?;
    match row_text(format, &rows.schema(), &of_format)? {
        Some(text) => as_text(rows, text, output, &progress).await?,
        None => in_order(rows, format, (&encode, &of_format), output, &progress).await?,
    }
    Ok(destination)
}

/// Encodes several batches at a time.
async fn as_text(
    mut rows: SendableRecordBatchStream,
    text: Arc<dyn RowText>,
    mut output: Output,
    progress: &Progress,
) -> Result<()> {
    let most = available_parallelism().map_or(1, usize::from) + 1;
    let mut joined = Joined::new(Arc::clone(&text));
    let mut at_work = VecDeque::new();
    let mut more = true;
    while more || !at_work.is_empty() {
        if more && at_work.len() < most {
            match rows.next().await.transpose()? {
                Some(batch) => {
                    let text = Arc::clone(&text);
                    at_work.push_back(SpawnedTask::spawn(async move {
                        let mut block = Vec::new();
                        text.rows(&batch, &mut block)?;
                        Ok::<_, Error>((block, batch.num_rows()))
                    }));
                }
                None => more = false,
            }
        } else if let Some(block) = at_work.pop_front() {
            control::check()?;
            let (block, count) = block.join().await.map_err(Error::from)??;
            block_in_place(|| {
                output.write(&joined.before(&block))?;
                output.write(&block)
            })?;
            progress.rows.fetch_add(count as u64, Ordering::Relaxed);
        }
    }
    block_in_place(|| {
        output.write(&joined.end())?;
        output.finish()
    })
}

async fn in_order(
    mut rows: SendableRecordBatchStream,
    format: RowFormat,
    (encode, of_format): (&EncodeOptions, &FormatOptions),
    mut output: Output,
    progress: &Progress,
) -> Result<()> {
    let sink = Sink::default();
    let mut encoder = encoder(format, &rows.schema(), encode, of_format, sink.clone())?;
    while let Some(batch) = rows.next().await.transpose()? {
        control::check()?;
        block_in_place(|| {
            encoder.write(&batch)?;
            output.write(&sink.take())
        })?;
        let count = batch.num_rows() as u64;
        progress.rows.fetch_add(count, Ordering::Relaxed);
    }
    block_in_place(|| {
        encoder.finish()?;
        output.write(&sink.take())?;
        output.finish()
    })
}

async fn in_folder(mut rows: SendableRecordBatchStream, mut folder: Partitions) -> Result<()> {
    while let Some(batch) = rows.next().await.transpose()? {
        control::check()?;
        block_in_place(|| folder.write(&batch))?;
    }
    block_in_place(|| folder.finish())
}
