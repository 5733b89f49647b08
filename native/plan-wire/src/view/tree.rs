//! Bytes as a tree of fields, of which only what is asked for is read.

use serde::Serialize;
use ts_rs::TS;

use super::body::{Body, Piece, Span, inside, known, pieces};
use super::tolerant::root_kind;
use super::value::{codec_of, shown};
use super::{Constants, TreeRoot, fault};
use crate::schema::Kind;
use crate::{frame, limits, offset};

/// One field, part of a codec's frame, or rest that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WireField {
    /// Offsets of the key, of the content and of the end.
    pub start: u32,
    pub value_start: u32,
    pub end: u32,
    /// Place among the fields of the same message, from 0.
    pub place: u32,
    /// `None` for what is no field.
    pub number: Option<u32>,
    /// `expr[1]`; `field 17` where the number is unknown.
    pub name: String,
    /// Type as the `.proto` files name it; `message?` for bytes that read like a message.
    pub type_name: String,
    /// The content in one line; for messages a name found in them, or nothing.
    pub value: String,
    /// It has fields or parts of its own.
    pub expandable: bool,
    /// The codec that wrote it, where its frame tells.
    pub codec: Option<String>,
    /// Why it cannot be decoded.
    pub fault: Option<String>,
}

/// Some of the fields of one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WireChildren {
    /// How many there are in all.
    pub total: u32,
    pub fields: Vec<WireField>,
}

/// No field begins at this byte of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchField(pub usize);

/// Reads `bytes` on demand.
#[derive(Debug, Clone, Copy)]
pub struct WireTree<'a> {
    bytes: &'a [u8],
    root: Span,
    constants: Constants,
}

impl<'a> WireTree<'a> {
    /// Bytes above 4 GiB are out of reach; [`limits::PLAN_BYTES`] is far below.
    pub fn new(bytes: &'a [u8], root: TreeRoot) -> Self {
        let body = match root {
            TreeRoot::Opaque => Body::Leaf,
            _ => root_kind(root).map_or(Body::Guess, Body::Message),
        };
        let root = Span {
            body,
            start: 0,
            end: bytes.len(),
        };
        Self {
            bytes,
            root,
            constants: |_| None,
        }
    }

    /// With `constants` to write those in the plan; without it they have no text.
    pub fn with_constants(self, constants: Constants) -> Self {
        Self { constants, ..self }
    }

    /// Fields `from` up to `from + limit` of the message at `path`: the start of each field
    /// on the way from the outermost message, which is the empty path.
    ///
    /// # Errors
    /// For a path that leads nowhere.
    pub fn children(
        &self,
        path: &[u32],
        from: usize,
        limit: usize,
    ) -> Result<WireChildren, NoSuchField> {
        let span = self.descend(path)?;
        let mut total = 0_usize;
        let mut seen = Seen::default();
        let mut fields = Vec::new();
        for piece in pieces(self.bytes, span) {
            let index = seen.index(span.body, &piece);
            if total >= from && fields.len() < limit {
                fields.push(self.describe(span.body, &piece, total, index));
            }
            total += 1;
        }
        Ok(WireChildren {
            total: offset(total),
            fields,
        })
    }

    /// The innermost field that holds the bytes from `start` up to `end`, with those around it, outermost first.
    pub fn locate(&self, start: usize, end: usize) -> Vec<WireField> {
        let mut chain = Vec::new();
        let mut span = self.root;
        let end = end.max(start + 1);
        while chain.len() < limits::NESTING {
            let mut seen = Seen::default();
            let holder = pieces(self.bytes, span)
                .map(|piece| (seen.index(span.body, &piece), piece))
                .enumerate()
                .find(|(_, (_, piece))| piece.end() > start);
            let Some((place, (index, piece))) = holder else {
                break;
            };
            if piece.start() > start || piece.end() < end {
                break;
            }
            chain.push(self.describe(span.body, &piece, place, index));
            span = inside(self.bytes, span.body, &piece);
        }
        chain
    }

    /// The names on the way to the field at `start`, joined by points.
    pub fn path_text(&self, start: usize) -> String {
        let chain = self.locate(start, start + 1);
        let names: Vec<&str> = chain
            .iter()
            // The rest behind a broken field has no name of its own.
            .filter(|field| field.number.is_some() || field.fault.is_none())
            .map(|field| field.name.as_str())
            .collect();
        names.join(".")
    }

    fn descend(&self, path: &[u32]) -> Result<Span, NoSuchField> {
        let mut span = self.root;
        for step in path {
            let start = *step as usize;
            if start < span.start || start >= span.end {
                return Err(NoSuchField(start));
            }
            // A field can be read where it starts; parts of a frame are few.
            let from = match span.body {
                Body::Message(_) | Body::Guess => Span { start, ..span },
                Body::Frame | Body::Leaf => span,
            };
            let piece = pieces(self.bytes, from)
                .find(|piece| piece.start() == start)
                .ok_or(NoSuchField(start))?;
            span = inside(self.bytes, span.body, &piece);
        }
        Ok(span)
    }

    fn describe(
        &self,
        parent: Body,
        piece: &Piece,
        place: usize,
        index: Option<usize>,
    ) -> WireField {
        let (content, value) = shown(self.bytes, parent, piece, self.constants);
        let known = known(parent, piece);
        let framed = self
            .bytes
            .get(content.start..content.end)
            .and_then(|bytes| {
                let frame = frame::recognise(bytes).filter(|_| content.body == Body::Frame)?;
                Some(codec_of(&frame, bytes))
            });
        let (name, type_name) = match piece {
            Piece::Field(field) => {
                let name = match (known.map(|known| known.name), index) {
                    (Some(name), Some(index)) => format!("{name}[{index}]"),
                    (Some(name), None) => name.to_string(),
                    (None, _) => format!("field {}", field.number),
                };
                let type_name = match known.map(|known| known.kind) {
                    Some(Kind::Bytes) if content.body == Body::Guess => "bytes, message?",
                    Some(kind) => kind.name(),
                    None if content.body == Body::Guess => "message?",
                    None => field.wire.name(),
                };
                (name, type_name)
            }
            Piece::Part { name, .. } if content.body == Body::Guess => {
                ((*name).to_string(), "message?")
            }
            Piece::Part { name, .. } => ((*name).to_string(), "bytes"),
            Piece::Broken { .. } => ("unreadable rest".to_string(), ""),
        };
        WireField {
            start: offset(piece.start()),
            value_start: offset(piece.value()),
            end: offset(piece.end()),
            place: offset(place),
            number: match piece {
                Piece::Field(field) => Some(field.number),
                _ => None,
            },
            name,
            type_name: type_name.to_string(),
            value,
            expandable: content.body != Body::Leaf && content.start < content.end,
            codec: framed,
            fault: fault::of_piece(self.bytes, parent, piece),
        }
    }
}

/// Counts the fields of each number, for the repeated ones that the table knows.
#[derive(Default)]
struct Seen(Vec<(u32, usize)>);

impl Seen {
    fn index(&mut self, parent: Body, piece: &Piece) -> Option<usize> {
        let known = known(parent, piece).filter(|known| known.repeated)?;
        match self
            .0
            .iter_mut()
            .find(|(number, _)| *number == known.number)
        {
            Some((_, count)) => {
                *count += 1;
                Some(*count)
            }
            None => {
                self.0.push((known.number, 0));
                Some(0)
            }
        }
    }
}
