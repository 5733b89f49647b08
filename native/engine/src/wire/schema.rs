//! What a message type of DataFusion's plans is made of. The table is generated: [`super::messages`].

use super::messages::{ENUMS, MESSAGES};
use super::scan::WireType;

/// A message type and, by number, its fields.
pub(crate) struct MessageType {
    pub name: &'static str,
    pub fields: &'static [FieldType],
}

pub(crate) struct FieldType {
    pub number: u32,
    pub name: &'static str,
    pub kind: Kind,
    pub repeated: bool,
}

/// An enumeration and the names of its values.
pub(crate) struct EnumType {
    pub name: &'static str,
    pub values: &'static [(i32, &'static str)],
}

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Place in [`MESSAGES`].
    Message(u16),
    /// Place in [`ENUMS`].
    Enum(u16),
    Bool,
    Int32,
    Int64,
    Uint32,
    Uint64,
    Float,
    Double,
    Text,
    Bytes,
}

impl Kind {
    /// As the `.proto` files write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Message(place) => MESSAGES
                .get(usize::from(place))
                .map_or("message", |message| message.name),
            Self::Enum(place) => ENUMS
                .get(usize::from(place))
                .map_or("enum", |kind| kind.name),
            Self::Bool => "bool",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Uint32 => "uint32",
            Self::Uint64 => "uint64",
            Self::Float => "float",
            Self::Double => "double",
            Self::Text => "string",
            Self::Bytes => "bytes",
        }
    }

    /// How one value of it is written.
    pub(crate) fn wire(self) -> WireType {
        match self {
            Self::Message(_) | Self::Text | Self::Bytes => WireType::Length,
            Self::Float => WireType::Fixed32,
            Self::Double => WireType::Fixed64,
            _ => WireType::Varint,
        }
    }
}

/// The name of an enumeration's value.
pub(crate) fn enum_value(place: u16, value: i32) -> Option<&'static str> {
    let values = ENUMS.get(usize::from(place))?.values;
    let at = values.binary_search_by_key(&value, |(number, _)| *number);
    at.ok().and_then(|at| values.get(at)).map(|(_, name)| *name)
}

/// The field `number` of the message type at `place`; `None` for one that the type does not have.
pub(crate) fn field_type(place: u16, number: u32) -> Option<&'static FieldType> {
    let fields = MESSAGES.get(usize::from(place))?.fields;
    let at = fields.binary_search_by_key(&number, |field| field.number);
    at.ok().and_then(|at| fields.get(at))
}

/// For the table: a field with one value.
pub(super) const fn one(number: u32, name: &'static str, kind: Kind) -> FieldType {
    FieldType {
        number,
        name,
        kind,
        repeated: false,
    }
}

/// For the table: a field with any number of values.
pub(super) const fn many(number: u32, name: &'static str, kind: Kind) -> FieldType {
    FieldType {
        number,
        name,
        kind,
        repeated: true,
    }
}
