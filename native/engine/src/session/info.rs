//! What a session is made of, for the status bar and `planarium doctor`.

use super::{Limits, Session};
use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SessionInfo {
    pub datafusion: String,
    pub arrow: String,
    pub planarium: String,
    #[ts(type = "number")]
    pub target_partitions: usize,
    #[ts(type = "number")]
    pub batch_size: usize,
    #[ts(type = "number")]
    pub memory_limit_bytes: usize,
    #[ts(type = "number")]
    pub row_limit: usize,
    #[ts(type = "number")]
    pub byte_limit: usize,
    pub logical_codecs: Vec<String>,
    pub physical_codecs: Vec<String>,
}

pub(super) fn of(session: &Session, memory_limit_bytes: usize) -> SessionInfo {
    let config = session.context().copied_config();
    let limits = Limits::default();
    SessionInfo {
        datafusion: datafusion::DATAFUSION_VERSION.to_owned(),
        arrow: datafusion::arrow::ARROW_VERSION.to_owned(),
        planarium: env!("CARGO_PKG_VERSION").to_owned(),
        target_partitions: config.target_partitions(),
        batch_size: config.batch_size(),
        memory_limit_bytes,
        row_limit: limits.row_limit,
        byte_limit: limits.byte_limit,
        logical_codecs: session.codecs().logical_ids(),
        physical_codecs: session.codecs().physical_ids(),
    }
}
