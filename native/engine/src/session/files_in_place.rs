//! Files that SQL names by their path, `FROM 'flights.parquet'`.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::{DynamicFileCatalog, Session, TableProvider, UrlTableFactory};
use datafusion::datasource::dynamic_file::DynamicListTableFactory;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::execution::{SessionState, context::SessionContext};
use parking_lot::RwLock;

use crate::ErrorCode;
use crate::catalog::{finding_columns, is_file, is_path, partitioned, plain};

/// A context that reads such files.
pub(super) fn context(state: SessionState) -> SessionContext {
    let files = Arc::new(FilesInPlace(DynamicListTableFactory::default()));
    let factory = Arc::clone(&files) as Arc<dyn UrlTableFactory>;
    let catalogs = DynamicFileCatalog::new(Arc::clone(state.catalog_list()), factory);
    let id = state.session_id().to_owned();
    let state = SessionStateBuilder::from(state)
        .with_session_id(id)
        .with_catalog_list(Arc::new(catalogs))
        .build();
    let context = SessionContext::from(state);
    files.0.session_store().with_state(context.state_weak_ref());
    context
}

/// DataFusion's factory of them, which makes a table without columns of an empty file.
#[derive(Debug)]
struct FilesInPlace(DynamicListTableFactory);

impl FilesInPlace {
    fn state(&self) -> Option<SessionState> {
        let session = self.0.session_store().get_session().upgrade()?;
        let session = session.read();
        session.as_any().downcast_ref::<SessionState>().cloned()
    }
}

#[async_trait]
impl UrlTableFactory for FilesInPlace {
    async fn try_new(&self, url: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        // Names of tables come here as well.
        if is_path(url)
            && let Err(error) = is_file(url)
            && error.code == ErrorCode::FileEmpty
        {
            return Err(DataFusionError::External(Box::new(error)));
        }
        let Some(state) = self.state() else {
            return self.0.try_new(url).await;
        };
        // The factory takes the state from a store of its own.
        let finding: Arc<RwLock<dyn Session>> = Arc::new(RwLock::new(finding_columns(&state)?));
        let of_csv = DynamicListTableFactory::default();
        of_csv.session_store().with_state(Arc::downgrade(&finding));
        let Some(table) = of_csv.try_new(url).await? else {
            return Ok(None);
        };
        let table = match plain(&table, &state)? {
            Some(made) => Arc::new(made),
            None => table,
        };
        Ok(Some(partitioned(table, false, url, &state).await?))
    }
}
