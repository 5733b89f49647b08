//! What a message type of a plan is made of. The tables are generated: [`messages`],
//! [`substrait_messages`].

pub mod bounds;
pub mod messages;
mod root;
pub mod substrait_messages;

pub use bounds::Bound;
pub use root::Root;

use crate::scan::WireType;
use messages::{ENUMS, MESSAGES};

/// A message type and, by number, its fields.
pub struct MessageType {
    pub name: &'static str,
    pub fields: &'static [FieldType],
}

impl MessageType {
    #[inline]
    pub fn field(&self, number: u32) -> Option<&'static FieldType> {
        // Numbers start at 1, rise and have few gaps: a field is where its number says, or a
        // few places before.
        let likely = self.fields.get(..number as usize).unwrap_or(self.fields);
        let found = likely.iter().rev().find(|field| field.number <= number)?;
        (found.number == number).then_some(found)
    }
}

#[derive(Debug)]
pub struct FieldType {
    pub number: u32,
    pub name: &'static str,
    pub kind: Kind,
    pub repeated: bool,
    /// What a number in it may be; `None` for any.
    pub bound: Option<&'static Bound>,
}

impl FieldType {
    /// The field's bit in a set of those that were there, for a message that may be there once:
    /// readers would put two of them together, and no writer writes that. Else no bit.
    pub fn once(&self) -> u128 {
        match self.kind {
            Kind::Message(_) if !self.repeated => {
                1_u128.checked_shl(self.number).unwrap_or_default()
            }
            _ => 0,
        }
    }

    /// For the tables: this field with a bound.
    pub const fn within(self, bound: &'static Bound) -> Self {
        Self {
            bound: Some(bound),
            ..self
        }
    }
}

/// An enumeration and the names of its values.
pub struct EnumType {
    pub name: &'static str,
    pub values: &'static [(i32, &'static str)],
}

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Place in the table that the field is in.
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
    pub fn name(self) -> &'static str {
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
    pub fn wire(self) -> WireType {
        match self {
            Self::Message(_) | Self::Text | Self::Bytes => WireType::Length,
            Self::Float => WireType::Fixed32,
            Self::Double => WireType::Fixed64,
            _ => WireType::Varint,
        }
    }

    /// The whole number that `raw` stands for. Negative ones travel as 64 bits, whatever their
    /// type; readers keep the low ones.
    pub fn whole(self, raw: u64) -> i128 {
        let low = u32::try_from(raw & u64::from(u32::MAX)).unwrap_or_default();
        match self {
            Self::Int32 | Self::Enum(_) => i128::from(low.cast_signed()),
            Self::Uint32 => i128::from(low),
            Self::Int64 => i128::from(raw.cast_signed()),
            _ => i128::from(raw),
        }
    }
}

/// The name of an enumeration's value.
pub fn enum_value(place: u16, value: i32) -> Option<&'static str> {
    let values = ENUMS.get(usize::from(place))?.values;
    let at = values.binary_search_by_key(&value, |(number, _)| *number);
    at.ok().and_then(|at| values.get(at)).map(|(_, name)| *name)
}

/// The field `number` of the plan message at `place`; `None` for one that the type does not have.
pub fn field_type(place: u16, number: u32) -> Option<&'static FieldType> {
    MESSAGES.get(usize::from(place))?.field(number)
}

/// `partitionCount` of `partition_count`: what the JSON form of Protocol Buffers calls a field.
pub fn json_name(name: &str) -> String {
    let mut parts = name.split('_');
    let mut json = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        json.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        json.push_str(letters.as_str());
    }
    json
}

/// For the tables: a field with one value.
pub const fn one(number: u32, name: &'static str, kind: Kind) -> FieldType {
    FieldType {
        number,
        name,
        kind,
        repeated: false,
        bound: None,
    }
}

/// For the tables: a field with any number of values.
pub const fn many(number: u32, name: &'static str, kind: Kind) -> FieldType {
    FieldType {
        number,
        name,
        kind,
        repeated: true,
        bound: None,
    }
}
