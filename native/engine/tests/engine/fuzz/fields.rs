//! The fields of a serialised plan, found by the engine's own reader of wire trees.

use std::ops::Range;

use planarium_plan_wire::{TreeRoot, WireField, WireTree};

use super::bytes::varint;

/// A field, or a part of a codec's frame.
pub struct Field {
    /// Key, length and content.
    pub whole: Range<usize>,
    pub content: Range<usize>,
    /// `None` for a part of a frame.
    pub number: Option<u32>,
    /// Message type, or the type of a value, as the `.proto` files name it.
    pub kind: String,
    pub name: String,
    pub has_fields: bool,
    /// Place of the field that it is in.
    pub parent: Option<usize>,
}

impl Field {
    /// Its content is written behind its length, or is a part of a frame.
    pub fn has_length(&self) -> bool {
        self.number.is_none_or(|number| {
            let key = varint(u64::from(number) << 3).len();
            self.content.start - self.whole.start > key
        })
    }
}

/// All of them, outer ones before inner ones.
pub fn fields(bytes: &[u8], root: TreeRoot) -> Vec<Field> {
    let tree = WireTree::new(bytes, root);
    let mut found: Vec<Field> = Vec::new();
    let mut pending: Vec<(Vec<u32>, Option<usize>)> = vec![(Vec::new(), None)];
    while let Some((path, parent)) = pending.pop() {
        for field in tree.children(&path, 0, usize::MAX).unwrap().fields {
            let place = found.len();
            if field.expandable {
                let inner = path.iter().copied().chain([field.start]).collect();
                pending.push((inner, Some(place)));
            }
            found.push(of(field, parent));
        }
    }
    found
}

fn of(field: WireField, parent: Option<usize>) -> Field {
    let range = |start: u32, end: u32| start as usize..end as usize;
    let name = field.name.split('[').next().unwrap_or_default();
    Field {
        whole: range(field.start, field.end),
        content: range(field.value_start, field.end),
        number: field.number,
        kind: field.type_name,
        name: name.to_string(),
        has_fields: field.expandable,
        parent,
    }
}

/// A field with a length before its content.
pub fn written(number: u32, content: &[u8]) -> Vec<u8> {
    let mut field = varint(u64::from(number) << 3 | 2);
    field.extend(varint(content.len() as u64));
    field.extend_from_slice(content);
    field
}

/// `bytes` with `new` in the place of the field at `place`, key and length included. The lengths
/// of all messages around it are made to fit.
pub fn replaced(bytes: &[u8], fields: &[Field], place: usize, new: Vec<u8>) -> Vec<u8> {
    let mut content = new;
    let mut at = place;
    let mut hole = fields[place].whole.clone();
    while let Some(parent) = fields[at].parent {
        let outer = &fields[parent];
        let mut around = bytes[outer.content.start..hole.start].to_vec();
        around.extend(content);
        around.extend_from_slice(&bytes[hole.end..outer.content.end]);
        content = match outer.number {
            Some(number) => written(number, &around),
            None => around,
        };
        hole = outer.whole.clone();
        at = parent;
    }
    let mut changed = bytes[..hole.start].to_vec();
    changed.extend(content);
    changed.extend_from_slice(&bytes[hole.end..]);
    changed
}
