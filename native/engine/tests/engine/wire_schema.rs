//! `src/codec/wire_schema.rs` must say what the `.proto` files of the DataFusion in use say.
//!
//! After an upgrade, `PLANARIUM_UPDATE=1 cargo test --release wire_schema` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::crates::source_of;

/// Messages by name; each with the tags of its fields that hold a message.
type Messages = BTreeMap<String, BTreeMap<u32, String>>;

#[test]
fn the_wire_schema_matches_the_proto_files() {
    let generated = generate(&messages());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/codec/wire_schema.rs");
    if std::env::var_os("PLANARIUM_UPDATE").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert!(
        committed == generated,
        "src/codec/wire_schema.rs is out of date: run this test with PLANARIUM_UPDATE=1"
    );
}

fn messages() -> Messages {
    let files: [PathBuf; 2] = [
        source_of("datafusion-proto-common").join("proto/datafusion_common.proto"),
        source_of("datafusion-proto-models").join("proto/datafusion.proto"),
    ];
    let mut fields = Vec::new();
    let mut names = Vec::new();
    for file in files {
        read_proto(
            &std::fs::read_to_string(file).unwrap(),
            &mut names,
            &mut fields,
        );
    }
    let mut messages: Messages = names
        .iter()
        .map(|name| (name.clone(), BTreeMap::new()))
        .collect();
    for (message, tag, kind) in fields {
        let kind = kind.rsplit('.').next().unwrap_or(&kind).to_string();
        if names.contains(&kind) {
            messages.get_mut(&message).unwrap().insert(tag, kind);
        }
    }
    messages
}

/// Reads names and fields; a map field becomes a message of its own, as on the wire.
fn read_proto(text: &str, names: &mut Vec<String>, fields: &mut Vec<(String, u32, String)>) {
    let tokens = tokens(text);
    let mut scopes: Vec<(String, String)> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let word = tokens[at].as_str();
        let opens = tokens.get(at + 2).is_some_and(|token| token == "{");
        if opens && ["message", "enum", "oneof"].contains(&word) {
            let name = tokens[at + 1].clone();
            if word == "message" {
                names.push(name.clone());
            }
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
            if scopes.last().is_some_and(|(kind, _)| kind != "enum") {
                let message = &scopes
                    .iter()
                    .rev()
                    .find(|(kind, _)| kind == "message")
                    .unwrap()
                    .1;
                field(&tokens[at..end], message, names, fields);
            }
            at = if tokens[end] == ";" { end + 1 } else { end };
        }
    }
}

fn field(
    tokens: &[String],
    message: &str,
    names: &mut Vec<String>,
    fields: &mut Vec<(String, u32, String)>,
) {
    let Some(equals) = tokens.iter().position(|token| token == "=") else {
        return;
    };
    let Ok(tag) = tokens[equals + 1].parse() else {
        return;
    };
    if tokens[0] == "map" {
        let entry = format!("{message}.{}", tokens[equals - 1]);
        names.push(entry.clone());
        fields.push((entry.clone(), 2, tokens[4].clone()));
        // The entry's name holds a dot of its own, which a type's package does not survive.
        let flat = entry.replace('.', "_");
        *names.last_mut().unwrap() = flat.clone();
        fields.last_mut().unwrap().0 = flat.clone();
        fields.push((message.to_string(), tag, flat));
    } else {
        fields.push((message.to_string(), tag, tokens[equals - 2].clone()));
    }
}

fn tokens(text: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        plain.push_str(&rest[..start]);
        rest = &rest[start + rest[start..].find("*/").unwrap() + 2..];
    }
    plain.push_str(rest);
    let mut tokens = Vec::new();
    for line in plain.lines() {
        let line = line.split("//").next().unwrap_or_default();
        let mut word = String::new();
        for letter in line.chars().chain([' ']) {
            if letter.is_alphanumeric() || letter == '_' || letter == '.' {
                word.push(letter);
                continue;
            }
            if !word.is_empty() {
                tokens.push(std::mem::take(&mut word));
            }
            if "{}=;<>,".contains(letter) {
                tokens.push(letter.to_string());
            }
        }
    }
    tokens
}

/// Rust source of the table. Messages without message fields share entry 0.
fn generate(messages: &Messages) -> String {
    let kept: Vec<&String> = messages
        .keys()
        .filter(|name| !messages[*name].is_empty())
        .collect();
    let place = |name: &String| {
        kept.iter()
            .position(|other| *other == name)
            .map_or(0, |at| at + 1)
    };
    let mut text = String::from(
        "//! Which fields of DataFusion's plan messages hold messages. Generated from the `.proto`\n\
         //! files of `datafusion-proto-models` and `datafusion-proto-common` by\n\
         //! `tests/engine/wire_schema.rs`; do not edit.\n\n\
         /// A message type: its name and, by tag, the types of its message fields.\n\
         pub(super) struct MessageType {\n    pub name: &'static str,\n    \
         /// `(tag, place of the field's type in [`MESSAGES`])`, by tag.\n    \
         pub fields: &'static [(u32, u16)],\n}\n\n",
    );
    for root in ["LogicalPlanNode", "PhysicalPlanNode"] {
        let constant: String = root
            .trim_end_matches("Node")
            .chars()
            .enumerate()
            .flat_map(|(at, letter)| {
                let gap = (at > 0 && letter.is_uppercase()).then_some('_');
                gap.into_iter().chain(letter.to_uppercase())
            })
            .collect();
        let _ = writeln!(
            text,
            "pub(super) const {constant}: u16 = {};",
            place(&root.to_string())
        );
    }
    text.push_str("\n#[rustfmt::skip]\npub(super) static MESSAGES: &[MessageType] = &[\n");
    text.push_str("    MessageType { name: \"(no message fields)\", fields: &[] },\n");
    for name in &kept {
        let fields: Vec<String> = messages[*name]
            .iter()
            .map(|(tag, kind)| format!("({tag}, {})", place(kind)))
            .collect();
        let _ = writeln!(
            text,
            "    MessageType {{ name: \"{name}\", fields: &[{}] }},",
            fields.join(", ")
        );
    }
    text.push_str("];\n");
    text
}
