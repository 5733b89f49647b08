//! Opening the files of a table again with other options.

use super::OpenOptions;
use super::info::TableInfo;
use super::list;
use super::open::{make, register};
use super::opened::Origin;
use super::provider_of;
use crate::Catalog;
use datafusion::common::TableReference;
use planarium_error::{Error, ErrorCode, Result};
use std::sync::Arc;

/// Opens the files of the table `name` again with `options`, in the place of those it was opened with.
/// The table stays as it was where that fails. The name in `options` is ignored.
///
/// # Errors
/// `table_unknown` for a table that was not opened from files; those of [`super::open_file`].
pub async fn reopen_table(
    session: &(impl AsRef<Catalog> + Sync),
    name: &str,
    options: OpenOptions,
) -> Result<TableInfo> {
    let catalog = session.as_ref();
    let unknown = || {
        Error::new(
            ErrorCode::TableUnknown,
            format!("There is no table {name} that was opened from a file."),
        )
        .with_hint("Open the file first.")
    };
    let table = TableReference::bare(name);
    let provider = provider_of(catalog, &table).await.ok_or_else(unknown)?;
    let Some(Origin::File { source, .. }) = catalog.opened().of(&provider) else {
        return Err(unknown());
    };
    let options = OpenOptions {
        name: Some(name.to_owned()),
        ..options
    };
    let made = make(
        &catalog.context().state(),
        &source.place.to_string(),
        options,
    )
    .await?;
    let provider = Arc::clone(&made.provider);
    register(catalog, table, made)?;
    Ok(list::describe(catalog, name, &provider))
}
