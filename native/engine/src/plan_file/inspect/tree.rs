//! The plan model of a serialised plan.

use std::fmt::Write;

use datafusion::arrow::datatypes::Schema;
use datafusion_proto::protobuf;
use serde_json::Value;

use super::super::carried;
use super::super::manifest::PlanKind;
use super::super::raw::{Child, children, decoded_length, items, operator, table_name, text};
use super::expression::{render, render_all};
use super::survey::file_urls;
use super::writes;
use crate::codec::subquery::Carried;
use crate::field::Field;
use crate::plan::{
    Attribute, PlanNode, PlanStage, PlanStageKind, StageId, YIELD_ARGUMENT, YIELD_PURPOSE,
    aggregate_title, counted, shorten, source_name, title_of, top_title,
};

pub(in crate::plan_file) fn stage(plan: &Value, kind: PlanKind) -> PlanStage {
    let mut nodes: Vec<PlanNode> = Vec::new();
    let mut lines = String::new();
    let root = Child { plan, words: None };
    let mut pending = vec![(root, None::<usize>, 0_usize)];
    while let Some((Child { plan, words }, parent, depth)) = pending.pop() {
        let place = nodes.len();
        if let Some(parent) = parent.and_then(|parent| nodes.get_mut(parent)) {
            parent
                .children
                .push(u32::try_from(place).unwrap_or(u32::MAX));
        }
        let (name, body) = operator(plan).unwrap_or(("unknown", &Value::Null));
        let mut node = match &words {
            Some(words) => subquery_node(place, words),
            None => node(place, name, body, kind),
        };
        let gap = if node.argument.is_empty() { "" } else { ": " };
        let _ = writeln!(
            lines,
            "{:width$}{}{gap}{}",
            "",
            node.operator,
            node.argument,
            width = depth * 2
        );
        if name == "cooperative" {
            // Said on the card alone: the text is that of the operators.
            node.argument = YIELD_ARGUMENT.to_string();
        }
        nodes.push(node);
        let below = match words {
            Some(_) => vec![Child { plan, words: None }],
            None => children(body),
        };
        for child in below.into_iter().rev() {
            pending.push((child, Some(place), depth + 1));
        }
    }
    let (id, stage_kind) = match kind {
        PlanKind::Logical => (StageId::Initial, PlanStageKind::Logical),
        PlanKind::Optimized => (StageId::Optimized, PlanStageKind::Logical),
        PlanKind::Physical => (StageId::Physical, PlanStageKind::Physical),
    };
    PlanStage {
        id,
        kind: stage_kind,
        nodes,
        text: lines.trim_end().to_string(),
    }
}

fn node(place: usize, name: &str, body: &Value, kind: PlanKind) -> PlanNode {
    let operator = operator_name(name, body, kind);
    let argument = argument(name, body);
    let detail = if argument.is_empty() {
        operator.clone()
    } else {
        format!("{operator}: {argument}")
    };
    PlanNode {
        id: u32::try_from(place).unwrap_or(u32::MAX),
        title: title(name, body, &operator),
        argument: shorten(&argument),
        attributes: attributes(name, body),
        detail,
        operator,
        columns: columns(body),
        estimated_rows: None,
        partitioning: None,
        partitions: None,
        ordering: None,
        metrics: None,
        children: Vec::new(),
    }
}

/// Stands above the plan of a subquery that an expression holds, as in DataFusion's own text.
fn subquery_node(place: usize, words: &str) -> PlanNode {
    let mut node = node(place, "subquery", &Value::Null, PlanKind::Logical);
    node.title = format!("{words} subquery");
    node.argument = words.to_string();
    node.detail = format!("{}: {words}", node.operator);
    node
}

/// DataFusion's name of the operator that a message stands for.
fn operator_name(name: &str, body: &Value, kind: PlanKind) -> String {
    let plain = match name {
        "selection" => match carried::operator(body) {
            Some(Carried::Lateral) => "Subquery",
            Some(_) => "CopyOptions",
            None => "Filter",
        },
        "listingScan" | "customScan" | "viewScan" | "emptyTableScan" => "TableScan",
        "merge" => "CoalescePartitions",
        "generateSeries" => "LazyMemory",
        "window"
            if ["linear", "partiallySorted", "sorted"]
                .iter()
                .any(|mode| body.get(mode).is_some()) =>
        {
            "BoundedWindowAgg"
        }
        "window" if kind.is_physical() => "WindowAgg",
        "parquetScan" | "csvScan" | "jsonScan" | "avroScan" | "arrowScan" | "memoryScan" => {
            "DataSource"
        }
        "jsonSink" | "csvSink" | "parquetSink" => "DataSink",
        _ => "",
    };
    let mut operator = plain.to_string();
    if plain.is_empty() {
        let mut letters = name.chars();
        operator.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        operator.push_str(letters.as_str());
    }
    if kind.is_physical() {
        format!("{operator}Exec")
    } else {
        operator
    }
}

fn title(name: &str, body: &Value, operator: &str) -> String {
    match name {
        "listingScan" | "customScan" | "viewScan" | "emptyTableScan" => {
            format!("Scan {}", table_name(&body["tableName"]))
        }
        "parquetScan" | "csvScan" | "jsonScan" | "avroScan" | "arrowScan" => {
            let mut files = file_urls(&body["baseConf"]);
            files.sort();
            files.dedup();
            format!("Scan {}", source_name(&files))
        }
        "memoryScan" => "Scan memory".to_string(),
        "sort" | "sortPreservingMerge" => top_title(&title_of(operator), fetch(body)),
        "aggregate"
            if body.get("groupExprName").is_some() || body.get("aggrExprName").is_some() =>
        {
            aggregate_title(&from_upper_case(text(body, "mode"))).to_string()
        }
        "join" if items(body, "leftJoinKey").is_empty() && body.get("filter").is_none() => {
            "Cross join".to_string()
        }
        "selection" if operator == "Subquery" => "Lateral subquery".to_string(),
        "dml" => "Write".to_string(),
        "extension" => "Extension operator".to_string(),
        _ => title_of(operator),
    }
}

/// The rows of a `fetch`; negative numbers mean no limit, and zero is left out of JSON.
fn fetch(body: &Value) -> Option<usize> {
    match text(body, "fetch") {
        "" => Some(0),
        rows => rows.parse().ok(),
    }
}

/// `FINAL_PARTITIONED` -> `FinalPartitioned`; the first mode is the default, which JSON leaves out.
fn from_upper_case(mode: &str) -> String {
    if mode.is_empty() {
        return "Partial".to_string();
    }
    let words = mode.split('_').filter(|word| !word.is_empty());
    words
        .map(|word| format!("{}{}", &word[..1], word[1..].to_lowercase()))
        .collect()
}

/// Columns of a scan or another operator that holds its schema; none where only the
/// optimizer could tell.
fn columns(body: &Value) -> Vec<Field> {
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

fn argument(name: &str, body: &Value) -> String {
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

fn attributes(name: &str, body: &Value) -> Vec<Attribute> {
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
