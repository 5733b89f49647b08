//! Preflight of a statement: planned, turned into bytes and back, and not run.

use std::collections::BTreeMap;

use super::finding::{Finding, Preflight, Remedy, RemedyAction, Severity, Subject, take, writing};
use super::functions;
use crate::codec;
use crate::plan_file::{
    NotSerialized, PlanKind, Stages, facts_of, lost_by_physical, secrets_in_statement, shaping,
};
use crate::query::plan_last;
use crate::{Error, Result, Session};

/// Checks the last statement of `sql`.
///
/// # Errors
/// Those of planning.
pub async fn of_sql(session: &Session, sql: &str) -> Result<Preflight> {
    let planned = plan_last(session, sql).await?;
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
                kinds.push((kind, Some(crate::plan_file::inspect::number(bytes.len()))));
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
    let told = |obstacle: &NotSerialized| {
        let mut tables = memory.iter().map(|table| format!("table {}", table.name));
        tables.any(|table| obstacle.node == table)
    };
    refused.retain(|obstacle| !told(obstacle));
    refused.extend(lost_by_physical(&stages.initial));
    findings.extend(refused.iter().map(obstacle_finding));
    findings.extend(memory);
    findings.extend(credentials(secrets));
    findings.extend(settings(session));
    Ok(Preflight::of(kinds, findings))
}

/// A finding for each setting of the session that decides about the rows.
fn settings(session: &Session) -> Vec<Finding> {
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

fn obstacle_finding(obstacle: &NotSerialized) -> Finding {
    let subject = match obstacle.node.starts_with("table ") {
        true => Subject::Table,
        false => Subject::Node,
    };
    let name = obstacle.node.trim_start_matches("table ").to_string();
    let others = PlanKind::ALL.into_iter().filter(|kind| {
        obstacle
            .reason
            .contains(&format!("use the {} plan", kind.as_str()))
    });
    let remedies: Vec<Remedy> = others.map(take).collect();
    Finding {
        severity: Severity::Blocked,
        subject,
        name,
        kinds: vec![obstacle.kind],
        reason: obstacle.reason.clone(),
        remedies,
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
