//! Files that SQL names by their path, `FROM 'flights.parquet'`.

use std::path::Path;
use std::sync::{Arc, OnceLock, Weak};

use async_trait::async_trait;
use datafusion::catalog::{DynamicFileCatalog, TableProvider, UrlTableFactory};
use datafusion::error::Result;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::{SessionState, context::SessionContext};
use parking_lot::RwLock;

use super::in_place::in_place;
use super::opened::OpenedFiles;
use super::source::{is_file, is_path, is_remote};
use planarium_error::ErrorCode;

/// A context that reads such files, and keeps what it knows of them in `opened`.
pub(crate) fn context(state: SessionState, opened: &Arc<OpenedFiles>) -> SessionContext {
    let files = Arc::new(FilesInPlace {
        opened: Arc::clone(opened),
        session: OnceLock::new(),
    });
    let factory = Arc::clone(&files) as Arc<dyn UrlTableFactory>;
    let catalogs = DynamicFileCatalog::new(Arc::clone(state.catalog_list()), factory);
    let id = state.session_id().to_owned();
    let state = SessionStateBuilder::from(state)
        .with_session_id(id)
        .with_catalog_list(Arc::new(catalogs))
        .build();
    let context = SessionContext::from(state);
    files.session.get_or_init(|| context.state_weak_ref());
    context
}

/// Opens them as files are opened everywhere.
struct FilesInPlace {
    opened: Arc<OpenedFiles>,
    session: OnceLock<Weak<RwLock<SessionState>>>,
}

impl std::fmt::Debug for FilesInPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FilesInPlace").finish_non_exhaustive()
    }
}

#[async_trait]
impl UrlTableFactory for FilesInPlace {
    async fn try_new(&self, url: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        // Names of tables come here as well.
        let named = is_path(url);
        if is_remote(url) || !named && !Path::new(url).is_dir() {
            return Ok(None);
        }
        let session = self.session.get().and_then(Weak::upgrade);
        let Some(state) = session.map(|state| state.read().clone()) else {
            return Ok(None);
        };
        match in_place(&self.opened, &state, url).await {
            Ok(table) => Ok(Some(table)),
            // What is no file may be a table; whoever planned the statement says that it is neither.
            Err(error) => match error.code {
                _ if !named => Ok(None),
                ErrorCode::FileMissing => Ok(None),
                ErrorCode::FileFormatUnknown if is_file(url).unwrap_or(false) => Ok(None),
                _ => Err(error.into()),
            },
        }
    }
}
