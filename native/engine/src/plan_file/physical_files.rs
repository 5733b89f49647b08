//! What a physical plan took from its files when it was made. Sizes, byte ranges and
//! statistics are part of it, and parts of a query may have been answered from the
//! statistics already: on other files than those it would give wrong rows. Logical
//! plans hold nothing of the kind.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use serde_json::Value;
use url::Url;

use super::raw::{items, text};
use super::urls;
use crate::{Error, ErrorCode, Result};

/// Where a JSON file's first value must begin.
const HEAD: u64 = 64 * 1024;

/// Compares the local files of every scan in `plan` with what the plan says of them.
///
/// # Errors
/// `plan_source_changed` for a file of another size, `plan_not_serializable` for a JSON
/// array: the format keeps no layout, and it would be read as JSON lines.
pub(super) fn check(plan: &Value) -> Result<()> {
    let mut pending = vec![plan];
    while let Some(value) = pending.pop() {
        match value {
            Value::Array(values) => pending.extend(values),
            Value::Object(fields) => {
                for (name, body) in fields {
                    if let Some(config) = body.get("baseConf") {
                        check_scan(config, name == "jsonScan")?;
                    }
                    pending.push(body);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn check_scan(config: &Value, json: bool) -> Result<()> {
    let store = text(config, "objectStoreUrl");
    let groups = items(config, "fileGroups").iter();
    for file in groups.flat_map(|group| items(group, "files")) {
        let url = urls::of(store, text(file, "path"));
        let Some(path) = local(&url) else {
            continue;
        };
        let size = std::fs::metadata(&path).map(|metadata| metadata.len()).ok();
        let planned = match text(file, "size") {
            "" => Some(0),
            digits => digits.parse().ok(),
        };
        if size.is_some() && size != planned {
            return Err(changed(&url));
        }
        if json && is_array(&path) {
            return Err(json_array(&url));
        }
    }
    Ok(())
}

fn local(url: &str) -> Option<PathBuf> {
    let url = Url::parse(url).ok().filter(|url| url.scheme() == "file")?;
    url.to_file_path().ok()
}

fn is_array(path: &std::path::Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    read.is_ok() && head.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[')
}

/// The refusal of a physical plan whose source changed, also where changes are allowed.
pub(super) fn changed(url: &str) -> Error {
    Error::new(
        ErrorCode::PlanSourceChanged,
        format!("A file changed since this physical plan was made for it: {url}"),
    )
    .with_hint(
        "Run the optimized plan, which is planned anew for the file (--kind optimized --allow-changed), or save the plan again.",
    )
}

fn json_array(url: &str) -> Error {
    Error::new(
        ErrorCode::PlanNotSerializable,
        format!("DataFusion's format for physical plans cannot tell JSON arrays from JSON lines, and this file is an array: {url}"),
    )
    .with_hint("Run the optimized plan.")
}
