//! Memory of rows that outlive their query: results and tables in memory.
//!
//! They share buffers: `SELECT * FROM t` keeps those of the table. Each allocation is reserved once
//! in the session's memory pool, for as long as someone keeps it.

use crate::error::{Error, ErrorCode, Result};
use datafusion::arrow::array::{Array, ArrayData, RecordBatch};
use datafusion::arrow::buffer::Buffer;
use datafusion::common::{DataFusionError, human_readable_size};
use datafusion::execution::memory_pool::{
    MemoryConsumer, MemoryLimit, MemoryPool, MemoryReservation,
};
use parking_lot::Mutex;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How much of the memory limit rows may take for results to grow: the rest lets queries run while
/// results are open.
const RESULTS_PERCENT: usize = 75;

/// All rows that a session keeps.
pub(crate) struct KeptRows {
    pool: Arc<dyn MemoryPool>,
    ledger: Mutex<Ledger>,
}

struct Ledger {
    reservation: MemoryReservation,
    /// By address: how many keep the allocation, and its size in bytes.
    buffers: HashMap<usize, (usize, usize)>,
}

impl KeptRows {
    pub(super) fn new(pool: &Arc<dyn MemoryPool>) -> Arc<Self> {
        let consumer = MemoryConsumer::new("rows of results and tables");
        Arc::new(Self {
            pool: Arc::clone(pool),
            ledger: Mutex::new(Ledger {
                reservation: consumer.register(pool),
                buffers: HashMap::new(),
            }),
        })
    }

    /// For a table; it keeps nothing yet.
    pub(crate) fn table(self: &Arc<Self>) -> Keeper {
        self.keeper(100)
    }

    /// For a result; it keeps nothing yet.
    pub(crate) fn result(self: &Arc<Self>) -> Keeper {
        self.keeper(RESULTS_PERCENT)
    }

    fn keeper(self: &Arc<Self>, percent: usize) -> Keeper {
        Keeper {
            all: Arc::clone(self),
            percent,
            buffers: HashSet::new(),
            bytes: 0,
        }
    }

    fn limit(&self) -> usize {
        match self.pool.memory_limit() {
            MemoryLimit::Finite(limit) => limit,
            _ => usize::MAX,
        }
    }
}

/// What one result or table keeps; dropping it gives the memory back.
pub(crate) struct Keeper {
    all: Arc<KeptRows>,
    /// Most of the memory limit that all rows may take for this one to grow.
    percent: usize,
    buffers: HashSet<usize>,
    bytes: usize,
}

impl Keeper {
    /// Memory of the batches, each allocation counted once; others may keep it too.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Reserves the memory of a batch that is about to be kept.
    ///
    /// Errors: `memory_exceeded` when it does not fit into the memory limit; nothing of the batch
    /// is reserved then.
    pub(crate) fn try_add(&mut self, batch: &RecordBatch) -> Result<()> {
        let limit = self.all.limit();
        let most = limit / 100 * self.percent;
        let kept = self.all.ledger.lock().reservation.size();
        self.reserve(batch, |reservation, bytes| {
            match reservation.size().saturating_add(bytes) > most {
                true => Err(DataFusionError::ResourcesExhausted("results".to_owned())),
                false => reservation.try_grow(bytes),
            }
        })
        .map_err(|error| {
            let message = format!(
                "The rows do not fit into memory: open results and tables hold {} of the limit of {}.",
                human_readable_size(kept),
                human_readable_size(limit)
            );
            Error::new(ErrorCode::MemoryExceeded, message)
                .with_hint(
                    "Close results or drop tables that you no longer need, or raise the limit: \
                     SET datafusion.runtime.memory_limit = '4G'.",
                )
                .with_detail(error.strip_backtrace())
        })
    }

    /// As [`Self::try_add`], for rows that are there already, whatever the limit.
    pub(crate) fn add(&mut self, batch: &RecordBatch) {
        // Growing this way never fails.
        let _ = self.reserve(batch, |reservation, bytes| {
            reservation.grow(bytes);
            Ok(())
        });
    }

    fn reserve(
        &mut self,
        batch: &RecordBatch,
        grow: impl FnOnce(&MemoryReservation, usize) -> Result<(), DataFusionError>,
    ) -> Result<(), DataFusionError> {
        let mut found = HashMap::new();
        for column in batch.columns() {
            collect(&column.to_data(), &mut found);
        }
        found.retain(|address, _| !self.buffers.contains(address));
        let mut ledger = self.all.ledger.lock();
        let unknown = found
            .iter()
            .filter(|(address, _)| !ledger.buffers.contains_key(address));
        grow(&ledger.reservation, unknown.map(|(_, bytes)| bytes).sum())?;
        for (address, bytes) in found {
            ledger.buffers.entry(address).or_insert((0, bytes)).0 += 1;
            self.buffers.insert(address);
            self.bytes += bytes;
        }
        Ok(())
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let mut ledger = self.all.ledger.lock();
        let mut freed = 0;
        for address in &self.buffers {
            if let Some((keepers, bytes)) = ledger.buffers.get_mut(address) {
                *keepers -= 1;
                if *keepers == 0 {
                    freed += *bytes;
                    ledger.buffers.remove(address);
                }
            }
        }
        ledger.reservation.shrink(freed);
    }
}

fn collect(data: &ArrayData, found: &mut HashMap<usize, usize>) {
    let nulls = data.nulls().map(|nulls| nulls.buffer());
    for buffer in data.buffers().iter().chain(nulls) {
        found.insert(address(buffer), buffer.capacity());
    }
    for child in data.child_data() {
        collect(child, found);
    }
}

/// That of the allocation, which slices share.
fn address(buffer: &Buffer) -> usize {
    buffer.data_ptr().as_ptr() as usize
}

#[cfg(test)]
mod tests {
    use super::super::pool::SessionPool;
    use super::*;
    use datafusion::arrow::array::{ArrayRef, Int64Array};

    #[test]
    fn shared_memory_counts_once_until_the_last_keeper_goes() {
        let pool: Arc<dyn MemoryPool> = Arc::new(SessionPool::new(20_000));
        let rows = KeptRows::new(&pool);
        let batch = |rows: i64| {
            let column: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows));
            RecordBatch::try_from_iter([("n", column)]).unwrap()
        };
        let (table, mut first, mut second) = (batch(1000), rows.table(), rows.table());
        first.try_add(&table).unwrap();
        let held = pool.reserved();
        assert!((8_000..9_000).contains(&held), "{held}");
        second.try_add(&table.slice(0, 10)).unwrap();
        assert_eq!((second.bytes(), pool.reserved()), (held, held));
        drop(first);
        assert_eq!(pool.reserved(), held);
        assert!(second.try_add(&batch(10_000)).is_err());
        assert_eq!((second.bytes(), pool.reserved()), (held, held));
        second.add(&batch(10_000));
        assert!(pool.reserved() > 80_000);
        drop(second);
        assert_eq!(pool.reserved(), 0);
    }
}
