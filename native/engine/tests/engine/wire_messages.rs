//! `src/wire/messages.rs` must say what the `.proto` files of the DataFusion in use say.
//!
//! After an upgrade, `PLANARIUM_UPDATE=1 cargo test --release wire_messages` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::crates::source_of;
use crate::protos::tokens;

/// Messages by name (`Outer.Inner` for nested ones), their fields by number.
type Messages = BTreeMap<String, BTreeMap<u32, Field>>;
/// Enumerations by name, their values by number.
type Enums = BTreeMap<String, BTreeMap<i32, String>>;

struct Field {
    name: String,
    kind: String,
    repeated: bool,
}

#[derive(Default)]
struct Schema {
    messages: Messages,
    enums: Enums,
}

#[test]
fn the_messages_match_the_proto_files() {
    let generated = generate(&schema());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/wire/messages.rs");
    if std::env::var_os("PLANARIUM_UPDATE").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert!(
        committed == generated,
        "src/wire/messages.rs is out of date: run this test with PLANARIUM_UPDATE=1"
    );
}

fn schema() -> Schema {
    let files: [PathBuf; 2] = [
        source_of("datafusion-proto-common").join("proto/datafusion_common.proto"),
        source_of("datafusion-proto-models").join("proto/datafusion.proto"),
    ];
    let mut schema = Schema::default();
    for file in files {
        read_proto(&std::fs::read_to_string(file).unwrap(), &mut schema);
    }
    schema
}

/// Reads names and fields; a map field becomes a message of its own, as on the wire.
fn read_proto(text: &str, schema: &mut Schema) {
    let tokens = tokens(text);
    let mut scopes: Vec<(String, String)> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let word = tokens[at].as_str();
        let opens = tokens.get(at + 2).is_some_and(|token| token == "{");
        if opens && ["message", "enum", "oneof"].contains(&word) {
            let name = scoped(message_of(&scopes), &tokens[at + 1]);
            let fresh = match word {
                "message" => schema
                    .messages
                    .insert(name.clone(), BTreeMap::new())
                    .is_none(),
                "enum" => schema.enums.insert(name.clone(), BTreeMap::new()).is_none(),
                _ => true,
            };
            assert!(fresh, "two types are called {name}");
            scopes.push((word.to_string(), name));
            at += 3;
        } else if word == "}" {
            scopes.pop();
            at += 1;
        } else {
            let end = at
                + tokens[at..]
                    .iter()
                    .position(|token| token == ";" || token == "}")
                    .unwrap();
            match scopes.last() {
                Some((kind, name)) if kind == "enum" => value(&tokens[at..end], name, schema),
                Some(_) => field(&tokens[at..end], message_of(&scopes), schema),
                None => {}
            }
            at = if tokens[end] == ";" { end + 1 } else { end };
        }
    }
}

fn message_of(scopes: &[(String, String)]) -> &str {
    let message = scopes.iter().rev().find(|(kind, _)| kind == "message");
    message.map_or("", |(_, name)| name)
}

fn scoped(message: &str, name: &str) -> String {
    if message.is_empty() {
        name.to_string()
    } else {
        format!("{message}.{name}")
    }
}

fn value(tokens: &[String], name: &str, schema: &mut Schema) {
    if let [value, equals, number] = tokens
        && equals == "="
    {
        let values = schema.enums.get_mut(name).unwrap();
        values.insert(number.parse().unwrap(), value.clone());
    }
}

fn field(tokens: &[String], message: &str, schema: &mut Schema) {
    let Some(equals) = tokens.iter().position(|token| token == "=") else {
        return;
    };
    let Ok(number) = tokens[equals + 1].parse() else {
        return;
    };
    let name = tokens[equals - 1].clone();
    let mut add = |message: &str, number: u32, name: &str, kind: &str, repeated: bool| {
        let field = Field {
            name: name.to_string(),
            kind: kind.to_string(),
            repeated,
        };
        schema
            .messages
            .entry(message.to_string())
            .or_default()
            .insert(number, field);
    };
    if tokens[0] == "map" {
        let entry = format!("{message}.{name} entry");
        add(&entry, 1, "key", &tokens[2], false);
        add(&entry, 2, "value", &tokens[4], false);
        add(message, number, &name, &entry, true);
    } else {
        let kind = &tokens[equals - 2];
        add(message, number, &name, kind, tokens[0] == "repeated");
    }
}

const HEAD: &str = "\
//! The messages of DataFusion's plans with their fields, and the enumerations in them. Generated
//! from the `.proto` files of `datafusion-proto-models` and `datafusion-proto-common` by
//! `tests/engine/wire_messages.rs`; do not edit.

use super::schema::Kind::{
    Bool, Bytes, Double, Enum, Float, Int32, Int64, Message, Text, Uint32, Uint64,
};
use super::schema::{EnumType, MessageType, many, one};

";

/// Rust source of the table. Types refer to each other by place.
fn generate(schema: &Schema) -> String {
    let mut text = String::from(HEAD);
    for (constant, name) in [
        ("LOGICAL_PLAN", "LogicalPlanNode"),
        ("PHYSICAL_PLAN", "PhysicalPlanNode"),
        ("FILE_FORMAT", "FileFormatProto"),
    ] {
        let place = place(&schema.messages, name).unwrap();
        let _ = writeln!(text, "pub(crate) const {constant}: u16 = {place};");
    }
    text.push_str("\n#[rustfmt::skip]\npub(crate) static MESSAGES: &[MessageType] = &[\n");
    for (message, fields) in &schema.messages {
        let fields: Vec<String> = fields
            .iter()
            .map(|(number, field)| {
                let many = if field.repeated { "many" } else { "one" };
                let kind = kind(schema, message, &field.kind);
                format!("{many}({number}, \"{}\", {kind})", field.name)
            })
            .collect();
        let _ = writeln!(
            text,
            "    MessageType {{ name: \"{message}\", fields: &[{}] }},",
            fields.join(", ")
        );
    }
    text.push_str("];\n\n#[rustfmt::skip]\npub(crate) static ENUMS: &[EnumType] = &[\n");
    for (name, values) in &schema.enums {
        let values: Vec<String> = values
            .iter()
            .map(|(number, value)| format!("({number}, \"{value}\")"))
            .collect();
        let _ = writeln!(
            text,
            "    EnumType {{ name: \"{name}\", values: &[{}] }},",
            values.join(", ")
        );
    }
    text.push_str("];\n");
    text
}

/// The type of a field as the table writes it; names are looked up from the inside out.
fn kind(schema: &Schema, message: &str, kind: &str) -> String {
    let plain = match kind {
        "bool" => "Bool",
        "int32" => "Int32",
        "int64" => "Int64",
        "uint32" => "Uint32",
        "uint64" => "Uint64",
        "float" => "Float",
        "double" => "Double",
        "string" => "Text",
        "bytes" => "Bytes",
        _ => "",
    };
    if !plain.is_empty() {
        return plain.to_string();
    }
    let last = kind.rsplit('.').next().unwrap();
    for name in [
        format!("{message}.{last}"),
        kind.to_string(),
        last.to_string(),
    ] {
        if let Some(place) = place(&schema.messages, &name) {
            return format!("Message({place})");
        }
        if let Some(place) = place(&schema.enums, &name) {
            return format!("Enum({place})");
        }
    }
    panic!("{message} has a field of a type that is not known: {kind}");
}

fn place<T>(types: &BTreeMap<String, T>, name: &str) -> Option<usize> {
    types.keys().position(|other| other == name)
}
