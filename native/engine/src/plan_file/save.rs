//! Saving a plan: planned anew from its SQL, because a run leaves marks in a
//! physical plan that cannot be read back.

use std::path::Path;
use std::sync::Arc;

use datafusion::physical_plan::ExecutionPlan;
use serde::Deserialize;
use ts_rs::TS;

use super::manifest::{
    FORMAT_VERSION, Manifest, ManifestTable, NotSerialized, PlanKind, SavedPlan,
};
use super::{
    atomic, collect, container, file_sets, fingerprint, inspect::number, obstacles, raw, secrets,
    settings,
};
use crate::codec::{self, CODEC_VERSION};
use crate::field::Field;
use crate::plan::{StageId, TextStyle, logical_stage, physical_stage, text};
use crate::query::{PlannedStatement, plan_last};
use crate::{Error, ErrorCode, Result, Session, substrait};

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
            metrics: None,
        }
    }
}

/// Plans the last statement of `sql` and saves it as a plan file.
///
/// # Errors
/// Those of planning; `plan_secret`; `plan_not_serializable` when the stage asked
/// for, or every stage, cannot be serialised; `write_failed`.
pub async fn save(
    session: &Session,
    sql: &str,
    path: &Path,
    options: SaveOptions,
) -> Result<SavedPlan> {
    secrets::refuse_sql(sql)?;
    let planned = plan_last(session, sql).await?;
    let mut stages = Stages::of(session, &planned).await?;
    stages.options.embed_memory_tables = options.embed_memory_tables;
    let mut entries: Vec<(&str, Vec<u8>)> = Vec::new();
    let mut kinds = Vec::new();
    let mut not_serialized = Vec::new();
    for kind in PlanKind::ALL
        .into_iter()
        .filter(|kind| *kind <= options.stage)
    {
        match stages.encode(session, kind) {
            Ok(bytes) => {
                kinds.push(kind);
                entries.push((kind.entry(), bytes));
            }
            Err(refused) => not_serialized.push(refused),
        }
    }
    if kinds.is_empty() || (options.stage != PlanKind::Physical && !kinds.contains(&options.stage))
    {
        return Err(refusal(not_serialized.last()));
    }
    let manifest = manifest(
        session,
        &planned,
        &stages,
        options.stage,
        not_serialized.clone(),
    )
    .await?;
    entries.push(("plan.txt", stages.text().into_bytes()));
    // For other engines: a plan that Substrait cannot hold has none, which is no fault of the file.
    if let Ok(bytes) = substrait::of_stages(session, &planned.initial, planned.optimized.as_ref()) {
        entries.push(("substrait.pb", bytes));
    }
    if let Some(metrics) = options.metrics {
        entries.push(("metrics.json", metrics.into_bytes()));
    }
    let bytes = container::pack(manifest, &entries)?;
    let size = number(bytes.len());
    atomic::write(path, &bytes, options.overwrite)?;
    Ok(SavedPlan {
        path: path.to_string_lossy().into_owned(),
        bytes: size,
        kinds,
        not_serialized,
    })
}

/// The raw bytes of one stage of the last statement of `sql`.
///
/// # Errors
/// As [`save`], without writing.
pub async fn plan_bytes(session: &Session, sql: &str, kind: PlanKind) -> Result<Vec<u8>> {
    secrets::refuse_sql(sql)?;
    let planned = plan_last(session, sql).await?;
    let stages = Stages::of(session, &planned).await?;
    for url in stages.urls() {
        secrets::refuse_url(&url)?;
    }
    stages
        .encode(session, kind)
        .map_err(|refused| refusal(Some(&refused)))
}

/// The last statement of `sql` as Substrait: its optimized plan, or the initial one where only
/// that can be said.
///
/// # Errors
/// Those of planning; `plan_secret`; `substrait_unsupported`.
pub async fn substrait_bytes(session: &Session, sql: &str) -> Result<Vec<u8>> {
    secrets::refuse_sql(sql)?;
    let planned = plan_last(session, sql).await?;
    substrait::of_stages(session, &planned.initial, planned.optimized.as_ref())
}

/// One stage of the last statement of `sql` as text.
///
/// # Errors
/// Those of planning; `plan_kind_missing` for a statement without that stage.
pub async fn plan_text(
    session: &Session,
    sql: &str,
    kind: PlanKind,
    style: TextStyle,
) -> Result<String> {
    let planned = plan_last(session, sql).await?;
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
            text::render(
                &physical_stage(StageId::Physical, plan, false),
                Some(plan),
                style,
            )
        }
    })
}

/// The stages as they are written: file sets are explicit.
struct Stages {
    initial: datafusion::logical_expr::LogicalPlan,
    optimized: Option<datafusion::logical_expr::LogicalPlan>,
    physical: Option<Arc<dyn ExecutionPlan>>,
    options: codec::EncodeOptions,
}

impl Stages {
    async fn of(session: &Session, planned: &PlannedStatement) -> Result<Self> {
        let expanded = file_sets::expand(session, &planned.initial).await?;
        let optimized = planned.optimized.clone();
        Ok(Self {
            initial: file_sets::apply(planned.initial.clone(), &expanded)?,
            optimized: optimized
                .map(|plan| file_sets::apply(plan, &expanded))
                .transpose()?,
            physical: planned.physical.clone(),
            options: codec::EncodeOptions::default(),
        })
    }

    fn encode(&self, session: &Session, kind: PlanKind) -> Result<Vec<u8>, NotSerialized> {
        let logical = match kind {
            PlanKind::Logical => Some(&self.initial),
            PlanKind::Optimized | PlanKind::Physical => self.optimized.as_ref(),
        };
        if kind == PlanKind::Physical {
            // DataFusion's physical format always holds the rows of memory tables.
            let unasked = !self.options.embed_memory_tables;
            let memory = unasked.then(|| obstacles::memory(kind, &self.initial));
            let lost = || obstacles::lost_by_physical(&self.initial);
            if let Some(obstacle) = memory.flatten().or_else(lost) {
                return Err(obstacle);
            }
        }
        let encoded = match (kind, logical, &self.physical) {
            (PlanKind::Logical | PlanKind::Optimized, Some(plan), _) => {
                codec::encode_logical_with(session.codecs(), plan, self.options)
                    .and_then(|bytes| checked(bytes, kind))
            }
            (PlanKind::Physical, _, Some(plan)) => codec::encode_physical(session.codecs(), plan)
                .and_then(|bytes| checked(bytes, kind)),
            _ => Err(Error::new(
                ErrorCode::PlanNotSerializable,
                "A statement that changes the session is carried out without being planned further.",
            )),
        };
        encoded.map_err(|error| obstacles::explain(kind, logical.unwrap_or(&self.initial), &error))
    }

    fn urls(&self) -> Vec<String> {
        let tables = collect::tables(&self.initial);
        let listings = tables.iter().filter_map(collect::Scanned::listing);
        listings
            .flat_map(|table| table.table_paths())
            .map(ToString::to_string)
            .collect()
    }

    fn text(&self) -> String {
        let mut parts = vec![format!(
            "Initial logical plan\n\n{}\n",
            logical_stage(StageId::Initial, &self.initial).text
        )];
        if let Some(plan) = &self.optimized {
            parts.push(format!(
                "Optimized logical plan\n\n{}\n",
                logical_stage(StageId::Optimized, plan).text
            ));
        }
        if let Some(plan) = &self.physical {
            parts.push(format!(
                "Physical plan\n\n{}\n",
                physical_stage(StageId::Physical, plan, false).text
            ));
        }
        parts.join("\n")
    }
}

/// What is written must be readable again.
fn checked(bytes: Vec<u8>, kind: PlanKind) -> Result<Vec<u8>> {
    codec::with_deep_stack(|| raw::parse(&bytes, kind).map(drop)).map(|()| bytes)
}

fn refusal(refused: Option<&NotSerialized>) -> Error {
    let Some(NotSerialized { kind, node, reason }) = refused else {
        return Error::new(
            ErrorCode::PlanNotSerializable,
            "The statement has no plan that could be saved.",
        );
    };
    Error::new(
        ErrorCode::PlanNotSerializable,
        format!(
            "The {} plan cannot be turned into bytes, because of: {node}.",
            kind.as_str()
        ),
    )
    .with_hint(reason.clone())
}

async fn manifest(
    session: &Session,
    planned: &PlannedStatement,
    stages: &Stages,
    stage: PlanKind,
    not_serialized: Vec<NotSerialized>,
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
                secrets::refuse_url(url.as_str())?;
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
    for (name, value) in &settings {
        secrets::refuse_setting(name, value)?;
    }
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
        not_serialized,
    })
}
