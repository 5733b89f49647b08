//! Batches in memory with an index from row to batch.
//!
//! One query stores rows while others count and page them. Counting takes no lock, and the lock of
//! the index is held only to append to it or to share a few batches: compacting and accounting for a batch
//! happen before.

use super::compact::compact;
use super::page::{self, PageRequest};
use crate::error::{Error, Result};
use crate::field::Field;
use crate::session::Keeper;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::{StreamExt, stream};
use parking_lot::{Mutex, RwLock};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Rows that are read at a time when a whole result is.
const STREAMED_ROWS: usize = 8192;

pub struct ResultSet {
    schema: SchemaRef,
    columns: Arc<[Field]>,
    /// Before the batches: it must not count memory that others get already.
    keeper: Mutex<Keeper>,
    stored: RwLock<Stored>,
    rows: AtomicUsize,
    bytes: AtomicUsize,
}

#[derive(Default)]
struct Stored {
    batches: Vec<RecordBatch>,
    /// Row number after the last of each batch.
    ends: Vec<usize>,
    /// True once the query is over: what still comes is refused.
    sealed: bool,
}

impl ResultSet {
    /// Its memory is counted by `keeper`.
    pub(crate) fn new(schema: SchemaRef, keeper: Keeper) -> Self {
        Self {
            columns: Field::list(&schema).into(),
            schema,
            keeper: Mutex::new(keeper),
            stored: RwLock::default(),
            rows: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
        }
    }

    /// The columns as views show them.
    pub fn columns(&self) -> &Arc<[Field]> {
        &self.columns
    }

    pub fn rows(&self) -> usize {
        self.rows.load(Ordering::Acquire)
    }

    /// Memory that the batches hold, each buffer counted once.
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Acquire)
    }

    /// Errors: `memory_exceeded` when the memory limit has no room for the batch; `cancelled` after
    /// [`Self::seal`].
    pub(crate) fn push(&self, batch: RecordBatch) -> Result<()> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let batch = compact(batch);
        let mut keeper = self.keeper.lock();
        keeper.try_add(&batch)?;
        let mut stored = self.stored.write();
        if stored.sealed {
            return Err(Error::cancelled());
        }
        let rows = self.rows() + batch.num_rows();
        stored.ends.push(rows);
        stored.batches.push(batch);
        self.rows.store(rows, Ordering::Release);
        self.bytes.store(keeper.bytes(), Ordering::Release);
        Ok(())
    }

    /// No row is added from now on.
    pub(crate) fn seal(&self) {
        self.stored.write().sealed = true;
    }

    /// The batches that hold a range of rows, cut to it; cheap, as it shares their buffers.
    /// Rows beyond the end are left out.
    pub fn slice(&self, offset: usize, limit: usize) -> Slice {
        let stored = self.stored.read();
        let rows = stored.ends.last().copied().unwrap_or(0);
        let end = offset.saturating_add(limit).min(rows);
        let first = stored.ends.partition_point(|&end| end <= offset);
        let mut start = match first.checked_sub(1) {
            Some(before) => stored.ends.get(before).copied().unwrap_or(0),
            None => 0,
        };
        let mut parts = Vec::new();
        for (batch, &until) in stored.batches.iter().zip(&stored.ends).skip(first) {
            let from = offset.max(start);
            if from >= end {
                break;
            }
            parts.push(batch.slice(from - start, until.min(end) - from));
            start = until;
        }
        Slice {
            schema: self.schema.clone(),
            parts,
        }
    }
}

impl ResultSet {
    /// The rows stored at this moment, in order; the only way in which whole results are read.
    pub(crate) fn stream(self: &Arc<Self>) -> SendableRecordBatchStream {
        let (set, rows) = (Arc::clone(self), self.rows());
        let starts = stream::iter((0..rows).step_by(STREAMED_ROWS));
        let batches = starts.flat_map(move |start| {
            let limit = STREAMED_ROWS.min(rows - start);
            stream::iter(set.slice(start, limit).parts.into_iter().map(Ok))
        });
        let schema = Arc::clone(&self.schema);
        Box::pin(RecordBatchStreamAdapter::new(schema, batches))
    }
}

/// A range of rows, independent of the set it was cut from.
pub struct Slice {
    schema: SchemaRef,
    parts: Vec<RecordBatch>,
}

impl Slice {
    /// One Arrow IPC stream with the schema first; see [`PageRequest`].
    pub fn encode(&self, request: &PageRequest) -> Result<Vec<u8>> {
        page::encode(&self.schema, &self.parts, request)
    }
}
