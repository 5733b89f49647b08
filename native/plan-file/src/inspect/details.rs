//! What the plan model tells of an operator beyond its name: argument and attributes, in the
//! words of [`crate::plan`] for a plan in memory.

use datafusion::common::JoinType;
use datafusion_proto::protobuf;
use serde_json::Value;

use super::super::fields::{decoded_length, items, table_name, text};
use super::expression::{messages, render, render_aggregate, render_all, render_keys};
use super::survey::file_urls;
use super::writes;
use planarium_plan_model::expression::{all_of, rows_text};
use planarium_plan_model::{
    Words, YIELD_PURPOSE, counted, dotted, hash_partitions, named, share, shorten,
};

/// The argument and the attributes of the operator that the message `name` stands for.
pub(super) fn describe(name: &str, body: &Value, operator: &str, title: String) -> Words {
    let words = Words::new(operator, title);
    match name {
        "listingScan" | "customScan" | "viewScan" | "emptyTableScan" => table_scan(body, words),
        "parquetScan" | "csvScan" | "jsonScan" | "avroScan" | "arrowScan" => {
            file_scan(name.trim_end_matches("Scan"), body, words)
        }
        "copyTo" | "dml" => {
            let place = writes::of(name, body).1;
            words.argument(shorten(&place)).with("location", place)
        }
        "csvSink" | "jsonSink" | "parquetSink" => {
            let format = name.trim_end_matches("Sink");
            let place = writes::of(name, body).1;
            words
                .argument(dotted([format.to_string(), place.clone()]))
                .with("format", format)
                .with("location", place)
        }
        "subqueryAlias" => words.argument(shorten(&table_name(&body["alias"]))),
        "selection" | "filter" => words.filter(render(&body["expr"])),
        "projection" => {
            let exprs = render_all(items(body, "expr"));
            words.columns(&with_names(exprs, items(body, "exprName")))
        }
        "distinctOn" => words.columns(&render_all(items(body, "onExpr"))),
        "unnest" if body.get("execColumns").is_some() => {
            words.columns(&columns_of(items(body, "execColumns")))
        }
        "window" => words.columns(&windows(items(body, "windowExpr"))),
        "aggregate" => aggregate(body, words),
        "sort" | "sortPreservingMerge" => {
            let scope = match body.get("preservePartitioning") {
                Some(Value::Bool(true)) => "per partition",
                _ => "",
            };
            words
                .order_by(&render_keys(items(body, "expr")))
                .with("scope", scope)
        }
        "join" | "hashJoin" | "sortMergeJoin" | "symmetricHashJoin" | "nestedLoopJoin" => {
            join(name, body, words)
        }
        "repartition" => repartition(body, words),
        "extension" => words.argument(counted(decoded_length(text(body, "node")), "byte")),
        "globalLimit" | "localLimit" | "limit" => limit(body, words),
        "union" => words.argument(counted(items(body, "inputs").len(), "input")),
        "values" => values(body, words),
        "emptyRelation" => {
            let one = body.get("produceOneRow") == Some(&Value::Bool(true));
            words.argument(counted(usize::from(one), "row"))
        }
        "recursiveQuery" => words.argument(shorten(text(body, "name"))),
        "cooperative" => words.with("purpose", YIELD_PURPOSE),
        _ => words.columns(&render_all(items(body, "expr"))),
    }
}

/// Everything that the attributes say, for the line of the operator in a plan's text.
pub(super) fn in_full(words: &Words) -> String {
    let told: Vec<_> = words
        .attributes
        .iter()
        .filter(|attribute| attribute.name != "purpose")
        .collect();
    match told.as_slice() {
        [] => words.argument.clone(),
        [one] => one.value.clone(),
        several => {
            let parts = several
                .iter()
                .map(|attribute| format!("{}=[{}]", attribute.name, attribute.value));
            parts.collect::<Vec<_>>().join(", ")
        }
    }
}

fn with_names(expressions: Vec<String>, names: &[Value]) -> Vec<String> {
    let mut names = names.iter().filter_map(Value::as_str);
    expressions
        .into_iter()
        .map(|expression| match names.next() {
            Some(name) => named(expression, name),
            None => expression,
        })
        .collect()
}

/// `table.column` of columns that stand outside expressions.
fn columns_of(columns: &[Value]) -> Vec<String> {
    let column = |column| render(&serde_json::json!({"column": column}));
    columns.iter().map(column).collect()
}

/// Physical window functions are told by the name of their column, as in memory.
fn windows(expressions: &[Value]) -> Vec<String> {
    expressions
        .iter()
        .map(|window| match text(window, "name") {
            "" => render(window),
            name => name.to_string(),
        })
        .collect()
}

fn aggregate(body: &Value, words: Words) -> Words {
    let groups = render_all(items(body, "groupExpr"));
    if !is_physical_aggregate(body) {
        return words.aggregate(&groups, &render_all(items(body, "aggrExpr")));
    }
    let mut filters = items(body, "filterExpr").iter();
    let aggregates: Vec<String> = items(body, "aggrExpr")
        .iter()
        .map(|call| render_aggregate(call, filters.next()))
        .collect();
    words
        .aggregate(
            &with_names(groups, items(body, "groupExprName")),
            &aggregates,
        )
        .with("mode", aggregate_mode(body))
}

pub(super) fn is_physical_aggregate(body: &Value) -> bool {
    body.get("groupExprName").is_some() || body.get("aggrExprName").is_some()
}

/// `FinalPartitioned`; the first mode is the default, which JSON leaves out.
pub(super) fn aggregate_mode(body: &Value) -> String {
    match text(body, "mode") {
        "" => "Partial".to_string(),
        mode => from_upper_case(mode),
    }
}

/// `FINAL_PARTITIONED` -> `FinalPartitioned`.
fn from_upper_case(mode: &str) -> String {
    let words = mode.split('_').filter(|word| !word.is_empty());
    words
        .flat_map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .into_iter()
                .chain(letters.flat_map(char::to_lowercase))
        })
        .collect()
}

fn join(name: &str, body: &Value, words: Words) -> Words {
    let logical = items(body, "leftJoinKey")
        .iter()
        .zip(items(body, "rightJoinKey"));
    let physical = items(body, "on")
        .iter()
        .map(|pair| (&pair["left"], &pair["right"]));
    let pairs: Vec<(String, String)> = logical
        .chain(physical)
        .map(|(left, right)| (render(left), render(right)))
        .collect();
    let filter = body.get("filter");
    let filter = filter.map(|filter| render(filter.get("expression").unwrap_or(filter)));
    let filter = filter.unwrap_or_default();
    let kind = join_type(body);
    let words = words.join(&pairs, name == "join", kind, filter.clone());
    match name {
        "nestedLoopJoin" => {
            let kind = words.argument.clone();
            words.argument(dotted([filter, kind]))
        }
        "hashJoin" => words.with("mode", partition_mode(text(body, "partitionMode"))),
        _ => words,
    }
}

/// Inner joins are the default value, which JSON leaves out.
fn join_type(body: &Value) -> JoinType {
    let kind = protobuf::JoinType::from_str_name(text(body, "joinType"));
    JoinType::from(kind.unwrap_or(protobuf::JoinType::Inner))
}

fn partition_mode(mode: &str) -> &'static str {
    match mode {
        "PARTITIONED" => "both sides partitioned",
        "AUTO" => "auto",
        _ => "build side collected",
    }
}

fn repartition(body: &Value, words: Words) -> Words {
    let way = body.get("partitioning").unwrap_or(body);
    let argument = match (way.get("hash"), way.get("roundRobin")) {
        (Some(hash), _) => {
            let keys = render_all(items(hash, "hashExpr"));
            hash_partitions(&keys, text(hash, "partitionCount"))
        }
        (_, Some(partitions)) => {
            format!("round robin · {}", partitions.as_str().unwrap_or_default())
        }
        _ => String::new(),
    };
    let keeps = match body.get("preserveOrder") {
        Some(Value::Bool(true)) => "yes",
        _ => "",
    };
    words
        .argument(shorten(&argument))
        .with("keeps order", keeps)
}

/// Zero is left out of JSON; a negative number of rows, and the greatest, is no limit.
fn limit(body: &Value, words: Words) -> Words {
    let count = |field: &str| match body.get(field) {
        None => Some(0),
        Some(Value::String(digits)) => digits.parse::<usize>().ok(),
        Some(number) => number
            .as_u64()
            .and_then(|number| usize::try_from(number).ok()),
    };
    let endless = usize::try_from(i64::MAX).ok();
    let rows = count("fetch").filter(|rows| Some(*rows) != endless);
    words.limit(rows, count("skip").unwrap_or_default())
}

fn values(body: &Value, words: Words) -> Words {
    let columns = text(body, "nCols").parse().unwrap_or(1_usize);
    let rows: Vec<_> = items(body, "valuesList")
        .chunks(columns.max(1))
        .map(messages)
        .collect();
    words.rows(rows.len(), rows_text(&rows))
}

fn table_scan(body: &Value, words: Words) -> Words {
    let formats = ["csv", "parquet", "avro", "json", "arrow"];
    let format = formats
        .into_iter()
        .find(|format| body.get(*format).is_some())
        .unwrap_or_default();
    let all = items(&body["schema"], "columns").len();
    let read = body
        .get("projection")
        .map_or(all, |projection| items(projection, "columns").len());
    let filters = items(body, "filters");
    let filtered = match filters.len() {
        0 => String::new(),
        several => counted(several, "filter"),
    };
    let paths: Vec<&str> = items(body, "paths")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    words
        .argument(dotted([format.to_string(), share(read, all), filtered]))
        .with("table", table_name(&body["tableName"]))
        .with("format", format)
        .with("location", paths.join(", "))
        .with("filters", all_of(&messages(filters)))
}

fn file_scan(format: &str, body: &Value, words: Words) -> Words {
    let config = body.get("baseConf").unwrap_or(&Value::Null);
    let mut files = file_urls(config);
    files.sort();
    files.dedup();
    let several = match files.len() {
        0 | 1 => String::new(),
        several => counted(several, "file"),
    };
    let all = items(&config["schema"], "columns").len();
    let read = match config.get("projectionExprs") {
        Some(exprs) => items(exprs, "projections").len(),
        None => items(config, "projection").len(),
    };
    let predicate = body.get("predicate").map(render);
    let limit = config.pointer("/limit/limit").map(ToString::to_string);
    words
        .argument(dotted([format.to_string(), share(read, all), several]))
        .with("format", format)
        .with("location", files.join(", "))
        .with("file groups", items(config, "fileGroups").len().to_string())
        .with("predicate", predicate.unwrap_or_default())
        .with("limit", limit.unwrap_or_default())
}
