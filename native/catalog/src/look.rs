//! What a path would be as a table, without opening it.

use super::provider::provider;
use super::source::{Source, local, resolve};
use super::{FileFormat, OpenOptions};
use crate::Catalog;
use planarium_error::Result;
use planarium_error::control;
use planarium_readers::csv::dialect::Given;
use planarium_readers::sniff::{Sniffed, sniff};

/// Files that were looked into.
pub struct Looked {
    source: Source,
    sniffed: Sniffed,
}

/// Looks into the first file of `path`; `format` is the one that someone named.
///
/// # Errors
/// As [`super::open_file`].
pub async fn look(path: &str, format: Option<FileFormat>) -> Result<Looked> {
    let path = path.to_owned();
    let look = move || {
        let source = resolve(&path)?;
        let sniffed = sniff(&local::first(&source)?, format, Given::default())?;
        Ok(Looked { source, sniffed })
    };
    control::blocking(look).await
}

impl Looked {
    pub fn format(&self) -> FileFormat {
        self.sniffed.format
    }

    /// Names of the columns that the files hold, read with `options`, in their order.
    ///
    /// # Errors
    /// As [`super::open_file`].
    pub async fn columns(
        &self,
        session: &(impl AsRef<Catalog> + Sync),
        options: &OpenOptions,
    ) -> Result<Vec<String>> {
        let catalog = session.as_ref();
        let table = provider(
            &catalog.context().state(),
            &self.source,
            self.sniffed,
            options,
        )
        .await?;
        let fields = table.table.schema();
        let names = fields.fields().iter().map(|field| field.name().clone());
        Ok(names.collect())
    }
}
