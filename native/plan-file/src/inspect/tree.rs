//! The plan model of a serialised plan.

use std::fmt::Write;

use serde_json::Value;

use super::super::carried;
use super::super::fields::{items, operator, table_name, text};
use super::super::manifest::PlanKind;
use super::super::raw::{Child, children};
use super::columns::columns;
use super::details::{aggregate_mode, describe, in_full, is_physical_aggregate};
use super::survey::file_urls;
use planarium_plan_model::{
    PlanNode, PlanStage, PlanStageKind, StageId, YIELD_ARGUMENT, aggregate_title, source_name,
    title_of, top_title,
};

pub(crate) fn stage(plan: &Value, kind: PlanKind) -> PlanStage {
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
        let node = match &words {
            Some(words) => subquery_node(place, words),
            None => node(place, name, body, kind),
        };
        let _ = writeln!(lines, "{:width$}{}", "", node.detail, width = depth * 2);
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
    let mut words = describe(name, body, &operator, title(name, body, &operator));
    let in_full = in_full(&words);
    let detail = if in_full.is_empty() {
        operator.clone()
    } else {
        format!("{operator}: {in_full}")
    };
    if name == "cooperative" {
        // Said on the card alone: the text is that of the operators.
        words.argument = YIELD_ARGUMENT.to_string();
    }
    PlanNode {
        id: u32::try_from(place).unwrap_or(u32::MAX),
        title: words.title,
        argument: words.argument,
        attributes: words.attributes,
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
        "selection" | "filter" => carried::operator(body)
            .and_then(|carried| carried.operator())
            .unwrap_or("Filter"),
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
        "aggregate" if is_physical_aggregate(body) => {
            aggregate_title(&aggregate_mode(body)).to_string()
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
