//! Tables and views that SQL made: the statement is kept as it was written.

use super::opened::Origin;
use super::stamps::Locations;
use crate::session::Session;
use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use std::sync::Arc;

/// The provider now registered under a name.
pub(crate) async fn provider_of(
    session: &Session,
    name: &TableReference,
) -> Option<Arc<dyn TableProvider>> {
    session.context().table_provider(name.clone()).await.ok()
}

/// Keeps the text that made `name`, unless `before` is still what is registered
/// (IF NOT EXISTS did nothing); `files` are those of an external table.
pub(crate) async fn note_definition(
    session: &Session,
    name: &TableReference,
    before: Option<Arc<dyn TableProvider>>,
    text: &str,
    files: Option<Locations>,
) {
    let Some(provider) = provider_of(session, name).await else {
        return;
    };
    if before.is_some_and(|before| Arc::ptr_eq(&before, &provider)) {
        return;
    }
    session.opened().note(
        &full_name(session, name),
        &provider,
        Origin::Statement(text.to_owned(), files),
    );
}

/// `catalog.schema.table`, with the defaults of the session.
pub(super) fn full_name(session: &Session, name: &TableReference) -> String {
    let config = session.context().copied_config();
    let defaults = &config.options().catalog;
    name.clone()
        .resolve(&defaults.default_catalog, &defaults.default_schema)
        .to_string()
}
