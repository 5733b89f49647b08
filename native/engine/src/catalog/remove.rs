//! Removing tables.

use super::list;
use crate::error::Result;
use crate::session::Session;
use datafusion::common::TableReference;

/// Forgets a table or view; its files stay. `false` when there is none of that name.
pub fn remove_table(session: &Session, name: &str) -> Result<bool> {
    if !list::names(session).iter().any(|other| other == name) {
        return Ok(false);
    }
    let bare = TableReference::bare(name);
    let removed = match session.context().deregister_table(bare)? {
        Some(_) => true,
        None => session
            .context()
            .deregister_table(TableReference::from(name))?
            .is_some(),
    };
    session.opened().forget(name);
    Ok(removed)
}
