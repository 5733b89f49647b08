//! What a physical plan took from its files when it was made. Sizes, byte ranges and
//! statistics are part of it, and parts of a query may have been answered from the
//! statistics already: on other files than those it would give wrong rows. Logical
//! plans hold nothing of the kind.

use std::path::PathBuf;

use serde_json::Value;
use url::Url;

use super::fields::{items, text};
use super::urls;
use planarium_error::{Error, ErrorCode, Result};

/// Compares the local files of every scan in `plan` with what the plan says of them.
///
/// # Errors
/// `plan_source_changed` for a file of another size.
pub(super) fn check(plan: &Value) -> Result<()> {
    let mut pending = vec![plan];
    while let Some(value) = pending.pop() {
        match value {
            Value::Array(values) => pending.extend(values),
            Value::Object(fields) => {
                for body in fields.values() {
                    if let Some(config) = body.get("baseConf") {
                        check_scan(config)?;
                    }
                    pending.push(body);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn check_scan(config: &Value) -> Result<()> {
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
    }
    Ok(())
}

fn local(url: &str) -> Option<PathBuf> {
    let url = Url::parse(url).ok().filter(|url| url.scheme() == "file")?;
    url.to_file_path().ok()
}

/// The refusal of a physical plan whose source changed, also where changes are allowed.
pub(super) fn changed(url: &str) -> Error {
    Error::new(
        ErrorCode::PlanSourceChanged,
        format!("A file changed since this physical plan was made for it: {url}"),
    )
    .with_hint(
        "Run the optimized plan, which is planned again for the file (--kind optimized --allow-changed), or save the plan again.",
    )
}
