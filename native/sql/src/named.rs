//! The tables that a statement names.

use datafusion::common::TableReference;
use datafusion::execution::context::SessionContext;
use datafusion::sql::parser::Statement;

/// The last statement of `text`; `None` if it cannot be parsed.
pub fn statement(session: &impl AsRef<SessionContext>, text: &str) -> Option<Statement> {
    let parsed = super::parse(session, text).ok()?.pop()?;
    Some(parsed.statement)
}

/// The tables and views that `statement` names; empty if they cannot be determined, which planning reports.
pub fn tables(session: &impl AsRef<SessionContext>, statement: &Statement) -> Vec<TableReference> {
    let state = session.as_ref().state_ref();
    let state = state.read();
    state
        .resolve_table_references(statement)
        .unwrap_or_default()
}
