//! What the session holds at this moment.

use datafusion::execution::runtime_env::RuntimeEnv;
use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MemoryUsage {
    /// Memory that operators at work, open results and tables in memory have reserved.
    #[ts(type = "number")]
    pub memory_bytes: usize,
    #[ts(type = "number")]
    pub memory_limit_bytes: usize,
    /// On disk right now.
    #[ts(type = "number")]
    pub spilled_bytes: u64,
}

pub(super) fn of(env: &RuntimeEnv, memory_limit_bytes: usize) -> MemoryUsage {
    MemoryUsage {
        memory_bytes: env.memory_pool.reserved(),
        memory_limit_bytes,
        spilled_bytes: env.disk_manager.used_disk_space(),
    }
}
