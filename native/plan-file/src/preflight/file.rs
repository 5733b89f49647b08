//! Preflight of a saved plan: from its bytes, without touching anything they name.

use std::path::Path;

use super::finding::{Finding, Preflight, Remedy, RemedyAction, Severity, Subject, writing};
use super::functions;
use crate::consent::PlanExtension;
use crate::facts::{SecretsIn, secrets_in_file};
use crate::inspect::Inspection;
use crate::inspect::{InspectOptions, inspect_with};
use crate::installed::{InstalledCodecs, installed};
use crate::manifest::PlanKind;
use planarium_error::{Error, ErrorCode, Result};
use planarium_plan_codec::PlanSession;

/// Checks every plan of the file at `path` against what `session` can read.
///
/// # Errors
/// Those of opening the file; a plan in it that cannot be read is a finding.
pub fn of_file(session: &impl PlanSession, path: &Path) -> Result<Preflight> {
    let codecs = installed(session);
    let first = inspect_with(path, &InspectOptions::default(), &codecs)?;
    let mut kinds = Vec::new();
    let mut findings = Vec::new();
    for kind in first.kinds.clone() {
        let shown = inspect_with(path, &InspectOptions { kind: Some(kind) }, &codecs);
        match shown {
            Ok(shown) => {
                kinds.push((kind, Some(shown.plan_bytes)));
                findings.extend(of_inspection(&shown, &codecs));
            }
            Err(error) => {
                kinds.push((kind, None));
                findings.push(blocked(kind, Subject::Node, "the plan", &error, Vec::new()));
            }
        }
        let SecretsIn { names } = secrets_in_file(path, kind).unwrap_or_default();
        findings.extend(names.into_iter().map(|name| secret(kind, name)));
    }
    for missing in first
        .manifest
        .iter()
        .flat_map(|manifest| &manifest.not_serialized)
    {
        kinds.push((missing.kind, None));
        findings.push(Finding {
            severity: Severity::Blocked,
            subject: Subject::Node,
            name: missing.node.clone(),
            kinds: vec![missing.kind],
            reason: format!("It could not be saved: {}", missing.reason),
            remedies: Vec::new(),
        });
    }
    kinds.sort_by_key(|(kind, _)| *kind);
    Ok(Preflight::of(kinds, findings))
}

fn of_inspection(shown: &Inspection, codecs: &InstalledCodecs) -> Vec<Finding> {
    let kind = shown.kind;
    let mut findings = functions::by_name_only(&shown.functions, kind);
    if let Some(refusal) = &shown.refusal
        && refusal.code == ErrorCode::PlanVersionDiffers
    {
        let remedy = Remedy {
            action: RemedyAction::Replan,
            text: "Plan it again from its SQL.".to_string(),
        };
        let name = "the version";
        findings.push(blocked(kind, Subject::Version, name, refusal, vec![remedy]));
    }
    let missing = shown.extensions.iter();
    findings.extend(
        missing
            .filter(|extension| !codecs.of(kind).contains(&extension.codec))
            .map(|part| extension(kind, part)),
    );
    if let Some(refusal) = &shown.refusal
        && refusal.code == ErrorCode::PlanExtensionNeeded
        && shown
            .extensions
            .iter()
            .all(|part| codecs.of(kind).contains(&part.codec))
    {
        let name = "a function with a payload";
        findings.push(blocked(kind, Subject::Function, name, refusal, Vec::new()));
    }
    findings.extend(shown.secrets.iter().map(|secret| Finding {
        severity: Severity::Weakened,
        subject: Subject::Secret,
        name: secret.name.clone(),
        kinds: vec![kind],
        reason: "It was left out when the plan was saved.".to_string(),
        remedies: vec![Remedy {
            action: RemedyAction::GiveSecret,
            text: format!("Set the environment variable {}.", secret.variable),
        }],
    }));
    findings.extend(shown.consent.clone().map(|consent| writing(kind, consent)));
    findings
}

fn extension(kind: PlanKind, part: &PlanExtension) -> Finding {
    Finding {
        severity: Severity::Blocked,
        subject: Subject::Node,
        name: part.operator.clone(),
        kinds: vec![kind],
        reason: format!(
            "Only the extension with the codec {} can read it.",
            part.codec
        ),
        remedies: vec![Remedy {
            action: RemedyAction::InstallExtension,
            text: format!("Install the extension of {}.", part.codec),
        }],
    }
}

fn secret(kind: PlanKind, name: String) -> Finding {
    Finding {
        severity: Severity::Weakened,
        subject: Subject::Secret,
        name,
        kinds: vec![kind],
        reason: "The plan holds a credential: whoever has the file has it too.".to_string(),
        remedies: vec![Remedy {
            action: RemedyAction::Redact,
            text: "Save it again without the credential.".to_string(),
        }],
    }
}

fn blocked(
    kind: PlanKind,
    subject: Subject,
    name: &str,
    error: &Error,
    remedies: Vec<Remedy>,
) -> Finding {
    Finding {
        severity: Severity::Blocked,
        subject,
        name: name.to_string(),
        kinds: vec![kind],
        reason: error.message.clone(),
        remedies,
    }
}
