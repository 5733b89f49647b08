//! Removing tables.

use super::list;
use super::made::full_name;
use crate::error::Result;
use crate::session::Session;
use datafusion::common::TableReference;

/// Forgets a table or view; its files stay. `false` when there is none of that name.
pub fn remove_table(session: &Session, name: &str) -> Result<bool> {
    if !list::names(session).iter().any(|other| other == name) {
        return Ok(false);
    }
    for reference in [TableReference::bare(name), TableReference::from(name)] {
        if session
            .context()
            .deregister_table(reference.clone())?
            .is_some()
        {
            session.opened().forget(&full_name(session, &reference));
            return Ok(true);
        }
    }
    Ok(false)
}
