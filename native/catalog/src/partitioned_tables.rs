//! Tables over divided folders that SQL makes, with the values of their folders' names.

use std::sync::Arc;

use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result;
use datafusion::datasource::listing::ListingTable;
use futures::TryStreamExt;

use super::partition_values::{columns, with_values};

/// `table` with the values that its folders' names stand for; one that is not divided stays.
/// `name` is that which plans show; `declared` says that its types stay.
///
/// # Errors
/// Those of listing its files.
pub(super) async fn partitioned(
    table: Arc<dyn TableProvider>,
    declared: bool,
    name: &str,
    state: &dyn Session,
) -> Result<Arc<dyn TableProvider>> {
    let Some(listing) = table.downcast_ref::<ListingTable>() else {
        return Ok(table);
    };
    let options = listing.options();
    if options.table_partition_cols.is_empty() {
        return Ok(table);
    }
    let keys = || {
        options
            .table_partition_cols
            .iter()
            .map(|(key, _)| key.as_str())
    };
    let mut values: Vec<Vec<String>> = Vec::new();
    for url in listing.table_paths() {
        let store = state.runtime_env().object_store(url)?;
        let files = url.list_all_files(state, store.as_ref(), &options.file_extension);
        let files: Vec<_> = files.await?.try_collect().await?;
        let folders = files.iter().filter_map(|file| {
            let way = url.strip_prefix(&file.location)?;
            way.zip(keys())
                .map(|(folder, key)| Some(folder.strip_prefix(key)?.strip_prefix('=')?.to_owned()))
                .collect::<Option<Vec<_>>>()
        });
        values.extend(folders);
        values.sort_unstable();
        values.dedup();
    }
    let columns = columns(keys(), &values);
    with_values(listing.clone(), &columns, declared, name, state)
}
