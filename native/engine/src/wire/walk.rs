//! Walks all of a plan's messages, with a list instead of the call stack, and finds where
//! decoding fails. What is readable beside and behind a broken message is walked as well.

use super::Root;
use super::messages::{LOGICAL_PLAN, PHYSICAL_PLAN};
use super::scan::{Malformed, Problem, Scanned, WireType, field, varint};
use super::schema::{FieldType, Kind, field_type};
use crate::codec::bounds::{Bound, beyond};
use crate::codec::limits;

/// What the walk tells as it goes; `enter` and `leave` come in pairs.
pub(crate) trait Visitor {
    /// Every field, before what is inside it; `parent` is the type of the message it is in.
    fn field(&mut self, _parent: u16, _field: &Scanned, _known: Option<&'static FieldType>) {}
    /// A message of the type `kind` begins.
    fn enter(&mut self, _kind: u16, _field: Option<&Scanned>, _known: Option<&'static FieldType>) {}
    /// It ends.
    fn leave(&mut self) {}
}

/// Where and why decoding fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop {
    /// Of the field that cannot be read.
    pub start: usize,
    /// Of the byte that does not fit.
    pub at: usize,
    /// End of the message that it is in.
    pub end: usize,
    pub why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Malformed(Problem),
    /// The content is longer than what is left.
    Missing {
        announced: u64,
        left: usize,
    },
    WireType {
        expected: Kind,
        found: WireType,
    },
    NotText,
    Packed(Kind),
    /// A number that plans are refused for.
    Beyond {
        bound: &'static Bound,
        number: i128,
    },
    /// A message that may be there once.
    Twice,
    TooDeep,
    TooMany,
}

/// What a walk found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Walked {
    pub stop: Option<Stop>,
    /// Fields that the table knows and those that it does not, before decoding fails.
    pub known: usize,
    pub unknown: usize,
}

struct Open {
    kind: u16,
    at: usize,
    end: usize,
    /// The numbers of the messages in it so far that may be there once.
    seen: u128,
}

/// The type of the outermost message.
pub(crate) fn root_kind(root: Root) -> Option<u16> {
    match root {
        Root::Logical => Some(LOGICAL_PLAN),
        Root::Physical => Some(PHYSICAL_PLAN),
        Root::Foreign | Root::Opaque => None,
    }
}

/// Walks `bytes`; foreign ones only at their outermost level.
pub(crate) fn walk(bytes: &[u8], root: Root, visitor: &mut dyn Visitor) -> Walked {
    let mut walked = Walked::default();
    let mut stops = Stops::default();
    let (mut messages, mut fields) = (0_usize, 0_usize);
    // A place beyond the table: a type without fields.
    let kind = root_kind(root).unwrap_or(u16::MAX);
    let mut open = vec![Open {
        kind,
        at: 0,
        end: bytes.len(),
        seen: 0,
    }];
    visitor.enter(kind, None, None);
    while let Some(message) = open.last_mut() {
        let (kind, at, end) = (message.kind, message.at, message.end);
        if at >= end {
            open.pop();
            visitor.leave();
            continue;
        }
        let found = match field(bytes, at, end) {
            Ok(found) => found,
            Err(Malformed { at: place, problem }) => {
                message.at = end;
                stops.note(bytes, at, place, end, Why::Malformed(problem));
                continue;
            }
        };
        message.at = found.end;
        let known = field_type(kind, found.number);
        if found.missing > 0 {
            let left = found.end - found.value;
            let announced = left as u64 + found.missing;
            stops.note(bytes, at, at, end, Why::Missing { announced, left });
        } else if let Some(why) = known.and_then(|known| unfit(bytes, known, &found)) {
            stops.note(bytes, at, found.value, end, why);
        } else if let Some(once) = known.map(FieldType::once) {
            if message.seen & once != 0 {
                stops.note(bytes, at, at, end, Why::Twice);
            }
            message.seen |= once;
        }
        if !stops.settled {
            *(if known.is_some() {
                &mut walked.known
            } else {
                &mut walked.unknown
            }) += 1;
        }
        visitor.field(kind, &found, known);
        fields += 1;
        if let Some(Kind::Message(inner)) = known.map(|known| known.kind)
            && found.wire == WireType::Length
        {
            messages += 1;
            let why = if open.len() >= limits::NESTING {
                Some(Why::TooDeep)
            } else {
                (messages > limits::MESSAGES).then_some(Why::TooMany)
            };
            if let Some(why) = why {
                stops.note(bytes, at, at, end, why);
                break;
            }
            open.push(Open {
                kind: inner,
                at: found.value,
                end: found.end,
                seen: 0,
            });
            visitor.enter(inner, Some(&found), known);
        }
        if fields > limits::FIELDS {
            stops.note(bytes, at, at, end, Why::TooMany);
            break;
        }
    }
    for _ in &open {
        visitor.leave();
    }
    walked.stop = stops.reported();
    walked
}

/// Why the decoder refuses a field that is well formed, if it does.
pub(crate) fn unfit(bytes: &[u8], known: &FieldType, found: &Scanned) -> Option<Why> {
    let expected = known.kind;
    let content = bytes.get(found.value..found.end).unwrap_or_default();
    let packable = known.repeated && expected.wire() != WireType::Length;
    if found.wire == WireType::Length && packable {
        return (!packs(expected, content)).then_some(Why::Packed(expected));
    }
    if found.wire != expected.wire() {
        return Some(Why::WireType {
            expected,
            found: found.wire,
        });
    }
    if expected == Kind::Text {
        return std::str::from_utf8(content)
            .is_err()
            .then_some(Why::NotText);
    }
    let (number, _) = varint(bytes, found.value, found.end).ok()?;
    let (bound, number) = beyond(known, number)?;
    Some(Why::Beyond { bound, number })
}

/// True for a run of whole numbers of the type `kind`.
fn packs(kind: Kind, content: &[u8]) -> bool {
    let size = match kind.wire() {
        WireType::Fixed32 => 4,
        WireType::Fixed64 => 8,
        _ => {
            let mut at = 0;
            while at < content.len() {
                match varint(content, at, content.len()) {
                    Ok((_, next)) => at = next,
                    Err(_) => return false,
                }
            }
            return true;
        }
    };
    content.len().is_multiple_of(size)
}

/// Chooses which of the stops to tell. A file that breaks off leaves every message on the
/// way to its end too short: the innermost says where. A damaged length does so as well,
/// but behind it other things do not fit: then the first is to blame.
#[derive(Default)]
struct Stops {
    first: Option<Stop>,
    innermost: Option<Stop>,
    settled: bool,
}

impl Stops {
    fn note(&mut self, bytes: &[u8], start: usize, at: usize, end: usize, why: Why) {
        let stop = Stop {
            start,
            at,
            end,
            why,
        };
        let runs_out = end == bytes.len()
            && matches!(
                why,
                Why::Missing { .. }
                    | Why::Malformed(Problem::EndsInVarint | Problem::EndsInFixed { .. })
            );
        if self.first.is_none() {
            self.first = Some(stop);
            self.settled = !runs_out;
        }
        if !self.settled {
            if runs_out {
                self.innermost = Some(stop);
            } else {
                self.settled = true;
                self.innermost = None;
            }
        }
    }

    fn reported(self) -> Option<Stop> {
        self.innermost.or(self.first)
    }
}
