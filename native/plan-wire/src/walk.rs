//! The walk over all messages of serialised bytes, with a list instead of the call stack. What a
//! walk looks for, and what it does about bytes that cannot be read, is its [`Visitor`]'s.

use std::ops::Range;

use crate::scan::{Whole, WireType, whole_field};
use crate::schema::{FieldType, Kind, MessageType};

/// A field that the walk comes to; offsets count from the start of the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Met<'a> {
    /// Place of the type of the message that it is in, and the end of that message.
    pub parent: u16,
    pub parent_end: usize,
    pub known: Option<&'static FieldType>,
    pub number: u32,
    pub wire: WireType,
    /// Of the key.
    pub start: usize,
    /// Of the content, after the length where there is one.
    pub value: usize,
    pub end: usize,
    /// The content of a varint, else zero.
    pub raw: u64,
    pub content: &'a [u8],
}

impl<'a> Met<'a> {
    #[inline(always)]
    fn new(
        bytes: &'a [u8],
        start: usize,
        parent: u16,
        parent_end: usize,
        field: &Whole,
        known: Option<&'static FieldType>,
    ) -> Self {
        Self {
            parent,
            parent_end,
            known,
            number: field.number,
            wire: field.wire,
            start,
            value: field.value,
            end: field.end,
            raw: field.raw,
            content: bytes.get(field.value..field.end).unwrap_or_default(),
        }
    }

    /// The type of the message that it holds.
    pub fn message(&self) -> Option<u16> {
        match self.known?.kind {
            Kind::Message(kind) => Some(kind),
            _ => None,
        }
    }
}

/// What a walk looks for. `Message` is what it keeps for every message that is open.
pub trait Visitor {
    type Message;
    /// Why it ends early.
    type Stop;

    /// Every field, before what is inside it. To enter it as a message, return the place of its
    /// type and what to keep for it.
    fn field(
        &mut self,
        message: &mut Self::Message,
        met: &Met<'_>,
    ) -> Result<Option<(u16, Self::Message)>, Self::Stop>;

    /// What begins at `at`, in a message of the type `parent` that ends at `end`, is malformed or
    /// cut off. Return the part that can be read, which must lie within the message, or `None` to
    /// skip the rest of the message.
    fn broken(&mut self, parent: u16, at: usize, end: usize) -> Result<Option<Whole>, Self::Stop>;

    /// A message ends; not called for those that are open when the walk ends early.
    fn leave(&mut self, _message: Self::Message) {}
}

struct Open<M> {
    kind: u16,
    end: usize,
    kept: M,
}

/// Walks `bytes`, a message of the type at place `kind` of `types`.
///
/// # Errors
/// The first [`Visitor::Stop`].
#[inline(always)]
pub fn walk<V: Visitor>(
    bytes: &[u8],
    types: &'static [MessageType],
    kind: u16,
    kept: V::Message,
    visitor: &mut V,
) -> Result<(), V::Stop> {
    let end = bytes.len();
    let mut message = Open { kind, end, kept };
    let mut around: Vec<Open<V::Message>> = Vec::with_capacity(64);
    let mut at = 0;
    loop {
        if at >= message.end {
            let Some(outer) = around.pop() else {
                visitor.leave(message.kept);
                return Ok(());
            };
            visitor.leave(std::mem::replace(&mut message, outer).kept);
            continue;
        }
        let field = match whole_field(bytes, at, message.end) {
            Some(field) => field,
            None => match visitor.broken(message.kind, at, message.end)? {
                Some(part) => part,
                None => {
                    at = message.end;
                    continue;
                }
            },
        };
        let known = types
            .get(usize::from(message.kind))
            .and_then(|kind| kind.field(field.number));
        let met = Met::new(bytes, at, message.kind, message.end, &field, known);
        match visitor.field(&mut message.kept, &met)? {
            Some((kind, kept)) => {
                let end = field.end;
                around.push(std::mem::replace(&mut message, Open { kind, end, kept }));
                at = field.value;
            }
            None => at = field.end,
        }
    }
}

/// The fields of one message of the type at place `kind` of `types`, up to one that cannot be read.
pub fn fields<'a>(
    bytes: &'a [u8],
    range: Range<usize>,
    types: &'static [MessageType],
    kind: u16,
) -> impl Iterator<Item = Met<'a>> {
    let kind_of = types.get(usize::from(kind));
    let mut at = range.start;
    std::iter::from_fn(move || {
        let start = at;
        let field = whole_field(bytes, at, range.end)?;
        at = field.end;
        let known = kind_of.and_then(|kind| kind.field(field.number));
        Some(Met::new(bytes, start, kind, range.end, &field, known))
    })
}
