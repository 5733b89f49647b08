//! Opening the files of a table again with other options.

use super::OpenOptions;
use super::info::TableInfo;
use super::list;
use super::open::{make, register};
use super::opened::Origin;
use super::provider_of;
use crate::error::{Error, ErrorCode, Result};
use crate::session::Session;
use datafusion::common::TableReference;
use std::sync::Arc;

/// Opens the files of the table `name` again with `options`, in the place of those it was opened with.
/// The table stays as it was where that fails. The name in `options` is ignored.
///
/// # Errors
/// `table_unknown` for a table that was not opened from files; those of [`super::open_file`].
pub async fn reopen_table(
    session: &Session,
    name: &str,
    options: OpenOptions,
) -> Result<TableInfo> {
    let unknown = || {
        Error::new(
            ErrorCode::TableUnknown,
            format!("There is no table {name} that was opened from a file."),
        )
        .with_hint("Open the file first.")
    };
    let table = TableReference::bare(name);
    let provider = provider_of(session, &table).await.ok_or_else(unknown)?;
    let Some(Origin::File { path, .. }) = session.opened().of(&provider) else {
        return Err(unknown());
    };
    let options = OpenOptions {
        name: Some(name.to_owned()),
        ..options
    };
    let made = make(&session.context().state(), &path, options).await?;
    let provider = Arc::clone(&made.provider);
    register(session, table, made)?;
    Ok(list::describe(session, name, &provider))
}
