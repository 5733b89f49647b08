//! Preflight of a statement: planned, turned into bytes and back, and not run.

use std::collections::BTreeMap;

use super::finding::{Finding, Preflight, Remedy, RemedyAction, Severity, Subject, take, writing};
use super::functions;
use crate::engine::PlanEngine;
use crate::facts::{facts_of, lost_by_physical, secrets_in_statement};
use crate::inspect::number;
use crate::manifest::PlanKind;
use crate::obstacles::{Obstacle, Part};
use crate::settings::shaping;
use crate::stages::Stages;
use planarium_error::{Error, Result};
use planarium_plan_codec as codec;

/// Checks the last statement of `sql`.
///
/// # Errors
/// Those of planning.
pub async fn of_sql(session: &impl PlanEngine, sql: &str) -> Result<Preflight> {
    let planned = session.plan_last(sql).await?;
    let mut findings = Vec::new();
    let stages = match Stages::of(session, &planned).await {
        Ok(stages) => stages,
        Err(error) => return Ok(all_blocked(&error)),
    };
    let mut kinds = Vec::new();
    let mut refused = Vec::new();
    let mut secrets = secrets_in_statement(session, sql, &stages);
    for kind in PlanKind::ALL {
        match stages.encode(session, kind) {
            Ok(bytes) => {
                kinds.push((kind, Some(number(bytes.len()))));
                let facts = facts_of(&bytes, kind)?;
                secrets.extend(facts.secrets);
                findings.extend(functions::by_name_only(&facts.functions, kind));
                findings.extend(facts.consent.map(|consent| writing(kind, consent)));
            }
            Err(obstacle) => {
                kinds.push((kind, None));
                refused.push(obstacle);
            }
        }
    }
    let memory = in_memory(&stages, &kinds)?;
    // A refusal names the first obstacle; these are all of their sort.
    let is_told = |part: &Part| match part {
        Part::Table(name) => memory.iter().any(|table| table.name == *name),
        Part::Operator(_) => false,
    };
    refused.retain(|obstacle| !is_told(&obstacle.part));
    refused.extend(lost_by_physical(&stages.initial));
    let instead = refused
        .iter()
        .all(|obstacle| obstacle.kind != PlanKind::Optimized);
    let refused = refused.into_iter();
    findings.extend(refused.map(|obstacle| obstacle_finding(obstacle, instead)));
    findings.extend(memory);
    findings.extend(credentials(secrets));
    findings.extend(settings(session));
    Ok(Preflight::of(kinds, findings))
}

/// A finding for each setting of the session that decides about the rows.
fn settings(session: &impl PlanEngine) -> Vec<Finding> {
    let state = session.context().state();
    let settings = shaping(state.config_options()).into_iter();
    settings
        .map(|(name, value)| Finding {
            severity: Severity::Weakened,
            subject: Subject::Setting,
            kinds: PlanKind::ALL.to_vec(),
            reason: format!(
                "The rows may depend on the setting {name} = {value}. A plan file keeps it; bytes by themselves do not."
            ),
            remedies: Vec::new(),
            name,
        })
        .collect()
}

/// `instead`: whether the optimized plan can be saved in the place of the physical one, but perhaps
/// for rows in memory.
fn obstacle_finding(obstacle: Obstacle, instead: bool) -> Finding {
    let instead = instead && obstacle.kind == PlanKind::Physical;
    let (subject, name) = match obstacle.part {
        Part::Table(name) => (Subject::Table, name),
        Part::Operator(name) => (Subject::Node, name),
    };
    Finding {
        severity: Severity::Blocked,
        subject,
        name,
        kinds: vec![obstacle.kind],
        reason: obstacle.reason,
        remedies: instead
            .then(|| take(PlanKind::Optimized))
            .into_iter()
            .collect(),
    }
}

/// A finding for each table in memory of a plan that was refused: the refusal names only the first.
fn in_memory(stages: &Stages, kinds: &[(PlanKind, Option<f64>)]) -> Result<Vec<Finding>> {
    let refused: Vec<PlanKind> = kinds
        .iter()
        .filter(|(_, bytes)| bytes.is_none())
        .map(|(kind, _)| *kind)
        .collect();
    let mut sizes = BTreeMap::<String, u64>::new();
    if !refused.is_empty() {
        for scan in codec::memory_tables(&stages.initial)? {
            *sizes.entry(scan.name).or_default() += scan.bytes;
        }
    }
    let findings = sizes.into_iter().map(|(name, bytes)| Finding {
        severity: Severity::Blocked,
        subject: Subject::Table,
        kinds: refused.clone(),
        reason: format!("The rows of {name} live in memory only."),
        remedies: vec![embed(bytes), materialize(&name)],
        name,
    });
    Ok(findings.collect())
}

fn embed(bytes: u64) -> Remedy {
    Remedy {
        action: RemedyAction::EmbedMemoryTables,
        text: format!(
            "Ask for its rows to be embedded: {bytes} bytes (embedMemoryTables, --embed-memory-tables)."
        ),
    }
}

fn materialize(table: &str) -> Remedy {
    Remedy {
        action: RemedyAction::MaterializeTable,
        text: format!("Write it to a file (COPY {table} TO 'rows.parquet') and open that."),
    }
}

/// One finding for each name, with all places: most are in the SQL and in the plan made of it.
fn credentials(secrets: Vec<(&'static str, String)>) -> impl Iterator<Item = Finding> {
    let mut places = BTreeMap::<String, Vec<&'static str>>::new();
    for (place, name) in secrets {
        let known = places.entry(name).or_default();
        if !known.contains(&place) {
            known.push(place);
        }
    }
    places
        .into_iter()
        .map(|(name, places)| secret(&places, name))
}

fn secret(places: &[&str], name: String) -> Finding {
    Finding {
        severity: Severity::Blocked,
        subject: Subject::Secret,
        reason: format!(
            "There is a credential in {} ({name}).",
            places.join(" and in ")
        ),
        name,
        kinds: PlanKind::ALL.to_vec(),
        remedies: vec![Remedy {
            action: RemedyAction::Redact,
            text: "Save it without the credential.".to_string(),
        }],
    }
}

fn all_blocked(error: &Error) -> Preflight {
    let finding = Finding {
        severity: Severity::Blocked,
        subject: Subject::Table,
        name: "the files of a table".to_string(),
        kinds: PlanKind::ALL.to_vec(),
        reason: match &error.hint {
            Some(hint) => format!("{} {hint}", error.message),
            None => error.message.clone(),
        },
        remedies: Vec::new(),
    };
    let kinds = PlanKind::ALL.into_iter().map(|kind| (kind, None)).collect();
    Preflight::of(kinds, vec![finding])
}
