//! What lies inside a stretch of bytes, and the pieces that it is made of.

use crate::frame::{self, Parts};
use crate::scan::{Malformed, Scanned, WireType, field};
use crate::schema::messages::FILE_FORMAT;
use crate::schema::{FieldType, Kind, field_type};

/// Whether and how a stretch of bytes is divided further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// A message of the type at this place of the table.
    Message(u16),
    /// Bytes of unknown meaning that read like a message.
    Guess,
    /// The payload of a codec.
    Frame,
    Leaf,
}

/// A stretch of bytes and how it is divided.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub body: Body,
    pub start: usize,
    pub end: usize,
}

/// One piece of a span. The pieces of a span follow each other without a gap up to its end.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece {
    Field(Scanned),
    Part {
        name: &'static str,
        start: usize,
        end: usize,
    },
    /// What is left where reading failed; the last piece.
    Broken {
        why: Malformed,
        start: usize,
        end: usize,
    },
}

impl Piece {
    pub(super) fn start(&self) -> usize {
        match self {
            Self::Field(field) => field.start,
            Self::Part { start, .. } | Self::Broken { start, .. } => *start,
        }
    }

    pub(super) fn end(&self) -> usize {
        match self {
            Self::Field(field) => field.end,
            Self::Part { end, .. } | Self::Broken { end, .. } => *end,
        }
    }

    /// Where its content starts.
    pub(super) fn value(&self) -> usize {
        match self {
            Self::Field(field) => field.value,
            other => other.start(),
        }
    }
}

/// The pieces of `span` in order.
pub(super) fn pieces(bytes: &[u8], span: Span) -> impl Iterator<Item = Piece> {
    let parts = (span.body == Body::Frame)
        .then(|| bytes.get(span.start..span.end).and_then(frame::recognise))
        .flatten();
    let mut parts = parts
        .as_ref()
        .map(Parts::parts)
        .unwrap_or_default()
        .into_iter();
    let mut at = match span.body {
        Body::Message(_) | Body::Guess => span.start,
        Body::Frame | Body::Leaf => span.end,
    };
    std::iter::from_fn(move || {
        if let Some((name, range)) = parts.next() {
            return Some(Piece::Part {
                name,
                start: span.start + range.start,
                end: span.start + range.end,
            });
        }
        if at >= span.end {
            return None;
        }
        let piece = match field(bytes, at, span.end) {
            Ok(field) => Piece::Field(field),
            Err(why) => Piece::Broken {
                why,
                start: at,
                end: span.end,
            },
        };
        at = piece.end();
        Some(piece)
    })
}

/// The type of a piece's field, where the body it is in knows it.
pub(super) fn known(parent: Body, piece: &Piece) -> Option<&'static FieldType> {
    match (parent, piece) {
        (Body::Message(place), Piece::Field(field)) => field_type(place, field.number),
        _ => None,
    }
}

/// How the content of a piece is divided.
pub(super) fn inside(bytes: &[u8], parent: Body, piece: &Piece) -> Span {
    let span = |body| Span {
        body,
        start: piece.value(),
        end: piece.end(),
    };
    let content = || bytes.get(piece.value()..piece.end()).unwrap_or_default();
    let payload = |plain: Body| {
        if frame::recognise(content()).is_some() {
            Body::Frame
        } else {
            plain
        }
    };
    let guess = || {
        if reads_like_a_message(content()) {
            Body::Guess
        } else {
            Body::Leaf
        }
    };
    match piece {
        Piece::Field(field) if field.wire == WireType::Length => {
            match known(parent, piece).map(|known| (known.kind, known.name)) {
                Some((Kind::Message(place), _)) => span(Body::Message(place)),
                Some((Kind::Bytes, "file_type")) => span(payload(Body::Message(FILE_FORMAT))),
                Some((Kind::Bytes, name)) if PAYLOADS.contains(&name) => span(payload(guess())),
                Some((Kind::Bytes, _)) => span(payload(Body::Leaf)),
                Some(_) => span(Body::Leaf),
                None => span(payload(guess())),
            }
        }
        Piece::Part {
            name: "payload", ..
        } => span(payload(guess())),
        _ => span(Body::Leaf),
    }
}

/// Fields whose bytes a codec writes: often messages of its own.
const PAYLOADS: [&str; 5] = [
    "node",
    "expr",
    "fun_definition",
    "custom_table_data",
    "encoded_file_format",
];

/// True for bytes that consist of well-formed fields and are not text.
fn reads_like_a_message(bytes: &[u8]) -> bool {
    if bytes.is_empty() || is_text(bytes) {
        return false;
    }
    let mut at = 0;
    while at < bytes.len() {
        match field(bytes, at, bytes.len()) {
            Ok(field) if field.missing == 0 => at = field.end,
            _ => return false,
        }
    }
    true
}

/// True for UTF-8 without control characters other than line ends and tabs.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        text.chars()
            .all(|letter| !letter.is_control() || "\n\r\t".contains(letter))
    })
}
