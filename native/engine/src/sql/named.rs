//! The tables that a statement names.

use crate::session::Session;
use datafusion::common::TableReference;
use datafusion::sql::parser::Statement;

/// The last statement of `text`; `None` where it cannot be parsed.
pub(crate) fn statement(session: &Session, text: &str) -> Option<Statement> {
    let parsed = super::parse(session, text).ok()?.pop()?;
    Some(parsed.statement)
}

/// The tables and views that `statement` names; none where that cannot be told, which planning says.
pub(crate) fn tables(session: &Session, statement: &Statement) -> Vec<TableReference> {
    let state = session.context().state_ref();
    let state = state.read();
    state
        .resolve_table_references(statement)
        .unwrap_or_default()
}
