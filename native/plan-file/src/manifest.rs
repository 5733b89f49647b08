//! The manifest of a plan file. Mirrors `planManifest` of `app/shared/planFile.ts`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::redact::Redacted;
use planarium_catalog::field::Field;
use planarium_plan_codec::Root;

/// Version of the container's layout. A file with a greater one is not opened.
pub const FORMAT_VERSION: u32 = 1;

/// Which serialised plan of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PlanKind {
    /// Before the optimizer.
    Logical,
    Optimized,
    Physical,
}

impl PlanKind {
    pub const ALL: [PlanKind; 3] = [Self::Logical, Self::Optimized, Self::Physical];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Logical => "logical",
            Self::Optimized => "optimized",
            Self::Physical => "physical",
        }
    }

    /// Name of the entry that holds it.
    pub(super) fn entry(self) -> &'static str {
        match self {
            Self::Logical => "logical.pb",
            Self::Optimized => "optimized.pb",
            Self::Physical => "physical.pb",
        }
    }

    /// Which message its bytes are.
    pub(crate) fn root(self) -> Root {
        match self {
            Self::Physical => Root::Physical,
            Self::Logical | Self::Optimized => Root::Logical,
        }
    }

    pub(super) fn is_physical(self) -> bool {
        self == Self::Physical
    }
}

/// What a source looked like when the plan was saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Fingerprint {
    pub url: String,
    pub bytes: f64,
    /// RFC 3339, UTC.
    pub modified: Option<String>,
    /// SHA-256 of the Parquet footer, hex.
    pub footer_sha256: Option<String>,
}

/// A table as the manifest tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ManifestTable {
    pub name: String,
    pub provider: String,
    pub urls: Vec<String>,
    pub columns: Vec<Field>,
    pub fingerprints: Vec<Fingerprint>,
}

/// A plan that is missing from the file, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NotSerialized {
    pub kind: PlanKind,
    pub node: String,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    pub format_version: u32,
    pub planarium: String,
    pub datafusion: String,
    pub arrow: String,
    pub codec_version: u32,
    /// RFC 3339, UTC.
    pub created: String,
    /// The last stage that was asked for.
    pub stage: PlanKind,
    pub sql: String,
    /// Session settings that differ from DataFusion's defaults.
    pub settings: BTreeMap<String, String>,
    pub tables: Vec<ManifestTable>,
    pub output_columns: Vec<Field>,
    pub logical_codecs: Vec<String>,
    pub physical_codecs: Vec<String>,
    /// SHA-256 of each other entry, hex.
    pub entries: BTreeMap<String, String>,
    pub not_serialized: Vec<NotSerialized>,
    /// Credentials that were left out, with a mark in their place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<Redacted>>")]
    pub redacted: Vec<Redacted>,
}

/// What saving left on disk.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedPlan {
    pub path: String,
    pub bytes: f64,
    pub kinds: Vec<PlanKind>,
    pub not_serialized: Vec<NotSerialized>,
    /// Credentials that were left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<Redacted>>")]
    pub redacted: Vec<Redacted>,
}
