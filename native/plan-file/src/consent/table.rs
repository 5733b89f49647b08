//! The allow-list as `docs/plan-verdicts.md` shows it.
//!
//! `PLANARIUM_UPDATE=1 cargo test --release -p planarium-engine --lib verdicts` writes it.

use std::fmt::Write;

use super::datafusion_types::DATAFUSION;
use super::format::{Class, Format};
use super::substrait_types::SUBSTRAIT;
use planarium_plan_wire::schema::Kind;

const HEAD: &str = "\
# What each part of a plan may do

Generated from the allow-list in `native/plan-file/src/consent/`; [plan files](plan-file.md#consent) say
how it is used. A part that is not listed asks for consent, since it may do anything; a field number
that is not listed is refused as one of a newer format. Parts inside a part are judged as well,
however deep they are.

`asks` means: refused with `plan_writes` without consent, as a file, as a value, on the command line
(exit code 3) and in the window (a question).
";

fn words(class: Class) -> &'static str {
    match class {
        Class::Computes => "computes",
        Class::ReadsFiles => "reads files",
        Class::CallsFunction => {
            "computes; asks with a payload of an extension, which may do anything"
        }
        Class::ReadsTable => {
            "reads rows in its payload; asks with one of an extension, which may do anything"
        }
        Class::Writes => "asks: writes",
        Class::ChangesSession => "asks: changes the session",
        Class::RunsForeignCode => "asks: runs code of an extension, which may do anything",
    }
}

fn of(format: &Format, text: &mut String) {
    for (kind, entry) in format.types.iter().zip(format.entries()) {
        if !format.nodes.iter().any(|node| node.name == kind.name) {
            continue;
        }
        let _ = write!(
            text,
            "\n### {}\n\n| number | field | verdict |\n|---|---|---|\n",
            kind.name
        );
        let fields = kind.fields.iter();
        for field in fields.filter(|field| matches!(field.kind, Kind::Message(_))) {
            let class = entry.class(field.number).unwrap();
            let (number, name) = (field.number, field.name);
            let _ = writeln!(text, "| {number} | `{name}` | {} |", words(class));
        }
    }
}

#[test]
fn the_verdicts_in_the_docs_are_those_of_the_allow_list() {
    let mut text = HEAD.to_string();
    text.push_str("\n## DataFusion's formats\n");
    of(&DATAFUSION, &mut text);
    text.push_str("\n## Substrait\n");
    of(&SUBSTRAIT, &mut text);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/plan-verdicts.md");
    if std::env::var_os("PLANARIUM_UPDATE").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(
        committed == text,
        "docs/plan-verdicts.md is out of date: run this test with PLANARIUM_UPDATE=1"
    );
}
