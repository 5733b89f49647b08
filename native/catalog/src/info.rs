//! A table as the side bar shows it. Mirrors `tableInfo` of `app/shared/table.ts`.

use super::FileFormat;
use crate::field::Field;
use serde::Serialize;
use std::collections::BTreeMap;
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum TableOrigin {
    /// Opened from a path.
    File,
    View,
    /// Made by CREATE EXTERNAL TABLE.
    External,
    /// Gone when the session ends.
    Memory,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TableInfo {
    pub name: String,
    pub origin: TableOrigin,
    pub format: Option<FileFormat>,
    /// Absolute path of the file or folder, for `file` tables.
    pub path: Option<String>,
    pub columns: Vec<Field>,
    /// From the files' own statistics; `None` where reading them would be needed.
    #[ts(type = "number | null")]
    pub rows: Option<u64>,
    /// Size on disk.
    #[ts(type = "number | null")]
    pub bytes: Option<u64>,
    /// What it was opened with beside what was found out: DataFusion's options by name, and `format`.
    pub options: BTreeMap<String, String>,
    /// SQL that makes the table or view again, for `view` and `external`.
    pub definition: Option<String>,
}
