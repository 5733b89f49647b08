//! Where external tables read from.

use std::path::Path;
use std::sync::Arc;

use super::source;
use super::stamps::Stamps;
use planarium_error::Result;
use planarium_error::control;

/// Where an external table reads from, and the files that were there when it was made.
#[derive(Debug, Clone)]
pub struct Locations {
    given: Arc<[String]>,
    stamps: Stamps,
}

impl Locations {
    /// `None` where a location is not of this machine.
    ///
    /// # Errors
    /// `cancelled`, `file_unreadable`.
    pub async fn look(given: &[String]) -> Result<Option<Self>> {
        if given.iter().any(|location| source::is_remote(location)) {
            return Ok(None);
        }
        let given: Arc<[String]> = given.into();
        control::blocking(move || {
            let mut files = Vec::new();
            for location in given.iter() {
                source::all_files(location, &mut files)?;
            }
            files.sort();
            let stamps = Stamps::of(files);
            Ok(Some(Self { given, stamps }))
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
        let emptied = |now: &Self| {
            now.stamps.is_empty() && now.given.iter().all(|place| Path::new(place).is_dir())
        };
        Ok(now.filter(|now| now.stamps != self.stamps && !emptied(now)))
    }
}
