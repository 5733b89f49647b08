//! The report. Mirrors `preflight` of `app/shared/preflight.ts`.

use serde::Serialize;
use ts_rs::TS;

use crate::PlanKind;
use planarium_error::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// The plan cannot make the trip.
    Blocked,
    /// It can, and something is lost or must be there on the other side.
    Weakened,
    /// Running it needs to be allowed first.
    Consent,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Subject {
    Node,
    Table,
    Function,
    Secret,
    Version,
    Setting,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RemedyAction {
    UseLogical,
    UseOptimized,
    UsePhysical,
    /// Write the rows of a table in memory to a Parquet file and open that.
    MaterializeTable,
    EmbedMemoryTables,
    InstallExtension,
    /// Save without the credentials.
    Redact,
    Replan,
    AllowWrite,
    GiveSecret,
}

/// What to do about a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
pub struct Remedy {
    pub action: RemedyAction,
    /// One sentence.
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    pub severity: Severity,
    pub subject: Subject,
    /// The node, table, function or credential.
    pub name: String,
    /// The kinds of plan that it concerns.
    pub kinds: Vec<PlanKind>,
    /// One sentence.
    pub reason: String,
    pub remedies: Vec<Remedy>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KindStatus {
    Fine,
    /// Makes the trip, with findings.
    Weakened,
    Blocked,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KindVerdict {
    pub kind: PlanKind,
    pub status: KindStatus,
    /// Size of the serialised plan; `None` when there is none.
    pub bytes: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Preflight {
    /// For a file those it holds and those it says it could not hold.
    pub kinds: Vec<KindVerdict>,
    /// The weightiest first.
    pub findings: Vec<Finding>,
}

impl Preflight {
    /// Puts the findings in order, one for several kinds, and derives the verdicts. `kinds`: each
    /// with the size of its bytes, if there are any.
    pub(super) fn of(kinds: Vec<(PlanKind, Option<f64>)>, findings: Vec<Finding>) -> Self {
        let mut merged: Vec<Finding> = Vec::new();
        for finding in findings {
            let same = merged.iter_mut().find(|other| {
                (other.severity, other.subject, &other.name, &other.reason)
                    == (
                        finding.severity,
                        finding.subject,
                        &finding.name,
                        &finding.reason,
                    )
            });
            match same {
                Some(other) => {
                    other.kinds.extend(finding.kinds);
                    other.kinds.sort();
                    other.kinds.dedup();
                    other.remedies.extend(finding.remedies);
                    other.remedies.sort();
                    other.remedies.dedup();
                }
                None => merged.push(finding),
            }
        }
        merged.sort();
        let kinds = kinds
            .into_iter()
            .map(|(kind, bytes)| KindVerdict {
                kind,
                status: status(kind, &merged),
                bytes,
            })
            .collect();
        Self {
            kinds,
            findings: merged,
        }
    }

    /// The verdict on one kind; blocked when the report knows nothing of it.
    pub fn status(&self, kind: PlanKind) -> KindStatus {
        let verdict = self.kinds.iter().find(|verdict| verdict.kind == kind);
        verdict.map_or(KindStatus::Blocked, |verdict| verdict.status)
    }
}

fn status(kind: PlanKind, findings: &[Finding]) -> KindStatus {
    let worst = findings
        .iter()
        .filter(|finding| finding.kinds.contains(&kind))
        .map(|finding| finding.severity)
        .min();
    match worst {
        Some(Severity::Blocked) => KindStatus::Blocked,
        Some(Severity::Weakened) => KindStatus::Weakened,
        Some(Severity::Consent) | None => KindStatus::Fine,
    }
}

/// A plan that asks for `consent` before it runs.
pub(super) fn writing(kind: PlanKind, consent: Error) -> Finding {
    Finding {
        severity: Severity::Consent,
        subject: Subject::Node,
        name: "writing".to_string(),
        kinds: vec![kind],
        reason: consent.message,
        remedies: vec![Remedy {
            action: RemedyAction::AllowWrite,
            text: "Allow it when it runs.".to_string(),
        }],
    }
}

/// The remedy of taking another kind of plan.
pub(super) fn take(kind: PlanKind) -> Remedy {
    let action = match kind {
        PlanKind::Logical => RemedyAction::UseLogical,
        PlanKind::Optimized => RemedyAction::UseOptimized,
        PlanKind::Physical => RemedyAction::UsePhysical,
    };
    Remedy {
        action,
        text: format!("Use the {} plan.", kind.as_str()),
    }
}
