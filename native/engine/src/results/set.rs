//! Batches in memory with an index from row to batch.

use super::compact::compact;
use super::page::{self, PageRequest};
use crate::error::Result;
use crate::session::Keeper;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;

pub struct ResultSet {
    schema: SchemaRef,
    /// First: it must not count memory that others get already.
    keeper: Keeper,
    batches: Vec<RecordBatch>,
    /// Row number after the last of each batch.
    ends: Vec<usize>,
}

impl ResultSet {
    /// Its memory is counted by `keeper`.
    pub(crate) fn new(schema: SchemaRef, keeper: Keeper) -> Self {
        Self {
            schema,
            keeper,
            batches: Vec::new(),
            ends: Vec::new(),
        }
    }

    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    pub fn rows(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Memory that the batches hold, each buffer counted once.
    pub fn bytes(&self) -> usize {
        self.keeper.bytes()
    }

    /// Errors: `memory_exceeded` when the memory limit has no room for the batch.
    pub(crate) fn push(&mut self, batch: RecordBatch) -> Result<()> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let batch = compact(batch);
        self.keeper.try_add(&batch)?;
        self.ends.push(self.rows() + batch.num_rows());
        self.batches.push(batch);
        Ok(())
    }

    /// The batches that hold a range of rows, cut to it; cheap, as it shares their buffers.
    /// Rows beyond the end are left out.
    pub fn slice(&self, offset: usize, limit: usize) -> Slice {
        let end = offset.saturating_add(limit).min(self.rows());
        let mut parts = Vec::new();
        let mut index = self.ends.partition_point(|&end| end <= offset);
        let mut at = offset;
        while at < end {
            let start = if index == 0 { 0 } else { self.ends[index - 1] };
            let until = end.min(self.ends[index]);
            parts.push(self.batches[index].slice(at - start, until - at));
            at = until;
            index += 1;
        }
        Slice {
            schema: self.schema.clone(),
            parts,
        }
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
