//! The rows of a result: blocks in memory, then on disk, with an index from row to block.
//!
//! One query stores rows while others count and page them. Counting takes no lock, and the lock of
//! the index is held only to append to it or to share a few blocks: compacting, accounting, writing
//! and reading happen outside of it.

use super::block::Block;
use super::compact::compact;
use super::page::{self, PageRequest};
use super::spill_file::SpillWriter;
use crate::error::{Error, ErrorCode, Result};
use crate::field::Field;
use crate::session::Keeper;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::execution::disk_manager::DiskManager;
use parking_lot::{Mutex, RwLock};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

pub struct ResultSet {
    schema: SchemaRef,
    columns: Arc<[Field]>,
    /// Before the blocks: it must not count memory that others get already.
    store: Mutex<Store>,
    index: RwLock<Index>,
    rows: AtomicUsize,
    memory_bytes: AtomicUsize,
    memory_rows: AtomicUsize,
    disk_bytes: AtomicU64,
}

/// Where new rows go.
struct Store {
    keeper: Keeper,
    /// Memory that this result may take, in bytes; less where the session's limit has no room.
    memory_limit: usize,
    disk: Arc<DiskManager>,
    /// Set from the first rows that went to disk on: those that follow go there too.
    spill: Option<SpillWriter>,
}

#[derive(Default)]
struct Index {
    blocks: Vec<Block>,
    /// Row number after the last of each block.
    ends: Vec<usize>,
    /// True once the query is over: what still comes is refused.
    sealed: bool,
}

impl ResultSet {
    /// Its memory is counted by `keeper`, and is at most `memory_limit` bytes; the rows beyond go
    /// to a file of `disk`.
    pub(crate) fn new(
        schema: SchemaRef,
        keeper: Keeper,
        memory_limit: usize,
        disk: Arc<DiskManager>,
    ) -> Self {
        Self {
            columns: Field::list(&schema).into(),
            schema,
            store: Mutex::new(Store {
                keeper,
                memory_limit,
                disk,
                spill: None,
            }),
            index: RwLock::default(),
            rows: AtomicUsize::new(0),
            memory_bytes: AtomicUsize::new(0),
            memory_rows: AtomicUsize::new(0),
            disk_bytes: AtomicU64::new(0),
        }
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The columns as views show them.
    pub fn columns(&self) -> &Arc<[Field]> {
        &self.columns
    }

    pub fn rows(&self) -> usize {
        self.rows.load(Ordering::Acquire)
    }

    /// The first rows, which are in memory; those after them are on disk.
    pub fn memory_rows(&self) -> usize {
        self.memory_rows.load(Ordering::Acquire)
    }

    /// Memory that the rows hold, each buffer counted once.
    pub fn memory_bytes(&self) -> usize {
        self.memory_bytes.load(Ordering::Acquire)
    }

    /// Bytes of the spill file.
    pub fn disk_bytes(&self) -> u64 {
        self.disk_bytes.load(Ordering::Acquire)
    }

    /// Memory and disk together.
    pub fn bytes(&self) -> usize {
        let disk = usize::try_from(self.disk_bytes()).unwrap_or(usize::MAX);
        self.memory_bytes().saturating_add(disk)
    }

    /// Stores rows in memory, or on disk where that is full.
    ///
    /// Errors: `write_failed` when they cannot be written to disk; `cancelled` after [`Self::seal`].
    pub(crate) fn push(&self, batch: RecordBatch) -> Result<()> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let batch = compact(batch);
        let mut store = self.store.lock();
        if store.keep(&batch) {
            self.append(vec![Block::Memory(batch)])?;
            self.memory_rows.store(self.rows(), Ordering::Release);
            self.memory_bytes
                .store(store.keeper.bytes(), Ordering::Release);
            return Ok(());
        }
        let Store { spill, disk, .. } = &mut *store;
        let writer = match spill {
            Some(writer) => writer,
            None => spill.insert(SpillWriter::create(disk)?),
        };
        let blocks = writer.write(&batch)?;
        self.disk_bytes.store(writer.bytes(), Ordering::Release);
        self.append(blocks)
    }

    fn append(&self, blocks: Vec<Block>) -> Result<()> {
        let mut index = self.index.write();
        if index.sealed {
            return Err(Error::cancelled());
        }
        let mut rows = self.rows();
        for block in blocks {
            rows += block.rows();
            index.ends.push(rows);
            index.blocks.push(block);
        }
        self.rows.store(rows, Ordering::Release);
        Ok(())
    }

    /// No row is added from now on.
    pub(crate) fn seal(&self) {
        self.index.write().sealed = true;
    }

    /// Rows `offset` up to `offset + limit` with the columns of the request, as one Arrow IPC stream.
    ///
    /// Errors: `invalid_request` for a column that does not exist; `file_unreadable` and
    /// `file_damaged` when rows on disk cannot be read.
    pub fn page(&self, request: &PageRequest) -> Result<Vec<u8>> {
        self.check_columns(request)?;
        let columns = request.columns.as_deref();
        let parts = self.range(request.offset, request.limit, columns)?;
        page::encode(&self.schema, &parts, request)
    }

    pub(super) fn check_columns(&self, request: &PageRequest) -> Result<()> {
        let count = self.schema.fields().len();
        let columns = request.columns.as_deref().unwrap_or_default();
        if let Some(unknown) = columns.iter().find(|&&column| column >= count) {
            return Err(Error::new(
                ErrorCode::InvalidRequest,
                format!("There is no column {unknown}: the result has {count}."),
            ));
        }
        if columns.len() > count {
            return Err(Error::new(
                ErrorCode::InvalidRequest,
                format!(
                    "{} columns are asked for: the result has {count}.",
                    columns.len()
                ),
            ));
        }
        Ok(())
    }

    /// The batches that hold a range of rows, cut to it. Rows beyond the end are left out.
    fn range(
        &self,
        offset: usize,
        limit: usize,
        columns: Option<&[usize]>,
    ) -> Result<Vec<RecordBatch>> {
        let mut parts = Vec::new();
        for (block, from, rows) in self.blocks_of(offset, limit) {
            parts.push(block.load(columns)?.slice(from, rows));
        }
        Ok(parts)
    }

    /// The blocks that hold a range of rows; of each the first row in it and how many there are.
    fn blocks_of(&self, offset: usize, limit: usize) -> Vec<(Block, usize, usize)> {
        let index = self.index.read();
        let rows = index.ends.last().copied().unwrap_or(0);
        let end = offset.saturating_add(limit).min(rows);
        let first = index.ends.partition_point(|&end| end <= offset);
        let mut start = index.start_of(first);
        let mut found = Vec::new();
        for (block, &until) in index.blocks.iter().zip(&index.ends).skip(first) {
            let from = offset.max(start);
            if from >= end {
                break;
            }
            found.push((block.clone(), from - start, until.min(end) - from));
            start = until;
        }
        found
    }

    /// The blocks that hold single rows: for each the places in `rows`, and the rows within the
    /// block. Rows beyond the end are left out.
    pub(super) fn blocks_with(&self, rows: &[u32]) -> Vec<(Block, Vec<(usize, u32)>)> {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        let row_at = |place: usize| rows.get(place).copied().unwrap_or(u32::MAX);
        order.sort_by_key(|&place| row_at(place));
        let index = self.index.read();
        let mut found: Vec<(Block, Vec<(usize, u32)>)> = Vec::new();
        // Rows of the block that was found last.
        let mut held = 0..0;
        for place in order {
            let row = row_at(place) as usize;
            if !held.contains(&row) {
                let number = index.ends.partition_point(|&end| end <= row);
                let (Some(block), Some(&end)) = (index.blocks.get(number), index.ends.get(number))
                else {
                    break;
                };
                held = index.start_of(number)..end;
                found.push((block.clone(), Vec::new()));
            }
            if let Some((_, places)) = found.last_mut() {
                // Within a block there are far fewer rows than in the result.
                places.push((place, (row - held.start) as u32));
            }
        }
        found
    }

    /// All rows that are there now, batch by batch, in order.
    pub fn batches(self: &Arc<Self>) -> Batches {
        self.batches_of(0, self.block_count(), None)
    }

    pub(super) fn block_count(&self) -> usize {
        self.index.read().blocks.len()
    }

    /// The blocks `first` up to `end`, with some of their columns.
    pub(super) fn batches_of(
        self: &Arc<Self>,
        first: usize,
        end: usize,
        columns: Option<Vec<usize>>,
    ) -> Batches {
        Batches {
            set: Arc::clone(self),
            next: first,
            end,
            columns,
        }
    }
}

impl Index {
    /// Row number of the first row of a block.
    fn start_of(&self, block: usize) -> usize {
        block
            .checked_sub(1)
            .and_then(|before| self.ends.get(before).copied())
            .unwrap_or(0)
    }
}

impl Store {
    /// True when the rows are kept in memory.
    fn keep(&mut self, batch: &RecordBatch) -> bool {
        self.spill.is_none()
            && self.keeper.bytes() < self.memory_limit
            && self.keeper.try_add(batch).is_ok()
    }
}

/// Reads the blocks of a result one after the other; rows on disk come into memory block by block.
pub struct Batches {
    set: Arc<ResultSet>,
    next: usize,
    end: usize,
    columns: Option<Vec<usize>>,
}

impl Batches {
    /// Row number in the result of the first row of the next batch.
    pub(super) fn next_row(&self) -> usize {
        self.set.index.read().start_of(self.next)
    }
}

impl Iterator for Batches {
    /// Errors: `file_unreadable` and `file_damaged` when rows on disk cannot be read.
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.end {
            return None;
        }
        let block = self.set.index.read().blocks.get(self.next).cloned()?;
        self.next += 1;
        Some(block.load(self.columns.as_deref()))
    }
}
