//! The words for what an operator would write, from its serialised form.

use serde_json::Value;

use super::super::raw::{items, table_name, text};

/// What the operator `name` does and what it writes to.
pub(super) fn of(name: &str, body: &Value) -> (String, String) {
    let (operator, target) = match name {
        "dml" => (dml(text(body, "dmlType")), dml_target(body)),
        "copyTo" => ("Copy to a file", place(text(body, "outputUrl"))),
        "createExternalTable" => ("Create external table", table_name(&body["name"])),
        "createView" => ("Create view", table_name(&body["name"])),
        "dropView" => ("Drop view", table_name(&body["name"])),
        "createCatalog" => ("Create catalog", text(body, "catalogName").to_string()),
        "createCatalogSchema" => ("Create schema", text(body, "schemaName").to_string()),
        "prepare" => ("Prepare a statement", text(body, "name").to_string()),
        _ => ("Write files", sink_target(body)),
    };
    (operator.to_string(), target)
}

/// The default value, UPDATE, is left out of JSON.
fn dml(kind: &str) -> &'static str {
    match kind {
        "" | "UPDATE" => "Update",
        "DELETE" => "Delete",
        "INSERT_APPEND" => "Insert",
        "INSERT_OVERWRITE" => "Insert, replacing everything",
        "INSERT_REPLACE" => "Insert, replacing rows",
        "TRUNCATE" => "Truncate",
        "CTAS" => "Create table",
        "MERGE_INTO" => "Merge",
        _ => "Insert, update or delete",
    }
}

/// The table's name may say anything: the place is that of the scan that stands for the target.
fn dml_target(body: &Value) -> String {
    let name = table_name(&body["tableName"]);
    let paths: Vec<&str> = body
        .pointer("/target/listingScan")
        .map(|scan| items(scan, "paths"))
        .unwrap_or_default()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    match paths.is_empty() {
        true => name,
        false => format!("{name} in {}", paths.join(", ")),
    }
}

fn place(url: &str) -> String {
    if url.is_empty() || url.contains("://") || std::path::Path::new(url).is_absolute() {
        url.to_string()
    } else {
        format!("{url} in the folder where it runs")
    }
}

/// A sink writes to the first path, in the store that it names beside it.
fn sink_target(body: &Value) -> String {
    let config = body.pointer("/sink/config").unwrap_or(&Value::Null);
    let store = text(config, "objectStoreUrl");
    let paths: Vec<&str> = items(config, "tablePaths")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    match paths.as_slice() {
        [] => store.to_string(),
        paths if paths.iter().all(|path| path.starts_with(store)) => paths.join(", "),
        paths => format!("{} in the store {store}", paths.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::of;
    use serde_json::json;

    #[test]
    fn the_place_is_that_of_the_bytes_that_write() {
        let target = json!({"listingScan": {"paths": ["file:///data/real/"]}});
        let named = json!({"bare": {"table": "harmless"}});
        for (name, body, expected) in [
            (
                "dml",
                json!({"tableName": named, "target": target, "dmlType": "INSERT_APPEND"}),
                ("Insert", "harmless in file:///data/real/"),
            ),
            ("dml", json!({"tableName": named}), ("Update", "harmless")),
            (
                "copyTo",
                json!({"outputUrl": "out.csv"}),
                ("Copy to a file", "out.csv in the folder where it runs"),
            ),
            (
                "csvSink",
                json!({"sink": {"config": {"objectStoreUrl": "s3://b/", "tablePaths": ["file:///tmp/x"]}}}),
                ("Write files", "file:///tmp/x in the store s3://b/"),
            ),
        ] {
            let (operator, place) = of(name, &body);
            assert_eq!((operator.as_str(), place.as_str()), expected);
        }
    }
}
