//! The session's codecs forward every method of DataFusion's traits. A method left to
//! the trait's default would hide the codec below, and the compiler would not say so:
//! hence a look at the sources of both.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::crates::source_of;

#[test]
fn every_logical_method_is_forwarded() {
    check(
        "logical_plan/mod.rs",
        "pub trait LogicalExtensionCodec",
        "logical.rs",
    );
}

#[test]
fn every_physical_method_is_forwarded() {
    check(
        "physical_plan/mod.rs",
        "pub trait PhysicalExtensionCodec",
        "physical.rs",
    );
}

fn check(upstream: &str, declaration: &str, ours: &str) {
    let source =
        fs::read_to_string(source_of("datafusion-proto").join("src").join(upstream)).unwrap();
    let declared = methods(&source, declaration);
    let codec = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/codec")
        .join(ours);
    // The formatter may break a call into lines.
    let codec: String = fs::read_to_string(codec).unwrap().split_whitespace().collect();
    assert!(
        declared.len() >= 12,
        "the trait was not found: {declared:?}"
    );
    let forwarded: BTreeSet<String> = declared
        .iter()
        .filter(|name| codec.contains(&format!("self.inner.{name}(")))
        .cloned()
        .collect();
    assert_eq!(forwarded, declared);
}

/// Names of the methods of the item that begins with `declaration`.
fn methods(source: &str, declaration: &str) -> BTreeSet<String> {
    let start = source.find(declaration).unwrap();
    let body = &source[start..start + source[start..].find("\n}").unwrap()];
    body.lines()
        .filter_map(|line| line.strip_prefix("    fn "))
        .filter_map(|line| line.split(['(', '<']).next())
        .map(ToString::to_string)
        .collect()
}
