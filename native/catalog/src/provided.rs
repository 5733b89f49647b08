//! What opening files gives.

use datafusion::catalog::TableProvider;
use datafusion::execution::memory_pool::MemoryReservation;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Files as a table.
pub(super) struct Provided {
    pub(super) table: Arc<dyn TableProvider>,
    /// The memory of rows that are kept with it.
    pub(super) held: Option<Arc<MemoryReservation>>,
    /// Options as they were found in the files, by name.
    pub(super) found: BTreeMap<String, String>,
    /// The worksheets of a workbook.
    pub(super) sheets: Vec<String>,
}
