//! Removing tables.

use super::list;
use super::made::full_name;
use crate::Catalog;
use datafusion::common::TableReference;
use planarium_error::Result;

/// Forgets a table or view; its files stay. `false` when there is none of that name.
pub fn remove_table(session: &impl AsRef<Catalog>, name: &str) -> Result<bool> {
    let catalog = session.as_ref();
    if !list::names(catalog).iter().any(|other| other == name) {
        return Ok(false);
    }
    for reference in [TableReference::bare(name), TableReference::from(name)] {
        if catalog
            .context()
            .deregister_table(reference.clone())?
            .is_some()
        {
            catalog.opened().forget(&full_name(catalog, &reference));
            return Ok(true);
        }
    }
    Ok(false)
}
