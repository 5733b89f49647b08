//! Where and why decoding fails, in words.

use serde::Serialize;
use ts_rs::TS;

use super::TreeRoot;
use super::body::{Body, Piece, known};
use super::tolerant::{Stop, Why, unfit};
use super::tree::WireTree;
use crate::limits::{self, Refusal, RefusalKind};
use crate::offset;
use crate::scan::Problem;

/// The place where decoding fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WireFault {
    /// Of the first byte that does not fit.
    pub offset: u32,
    /// The field that cannot be read: its start, and the end of what there is of it.
    pub start: u32,
    pub end: u32,
    /// Names of the fields around it, `sort.input.filter.expr`; may be empty.
    pub path: String,
    pub expected: String,
    pub found: String,
}

/// Of bytes that the walk stops at.
pub(super) fn of_stop(bytes: &[u8], root: TreeRoot, stop: &Stop) -> WireFault {
    let words = words(&stop.why, stop.end == bytes.len());
    at_field(bytes, root, stop.start, stop.at, stop.end, words)
}

/// Of bytes that are well formed and refused all the same.
pub(super) fn of_refusal(bytes: &[u8], root: TreeRoot, refusal: &Refusal) -> WireFault {
    let expected = match refusal.kind() {
        RefusalKind::Damaged => "a part that can be read",
        RefusalKind::TooDeep | RefusalKind::TooLarge => "a plan within the limits",
    };
    let found = refusal.detail().unwrap_or_else(|| refusal.to_string());
    let words = (expected.to_string(), found);
    at_field(bytes, root, refusal.at, refusal.at, bytes.len(), words)
}

fn at_field(
    bytes: &[u8],
    root: TreeRoot,
    start: usize,
    at: usize,
    end: usize,
    (expected, found): (String, String),
) -> WireFault {
    let tree = WireTree::new(bytes, root);
    let chain = tree.locate(start, start + 1);
    let end = chain
        .last()
        .map_or(end, |field| (field.end as usize).min(end));
    WireFault {
        offset: offset(at),
        start: offset(start),
        end: offset(end.max(at)),
        path: tree.path_text(start),
        expected,
        found,
    }
}

/// What was expected and what was found.
fn words(why: &Why, at_end: bool) -> (String, String) {
    let ends = if at_end {
        "the bytes end"
    } else {
        "the message around it ends"
    };
    match why {
        Why::Malformed(problem) => malformed(*problem, ends),
        Why::Missing { announced, left } => (
            format!("{announced} bytes of content"),
            format!("{left}, then {ends}"),
        ),
        Why::WireType { expected, found } => (
            format!("{} ({})", expected.name(), expected.wire().name()),
            found.name().to_string(),
        ),
        Why::NotText => ("text in UTF-8".to_string(), "other bytes".to_string()),
        Why::Packed(kind) => (
            format!("numbers of type {}", kind.name()),
            "bytes that are no such numbers".to_string(),
        ),
        Why::Beyond { bound, number } => {
            let (least, most) = bound.range();
            (
                format!("a number from {least} to {most}"),
                number.to_string(),
            )
        }
        Why::Twice => (
            "a message that is there once".to_string(),
            "the second one".to_string(),
        ),
        Why::TooDeep => (
            format!("at most {} messages inside one another", limits::NESTING),
            "more".to_string(),
        ),
        Why::TooMany => (
            format!(
                "at most {} messages and {} fields",
                limits::MESSAGES,
                limits::FIELDS
            ),
            "more".to_string(),
        ),
    }
}

fn malformed(problem: Problem, ends: &str) -> (String, String) {
    let (expected, found) = match problem {
        Problem::EndsInVarint => ("the rest of a number", ends.to_string()),
        Problem::LongVarint => ("a number of at most 64 bits", "a longer one".to_string()),
        Problem::FieldNumber(number) => (
            "a field number from 1 to 536870911",
            format!("the number {number}"),
        ),
        Problem::Type(kind @ (3 | 4)) => ("a field", format!("a group (wire type {kind})")),
        Problem::Type(kind) => ("a field", format!("wire type {kind}, which does not exist")),
        Problem::EndsInFixed { size, left } => {
            return (format!("{size} bytes"), format!("{left}, then {ends}"));
        }
    };
    (expected.to_string(), found)
}

/// Why a piece of a message cannot be decoded, in one line.
pub(super) fn of_piece(bytes: &[u8], parent: Body, piece: &Piece) -> Option<String> {
    let at_end = piece.end() == bytes.len();
    let why = match piece {
        Piece::Broken { why, .. } => Why::Malformed(why.problem),
        Piece::Field(field) if field.missing > 0 => Why::Missing {
            announced: (field.end - field.value) as u64 + field.missing,
            left: field.end - field.value,
        },
        Piece::Field(field) => {
            let content = bytes.get(field.value..field.end).unwrap_or_default();
            unfit(known(parent, piece)?, field.wire, content)?
        }
        Piece::Part { .. } => return None,
    };
    let (expected, found) = words(&why, at_end);
    Some(format!("expected {expected}, found {found}"))
}
