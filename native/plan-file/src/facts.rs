//! What preflight and the API ask of plans and files, without knowing how they are kept.

use std::path::Path;

use datafusion::logical_expr::LogicalPlan;

use super::collect;
use super::inspect::{PlanFunction, Survey, load};
use super::manifest::PlanKind;
use super::obstacles::{self, Obstacle};
use super::stages::{self, Stages};
use super::{raw, secrets, settings};
use crate::consent;
use planarium_error::{Error, Result};
use planarium_plan_codec::{EncodeOptions, PlanSession, with_deep_stack};

/// Names of the credentials that a file holds.
#[derive(Debug, Default)]
pub(crate) struct SecretsIn {
    pub names: Vec<String>,
}

/// Place and name of each credential in a statement, the locations it reads and the settings
/// that would be kept with it.
pub(crate) fn secrets_in_statement(
    session: &impl PlanSession,
    sql: &str,
    stages: &Stages,
) -> Vec<(&'static str, String)> {
    let mut found = secrets::in_sql(sql);
    for table in collect::tables(&stages.initial) {
        let urls = table.listing().map(|listing| listing.table_paths());
        for url in urls.into_iter().flatten() {
            found.extend(secrets::in_location(url.as_str()));
        }
    }
    let state = session.context().state();
    for (name, value) in settings::differing(state.config_options()) {
        found.extend(secrets::in_setting(&name, &value));
    }
    named(found)
}

/// What is told of a serialised plan from its bytes.
pub(crate) struct PlanFacts {
    /// Place and name of each credential.
    pub secrets: Vec<(&'static str, String)>,
    /// The functions that it calls.
    pub functions: Vec<PlanFunction>,
    /// What must be allowed before it runs.
    pub consent: Option<Error>,
}

pub(crate) fn facts_of(bytes: &[u8], kind: PlanKind) -> Result<PlanFacts> {
    with_deep_stack(|| {
        let plan = raw::parse(bytes, kind)?;
        let survey = Survey::of(&plan);
        Ok(PlanFacts {
            secrets: named(secrets::in_plan(&plan)),
            consent: consent::judge(bytes, kind.root()).consent(),
            functions: survey.functions,
        })
    })
}

fn named(found: Vec<secrets::Secret>) -> Vec<(&'static str, String)> {
    found
        .into_iter()
        .map(|secret| (secret.place, secret.name))
        .collect()
}

/// Credentials in the plan of a file and in its SQL.
pub(crate) fn secrets_in_file(path: &Path, kind: PlanKind) -> Result<SecretsIn> {
    with_deep_stack(|| {
        let loaded = load(path, Some(kind))?;
        let mut found = secrets::in_plan(&raw::parse(&loaded.plan, kind)?);
        if let Some(manifest) = &loaded.manifest {
            found.extend(secrets::in_sql(&manifest.sql));
        }
        let mut names: Vec<String> = found.into_iter().map(|secret| secret.name).collect();
        names.sort();
        names.dedup();
        Ok(SecretsIn { names })
    })
}

/// What the physical format loses of a plan: of its operators the first, and of its tables every one.
pub(crate) fn lost_by_physical(plan: &LogicalPlan) -> Vec<Obstacle> {
    let tables = collect::tables(plan);
    let of_tables = tables.iter().filter_map(obstacles::lost_of_table);
    obstacles::lost_by_physical(plan)
        .into_iter()
        .chain(of_tables)
        .collect()
}

/// The refusal of a plan over a table that lives in memory, whose rows `options` do not ask for.
pub fn in_memory(plan: &LogicalPlan, options: EncodeOptions) -> Option<Error> {
    let table = obstacles::unasked_memory(PlanKind::Optimized, plan, options)?;
    Some(stages::refusal(Some(&table)))
}

/// Refuses the physical plan that was made of `plan` where its format would lose a part.
///
/// # Errors
/// `plan_not_serializable`, naming the part and what to do.
pub fn refuse_lost(plan: &LogicalPlan) -> Result<()> {
    match obstacles::lost_by_physical(plan) {
        Some(lost) => Err(stages::refusal(Some(&lost))),
        None => Ok(()),
    }
}
