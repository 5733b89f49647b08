//! `src/codec/wire_schema.rs` and `src/codec/substrait_schema.rs` must say what the
//! `.proto` files of the crates in use say.
//!
//! After an upgrade, `PLANARIUM_UPDATE=1 cargo test --release wire_schema` writes them anew.

use std::fmt::Write;
use std::path::Path;

use crate::crates::source_of;
use crate::protos::{Messages, messages};

const PLANS: &str = "\
//! Which fields of DataFusion's plan messages hold messages. Generated from the `.proto`
//! files of `datafusion-proto-models` and `datafusion-proto-common` by
//! `tests/engine/wire_schema.rs`; do not edit.

/// A message type: its name and, by tag, the types of its message fields.
pub(super) struct MessageType {
    pub name: &'static str,
    /// `(tag, place of the field's type in [`MESSAGES`])`, by tag.
    pub fields: &'static [(u32, u16)],
}

";

const SUBSTRAIT: &str = "\
//! Which fields of Substrait's plan messages hold messages. Generated from the `.proto`
//! files of the `substrait` crate by `tests/engine/wire_schema.rs`; do not edit.

use super::wire_schema::MessageType;

";

#[test]
fn the_wire_schema_matches_the_proto_files() {
    let messages = messages(&[
        source_of("datafusion-proto-common").join("proto/datafusion_common.proto"),
        source_of("datafusion-proto-models").join("proto/datafusion.proto"),
    ]);
    let roots = [
        ("LOGICAL_EXPR", "LogicalExprNode"),
        ("LOGICAL_PLAN", "LogicalPlanNode"),
        ("PHYSICAL_PLAN", "PhysicalPlanNode"),
    ];
    is_current("wire_schema.rs", &generate(PLANS, &roots, &messages));
}

#[test]
fn the_wire_schema_of_substrait_matches_the_proto_files() {
    let folder = source_of("substrait").join("substrait/proto/substrait");
    let files = [
        "algebra.proto",
        "extensions/extensions.proto",
        "plan.proto",
        "type.proto",
    ];
    let messages = messages(&files.map(|file| folder.join(file)));
    let roots = [
        ("EXPRESSION", "Expression"),
        ("PLAN", "Plan"),
        ("REL", "Rel"),
    ];
    is_current(
        "substrait_schema.rs",
        &generate(SUBSTRAIT, &roots, &messages),
    );
}

fn is_current(file: &str, generated: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/codec")
        .join(file);
    if std::env::var_os("PLANARIUM_UPDATE").is_some() {
        std::fs::write(&path, generated).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert!(
        committed == generated,
        "src/codec/{file} is out of date: run this test with PLANARIUM_UPDATE=1"
    );
}

/// Rust source of a table. Messages without message fields share entry 0.
fn generate(head: &str, roots: &[(&str, &str)], messages: &Messages) -> String {
    let kept: Vec<&String> = messages
        .keys()
        .filter(|name| !messages[*name].is_empty())
        .collect();
    let place = |name: &str| {
        kept.iter()
            .position(|other| *other == name)
            .map_or(0, |at| at + 1)
    };
    let mut text = head.to_string();
    for (constant, root) in roots {
        let _ = writeln!(text, "pub(super) const {constant}: u16 = {};", place(root));
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
