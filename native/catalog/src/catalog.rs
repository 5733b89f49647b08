//! The tables of one session.

use std::sync::Arc;

use datafusion::execution::SessionState;
use datafusion::execution::context::SessionContext;

use super::opened::OpenedFiles;
use super::url_tables;

/// DataFusion's context with what is remembered of its tables beyond it. Clones share both.
#[derive(Clone)]
pub struct Catalog {
    context: Arc<SessionContext>,
    opened: Arc<OpenedFiles>,
}

impl Catalog {
    /// A context of `state` that also reads the files that SQL names by their path.
    pub fn new(state: SessionState) -> Self {
        let opened = Arc::default();
        let context = Arc::new(url_tables::context(state, &opened));
        Self { context, opened }
    }

    pub fn context(&self) -> &Arc<SessionContext> {
        &self.context
    }

    /// Where each table came from.
    pub fn opened(&self) -> &OpenedFiles {
        &self.opened
    }

    /// Folders are listed again by the next scan of them.
    pub fn forget_listings(&self) {
        let env = self.context.runtime_env();
        if let Some(listed) = env.cache_manager.get_list_files_cache() {
            listed.clear();
        }
    }
}

impl AsRef<Catalog> for Catalog {
    fn as_ref(&self) -> &Catalog {
        self
    }
}

impl AsRef<SessionContext> for Catalog {
    fn as_ref(&self) -> &SessionContext {
        &self.context
    }
}
