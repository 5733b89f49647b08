//! The memory that scans count against.

use std::fmt;
use std::sync::{Arc, OnceLock, Weak};

use datafusion::execution::SessionState;
use datafusion::execution::memory_pool::{MemoryPool, UnboundedMemoryPool};
use parking_lot::RwLock;

/// Whose memory limit a scan counts against.
#[derive(Clone, Default)]
pub struct Memory(Arc<OnceLock<Owner>>);

enum Owner {
    /// `SET datafusion.runtime.memory_limit` gives a session another pool.
    Session(Weak<RwLock<SessionState>>),
    Task(Arc<dyn MemoryPool>),
}

impl Memory {
    pub fn of_task(pool: &Arc<dyn MemoryPool>) -> Self {
        let memory = Self::default();
        memory.0.get_or_init(|| Owner::Task(Arc::clone(pool)));
        memory
    }

    /// For a session that is being built; nothing is limited before.
    pub fn belongs_to(&self, session: Weak<RwLock<SessionState>>) {
        self.0.get_or_init(|| Owner::Session(session));
    }

    pub fn pool(&self) -> Arc<dyn MemoryPool> {
        let pool = match self.0.get() {
            Some(Owner::Task(pool)) => Some(Arc::clone(pool)),
            Some(Owner::Session(session)) => session
                .upgrade()
                .map(|state| Arc::clone(&state.read().runtime_env().memory_pool)),
            None => None,
        };
        pool.unwrap_or_else(|| Arc::new(UnboundedMemoryPool::default()))
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}
