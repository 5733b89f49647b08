//! What is written and then not kept, each with its reason. The list may only shrink.

use std::collections::BTreeSet;

use super::figures::{Figures, Finding};

/// A reason, and the queries by file and line, stage and class.
const KNOWN: &[(&str, &[&str])] = &[
    (
        "the plan is right after the trip: DataFusion takes a nullable UNIQUE for unique (apache/datafusion#23634)",
        &[
            "functional_dependencies.slt:76 substrait initial: other rows",
            "functional_dependencies.slt:83 substrait initial: other rows",
        ],
    ),
    (
        "rows or their order are left open by the statement and other with other settings, without a trip too",
        &[
            "group_by.slt:5190 initial: depends on settings",
            "group_by.slt:5190 optimized: depends on settings",
        ],
    ),
];

fn all() -> BTreeSet<&'static str> {
    KNOWN
        .iter()
        .flat_map(|(_, names)| names.iter().copied())
        .collect()
}

/// What no reason is known for.
pub fn unknown(figures: &Figures) -> Vec<String> {
    let known = all();
    let new = figures
        .sins()
        .filter(|sin| !known.contains(sin.name().as_str()));
    new.map(Finding::told).collect()
}

/// What `files` kept although it is listed.
pub fn stale(figures: &Figures, files: &[String]) -> Vec<String> {
    let found: BTreeSet<String> = figures.sins().map(Finding::name).collect();
    let ran = |name: &&str| {
        files
            .iter()
            .any(|file| name.starts_with(&format!("{file}:")))
    };
    let kept = all()
        .into_iter()
        .filter(|name| ran(name) && !found.contains(*name));
    kept.map(str::to_string).collect()
}
