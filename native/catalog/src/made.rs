//! Tables and views that SQL made: the statement is kept as it was written.

use super::locations::Locations;
use super::opened::Origin;
use crate::Catalog;
use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use std::sync::Arc;

/// The provider now registered under a name.
pub async fn provider_of(
    session: &(impl AsRef<Catalog> + Sync),
    name: &TableReference,
) -> Option<Arc<dyn TableProvider>> {
    let catalog = session.as_ref();
    catalog.context().table_provider(name.clone()).await.ok()
}

/// Keeps the text that made `name`, unless `before` is still what is registered
/// (IF NOT EXISTS did nothing); `files` are those of an external table.
pub async fn note_definition(
    session: &(impl AsRef<Catalog> + Sync),
    name: &TableReference,
    before: Option<Arc<dyn TableProvider>>,
    text: &str,
    files: Option<Locations>,
) {
    let catalog = session.as_ref();
    let Some(provider) = provider_of(catalog, name).await else {
        return;
    };
    if before.is_some_and(|before| Arc::ptr_eq(&before, &provider)) {
        return;
    }
    catalog.opened().note(
        &full_name(catalog, name),
        &provider,
        Origin::Statement(text.to_owned(), files),
    );
}

/// `catalog.schema.table`, with the defaults of the catalog.
pub(super) fn full_name(catalog: &Catalog, name: &TableReference) -> String {
    let config = catalog.context().copied_config();
    let defaults = &config.options().catalog;
    name.clone()
        .resolve(&defaults.default_catalog, &defaults.default_schema)
        .to_string()
}
