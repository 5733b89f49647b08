//! What the session remembers of its tables beyond DataFusion's catalog.

use super::stamps::Stamps;
use super::{FileFormat, OpenOptions};
use datafusion::catalog::TableProvider;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Weak};

/// Where a table came from. It speaks for one provider only: a table that SQL dropped
/// and made again under the same name is another one.
#[derive(Clone)]
pub(super) struct Record {
    provider: Weak<dyn TableProvider>,
    pub(super) origin: Origin,
}

#[derive(Clone)]
pub(super) enum Origin {
    File {
        path: String,
        format: FileFormat,
        rows: Option<u64>,
        bytes: u64,
        stamps: Stamps,
        options: OpenOptions,
    },
    Statement(String),
}

/// Records by table name.
#[derive(Default)]
pub struct OpenedFiles {
    records: Mutex<HashMap<String, Record>>,
}

impl OpenedFiles {
    pub(super) fn note(&self, name: &str, provider: &Arc<dyn TableProvider>, origin: Origin) {
        let record = Record {
            provider: Arc::downgrade(provider),
            origin,
        };
        self.records.lock().insert(name.to_owned(), record);
    }

    /// The record of this very provider.
    pub(super) fn of(&self, name: &str, provider: &Arc<dyn TableProvider>) -> Option<Origin> {
        let records = self.records.lock();
        let record = records.get(name)?;
        std::ptr::addr_eq(record.provider.as_ptr(), Arc::as_ptr(provider))
            .then(|| record.origin.clone())
    }

    /// The name under which a path was opened.
    pub(super) fn name_of_path(&self, path: &str) -> Option<String> {
        let records = self.records.lock();
        let found = records.iter().find(|(_, record)| {
            record.provider.strong_count() > 0
                && matches!(&record.origin, Origin::File { path: other, .. } if other == path)
        });
        found.map(|(name, _)| name.clone())
    }

    /// A table that was made of the file `path` among others.
    pub(crate) fn table_of_file(&self, path: &Path) -> Option<String> {
        let records = self.records.lock();
        let mut names: Vec<&String> = records
            .iter()
            .filter(|(_, record)| {
                record.provider.strong_count() > 0
                    && matches!(&record.origin, Origin::File { stamps, .. } if stamps.is_of(path))
            })
            .map(|(name, _)| name)
            .collect();
        names.sort_unstable();
        names.first().map(|name| (*name).clone())
    }

    pub(super) fn forget(&self, name: &str) {
        self.records.lock().remove(name);
    }
}
