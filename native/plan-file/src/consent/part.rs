//! One message of checked bytes, of which single fields are read without decoding it.

use super::words::Fields;
use planarium_plan_wire::scan::WireType;
use planarium_plan_wire::schema::messages::MESSAGES;
use planarium_plan_wire::schema::{FieldType, Kind, enum_value};
use planarium_plan_wire::walk::{Met, fields};

/// A message of DataFusion's formats.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    /// Place in [`MESSAGES`].
    kind: u16,
    content: &'a [u8],
}

impl<'a> Part<'a> {
    pub(super) fn new(kind: u16, content: &'a [u8]) -> Self {
        Self { kind, content }
    }

    /// Bytes of the field `name`. Of several the last one counts, as for the decoder.
    pub(super) fn bytes(&self, name: &str) -> &'a [u8] {
        let found = self
            .fields()
            .filter(|(known, field)| known.name == name && field.wire == WireType::Length);
        let last = found.last().map(|(_, field)| field.content);
        last.unwrap_or_default()
    }

    fn messages(&self) -> impl Iterator<Item = (&'static str, Self)> {
        self.fields().filter_map(|(known, field)| match known.kind {
            Kind::Message(kind) => Some((known.name, Self::new(kind, field.content))),
            _ => None,
        })
    }

    fn fields(&self) -> impl Iterator<Item = (&'static FieldType, Met<'a>)> {
        let content = self.content;
        let fields = fields(content, 0..content.len(), MESSAGES, self.kind);
        fields.filter_map(|field| Some((field.known?, field)))
    }
}

impl Fields for Part<'_> {
    fn text(&self, name: &str) -> String {
        String::from_utf8_lossy(self.bytes(name)).into_owned()
    }

    fn texts(&self, name: &str) -> Vec<String> {
        let found = self.fields().filter(|(known, _)| known.name == name);
        found
            .map(|(_, field)| String::from_utf8_lossy(field.content).into_owned())
            .collect()
    }

    fn message(&self, name: &str) -> Option<Self> {
        let found = self.messages().filter(|(found, _)| *found == name);
        found.last().map(|(_, part)| part)
    }

    fn chosen(&self) -> Option<Self> {
        self.messages().last().map(|(_, part)| part)
    }

    fn variant(&self, name: &str) -> String {
        let kind = MESSAGES.get(usize::from(self.kind));
        let known = kind.and_then(|kind| kind.fields.iter().find(|field| field.name == name));
        let Some(Kind::Enum(place)) = known.map(|known| known.kind) else {
            return String::new();
        };
        let found = self.fields().filter(|(known, _)| known.name == name);
        let value = found
            .last()
            .map_or(0, |(known, field)| known.kind.whole(field.raw));
        let value = i32::try_from(value).unwrap_or(i32::MAX);
        enum_value(place, value).unwrap_or("?").to_string()
    }
}
