//! How the types of a format are classified, and the lookup by place that the walk uses.

use planarium_plan_wire::schema::{Kind, MessageType};

/// What an operator or expression may do by itself. What it holds is judged where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Works on rows that it is given, or on those in the plan.
    Computes,
    /// Reads the files that the plan names.
    ReadsFiles,
    /// Calls a function: one that the session knows by name, or one of a codec's payload.
    CallsFunction,
    /// Reads a table that is in the payload with its rows, or that a codec makes of it.
    ReadsTable,
    /// Writes files or tables.
    Writes,
    /// Makes or drops something in the session.
    ChangesSession,
    /// Hands work to a codec of another library, which may do anything.
    RunsForeignCode,
}

/// A message type whose fields say what it is: one class for each.
pub(super) struct Node {
    pub name: &'static str,
    pub arms: &'static [(Class, &'static [&'static str])],
}

/// A format and its allow-list.
pub(super) struct Format {
    pub types: &'static [MessageType],
    pub nodes: &'static [Node],
    /// Message types that are no node and no node's own body.
    pub data: &'static [&'static str],
    /// `Message.field` of bytes that are values.
    pub data_bytes: &'static [&'static str],
    /// `Message.field` of bytes that codecs read.
    pub payloads: &'static [&'static str],
    /// Message types that run foreign code wherever they stand.
    pub foreign: &'static [&'static str],
    /// DataFusion's own: every field that is not known comes from a newer version, and an operator
    /// says what it writes. Of Substrait only nodes are so strict: other fields that are not known
    /// are left out, as Protocol Buffers intend it.
    pub is_datafusion: bool,
}

/// What the allow-list says of a message type.
pub(super) enum Entry {
    /// By the number of the field.
    Node(Vec<Option<Class>>),
    /// Its fields of bytes that are no values and no payloads, by number.
    Data(Vec<u32>),
    Foreign,
    Unknown,
}

impl Format {
    /// The entries by the place of the type.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let bodies: Vec<u16> = self.bodies().collect();
        let types = self.types.iter().zip(0_u16..);
        types
            .map(|(kind, place)| {
                if let Some(node) = self.nodes.iter().find(|node| node.name == kind.name) {
                    Entry::Node(classes(kind, node))
                } else if self.foreign.contains(&kind.name) {
                    Entry::Foreign
                } else if bodies.contains(&place) || self.data.contains(&kind.name) {
                    Entry::Data(self.unclassified_bytes(kind))
                } else {
                    Entry::Unknown
                }
            })
            .collect()
    }

    /// Places of the types that the fields of nodes hold.
    fn bodies(&self) -> impl Iterator<Item = u16> {
        let nodes = self
            .types
            .iter()
            .filter(|kind| self.nodes.iter().any(|node| node.name == kind.name));
        nodes
            .flat_map(|kind| kind.fields)
            .filter_map(|field| match field.kind {
                Kind::Message(place) => Some(place),
                _ => None,
            })
    }

    fn unclassified_bytes(&self, kind: &MessageType) -> Vec<u32> {
        let bytes = kind.fields.iter().filter(|field| field.kind == Kind::Bytes);
        bytes
            .filter(|field| {
                let name = format!("{}.{}", kind.name, field.name);
                let listed = |list: &[&str]| list.contains(&name.as_str());
                !listed(self.data_bytes) && !listed(self.payloads)
            })
            .map(|field| field.number)
            .collect()
    }
}

fn classes(kind: &MessageType, node: &Node) -> Vec<Option<Class>> {
    let class = |number: usize| {
        let mut fields = kind.fields.iter();
        let field = fields.find(|field| usize::try_from(field.number) == Ok(number))?;
        let mut arms = node.arms.iter();
        let (class, _) = arms.find(|(_, names)| names.contains(&field.name))?;
        Some(*class)
    };
    let last = kind.fields.last().map_or(0, |field| field.number);
    (0..=last as usize).map(class).collect()
}

impl Entry {
    /// The class of the field `number` of a node.
    pub(super) fn class(&self, number: u32) -> Option<Class> {
        match self {
            Self::Node(classes) => classes.get(number as usize).copied().flatten(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::datafusion_types::DATAFUSION;
    use super::super::substrait_types::SUBSTRAIT;
    use super::*;

    /// Every name of the allow-list with the names that the format has for it.
    fn claims(format: &Format) -> Vec<(String, bool)> {
        let of = |name: &str| format.types.iter().find(|kind| kind.name == name);
        let field = |path: &&str| {
            let (message, field) = path.rsplit_once('.').unwrap();
            let found = of(message).and_then(|kind| {
                let mut fields = kind.fields.iter();
                fields.find(|known| known.name == field && known.kind == Kind::Bytes)
            });
            (path.to_string(), found.is_some())
        };
        let mut claims: Vec<(String, bool)> = Vec::new();
        for node in format.nodes {
            let fields = of(node.name).map_or(&[][..], |kind| kind.fields);
            for name in node.arms.iter().flat_map(|(_, names)| *names) {
                let exists = fields.iter().any(|field| field.name == *name);
                claims.push((format!("{}.{name}", node.name), exists));
            }
        }
        let types = format.data.iter().chain(format.foreign);
        claims.extend(types.map(|name| (name.to_string(), of(name).is_some())));
        claims.extend(format.data_bytes.iter().map(field));
        claims.extend(format.payloads.iter().map(field));
        claims
    }

    /// What the format has and the allow-list does not.
    fn unclassified(format: &Format) -> Vec<String> {
        let mut missing = Vec::new();
        for (kind, entry) in format.types.iter().zip(format.entries()) {
            match &entry {
                Entry::Node(_) => {
                    let fields = kind.fields.iter();
                    let messages = fields.filter(|field| matches!(field.kind, Kind::Message(_)));
                    let open = messages.filter(|field| entry.class(field.number).is_none());
                    missing.extend(open.map(|field| format!("{}.{}", kind.name, field.name)));
                }
                Entry::Data(numbers) => {
                    missing.extend(
                        numbers
                            .iter()
                            .map(|number| format!("{} field {number}", kind.name)),
                    );
                }
                Entry::Foreign => {}
                Entry::Unknown => missing.push(kind.name.to_string()),
            }
        }
        missing
    }

    #[test]
    fn every_type_of_the_formats_is_classified_once_and_no_other() {
        for format in [&DATAFUSION, &SUBSTRAIT] {
            assert_eq!(unclassified(format), Vec::<String>::new());
            let claims = claims(format);
            let gone: Vec<_> = claims.iter().filter(|(_, exists)| !exists).collect();
            assert!(gone.is_empty(), "not in the format: {gone:?}");
            let mut names: Vec<&String> = claims.iter().map(|(name, _)| name).collect();
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all, "a name is classified twice");
        }
    }

    /// The check above sees a type, an arm or a payload that is left out, and a name too many.
    #[test]
    fn what_is_missing_or_made_up_is_found() {
        let less = Format {
            types: DATAFUSION.types,
            nodes: &[Node {
                name: "LogicalPlanNode",
                arms: &[(Class::Computes, &["projection", "drop_everything"])],
            }],
            data: &["Schema"],
            data_bytes: &[],
            payloads: &[],
            foreign: &[],
            is_datafusion: true,
        };
        let missing = unclassified(&less);
        for name in [
            "LogicalPlanNode.copy_to",
            "PhysicalPlanNode",
            "CustomTableScanNode field 5",
            "FileSinkConfig",
        ] {
            assert!(missing.iter().any(|found| found == name), "{name}");
        }
        let made_up = claims(&less).into_iter().filter(|(_, exists)| !exists);
        let made_up: Vec<String> = made_up.map(|(name, _)| name).collect();
        assert_eq!(made_up, ["LogicalPlanNode.drop_everything"]);
    }
}
