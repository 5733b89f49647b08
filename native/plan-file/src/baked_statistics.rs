//! Physical plans that answered a part of their query when they were made.
//!
//! `count(*)` comes from a file's statistics, a filter that they rule out leaves nothing to scan,
//! and rows that a file keeps in order are not sorted again. Bound to another file such a plan
//! would give the answers of the old one. The optimized plan beside it tells how often the files
//! are to be read.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fields::{items, table_name, visit};
use super::inspect::{Loaded, file_urls};
use super::manifest::PlanKind;
use super::raw;
use super::rebind::{Target, is_table, urls_of};
use planarium_error::{Error, ErrorCode, Result};

/// Whether each scan of the tables that are to be bound anew is still in the physical `plan`.
/// Tables that the file does not know pass.
///
/// # Errors
/// `plan_source_changed`; those of [`raw::parse`] for the optimized plan.
pub(super) fn check(
    plan: &Value,
    loaded: &Loaded,
    targets: &BTreeMap<String, Target>,
) -> Result<()> {
    let Some(manifest) = &loaded.manifest else {
        return Ok(());
    };
    let optimized = loaded
        .optimized
        .as_ref()
        .map(|bytes| raw::parse(bytes, PlanKind::Optimized))
        .transpose()?;
    for name in targets.keys() {
        let urls = urls_of(manifest, name);
        let known = manifest
            .tables
            .iter()
            .any(|table| is_table(&table.name, name));
        let found = scans(plan, &urls);
        let whole = optimized
            .as_ref()
            .is_some_and(|optimized| found.count >= wanted(optimized, name, &urls));
        if known && (!whole || found.ordered) {
            return Err(refused(name));
        }
    }
    Ok(())
}

struct Scans {
    count: usize,
    /// Whether the plan relies on an order of the rows in the files.
    ordered: bool,
}

/// The scans of a physical plan that read any of `urls`.
fn scans(plan: &Value, urls: &[String]) -> Scans {
    let mut found = Scans {
        count: 0,
        ordered: false,
    };
    visit(plan, |field, config| {
        if field == "baseConf" && file_urls(config).iter().any(|url| urls.contains(url)) {
            found.count += 1;
            found.ordered |= !items(config, "outputOrdering").is_empty();
        }
    });
    found
}

/// How many scans of the table, or of its files, an optimized plan has.
fn wanted(plan: &Value, name: &str, urls: &[String]) -> usize {
    let mut count = 0;
    visit(plan, |field, scan| {
        let mut paths = items(scan, "paths").iter().filter_map(Value::as_str);
        let reads = |scan: &Value| is_table(&table_name(&scan["tableName"]), name);
        if field == "listingScan"
            && (reads(scan) || paths.any(|path| urls.iter().any(|url| url == path)))
        {
            count += 1;
        }
    });
    count
}

fn refused(name: &str) -> Error {
    Error::new(
        ErrorCode::PlanSourceChanged,
        format!(
            "The physical plan cannot be bound to another file for {name}: it holds answers taken from the old one when it was made."
        ),
    )
    .with_hint(
        "Run the optimized plan, which is planned again for the file (--kind optimized), or save the plan again.",
    )
}
