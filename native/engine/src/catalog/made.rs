//! Tables and views that SQL made: the statement is kept as it was written.

use super::opened::Origin;
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
/// (IF NOT EXISTS did nothing).
pub(crate) async fn note_definition(
    session: &Session,
    name: &TableReference,
    before: Option<Arc<dyn TableProvider>>,
    text: &str,
) {
    let Some(provider) = provider_of(session, name).await else {
        return;
    };
    if before.is_some_and(|before| Arc::ptr_eq(&before, &provider)) {
        return;
    }
    let config = session.context().copied_config();
    let defaults = &config.options().catalog;
    let resolved = name
        .clone()
        .resolve(&defaults.default_catalog, &defaults.default_schema);
    let shown = match *resolved.schema == *defaults.default_schema {
        true => resolved.table.to_string(),
        false => format!("{}.{}", resolved.schema, resolved.table),
    };
    session
        .opened()
        .note(&shown, &provider, Origin::Statement(text.to_owned()));
}
