//! What the session remembers of its tables beyond DataFusion's catalog.

use super::locations::Locations;
use super::source::{Place, Source, local};
use super::{FileFormat, OpenOptions};
use datafusion::catalog::TableProvider;
use datafusion::execution::memory_pool::MemoryReservation;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Weak};

/// Where a table came from. It speaks for one provider only: a table that SQL dropped and made again
/// under the same name is another one.
#[derive(Clone)]
struct Record {
    /// With catalog and schema; empty once another table has it.
    name: String,
    provider: Weak<dyn TableProvider>,
    origin: Origin,
}

#[derive(Clone)]
pub(super) enum Origin {
    File {
        /// With the files as they were found.
        source: Source,
        format: FileFormat,
        rows: Option<u64>,
        options: OpenOptions,
        /// The memory of rows that are kept.
        _held: Option<Arc<MemoryReservation>>,
    },
    /// SQL; with the files of an external table.
    Statement(String, Option<Locations>),
}

impl Origin {
    /// Whether both are the same files, or made by the same statement.
    pub(super) fn is_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File { source, .. }, Self::File { source: other, .. }) => {
                source.place == other.place
            }
            (Self::Statement(text, _), Self::Statement(other, _)) => text == other,
            _ => false,
        }
    }
}

/// Records by the address of their provider, which no other one has while there is a record.
#[derive(Default)]
pub struct OpenedFiles {
    records: Mutex<HashMap<usize, Record>>,
    /// Files that SQL named by their path.
    in_place: Mutex<HashMap<String, Arc<dyn TableProvider>>>,
}

/// How many of them are kept for the next statement.
const IN_PLACE: usize = 100;

fn address(provider: *const dyn TableProvider) -> usize {
    provider.cast::<()>().addr()
}

fn release(records: &mut HashMap<usize, Record>, name: &str) {
    for record in records.values_mut() {
        if record.name == name {
            record.name.clear();
        }
    }
}

impl OpenedFiles {
    pub(super) fn note(&self, name: &str, provider: &Arc<dyn TableProvider>, origin: Origin) {
        let record = Record {
            name: name.to_owned(),
            provider: Arc::downgrade(provider),
            origin,
        };
        let mut records = self.records.lock();
        records.retain(|_, record| record.provider.strong_count() > 0);
        release(&mut records, name);
        records.insert(address(Arc::as_ptr(provider)), record);
    }

    /// The record of this very provider.
    pub(super) fn of(&self, provider: &Arc<dyn TableProvider>) -> Option<Origin> {
        let records = self.records.lock();
        let record = records.get(&address(Arc::as_ptr(provider)))?;
        Some(record.origin.clone())
    }

    /// The table `name` was removed; views and plans may go on reading it.
    pub(super) fn forget(&self, name: &str) {
        release(&mut self.records.lock(), name);
    }

    /// The table of the files that SQL named by `path`.
    pub(super) fn in_place(&self, path: &str) -> Option<(Arc<dyn TableProvider>, Origin)> {
        let table = self.in_place.lock().get(path).cloned()?;
        let origin = self.of(&table)?;
        Some((table, origin))
    }

    pub(super) fn keep_in_place(&self, path: &str, table: &Arc<dyn TableProvider>, origin: Origin) {
        let mut kept = self.in_place.lock();
        if kept.len() >= IN_PLACE && !kept.contains_key(path) {
            kept.clear();
        }
        kept.insert(path.to_owned(), Arc::clone(table));
        drop(kept);
        self.note(path, table, origin);
    }

    /// The names under which a place was opened.
    pub(super) fn names_of_place(&self, place: &Place) -> Vec<String> {
        let records = self.records.lock();
        let found = records.values().filter(|record| {
            record.provider.strong_count() > 0
                && matches!(&record.origin, Origin::File { source, .. } if source.place == *place)
        });
        found.map(|record| record.name.clone()).collect()
    }

    /// A table that was made of the file `path` among others, by its last name.
    pub fn table_of_file(&self, path: &Path) -> Option<String> {
        let records = self.records.lock();
        let mut names: Vec<&str> = records
            .values()
            .filter(|record| {
                !record.name.is_empty()
                    && record.provider.strong_count() > 0
                    && matches!(&record.origin, Origin::File { source, .. } if local::is_among(&source.files, path))
            })
            .map(|record| record.name.as_str())
            .collect();
        names.sort_unstable();
        // Behind catalog and schema, which have no dots.
        Some(names.first()?.splitn(3, '.').last()?.to_owned())
    }
}
