//! What a session is started with.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use ts_rs::TS;

/// 4 GiB: the facade passes a share of the machine's memory instead.
const DEFAULT_MEMORY_LIMIT: usize = 4 << 30;

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct SessionOptions {
    /// What all queries together may hold while they work, in bytes.
    #[ts(type = "number", optional)]
    pub memory_limit_bytes: usize,
    /// Where the folder for spilled data is made; the system's temporary folder by default.
    pub spill_directory: Option<PathBuf>,
    /// DataFusion settings by their full name, `datafusion.execution.batch_size`.
    #[ts(optional, as = "Option<BTreeMap<String, String>>")]
    pub settings: BTreeMap<String, String>,
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self {
            memory_limit_bytes: DEFAULT_MEMORY_LIMIT,
            spill_directory: None,
            settings: BTreeMap::new(),
        }
    }
}

/// How much of a result is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Limits {
    /// 10 million by default.
    #[ts(type = "number", optional)]
    pub row_limit: usize,
    /// 1 GiB by default.
    #[ts(type = "number", optional)]
    pub byte_limit: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            row_limit: 10_000_000,
            byte_limit: 1 << 30,
        }
    }
}
