//! The file that holds the rows of a result which do not fit into memory.
//!
//! | part | layout |
//! |---|---|
//! | file | chunks one after the other, found by the index that the result keeps in memory |
//! | chunk | an Arrow IPC stream of one batch: up to [`BLOCK_ROWS`] rows of up to [`GROUP_COLUMNS`] columns, not compressed |
//!
//! The file is in the session's spill folder, counts as its spilled data and ends with the result.
//! It is read with positioned reads and not mapped: a file that was truncated is then an error, not a signal.

use super::block::{Block, DiskBlock, GROUP_COLUMNS};
use super::compact::owned;
use super::sizes::value_sizes;
use crate::error::{Error, ErrorCode, Result};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::buffer::{Buffer, MutableBuffer};
use datafusion::arrow::ipc::reader::StreamDecoder;
use datafusion::arrow::ipc::writer::StreamWriter;
use datafusion::common::{DataFusionError, human_readable_size};
use datafusion::execution::disk_manager::DiskManager;
use datafusion::execution::spill_file as upstream;
use std::fs::File;
use std::io;
use std::sync::Arc;

/// Most rows of a block. Few, since a page of a sorted result reads one block for each of its rows.
const BLOCK_ROWS: usize = 1024;

/// Most bytes of a block, for every group of columns; a single row may have more.
const GROUP_BYTES: usize = 1 << 20;

/// Where a chunk is, in bytes.
pub(super) struct Chunk {
    offset: u64,
    length: usize,
}

/// The readable side: shared by all blocks in it.
pub(super) struct SpillFile {
    file: File,
    /// Removes the file when the last block is gone.
    _kept: Arc<dyn upstream::SpillFile>,
}

/// The writing side.
pub(super) struct SpillWriter {
    disk: Arc<DiskManager>,
    file: Arc<SpillFile>,
    out: Box<dyn upstream::SpillWriter>,
    end: u64,
}

impl SpillWriter {
    /// Makes an empty file in the session's spill folder.
    ///
    /// Errors: `write_failed`.
    pub(super) fn create(disk: &Arc<DiskManager>) -> Result<Self> {
        let make = || -> Result<Self, DataFusionError> {
            let kept = disk.create_tmp_file("storing a result")?;
            let path = kept.path().ok_or_else(|| {
                DataFusionError::Execution("Spill files have no path.".to_owned())
            })?;
            let file = SpillFile {
                file: File::open(path)?,
                _kept: Arc::clone(&kept),
            };
            Ok(Self {
                disk: Arc::clone(disk),
                file: Arc::new(file),
                out: kept.open_writer()?,
                end: 0,
            })
        };
        make().map_err(|error| write_failed(&error))
    }

    /// Bytes written so far.
    pub(super) fn bytes(&self) -> u64 {
        self.end
    }

    /// Appends the rows as one or more blocks.
    ///
    /// Errors: `write_failed` when the disk is full, or spilled data has met its limit.
    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<Vec<Block>> {
        let mut blocks = Vec::new();
        let mut first = 0;
        for rows in block_lengths(batch) {
            let part = batch.slice(first, rows);
            first += rows;
            let groups = (0..part.num_columns())
                .step_by(GROUP_COLUMNS)
                .map(|start| {
                    let end = (start + GROUP_COLUMNS).min(part.num_columns());
                    let columns: Vec<usize> = (start..end).collect();
                    let group = part.project(&columns).map_err(DataFusionError::from)?;
                    self.append(&encode(&owned(group))?)
                })
                .collect::<Result<Vec<_>>>()?;
            blocks.push(Block::Disk(Arc::new(DiskBlock {
                file: Arc::clone(&self.file),
                rows,
                groups,
            })));
        }
        Ok(blocks)
    }

    fn append(&mut self, bytes: &[u8]) -> Result<Chunk> {
        let limit = self.disk.max_temp_directory_size();
        let length = bytes.len() as u64;
        if self.disk.used_disk_space().saturating_add(length) > limit {
            let limit = human_readable_size(usize::try_from(limit).unwrap_or(usize::MAX));
            return Err(Error::new(
                ErrorCode::WriteFailed,
                format!("Rows could not be stored: spilled data has reached its limit of {limit}."),
            )
            .with_hint(
                "Close results that you no longer need, or raise the limit: \
                 SET datafusion.runtime.max_temp_directory_size = '200G'.",
            ));
        }
        self.out
            .write_all(bytes)
            .map_err(|error| write_failed(&DataFusionError::IoError(error)))?;
        let offset = self.end;
        self.end += length;
        Ok(Chunk {
            offset,
            length: bytes.len(),
        })
    }
}

impl SpillFile {
    /// Errors: `file_unreadable` when the file cannot be read, `file_damaged` when it was changed.
    pub(super) fn read(&self, chunk: &Chunk) -> Result<RecordBatch> {
        // Aligned, so that the arrays can use it as it is.
        let mut bytes = MutableBuffer::from_len_zeroed(chunk.length);
        read_exact_at(&self.file, bytes.as_slice_mut(), chunk.offset)
            .map_err(|error| unreadable(ErrorCode::FileUnreadable, &error.to_string()))?;
        let mut bytes: Buffer = bytes.into();
        let mut decoder = StreamDecoder::new();
        let batch = decoder
            .decode(&mut bytes)
            .map_err(|error| unreadable(ErrorCode::FileDamaged, &error.to_string()))?;
        batch.ok_or_else(|| unreadable(ErrorCode::FileDamaged, "The chunk holds no rows."))
    }
}

/// How many rows each block of a batch has.
fn block_lengths(batch: &RecordBatch) -> Vec<usize> {
    let mut sizes = vec![0; batch.num_rows()];
    for column in batch.columns() {
        for (sum, size) in sizes.iter_mut().zip(value_sizes(column)) {
            *sum += size;
        }
    }
    let most = GROUP_BYTES * batch.num_columns().div_ceil(GROUP_COLUMNS).max(1);
    let mut lengths = Vec::new();
    let (mut rows, mut bytes) = (0, 0);
    for size in sizes {
        if rows > 0 && (rows == BLOCK_ROWS || bytes + size > most) {
            lengths.push(rows);
            (rows, bytes) = (0, 0);
        }
        rows += 1;
        bytes += size;
    }
    if rows > 0 {
        lengths.push(rows);
    }
    lengths
}

fn encode(batch: &RecordBatch) -> Result<Vec<u8>> {
    let write = || -> Result<Vec<u8>, DataFusionError> {
        let mut writer = StreamWriter::try_new(Vec::new(), batch.schema_ref())?;
        writer.write(batch)?;
        Ok(writer.into_inner()?)
    };
    Ok(write()?)
}

fn write_failed(error: &DataFusionError) -> Error {
    let detail = error.strip_backtrace();
    // Writers of spill files wrap the error of the system.
    let first: &(dyn std::error::Error + 'static) = error;
    let reason = std::iter::successors(Some(first), |error| error.source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .find_map(|error| match error.kind() {
            io::ErrorKind::StorageFull => Some("the disk is full"),
            io::ErrorKind::QuotaExceeded => Some("the quota of the disk is used up"),
            io::ErrorKind::PermissionDenied => Some("there is no permission to write there"),
            _ => None,
        })
        .unwrap_or("the system reported an error");
    Error::new(
        ErrorCode::WriteFailed,
        format!("Rows could not be written to the spill folder: {reason}."),
    )
    .with_hint("Free disk space or close other results. The rows loaded so far stay readable.")
    .with_detail(detail)
}

fn unreadable(code: ErrorCode, detail: &str) -> Error {
    Error::new(code, "Stored rows could not be read from the spill folder.")
        .with_hint("Run the query again.")
        .with_detail(detail)
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                bytes = bytes.get_mut(read..).unwrap_or_default();
                offset += read as u64;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_named_however_deep_the_error_is_wrapped() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let wrapped = io::Error::other(DataFusionError::IoError(full));
        let error = write_failed(&DataFusionError::IoError(wrapped));
        assert_eq!(error.code, ErrorCode::WriteFailed);
        assert!(error.message.contains("the disk is full"));
    }
}
