//! Saving a plan: planned again from its SQL, because a run leaves marks in a
//! physical plan that cannot be read back.

use std::path::Path;

use serde::Deserialize;
use ts_rs::TS;

use super::draft::{self, Draft};
use super::engine::{PlanEngine, PlannedStatement};
use super::manifest::{
    FORMAT_VERSION, Manifest, ManifestTable, NotSerialized, PlanKind, SavedPlan,
};
use super::redact::Redaction;
use super::secrets::{self, Secret};
use super::stages::{Stages, refusal};
use super::{atomic, collect, file_sets, fingerprint, inspect::number, raw, settings};
use planarium_catalog::field::Field;
use planarium_error::{Error, ErrorCode, Result};
use planarium_plan_codec::{CODEC_VERSION, with_deep_stack};
use planarium_plan_model::{StageId, TextStyle, logical_stage, physical_stage, text};

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct SaveOptions {
    /// The file holds every stage up to this one. All three by default.
    #[ts(optional, as = "Option<PlanKind>")]
    pub stage: PlanKind,
    /// Replace an existing file. False by default.
    #[ts(optional, as = "Option<bool>")]
    pub overwrite: bool,
    /// Puts the rows of tables that live in memory into the file. False by default.
    #[ts(optional, as = "Option<bool>")]
    pub embed_memory_tables: bool,
    /// Leave credentials out, with a mark in their place, instead of refusing to save. False by default.
    #[ts(optional, as = "Option<bool>")]
    pub redact: bool,
    /// Metrics of a run as JSON, kept beside the plan for reading.
    #[serde(skip)]
    #[ts(skip)]
    pub metrics: Option<String>,
}

impl Default for SaveOptions {
    fn default() -> Self {
        Self {
            stage: PlanKind::Physical,
            overwrite: false,
            embed_memory_tables: false,
            redact: false,
            metrics: None,
        }
    }
}

/// Plans the last statement of `sql` and saves it as a plan file.
///
/// # Errors
/// Those of planning; `plan_secret`; `plan_not_serializable` when the stage asked
/// for, or every stage, cannot be serialised; `plan_file_too_large` for what could not be opened
/// again; `write_failed`.
pub async fn save(
    session: &impl PlanEngine,
    sql: &str,
    path: &Path,
    options: SaveOptions,
) -> Result<SavedPlan> {
    let known = known_secrets(sql, options.redact)?;
    let planned = session.plan_last(sql).await?;
    let mut stages = Stages::of(session, &planned).await?;
    stages.options.embed_memory_tables = options.embed_memory_tables;
    let mut plans = Vec::new();
    let mut refused = Vec::new();
    for kind in PlanKind::ALL
        .into_iter()
        .filter(|kind| *kind <= options.stage)
    {
        match stages.encode(session, kind) {
            Ok(bytes) => plans.push((kind, bytes)),
            Err(obstacle) => refused.push(obstacle),
        }
    }
    let kinds: Vec<PlanKind> = plans.iter().map(|(kind, _)| *kind).collect();
    if kinds.is_empty() || (options.stage != PlanKind::Physical && !kinds.contains(&options.stage))
    {
        return Err(refusal(refused.last()));
    }
    let not_serialized: Vec<NotSerialized> = refused.into_iter().map(Into::into).collect();
    let manifest = manifest(session, &planned, &stages, options.stage, &not_serialized).await?;
    let draft = Draft {
        manifest,
        plans,
        text: stages.text(),
        // For other engines: a plan that Substrait cannot hold has none, which is no fault of the file.
        substrait: session
            .substrait(&planned.initial, planned.optimized.as_ref())
            .ok(),
        metrics: options.metrics,
    };
    let (bytes, redacted) = draft.finish(known, options.redact)?;
    let size = number(bytes.len());
    atomic::write(path, &bytes, options.overwrite)?;
    Ok(SavedPlan {
        path: path.to_string_lossy().into_owned(),
        bytes: size,
        kinds,
        not_serialized,
        redacted,
    })
}

/// The credentials of a SQL text. Without `redact` one is a refusal, before anything is planned.
fn known_secrets(sql: &str, redact: bool) -> Result<Vec<Secret>> {
    let known = secrets::in_sql(sql);
    if !redact {
        secrets::refuse(&known)?;
    }
    Ok(known)
}

/// The raw bytes of one stage of the last statement of `sql`.
///
/// # Errors
/// As [`save`], without writing.
pub async fn plan_bytes(session: &impl PlanEngine, sql: &str, kind: PlanKind) -> Result<Vec<u8>> {
    plan_bytes_with(session, sql, kind, BytesOptions::default()).await
}

/// How a plan becomes bare bytes.
#[derive(Debug, Clone, Copy, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct BytesOptions {
    /// Puts the rows of tables that live in memory into the bytes. False by default.
    #[ts(optional, as = "Option<bool>")]
    pub embed_memory_tables: bool,
    /// Leave credentials out, with a mark in their place, instead of refusing. False by default.
    #[ts(optional, as = "Option<bool>")]
    pub redact: bool,
}

/// As [`plan_bytes`], with options.
///
/// # Errors
/// As [`plan_bytes`].
pub async fn plan_bytes_with(
    session: &impl PlanEngine,
    sql: &str,
    kind: PlanKind,
    options: BytesOptions,
) -> Result<Vec<u8>> {
    let BytesOptions {
        embed_memory_tables,
        redact,
    } = options;
    let mut known = known_secrets(sql, redact)?;
    let planned = session.plan_last(sql).await?;
    let mut stages = Stages::of(session, &planned).await?;
    stages.options.embed_memory_tables = embed_memory_tables;
    if kind != PlanKind::Physical {
        file_sets::refuse_deep(session, &stages.initial).await?;
    }
    let bytes = stages
        .encode(session, kind)
        .map_err(|refused| refusal(Some(&refused)))?;
    with_deep_stack(|| {
        known.extend(secrets::in_plan(&raw::parse(&bytes, kind)?));
        if !redact {
            secrets::refuse(&known)?;
            return Ok(bytes);
        }
        let redaction = Redaction::of(&known)?;
        let bytes = draft::redacted_plan(&redaction, bytes, kind)?;
        redaction.verify("the plan", &bytes)?;
        Ok(bytes)
    })
}

/// The last statement of `sql` as Substrait: its optimized plan, or the initial one where only
/// that can be said.
///
/// # Errors
/// Those of planning; `plan_secret`; `substrait_unsupported`.
pub async fn substrait_bytes(session: &impl PlanEngine, sql: &str) -> Result<Vec<u8>> {
    known_secrets(sql, false)?;
    let planned = session.plan_last(sql).await?;
    session.substrait(&planned.initial, planned.optimized.as_ref())
}

/// One stage of the last statement of `sql` as text.
///
/// # Errors
/// Those of planning; `plan_kind_missing` for a statement without that stage.
pub async fn plan_text(
    session: &impl PlanEngine,
    sql: &str,
    kind: PlanKind,
    style: TextStyle,
) -> Result<String> {
    let planned = session.plan_last(sql).await?;
    let missing = || {
        Error::new(
            ErrorCode::PlanKindMissing,
            format!("This statement has no {} plan.", kind.as_str()),
        )
    };
    Ok(match kind {
        PlanKind::Logical => text::render(
            &logical_stage(StageId::Initial, &planned.initial),
            None,
            style,
        ),
        PlanKind::Optimized => {
            let plan = planned.optimized.as_ref().ok_or_else(missing)?;
            text::render(&logical_stage(StageId::Optimized, plan), None, style)
        }
        PlanKind::Physical => {
            let plan = planned.physical.as_ref().ok_or_else(missing)?;
            text::render(&physical_stage(StageId::Physical, plan), Some(plan), style)
        }
    })
}

async fn manifest(
    session: &impl PlanEngine,
    planned: &PlannedStatement,
    stages: &Stages,
    stage: PlanKind,
    not_serialized: &[NotSerialized],
) -> Result<Manifest> {
    let mut tables = Vec::new();
    for scanned in collect::tables(&stages.initial) {
        let mut table = ManifestTable {
            name: scanned.name.clone(),
            provider: scanned.kind().to_string(),
            urls: Vec::new(),
            columns: Field::list(&scanned.provider.schema()),
            fingerprints: Vec::new(),
        };
        if let Some(listing) = scanned.listing() {
            for url in listing.table_paths() {
                table.urls.push(url.as_str().to_string());
                let extension = &listing.options().file_extension;
                table
                    .fingerprints
                    .extend(fingerprint::take(session, url, extension).await?);
            }
        }
        tables.push(table);
    }
    let state = session.context().state();
    let settings = settings::differing(state.config_options());
    Ok(Manifest {
        format_version: FORMAT_VERSION,
        planarium: env!("CARGO_PKG_VERSION").to_string(),
        datafusion: datafusion::DATAFUSION_VERSION.to_string(),
        arrow: datafusion::arrow::ARROW_VERSION.to_string(),
        codec_version: CODEC_VERSION,
        created: chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now()).to_rfc3339(),
        stage,
        sql: planned.sql.clone(),
        settings,
        tables,
        output_columns: Field::list(planned.initial.schema().as_arrow()),
        logical_codecs: session.codecs().logical_ids(),
        physical_codecs: session.codecs().physical_ids(),
        entries: std::collections::BTreeMap::new(),
        not_serialized: not_serialized.to_vec(),
        redacted: Vec::new(),
    })
}
