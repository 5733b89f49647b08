//! The memory of tables that live in memory, counted for as long as they exist.

use super::kept::{Keeper, KeptRows};
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use parking_lot::Mutex;
use std::sync::{Arc, Weak};

#[derive(Default)]
pub(super) struct KeptTables(Mutex<Vec<Table>>);

struct Table {
    /// Dropped tables go once the last query that reads them has ended.
    provider: Weak<dyn TableProvider>,
    batches: usize,
    rows: usize,
    keeper: Keeper,
}

impl KeptTables {
    /// Counts `provider` from now on if it keeps its rows in memory.
    pub(super) fn add(&self, provider: &Arc<dyn TableProvider>, rows: &Arc<KeptRows>) {
        if !provider.is::<MemTable>() {
            return;
        }
        let mut tables = self.0.lock();
        let provider = Arc::downgrade(provider);
        if tables.iter().all(|table| !table.provider.ptr_eq(&provider)) {
            tables.push(Table {
                provider,
                batches: 0,
                rows: 0,
                keeper: rows.table(),
            });
        }
        drop(tables);
        self.count(rows);
    }

    /// Counts tables again whose rows changed, and forgets those that are gone.
    pub(super) fn count(&self, rows: &Arc<KeptRows>) {
        let mut tables = self.0.lock();
        tables.retain_mut(|table| {
            let Some(provider) = table.provider.upgrade() else {
                return false;
            };
            if let Some(memory) = provider.downcast_ref::<MemTable>() {
                table.count(memory, rows);
            }
            true
        });
    }
}

impl Table {
    /// A table that is being written to at this moment is counted the next time.
    fn count(&mut self, table: &MemTable, rows: &Arc<KeptRows>) {
        let partitions = table.batches.iter().map(|partition| partition.try_read());
        let Ok(partitions) = partitions.collect::<Result<Vec<_>, _>>() else {
            return;
        };
        let batches = || partitions.iter().flat_map(|partition| partition.iter());
        let found = (
            batches().count(),
            batches().map(|batch| batch.num_rows()).sum(),
        );
        if found == (self.batches, self.rows) {
            return;
        }
        let mut keeper = rows.table();
        batches().for_each(|batch| keeper.add(batch));
        self.keeper = keeper;
        (self.batches, self.rows) = found;
    }
}
