//! Makes a saved plan ready to run: inspected again from the bytes, its sources
//! checked, then decoded through the session's codec stack.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use datafusion::datasource::listing::ListingTableUrl;
use datafusion::execution::TaskContext;
use serde_json::Value;
use url::Url;

use super::engine::{PlanEngine, ReadyPlan, RunnablePlan};
use super::inspect::{Loaded, Survey, load, refusal_of};
use super::installed::{InstalledCodecs, installed};
use super::manifest::{Fingerprint, Manifest, PlanKind};
use super::prepared::{PreparedPlan, RunOptions, changed_since};
use super::{
    baked_statistics, container, fingerprint, physical_files, raw, rebind, replan, restore,
    schema_compat, settings,
};
use crate::consent;
use planarium_catalog as catalog;
use planarium_error::{Error, ErrorCode, Result};
use planarium_plan_codec::{self as codec, Root, with_deep_stack};

/// Prepares the plan in the file at `path`.
///
/// # Errors
/// Those of [`super::inspect()`]; the refusal an inspection shows;
/// `plan_source_missing`, `plan_source_changed`, `table_unknown`.
pub async fn prepare(
    session: &impl PlanEngine,
    path: PathBuf,
    options: RunOptions,
) -> Result<PreparedPlan> {
    if let Some(agreed) = &options.replanned {
        return replan::prepare(session, &path, &options, agreed).await;
    }
    let (loaded, value) = with_deep_stack(|| shown(&path, &options, &installed(session)))?;
    let targets = targets(&options.rebind)?;
    if let Some(manifest) = &loaded.manifest {
        check_sources(session, manifest, &targets, &options, loaded.kind).await?;
    }
    let (value, needs) = with_deep_stack(|| {
        let mut value = value;
        if loaded.kind.is_physical() && !targets.is_empty() {
            baked_statistics::check(&value, &loaded, &targets)?;
        }
        let needs = rebind::apply(&mut value, loaded.manifest.as_ref(), &targets)?;
        Ok((value, needs))
    })?;
    for (table, need) in &needs {
        if let Some(target) = targets.get(table) {
            let bound = (table.as_str(), target.path.as_str());
            schema_compat::check(session, bound, need, options.allow_changed).await?;
        }
    }
    with_deep_stack(|| {
        let mut value = value;
        let redacted = !restore::missing(&value).is_empty();
        restore::restore(&mut value, &options.secrets)?;
        check_files(session, &value)?;
        if loaded.kind.is_physical() {
            physical_files::check(&value)?;
        }
        let bytes = if targets.is_empty() && !redacted {
            loaded.plan
        } else {
            raw::to_bytes(value, loaded.kind)?
        };
        let state = session.context().state();
        let (sql, state, context) = match loaded.manifest {
            Some(manifest) => {
                let state = settings::apply(state, &manifest.settings);
                let context = state.task_ctx();
                (manifest.sql, state, context)
            }
            None => (String::new(), state, session.task_context()),
        };
        let plan = decode(session, &context, &bytes, loaded.kind)?;
        Ok(PreparedPlan {
            sql,
            work: RunnablePlan { plan, state },
        })
    })
}

/// Reads the file again; what was shown must still be what it holds, and must be allowed.
fn shown(
    path: &Path,
    options: &RunOptions,
    installed: &InstalledCodecs,
) -> Result<(Loaded, Value)> {
    let loaded = load(path, options.kind)?;
    if options
        .sha256
        .as_ref()
        .is_some_and(|shown| *shown != container::sha256(&loaded.plan))
    {
        return Err(changed_since());
    }
    let value = raw::parse(&loaded.plan, loaded.kind)?;
    let survey = Survey::of(&value);
    let verdict = consent::judge(&loaded.plan, loaded.kind.root());
    let refusal = refusal_of(&loaded, &survey, &verdict, installed.of(loaded.kind));
    let consent = match options.allow_write {
        true => None,
        false => verdict.consent(),
    };
    match refusal.or(consent) {
        Some(refusal) => Err(refusal),
        None => Ok((loaded, value)),
    }
}

fn decode(
    session: &impl PlanEngine,
    context: &TaskContext,
    bytes: &[u8],
    kind: PlanKind,
) -> Result<ReadyPlan> {
    // Looking up files may need the runtime's timers and threads.
    let _runtime = session.runtime().enter();
    let codecs = session.codecs();
    if kind.is_physical() {
        codec::check(bytes, Root::Physical)?;
        codec::read_physical(codecs, bytes, context).map(ReadyPlan::Physical)
    } else {
        let shape = codec::check(bytes, Root::Logical)?;
        codec::read_logical(codecs, bytes, &shape, context).map(ReadyPlan::Logical)
    }
}

fn targets(rebind: &HashMap<String, String>) -> Result<BTreeMap<String, rebind::Target>> {
    rebind
        .iter()
        .map(|(name, path)| Ok((name.clone(), target(name, path)?)))
        .collect()
}

fn target(name: &str, path: &str) -> Result<rebind::Target> {
    let missing = |detail: String| {
        Error::new(
            ErrorCode::PlanSourceMissing,
            format!("{path}, given for the table {name}, cannot be read."),
        )
        .with_detail(detail)
    };
    let full = std::path::absolute(path).map_err(|error| missing(error.to_string()))?;
    let metadata = std::fs::metadata(&full).map_err(|error| missing(error.to_string()))?;
    catalog::refuse_empty(path)?;
    let url = if metadata.is_dir() {
        Url::from_directory_path(&full)
    } else {
        Url::from_file_path(&full)
    };
    let url = url.map_err(|()| missing("not an absolute path".to_string()))?;
    let modified = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let location = ListingTableUrl::parse(url.as_str())?.prefix().to_string();
    Ok(rebind::Target {
        path: path.to_string(),
        url: url.to_string(),
        location,
        bytes: metadata.len(),
        modified_ns: modified.unwrap_or_default().as_nanos(),
    })
}

/// Compares the sources with what the manifest says they were.
async fn check_sources(
    session: &impl PlanEngine,
    manifest: &Manifest,
    targets: &BTreeMap<String, rebind::Target>,
    options: &RunOptions,
    kind: PlanKind,
) -> Result<()> {
    for table in &manifest.tables {
        let short = table.name.rsplit('.').next().unwrap_or(&table.name);
        if targets.contains_key(&table.name) || targets.contains_key(short) {
            continue;
        }
        for saved in &table.fingerprints {
            let now = current(session, saved)
                .await
                .ok_or_else(|| missing(&table.name, &saved.url))?;
            if fingerprint::differs(saved, &now) {
                if kind.is_physical() {
                    return Err(physical_files::changed(&saved.url));
                }
                if !options.allow_changed {
                    return Err(changed(&table.name, &saved.url));
                }
            }
        }
    }
    Ok(())
}

async fn current(session: &impl PlanEngine, saved: &Fingerprint) -> Option<Fingerprint> {
    let url = ListingTableUrl::parse(&saved.url).ok()?;
    fingerprint::take(session, &url, "")
        .await
        .ok()?
        .into_iter()
        .next()
}

/// Local files that the plan names must exist, and there must be a way to the others, whatever
/// the manifest says.
fn check_files(session: &impl PlanEngine, plan: &Value) -> Result<()> {
    let stores = &session.context().runtime_env().object_store_registry;
    for read in Survey::of(plan).reads {
        if Url::parse(&read.url).is_ok_and(|url| stores.get_store(&url).is_err()) {
            return Err(missing(
                read.table.as_deref().unwrap_or("of the plan"),
                &read.url,
            ));
        }
        let Some(path) = Url::parse(&read.url)
            .ok()
            .filter(|url| url.scheme() == "file")
            .and_then(|url| url.to_file_path().ok())
        else {
            continue;
        };
        if !read.url.contains('*') && !path.exists() {
            return Err(missing(
                read.table.as_deref().unwrap_or("of the plan"),
                &read.url,
            ));
        }
    }
    Ok(())
}

fn missing(table: &str, url: &str) -> Error {
    Error::new(
        ErrorCode::PlanSourceMissing,
        format!("A source of the table {table} is missing: {url}"),
    )
    .with_hint("Put the file back, or bind the table to another one (--rebind NAME=PATH).")
}

fn changed(table: &str, url: &str) -> Error {
    Error::new(
        ErrorCode::PlanSourceChanged,
        format!("A source of the table {table} changed since the plan was saved: {url}"),
    )
    .with_hint(
        "Allow changed sources to run it all the same (--allow-changed), or save the plan again.",
    )
}
