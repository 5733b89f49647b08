//! The tolerant walk: it goes on beside and after what cannot be read, and finds where decoding
//! fails.

use super::TreeRoot;
use crate::limits;
use crate::scan::{self, Malformed, Problem, Whole, WireType, varint};
use crate::schema::bounds::{Bound, beyond};
use crate::schema::messages::{LOGICAL_PLAN, MESSAGES, PHYSICAL_PLAN};
use crate::schema::{FieldType, Kind};
use crate::walk::{self, Met, Visitor};

/// What the walk tells as it goes; `enter` and `leave` come in pairs.
pub trait Observer {
    /// Every field, before what is inside it.
    fn field(&mut self, _met: &Met<'_>) {}
    /// A message of the type `kind` begins; `met` is `None` for the outermost.
    fn enter(&mut self, _kind: u16, _met: Option<&Met<'_>>) {}
    /// It ends.
    fn leave(&mut self) {}
}

impl Observer for () {}

/// Where and why decoding fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stop {
    /// Of the field that cannot be read.
    pub start: usize,
    /// Of the byte that does not fit.
    pub at: usize,
    /// End of the message that it is in.
    pub end: usize,
    pub why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
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
pub struct Walked {
    pub(super) stop: Option<Stop>,
    /// Fields that the table knows and those that it does not, before decoding fails.
    pub known: usize,
    pub unknown: usize,
}

/// The type of the outermost message.
pub(super) fn root_kind(root: TreeRoot) -> Option<u16> {
    match root {
        TreeRoot::Logical => Some(LOGICAL_PLAN),
        TreeRoot::Physical => Some(PHYSICAL_PLAN),
        TreeRoot::Foreign | TreeRoot::Opaque => None,
    }
}

/// Walks `bytes`; foreign ones only at their outermost level.
pub fn observe(bytes: &[u8], root: TreeRoot, observer: &mut dyn Observer) -> Walked {
    // A place beyond the table: a type without fields.
    let kind = root_kind(root).unwrap_or(u16::MAX);
    observer.enter(kind, None);
    let mut tolerant = Tolerant {
        bytes,
        observer,
        walked: Walked::default(),
        stops: Stops::default(),
        open: 1,
        messages: 0,
        fields: 0,
        cut: false,
    };
    // Beyond the limits the walk ends, and what is read by then counts.
    let _ = walk::walk(bytes, MESSAGES, kind, Seen(0), &mut tolerant);
    for _ in 0..tolerant.open {
        tolerant.observer.leave();
    }
    Walked {
        stop: tolerant.stops.reported(),
        ..tolerant.walked
    }
}

/// The numbers of the messages in a message so far that may be there once.
struct Seen(u128);

/// The walk went beyond the limits.
struct BeyondLimits;

struct Tolerant<'a> {
    bytes: &'a [u8],
    observer: &'a mut dyn Observer,
    walked: Walked,
    stops: Stops,
    open: usize,
    messages: usize,
    fields: usize,
    /// The field that comes next is cut off, which is noted.
    cut: bool,
}

impl Visitor for Tolerant<'_> {
    type Message = Seen;
    type Stop = BeyondLimits;

    fn field(
        &mut self,
        seen: &mut Seen,
        met: &Met<'_>,
    ) -> Result<Option<(u16, Seen)>, BeyondLimits> {
        let (start, end) = (met.start, met.parent_end);
        let cut = std::mem::take(&mut self.cut);
        if cut {
            // Noted as broken.
        } else if let Some(why) = met
            .known
            .and_then(|known| unfit(known, met.wire, met.content))
        {
            self.note(start, met.value, end, why);
        } else if let Some(once) = met.known.map(FieldType::once) {
            if seen.0 & once != 0 {
                self.note(start, start, end, Why::Twice);
            }
            seen.0 |= once;
        }
        if !self.stops.settled {
            match met.known {
                Some(_) => self.walked.known += 1,
                None => self.walked.unknown += 1,
            }
        }
        self.observer.field(met);
        self.fields += 1;
        let mut inside = None;
        if let Some(Kind::Message(inner)) = met.known.map(|known| known.kind)
            && met.wire == WireType::Length
        {
            self.messages += 1;
            if self.open >= limits::NESTING {
                self.note(start, start, end, Why::TooDeep);
                return Err(BeyondLimits);
            }
            if self.messages > limits::MESSAGES {
                self.note(start, start, end, Why::TooMany);
                return Err(BeyondLimits);
            }
            self.open += 1;
            self.observer.enter(inner, Some(met));
            inside = Some((inner, Seen(0)));
        }
        if self.fields > limits::FIELDS {
            self.note(start, start, end, Why::TooMany);
            return Err(BeyondLimits);
        }
        Ok(inside)
    }

    fn broken(&mut self, _: u16, at: usize, end: usize) -> Result<Option<Whole>, BeyondLimits> {
        Ok(match scan::field(self.bytes, at, end) {
            Err(Malformed { at: place, problem }) => {
                self.note(at, place, end, Why::Malformed(problem));
                None
            }
            Ok(found) => {
                let left = found.end - found.value;
                let announced = left as u64 + found.missing;
                self.note(at, at, end, Why::Missing { announced, left });
                self.cut = true;
                Some(Whole {
                    number: found.number,
                    wire: found.wire,
                    value: found.value,
                    end: found.end,
                    raw: 0,
                })
            }
        })
    }

    fn leave(&mut self, _: Seen) {
        self.open -= 1;
        self.observer.leave();
    }
}

impl Tolerant<'_> {
    fn note(&mut self, start: usize, at: usize, end: usize, why: Why) {
        self.stops.note(self.bytes, start, at, end, why);
    }
}

/// Why the decoder refuses a field that is well formed, if it does.
pub(super) fn unfit(known: &FieldType, wire: WireType, content: &[u8]) -> Option<Why> {
    let expected = known.kind;
    let packable = known.repeated && expected.wire() != WireType::Length;
    if wire == WireType::Length && packable {
        return (!packs(expected, content)).then_some(Why::Packed(expected));
    }
    if wire != expected.wire() {
        return Some(Why::WireType {
            expected,
            found: wire,
        });
    }
    if expected == Kind::Text {
        return std::str::from_utf8(content)
            .is_err()
            .then_some(Why::NotText);
    }
    let (number, _) = varint(content, 0, content.len()).ok()?;
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
