//! Files as a table would read them, before they are opened.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use serde::Serialize;
use ts_rs::TS;

use super::open::make;
use super::opened::Origin;
use super::{FileFormat, OpenOptions, naming, statement};
use crate::Catalog;
use crate::field::Field;
use planarium_error::{Error, ErrorCode, Result};

/// What files would be as a table. Mirrors `tablePreview` of `app/shared/table.ts`.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    pub format: FileFormat,
    /// Options as they were found in the files, by name: those that are not given are these.
    pub found: BTreeMap<String, String>,
    pub columns: Vec<Field>,
    /// The worksheets of a workbook.
    pub sheets: Vec<String>,
    /// The first rows as text, of the first columns; `None` for NULL.
    pub rows: Vec<Vec<Option<String>>>,
    /// The statement that makes the same table; `None` for files that no statement names.
    pub statement: Option<String>,
}

/// The table that [`super::open_file`] would make, and what it is, without rows.
///
/// # Errors
/// As [`super::open_file`].
pub async fn prepare(
    session: &(impl AsRef<Catalog> + Sync),
    path: &str,
    options: OpenOptions,
) -> Result<(Preview, Arc<dyn TableProvider>)> {
    let catalog = session.as_ref();
    let made = make(&catalog.context().state(), path, options).await?;
    let Origin::File {
        source,
        format,
        options,
        ..
    } = &made.origin
    else {
        return Err(Error::new(ErrorCode::Internal, "Files made another table."));
    };
    let schema = made.provider.schema();
    let found = made.found;
    let stem = || naming::stem(&source.place);
    let name = options.name.clone().unwrap_or_else(stem);
    let preview = Preview {
        format: *format,
        columns: Field::list(&schema),
        rows: Vec::new(),
        sheets: made.sheets,
        statement: statement::of(&name, &source.place, *format, (&found, options), &schema),
        found,
    };
    Ok((preview, made.provider))
}
