//! What the plan model tells of an operator beyond its name: columns, argument, attributes.

use datafusion::arrow::datatypes::Schema;
use datafusion_proto::protobuf;
use serde_json::Value;

use super::super::raw::{decoded_length, items, table_name, text};
use super::expression::{render, render_all};
use super::survey::file_urls;
use super::writes;
use crate::field::Field;
use crate::plan::{Attribute, YIELD_PURPOSE, counted};

/// Columns of a scan or another operator that holds its schema; none where only the
/// optimizer could tell.
pub(super) fn columns(body: &Value) -> Vec<Field> {
    let config = body.get("baseConf");
    let holder = config.unwrap_or(body);
    let Some(fields) = holder
        .get("schema")
        .and_then(|schema| serde_json::from_value::<protobuf::Schema>(schema.clone()).ok())
        .and_then(|schema| Schema::try_from(&schema).ok())
        .map(|schema| Field::list(&schema))
    else {
        return Vec::new();
    };
    if let Some(config) = config {
        return scanned(config, fields);
    }
    match body.get("projection").map(|kept| items(kept, "columns")) {
        Some(kept) => kept
            .iter()
            .filter_map(|name| {
                fields
                    .iter()
                    .find(|field| Some(field.name.as_str()) == name.as_str())
            })
            .cloned()
            .collect(),
        None => fields,
    }
}

/// Columns of a file scan: those its projection names, which may also compute some.
fn scanned(config: &Value, fields: Vec<Field>) -> Vec<Field> {
    let Some(projection) = config.get("projectionExprs") else {
        let places = items(config, "projection").iter().filter_map(Value::as_u64);
        let kept: Vec<Field> = places
            .filter_map(|place| fields.get(usize::try_from(place).ok()?).cloned())
            .collect();
        return if kept.is_empty() { fields } else { kept };
    };
    items(projection, "projections")
        .iter()
        .filter_map(|item| {
            let source = item
                .pointer("/expr/column")
                .map(|column| text(column, "name"))?;
            let field = fields.iter().find(|field| field.name == source)?;
            Some(Field {
                name: text(item, "alias").to_string(),
                ..field.clone()
            })
        })
        .collect()
}

pub(super) fn argument(name: &str, body: &Value) -> String {
    let parts = match name {
        "listingScan" => vec![format_of(body), projected(body), filters(body)],
        "parquetScan" | "csvScan" | "jsonScan" | "avroScan" | "arrowScan" => {
            vec![
                name.trim_end_matches("Scan").to_string(),
                render_one(body, "predicate"),
            ]
        }
        "copyTo" | "dml" => vec![writes::of(name, body).1],
        "csvSink" | "jsonSink" | "parquetSink" => vec![
            name.trim_end_matches("Sink").to_string(),
            writes::of(name, body).1,
        ],
        "subqueryAlias" => vec![table_name(&body["alias"])],
        "aggregate" => {
            let groups = render_all(items(body, "groupExpr"));
            let by = if groups.is_empty() {
                groups
            } else {
                format!("by {groups}")
            };
            vec![by, render_all(items(body, "aggrExpr"))]
        }
        "join" | "hashJoin" | "sortMergeJoin" | "symmetricHashJoin" | "nestedLoopJoin" => {
            vec![on(body), render_one(body, "filter"), join_type(body)]
        }
        "repartition" => vec![repartition(body)],
        "extension" => vec![counted(decoded_length(text(body, "node")), "byte")],
        "globalLimit" | "localLimit" => vec![text(body, "fetch").to_string()],
        "limit" => vec![text(body, "fetch").to_string()],
        _ => vec![
            render_all(items(body, "expr")),
            render_one(body, "expr"),
            render_all(items(body, "windowExpr")),
        ],
    };
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

fn repartition(body: &Value) -> String {
    let way = body.get("partitioning").unwrap_or(body);
    let count = |value: &Value| value.as_str().map(ToString::to_string).unwrap_or_default();
    match (way.get("hash"), way.get("roundRobin")) {
        (Some(hash), _) => {
            let exprs = render_all(items(hash, "hashExpr"));
            format!("hash({exprs}) · {}", text(hash, "partitionCount"))
        }
        (_, Some(partitions)) => format!("round robin · {}", count(partitions)),
        _ => String::new(),
    }
}

fn render_one(body: &Value, field: &str) -> String {
    body.get(field)
        .filter(|value| value.is_object())
        .map(render)
        .unwrap_or_default()
}

fn format_of(body: &Value) -> String {
    let formats = ["csv", "parquet", "avro", "json", "arrow"];
    formats
        .into_iter()
        .find(|format| body.get(*format).is_some())
        .unwrap_or_default()
        .to_string()
}

fn projected(body: &Value) -> String {
    let all = items(&body["schema"], "columns").len();
    let read = body
        .get("projection")
        .map_or(all, |projection| items(projection, "columns").len());
    if read == all {
        format!("{all} columns")
    } else {
        format!("{read} of {all} columns")
    }
}

fn filters(body: &Value) -> String {
    render_all(items(body, "filters"))
}

fn on(body: &Value) -> String {
    let logical = items(body, "leftJoinKey")
        .iter()
        .zip(items(body, "rightJoinKey"));
    let physical = items(body, "on")
        .iter()
        .map(|pair| (&pair["left"], &pair["right"]));
    let pairs: Vec<String> = logical
        .chain(physical)
        .map(|(left, right)| format!("{} = {}", render(left), render(right)))
        .collect();
    pairs.join(", ")
}

/// Inner joins are the default value, which JSON leaves out.
fn join_type(body: &Value) -> String {
    let name = text(body, "joinType");
    if name.is_empty() {
        "inner".to_string()
    } else {
        name.to_lowercase()
    }
}

pub(super) fn attributes(name: &str, body: &Value) -> Vec<Attribute> {
    let mut attributes = Vec::new();
    let mut add = |name: &str, value: String| {
        if !value.is_empty() {
            attributes.push(Attribute {
                name: name.to_string(),
                value,
            });
        }
    };
    match name {
        "listingScan" => {
            let paths: Vec<&str> = items(body, "paths")
                .iter()
                .filter_map(Value::as_str)
                .collect();
            add("location", paths.join(", "));
            add("filters", filters(body));
        }
        "copyTo" | "dml" | "csvSink" | "jsonSink" | "parquetSink" => {
            add("location", writes::of(name, body).1);
        }
        "cooperative" => add("purpose", YIELD_PURPOSE.to_string()),
        _ if body.get("baseConf").is_some() => {
            let mut files = file_urls(&body["baseConf"]);
            files.sort();
            files.dedup();
            add("location", files.join(", "));
            add(
                "file groups",
                items(&body["baseConf"], "fileGroups").len().to_string(),
            );
            add("predicate", render_one(body, "predicate"));
        }
        _ => {
            add("expressions", render_all(items(body, "expr")));
            add("mode", text(body, "mode").to_lowercase());
            add("partition mode", text(body, "partitionMode").to_lowercase());
        }
    }
    attributes
}
