//! Plans the SQL of a file anew: for bytes of another version, which are never decoded.
//!
//! The tables are opened again from where the manifest says they are, in a session of their
//! own: a table that the user's session has under the same name is not meant.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::datasource::listing::{ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::logical_expr::LogicalPlan;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::Url;

use super::engine::{PlanEngine, ReadyPlan, RunnablePlan};
use super::inspect::{Loaded, PlanRead, Survey, load, stage};
use super::manifest::{Manifest, ManifestTable, PlanKind};
use super::prepared::{PreparedPlan, RunOptions, changed_since};
use super::stages::Stages;
use super::{container, raw, restore, settings};
use crate::consent::{self, ConsentItem, PlanWrite, Verdict};
use planarium_catalog::{OpenOptions, open_file};
use planarium_error::{Error, ErrorCode, Result};
use planarium_plan_codec::with_deep_stack;
use planarium_plan_model::{StageId, logical_stage};

#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct ReplanOptions {
    /// Which plan is compared; by default the one that an inspection shows.
    pub kind: Option<PlanKind>,
    /// Other files for tables: name to path.
    #[ts(optional, as = "Option<HashMap<String, String>>")]
    pub rebind: HashMap<String, String>,
    /// As in [`RunOptions`].
    #[ts(optional, as = "Option<HashMap<String, String>>")]
    pub secrets: HashMap<String, String>,
}

/// The saved plan and the one that this version makes of the same SQL.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Replan {
    /// From the manifest.
    pub sql: String,
    pub kind: PlanKind,
    /// The saved plan as indented text, from its bytes.
    pub saved: String,
    /// The new plan in the same words.
    pub fresh: String,
    /// SHA-256 of the SQL and the new plan, hex: running names it.
    pub sha256: String,
    pub reads: Vec<PlanRead>,
    pub writes: Vec<PlanWrite>,
    /// What the new plan may do only with consent.
    pub asks: Vec<ConsentItem>,
    /// The error of running it without that consent.
    pub consent: Option<Error>,
}

/// Plans the SQL of the file at `path` anew; nothing runs. Reads the tables that the file names.
///
/// # Errors
/// Those of reading the file and of planning; `plan_kind_missing` for plan bytes without SQL;
/// `plan_source_missing` for a table that cannot be opened again.
pub async fn replan(
    session: &impl PlanEngine,
    path: &Path,
    options: &ReplanOptions,
) -> Result<Replan> {
    Ok(make(session, path, options).await?.shown)
}

/// The plan that was agreed to by its `agreed` SHA-256, ready to run.
pub(super) async fn prepare(
    session: &impl PlanEngine,
    path: &Path,
    options: &RunOptions,
    agreed: &str,
) -> Result<PreparedPlan> {
    let how = ReplanOptions {
        kind: options.kind,
        rebind: options.rebind.clone(),
        secrets: options.secrets.clone(),
    };
    let made = make(session, path, &how).await?;
    if made.shown.sha256 != agreed {
        return Err(changed_since());
    }
    match made.shown.consent {
        Some(consent) if !options.allow_write => Err(consent),
        _ => Ok(PreparedPlan {
            sql: made.shown.sql,
            work: RunnablePlan {
                plan: ReadyPlan::Logical(made.plan),
                state: settings::apply(session.context().state(), &made.settings),
            },
        }),
    }
}

struct Made {
    shown: Replan,
    plan: LogicalPlan,
    settings: std::collections::BTreeMap<String, String>,
}

async fn make(session: &impl PlanEngine, path: &Path, options: &ReplanOptions) -> Result<Made> {
    let loaded = with_deep_stack(|| load(path, options.kind))?;
    let saved = with_deep_stack(|| Ok(saved_text(&loaded)))?;
    let manifest = loaded.manifest.ok_or_else(no_sql)?;
    let sql = restore::restore_text(&manifest.sql, &options.secrets)?;
    let scratch = scratch(session, &manifest)?;
    for table in &manifest.tables {
        reopen(&scratch, table, &options.rebind).await?;
    }
    let planned = scratch.plan_last(&sql).await?;
    let stages = Stages::of(&scratch, &planned).await?;
    let Fresh {
        text: fresh,
        reads,
        verdict,
    } = with_deep_stack(|| Ok(fresh(&scratch, &stages, loaded.kind)))?;
    Ok(Made {
        shown: Replan {
            kind: loaded.kind,
            sha256: container::sha256(format!("{sql}\n{fresh}").as_bytes()),
            sql: manifest.sql,
            saved,
            fresh,
            reads,
            writes: verdict.writes(),
            consent: verdict.consent(),
            asks: verdict.items,
        },
        plan: planned.initial,
        settings: manifest.settings,
    })
}

fn saved_text(loaded: &Loaded) -> String {
    match raw::parse(&loaded.plan, loaded.kind) {
        Ok(value) => stage(&value, loaded.kind).text,
        Err(error) => format!("(not readable by this version: {})", error.message),
    }
}

/// What is shown of the new plan.
struct Fresh {
    text: String,
    reads: Vec<PlanRead>,
    verdict: Verdict,
}

/// The new plan in the words of an inspection where it can be serialised, so that both sides
/// of the comparison speak alike; else as the engine writes it. What runs is the initial plan:
/// a plan that has no bytes, or others that ask for nothing, is judged by it.
fn fresh(session: &impl PlanEngine, stages: &Stages, kind: PlanKind) -> Fresh {
    let encoded = stages.encode(session, kind).ok();
    let parsed = encoded.and_then(|bytes| Some((raw::parse(&bytes, kind).ok()?, bytes)));
    let judged = parsed
        .as_ref()
        .map(|(_, bytes)| consent::judge(bytes, kind.root()));
    let verdict = judged
        .filter(|verdict| !verdict.items.is_empty())
        .unwrap_or_else(|| consent::judge_plan(&stages.initial));
    let (text, reads) = match &parsed {
        Some((value, _)) => (stage(value, kind).text, Survey::of(value).reads),
        None => (
            logical_stage(StageId::Initial, &stages.initial).text,
            Vec::new(),
        ),
    };
    Fresh {
        text,
        reads,
        verdict,
    }
}

fn no_sql() -> Error {
    Error::new(
        ErrorCode::PlanKindMissing,
        "The file holds plan bytes alone: there is no SQL to plan again.",
    )
    .with_hint("Plan it again where it was made, and save it as a plan file.")
}

/// A session with the settings and functions of `session` and no tables.
fn scratch<S: PlanEngine>(session: &S, manifest: &Manifest) -> Result<S> {
    let scratch = session.scratch()?;
    let own = session.context().state();
    let reference = scratch.context().state_ref();
    let mut state = reference.write();
    *state.config_mut() = own.config().clone();
    *state = settings::apply(state.clone(), &manifest.settings);
    drop(state);
    for function in own.scalar_functions().values() {
        scratch.context().register_udf(function.as_ref().clone());
    }
    for function in own.aggregate_functions().values() {
        scratch.context().register_udaf(function.as_ref().clone());
    }
    for function in own.window_functions().values() {
        scratch.context().register_udwf(function.as_ref().clone());
    }
    Ok(scratch)
}

/// Opens a table's files again, under the name that the SQL gives them.
async fn reopen(
    session: &impl PlanEngine,
    table: &ManifestTable,
    rebind: &HashMap<String, String>,
) -> Result<()> {
    let paths = table
        .urls
        .iter()
        .map(|url| local(url).ok_or_else(|| unreachable_table(table)))
        .collect::<Result<Vec<_>>>()?;
    let short = match paths.contains(&table.name) {
        true => table.name.as_str(),
        false => table.name.rsplit('.').next().unwrap_or(&table.name),
    };
    if short.trim().is_empty() {
        return Err(container::damaged("a table has no name", &table.name));
    }
    let other = rebind.get(&table.name).or_else(|| rebind.get(short));
    let Some(first) = other.or(paths.first()) else {
        return Err(unreachable_table(table));
    };
    let options = OpenOptions {
        name: Some(short.to_string()),
        ..OpenOptions::default()
    };
    open_file(session, first, options).await?;
    if other.is_none() && paths.len() > 1 {
        widen(session, short, &table.urls).await?;
    }
    Ok(())
}

fn local(url: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(|url| url.scheme() == "file")?;
    Some(url.to_file_path().ok()?.to_string_lossy().into_owned())
}

/// Makes the table that was opened over its first file one over all of them.
async fn widen(session: &impl PlanEngine, name: &str, urls: &[String]) -> Result<()> {
    let reference = TableReference::bare(name);
    let opened = session.context().table_provider(reference.clone()).await?;
    let Some(listing) = opened.downcast_ref::<ListingTable>() else {
        return Ok(());
    };
    let urls = urls
        .iter()
        .map(ListingTableUrl::parse)
        .collect::<Result<Vec<_>, _>>()?;
    let config = ListingTableConfig::new_with_multi_paths(urls)
        .with_listing_options(listing.options().clone())
        .with_schema(listing.schema());
    session.context().deregister_table(reference.clone())?;
    session
        .context()
        .register_table(reference, Arc::new(ListingTable::try_new(config)?))?;
    Ok(())
}

fn unreachable_table(table: &ManifestTable) -> Error {
    Error::new(
        ErrorCode::PlanSourceMissing,
        format!(
            "The table {} cannot be opened again: the file names no files of this machine for it.",
            table.name
        ),
    )
    .with_hint("Bind the table to a file (--rebind NAME=PATH).")
}
