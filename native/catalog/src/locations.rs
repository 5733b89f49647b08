//! Where an external table reads from.

use std::sync::Arc;

use super::source::{SourceFile, is_remote, local};
use planarium_error::Result;
use planarium_error::control;

/// The locations of an external table, and the files that were there when it was made.
#[derive(Debug, Clone)]
pub struct Locations {
    given: Arc<[String]>,
    files: Arc<[SourceFile]>,
}

impl Locations {
    /// `None` where a location is not of this machine.
    ///
    /// # Errors
    /// `cancelled`, `file_unreadable`.
    pub async fn look(given: &[String]) -> Result<Option<Self>> {
        if given.iter().any(|location| is_remote(location)) {
            return Ok(None);
        }
        let given: Arc<[String]> = given.into();
        control::blocking(move || {
            let files = local::all_files(&given)?.into();
            Ok(Some(Self { given, files }))
        })
        .await
    }

    /// The same places as they are now; `None` where nothing changed, or folders have become empty:
    /// those are tables without rows.
    ///
    /// # Errors
    /// As [`Self::look`].
    pub(super) async fn changed(&self) -> Result<Option<Self>> {
        let now = Self::look(&self.given).await?;
        let emptied = |now: &Self| now.files.is_empty() && local::are_folders(&now.given);
        Ok(now.filter(|now| now.files != self.files && !emptied(now)))
    }
}
