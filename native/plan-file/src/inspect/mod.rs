//! What a saved plan is and what running it would do, from its raw bytes alone.

mod columns;
mod details;
mod expression;
mod literal;
mod load;
mod refusal;
mod survey;
mod tree;
mod writes;

use serde::{Deserialize, Serialize};
use std::path::Path;
use ts_rs::TS;

pub(super) use load::{Loaded, detect, from_container, load, read};
pub(super) use refusal::of as refusal_of;
pub(super) use survey::{Survey, file_urls};
pub(super) use tree::stage;

use super::installed::InstalledCodecs;
use super::manifest::{Manifest, PlanKind};
use super::restore::{self, MissingSecret};
use super::{container, raw, settings};
use crate::consent::{self, ConsentItem, PlanExtension, PlanWrite};
use planarium_error::{Error, ErrorCode, Result};
use planarium_plan_codec::with_deep_stack;
use planarium_plan_model::PlanStage;

#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct InspectOptions {
    /// Which plan of the file; by default optimized, else logical, else physical.
    pub kind: Option<PlanKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ContainerKind {
    Dfplan,
    Bytes,
}

/// A file that would be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlanRead {
    /// Physical plans do not keep table names.
    pub table: Option<String>,
    pub format: String,
    pub url: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FunctionKind {
    Scalar,
    Aggregate,
    Window,
}

/// A function the plan calls; with a payload it brings its own definition.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanFunction {
    pub name: String,
    pub kind: FunctionKind,
    pub payload_bytes: f64,
    /// Id of the extension codec that wrote the payload, where it tells.
    pub codec: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Inspection {
    pub path: String,
    pub container: ContainerKind,
    /// Size of the file.
    pub bytes: f64,
    /// `None` for raw bytes.
    pub manifest: Option<Manifest>,
    pub kinds: Vec<PlanKind>,
    /// What the rest describes, and what would run.
    pub kind: PlanKind,
    /// Size of the serialised plan.
    pub plan_bytes: f64,
    /// SHA-256 of the serialised plan, hex.
    pub sha256: String,
    pub stage: PlanStage,
    pub reads: Vec<PlanRead>,
    pub writes: Vec<PlanWrite>,
    pub functions: Vec<PlanFunction>,
    pub extensions: Vec<PlanExtension>,
    /// `None` when the plan may run, perhaps after `consent`.
    pub refusal: Option<Error>,
    /// What the plan may do only with consent; empty when it only computes and reads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<ConsentItem>>")]
    pub asks: Vec<ConsentItem>,
    /// The error of running it without that consent. `None` when it needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub consent: Option<Error>,
    /// Values that were taken out of the plan when it was saved, and must be given to run it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<MissingSecret>>")]
    pub secrets: Vec<MissingSecret>,
    pub warnings: Vec<String>,
}

/// Inspects the file at `path`; only that file is touched.
///
/// # Errors
/// `file_missing`, `file_unreadable`, `plan_kind_missing`, or one of the
/// `plan_file_*` codes and `plan_too_deep` when its plan cannot be shown.
pub fn inspect(path: &Path, options: &InspectOptions) -> Result<Inspection> {
    inspect_with(path, options, &InstalledCodecs::default())
}

/// As [`inspect`], for a session that has the extension codecs of these ids.
pub fn inspect_with(
    path: &Path,
    options: &InspectOptions,
    installed: &InstalledCodecs,
) -> Result<Inspection> {
    with_deep_stack(|| {
        let loaded = load(path, options.kind)?;
        let value = raw::parse(&loaded.plan, loaded.kind)?;
        let stage = tree::stage(&value, loaded.kind);
        let survey = Survey::of(&value);
        let verdict = consent::judge(&loaded.plan, loaded.kind.root());
        let refusal = refusal::of(&loaded, &survey, &verdict, installed.of(loaded.kind));
        let secrets = restore::missing(&value);
        let warnings = warnings(&loaded, refusal.as_ref());
        Ok(Inspection {
            path: path.to_string_lossy().into_owned(),
            container: if loaded.manifest.is_some() {
                ContainerKind::Dfplan
            } else {
                ContainerKind::Bytes
            },
            bytes: number(loaded.file_bytes),
            kinds: loaded.kinds.clone(),
            kind: loaded.kind,
            plan_bytes: number(loaded.plan.len()),
            sha256: container::sha256(&loaded.plan),
            stage,
            reads: survey.reads,
            writes: verdict.writes(),
            functions: survey.functions,
            refusal,
            consent: verdict.consent(),
            extensions: verdict.extensions,
            asks: verdict.items,
            secrets,
            warnings,
            manifest: loaded.manifest,
        })
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sizes of files that fit into memory"
)]
pub(crate) fn number(value: usize) -> f64 {
    value as f64
}

fn warnings(loaded: &Loaded, refusal: Option<&Error>) -> Vec<String> {
    let mut warnings = Vec::new();
    let told = refusal.is_some_and(|refusal| refusal.code == ErrorCode::PlanVersionDiffers);
    match &loaded.manifest {
        None => warnings.push(
            "These bytes carry no DataFusion version; another version may have meant something different. Source files can't be checked for changes."
                .to_string(),
        ),
        Some(manifest) if !told && manifest.datafusion != datafusion::DATAFUSION_VERSION => warnings.push(format!(
            "Saved with DataFusion {}; this is {}.",
            manifest.datafusion,
            datafusion::DATAFUSION_VERSION
        )),
        Some(_) => {}
    }
    if let Some(manifest) = &loaded.manifest {
        warnings.extend(settings::notes(&manifest.settings));
    }
    warnings
}
