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
    /// In memory and on disk together; 1 GiB by default.
    #[ts(type = "number", optional)]
    pub byte_limit: usize,
    /// Bytes in memory: the rows beyond go to disk. 256 MiB by default, and less where other results
    /// and tables leave less of the session's memory limit.
    #[ts(type = "number", optional)]
    pub memory_limit: usize,
    /// What happens at the limit of rows or bytes.
    #[ts(optional, as = "Option<AtLimit>")]
    pub at_limit: AtLimit,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AtLimit {
    /// The query ends, and the rows beyond are lost.
    #[default]
    End,
    /// The query waits until more rows are asked for, it is cancelled or closed. Its operators keep
    /// their memory and files meanwhile.
    Pause,
}

/// How many rows a result may get beside those that it has; no bound by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct More {
    #[ts(type = "number", optional)]
    pub rows: Option<usize>,
    /// In memory and on disk together.
    #[ts(type = "number", optional)]
    pub bytes: Option<usize>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            row_limit: 10_000_000,
            byte_limit: 1 << 30,
            memory_limit: 256 << 20,
            at_limit: AtLimit::End,
        }
    }
}
