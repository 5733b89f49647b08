//! What a plan may do besides computing and reading, and the errors that say so.

use std::collections::HashSet;

use serde::Serialize;
use ts_rs::TS;

use super::walk::EXTENSION;
use planarium_error::{Error, ErrorCode};

/// Most items that are listed; all are counted.
const LISTED: usize = 1_000;
/// Who wrote a payload that does not say.
const UNKNOWN_CODEC: &str = "unknown";

/// Why consent is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConsentEffect {
    /// Files or tables are written.
    Writes,
    /// Something is made or dropped in the session.
    ChangesSession,
    /// Code of an extension runs, which may do anything.
    RunsForeignCode,
    /// Nobody knows: it may do anything.
    Unknown,
}

/// One thing that a plan may do only with consent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, TS)]
pub struct ConsentItem {
    pub effect: ConsentEffect,
    /// In words: `Copy to a file`.
    pub action: String,
    /// What it is done to: a location, a name, the part of an extension.
    pub target: String,
}

/// Something that would be written or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlanWrite {
    pub operator: String,
    pub target: String,
}

/// A part that only an extension can read.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PlanExtension {
    pub operator: String,
    /// Id of the codec that wrote it, where the payload tells.
    pub codec: String,
    pub bytes: f64,
}

/// What a plan may do. The empty one only computes and reads.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// In the order of the bytes, without repeats, at most 1,000.
    pub items: Vec<ConsentItem>,
    /// Operators, expressions and tables of extensions, as far as they are listed.
    pub extensions: Vec<PlanExtension>,
    seen: HashSet<ConsentItem>,
    /// Items beyond those that are listed.
    more: usize,
    /// The first field that the format does not know: its message and number.
    newer: Option<(&'static str, u32)>,
}

impl Verdict {
    /// The items that write or change something.
    pub fn writes(&self) -> Vec<PlanWrite> {
        let writes = |item: &&ConsentItem| {
            matches!(
                item.effect,
                ConsentEffect::Writes | ConsentEffect::ChangesSession
            )
        };
        let write = |item: &ConsentItem| PlanWrite {
            operator: item.action.clone(),
            target: item.target.clone(),
        };
        self.items.iter().filter(writes).map(write).collect()
    }

    /// What must be allowed before the plan runs: `plan_writes`, or `None` when it only reads.
    pub fn consent(&self) -> Option<Error> {
        let first = self.items.first()?;
        let what = match first.target.as_str() {
            "" => first.action.clone(),
            target => format!("{} ({target})", first.action),
        };
        let what = match first.effect {
            ConsentEffect::Writes => format!("would write: {what}"),
            ConsentEffect::ChangesSession => format!("would change the session: {what}"),
            ConsentEffect::RunsForeignCode => format!(
                "would hand work to an extension, which may do anything: {}",
                first.target
            ),
            ConsentEffect::Unknown => format!(
                "has a part of an unknown kind, which may do anything: {}",
                first.target
            ),
        };
        let more = match self.items.len() - 1 + self.more {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let error = Error::new(ErrorCode::PlanWrites, format!("The plan {what}{more}."));
        Some(error.with_hint(
            "Look at what it would do, then allow it (--allow-write, or allowWrite in a program).",
        ))
    }

    /// Why the plan is refused although its bytes are whole: `plan_version_differs` for a field
    /// that decoders would leave out.
    pub fn newer(&self) -> Option<Error> {
        let (message, number) = self.newer?;
        let ours = datafusion::DATAFUSION_VERSION;
        let error = Error::new(
            ErrorCode::PlanVersionDiffers,
            format!(
                "The plan comes from a newer format: DataFusion {ours} has no field {number} in {message}."
            ),
        );
        Some(
            error.with_hint(
                "Open it with the version that wrote it, or write it again with this one.",
            ),
        )
    }

    pub(super) fn ask(&mut self, effect: ConsentEffect, action: &str, target: &str) {
        let item = ConsentItem {
            effect,
            action: action.to_string(),
            target: target.to_string(),
        };
        self.note(item);
    }

    /// A part that a codec reads; without a codec nobody can.
    pub(super) fn extension(&mut self, operator: String, codec: Option<String>, bytes: usize) {
        let codec = codec.unwrap_or_else(|| UNKNOWN_CODEC.to_string());
        let item = ConsentItem {
            effect: ConsentEffect::RunsForeignCode,
            action: EXTENSION.to_string(),
            target: format!("{operator}, codec {codec}"),
        };
        if self.note(item) {
            self.extensions.push(PlanExtension {
                operator,
                codec,
                bytes: number(bytes),
            });
        }
    }

    /// A function whose definition a codec reads.
    pub(super) fn function(&mut self, name: &str, codec: Option<String>) {
        let codec = codec.unwrap_or_else(|| UNKNOWN_CODEC.to_string());
        let target = format!("function {name}, codec {codec}");
        self.ask(ConsentEffect::RunsForeignCode, EXTENSION, &target);
    }

    pub(super) fn note_newer(&mut self, message: &'static str, field: u32) {
        self.newer.get_or_insert((message, field));
    }

    /// True for an item that is listed now and was not before.
    fn note(&mut self, item: ConsentItem) -> bool {
        if self.seen.contains(&item) {
            return false;
        }
        if self.items.len() >= LISTED {
            self.more += 1;
            return false;
        }
        self.seen.insert(item.clone());
        self.items.push(item);
        true
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sizes of plans that fit into memory"
)]
fn number(value: usize) -> f64 {
    value as f64
}
