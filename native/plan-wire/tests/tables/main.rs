//! `src/schema/messages.rs` and `src/schema/substrait_messages.rs` must match the `.proto` files
//! of the crates in use.
//!
//! After an upgrade, `PLANARIUM_UPDATE=1 cargo test --release -p planarium-plan-wire` writes them.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "tests may fail by a panic"
)]

#[path = "../../../engine/tests/engine/crates.rs"]
mod crates;
mod protos;

use std::fmt::Write;
use std::path::Path;

use crate::crates::source_of;
use crate::protos::{Field, Schema};

/// One file of tables.
struct Table {
    file: &'static str,
    head: &'static str,
    /// Constants for the places of messages.
    places: &'static [(&'static str, &'static str)],
    /// Whether the names of enumerations' values are in it.
    enums: bool,
}

const PLANS: Table = Table {
    file: "messages.rs",
    head: "\
//! The messages of DataFusion's plans with their fields, and the enumerations in them. Generated
//! from the `.proto` files of `datafusion-proto-models` and `datafusion-proto-common` by
//! `tests/tables/main.rs`; do not edit.

use super::Kind::{Bool, Bytes, Double, Enum, Float, Int32, Int64, Message, Text, Uint32, Uint64};
use super::bounds::{
    BATCH_ROWS, BUFFER_BYTES, COLUMNS, FIXED_SIZE, PARTITIONS, PARTITIONS_OR_NONE, TOP_GROUPS,
    UNNEST_DEPTH,
};
use super::{EnumType, MessageType, many, one};

",
    places: &[
        ("LOGICAL_EXPR", "LogicalExprNode"),
        ("LOGICAL_PLAN", "LogicalPlanNode"),
        ("PHYSICAL_PLAN", "PhysicalPlanNode"),
        ("FILE_FORMAT", "FileFormatProto"),
        ("SCALAR_VALUE", "ScalarValue"),
    ],
    enums: true,
};

const SUBSTRAIT: Table = Table {
    file: "substrait_messages.rs",
    head: "\
//! The messages of Substrait's plans with their fields. Enumerations are numbers here: nothing
//! shows their values. Generated from the `.proto` files of the `substrait` crate by
//! `tests/tables/main.rs`; do not edit.

use super::Kind::{Bool, Bytes, Double, Float, Int32, Int64, Message, Text, Uint32, Uint64};
use super::bounds::{FIXED_SIZE, PARTITIONS};
use super::{MessageType, many, one};

",
    places: &[
        ("EXPRESSION", "Expression"),
        ("PLAN", "Plan"),
        ("REL", "Rel"),
    ],
    enums: false,
};

#[test]
fn the_messages_match_the_proto_files() {
    let schema = Schema::read(&[
        source_of("datafusion-proto-common").join("proto/datafusion_common.proto"),
        source_of("datafusion-proto-models").join("proto/datafusion.proto"),
    ]);
    is_current(&PLANS, &schema);
}

#[test]
fn the_messages_of_substrait_match_the_proto_files() {
    let folder = source_of("substrait").join("substrait/proto/substrait");
    let files = [
        "algebra.proto",
        "extensions/extensions.proto",
        "plan.proto",
        "type.proto",
    ];
    is_current(
        &SUBSTRAIT,
        &Schema::read(&files.map(|file| folder.join(file))),
    );
}

fn is_current(table: &Table, schema: &Schema) {
    let generated = generate(table, schema);
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/schema")
        .join(table.file);
    if std::env::var_os("PLANARIUM_UPDATE").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert!(
        committed == generated,
        "src/schema/{} is out of date: run this test with PLANARIUM_UPDATE=1",
        table.file
    );
}

/// Rust source of the table. Types refer to each other by place.
fn generate(table: &Table, schema: &Schema) -> String {
    let mut text = String::from(table.head);
    for (constant, name) in table.places {
        let place = place(schema.messages.keys(), name).unwrap();
        let _ = writeln!(text, "pub const {constant}: u16 = {place};");
    }
    text.push_str("\n#[rustfmt::skip]\npub static MESSAGES: &[MessageType] = &[\n");
    for (message, fields) in &schema.messages {
        let fields: Vec<String> = fields
            .iter()
            .map(|(number, field)| entry(table, schema, message, *number, field))
            .collect();
        let _ = writeln!(
            text,
            "    MessageType {{ name: \"{message}\", fields: &[{}] }},",
            fields.join(", ")
        );
    }
    text.push_str("];\n");
    if !table.enums {
        return text;
    }
    text.push_str("\n#[rustfmt::skip]\npub static ENUMS: &[EnumType] = &[\n");
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

fn entry(table: &Table, schema: &Schema, message: &str, number: u32, field: &Field) -> String {
    let name = &field.name;
    let many = if field.repeated { "many" } else { "one" };
    let kind = kind(table, schema, message, &field.kind);
    let is_whole = ["Int32", "Int64", "Uint32", "Uint64"].contains(&kind.as_str());
    let bound = bound(message, name).filter(|_| is_whole);
    let within = bound.map_or(String::new(), |bound| {
        assert!(!field.repeated, "the check reads single numbers: {name}");
        format!(".within(&{bound})")
    });
    format!("{many}({number}, \"{name}\", {kind}){within}")
}

/// What bounds a number that decides how much memory decoding or running a plan takes at once,
/// by what such fields are called, so that those of an upgrade are found as well. Numbers of
/// other names may be anything.
fn bound(message: &str, field: &str) -> Option<&'static str> {
    Some(match field {
        "partition_count" | "round_robin" | "unknown" => "PARTITIONS",
        "partitions" => "PARTITIONS_OR_NONE",
        "batch_size" | "target_batch_size" => "BATCH_ROWS",
        "FIXED_SIZE_BINARY" | "list_size" | "length" => "FIXED_SIZE",
        "depth" => "UNNEST_DEPTH",
        "capacity" => "BUFFER_BYTES",
        "n_cols" => "COLUMNS",
        // The rows that an aggregate keeps, not those of other limits, which allocate nothing.
        "limit" if message == "AggLimit" => "TOP_GROUPS",
        _ => return None,
    })
}

/// The type of a field as the table writes it.
fn kind(table: &Table, schema: &Schema, message: &str, kind: &str) -> String {
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
    let name = schema
        .resolve(message, kind)
        .unwrap_or_else(|| panic!("{message} has a field of a type that is not known: {kind}"));
    match place(schema.messages.keys(), &name) {
        Some(place) => format!("Message({place})"),
        None if !table.enums => "Int32".to_string(),
        None => format!("Enum({})", place(schema.enums.keys(), &name).unwrap()),
    }
}

fn place<'a>(mut names: impl Iterator<Item = &'a String>, name: &str) -> Option<usize> {
    names.position(|other| other == name)
}
