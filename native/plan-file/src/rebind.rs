//! Points the scans of a serialised plan at other files.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::fields::{items, table_name, text};
use super::inspect::Survey;
use super::manifest::Manifest;
use super::schema_compat::Need;
use super::urls;
use planarium_error::{Error, ErrorCode, Result};

/// A file on disk that takes the place of a table's files.
pub(super) struct Target {
    /// As it was given.
    pub path: String,
    pub url: String,
    /// The same as object stores spell it: unescaped, without a leading slash.
    pub location: String,
    pub bytes: u64,
    /// Nanoseconds since 1970.
    pub modified_ns: u128,
}

/// Rewrites the scans of each named table in `plan`. Physical plans do not keep
/// table names: there the manifest's URLs say which files belong to a table.
///
/// Gives what each rewritten scan needs of the files of its table, by the name in `targets`.
///
/// # Errors
/// `table_unknown` when nothing in the plan reads a table of that name.
pub(super) fn apply(
    plan: &mut Value,
    manifest: Option<&Manifest>,
    targets: &BTreeMap<String, Target>,
) -> Result<Vec<(String, Need)>> {
    let mut needs: Vec<(String, Need)> = Vec::new();
    for (name, target) in targets {
        let urls = manifest
            .map(|manifest| urls_of(manifest, name))
            .unwrap_or_default();
        let mut found = false;
        walk(plan, &mut |field, body| {
            if rewrite(field, body, name, &urls, target) {
                found = true;
                let need = match field {
                    "listingScan" => Need::of_listing(body),
                    scan => Need::of_physical(scan, body),
                };
                needs.extend(need.map(|need| (name.clone(), need)));
            }
        });
        if !found {
            return Err(unknown(name, &Survey::of(plan), manifest));
        }
    }
    // A table that is read often is looked at once.
    needs.dedup();
    Ok(needs)
}

pub(super) fn urls_of(manifest: &Manifest, name: &str) -> Vec<String> {
    let tables = manifest
        .tables
        .iter()
        .filter(|table| is_table(&table.name, name));
    tables
        .flat_map(|table| {
            table
                .fingerprints
                .iter()
                .map(|print| print.url.clone())
                .chain(table.urls.clone())
        })
        .collect()
}

/// `flights` means `flights` in any catalog and schema.
pub(super) fn is_table(full: &str, name: &str) -> bool {
    full == name || full.rsplit('.').next() == Some(name)
}

fn walk(value: &mut Value, visit: &mut impl FnMut(&str, &mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, visit)),
        Value::Object(fields) => {
            for (name, inner) in fields.iter_mut() {
                visit(name, inner);
                walk(inner, visit);
            }
        }
        _ => {}
    }
}

fn rewrite(field: &str, body: &mut Value, name: &str, urls: &[String], target: &Target) -> bool {
    match field {
        "listingScan" if is_table(&table_name(&body["tableName"]), name) => {
            body["paths"] = json!([target.url]);
            true
        }
        scan if scan.ends_with("Scan") => body
            .get_mut("baseConf")
            .is_some_and(|config| rewrite_files(config, urls, target)),
        _ => false,
    }
}

/// The first file of the table becomes the target, read whole; the others go. Byte
/// ranges and statistics belonged to the old files.
fn rewrite_files(config: &mut Value, urls: &[String], target: &Target) -> bool {
    let store = text(config, "objectStoreUrl").to_string();
    let mut done = false;
    let groups = config.get_mut("fileGroups").and_then(Value::as_array_mut);
    for group in groups.into_iter().flatten() {
        let Some(files) = group.get_mut("files").and_then(Value::as_array_mut) else {
            continue;
        };
        files.retain_mut(|file| {
            if !urls.contains(&urls::of(&store, text(file, "path"))) {
                return true;
            }
            let first = !done;
            done = true;
            if first {
                let partition_values = items(file, "partitionValues").to_vec();
                *file = json!({
                    "path": target.location,
                    "size": target.bytes.to_string(),
                    "lastModifiedNs": target.modified_ns.to_string(),
                    "partitionValues": partition_values,
                });
            }
            first
        });
    }
    if done && let Some(statistics) = config.get_mut("statistics") {
        forget(statistics);
    }
    done
}

/// Statistics must have one entry per column, so the entries stay and lose their values.
fn forget(statistics: &mut Value) {
    let columns = items(statistics, "columnStats").len();
    *statistics = json!({ "columnStats": vec![json!({}); columns] });
}

fn unknown(name: &str, survey: &Survey, manifest: Option<&Manifest>) -> Error {
    let read = survey.reads.iter().filter_map(|read| read.table.clone());
    let told = manifest
        .into_iter()
        .flat_map(|manifest| manifest.tables.iter().map(|table| table.name.clone()));
    let mut names: Vec<String> = read.chain(told).collect();
    names.sort();
    names.dedup();
    Error::new(
        ErrorCode::TableUnknown,
        format!("The plan reads no table named {name}."),
    )
    .with_hint(format!("It reads: {}.", names.join(", ")))
}
