//! Expressions of a serialised plan as text, in the form of [`planarium_plan_model::expression`].

use datafusion::arrow::datatypes::DataType;
use datafusion::logical_expr::Operator;
use serde_json::Value;

use super::super::carried;
use super::super::fields::{items, table_name, text};
use super::literal;
use planarium_plan_codec::inband::Carried;
use planarium_plan_model::expression::{
    self, Call, Key, Line, Over, Source, between, case, cast, chain, column, constant,
    dynamic_filter, in_list, is, like, negated, negative, operator_rank, outer, sets,
};

/// `a + 1 > sum(b)`; parts of unknown kinds appear by the name of their kind.
pub(super) fn render(expression: &Value) -> String {
    expression::text(&Message(expression))
}

/// Each of several expressions.
pub(super) fn render_all(expressions: &[Value]) -> Vec<String> {
    expressions.iter().map(render).collect()
}

/// Sort keys: messages of a logical plan, or expressions of a physical one.
pub(super) fn render_keys(keys: &[Value]) -> Vec<String> {
    let messages = keys.iter().map(|sort| sort.get("sort").unwrap_or(sort));
    messages
        .map(|sort| expression::key_text(&key(sort)))
        .collect()
}

/// An aggregate of a physical plan, with the filter that stands beside it.
pub(super) fn render_aggregate(aggregate: &Value, filter: Option<&Value>) -> String {
    let body = aggregate.get("aggregateExpr").unwrap_or(aggregate);
    let mut line = Line::default();
    Call {
        distinct: is_set(body, "distinct"),
        order_by: items(body, "orderingReq").iter().map(key).collect(),
        ignore_nulls: is_set(body, "ignoreNulls").then_some(true),
        filter: filter.and_then(|filter| filter.get("expr")).map(Message),
        ..Call::new(
            text(body, "userDefinedAggrFunction"),
            messages(items(body, "expr")),
        )
    }
    .write(&mut line);
    line.finish()
}

/// An expression as its message.
#[derive(Clone, Copy)]
pub(super) struct Message<'a>(&'a Value);

pub(super) fn messages(expressions: &[Value]) -> Vec<Message<'_>> {
    expressions.iter().map(Message).collect()
}

impl Source for Message<'_> {
    fn write(&self, within: u8, line: &mut Line) {
        let fields = self.0.as_object().into_iter().flatten();
        let Some((kind, body)) = fields.into_iter().find(|(name, _)| *name != "exprId") else {
            return line.push("(missing)");
        };
        if predicate(kind, body, within, line) {
            return;
        }
        match kind.as_str() {
            "column" | "unknownColumn" => {
                let table = body.pointer("/relation/relation").and_then(Value::as_str);
                column(table, text(body, "name"), line);
            }
            "literal" => constant(&literal::render(body), within, line),
            "binaryExpr" => binary(body, within, line),
            "alias" => {
                line.part(&inner(body), 0);
                line.push(" as ");
                line.push(text(body, "alias"));
            }
            "negative" => negative(&inner(body), within, line),
            "cast" => cast("CAST", &inner(body), target(body).as_ref(), line),
            "tryCast" => cast("TRY_CAST", &inner(body), target(body).as_ref(), line),
            "sort" => key(body).write(line),
            "case" => {
                let branches = items(body, "whenThenExpr").iter();
                let branches =
                    branches.map(|part| (Message(&part["whenExpr"]), Message(&part["thenExpr"])));
                let part = |name| body.get(name).map(Message);
                case(part("expr"), branches, part("elseExpr"), line);
            }
            "groupingSet" => {
                let lists: Vec<_> = items(body, "expr")
                    .iter()
                    .map(|set| messages(items(set, "expr")))
                    .collect();
                line.push("GROUPING SETS (");
                sets(&lists, true, line);
                line.push(")");
            }
            "cube" | "rollup" => {
                line.push(if kind == "cube" { "CUBE (" } else { "ROLLUP (" });
                line.list(messages(items(body, "expr")));
                line.push(")");
            }
            "scalarSubqueryExpr" | "scalarSubquery" => line.push("(subquery)"),
            "dynamicFilter" => {
                let always = Value::Bool(true);
                let current = body
                    .get("innerExpr")
                    .filter(|current| current.pointer("/literal/boolValue") != Some(&always));
                dynamic_filter(current.map(Message).as_ref(), line);
            }
            "placeholder" => line.push(text(body, "id")),
            "wildcard" => wildcard(body, line),
            "lambda" => {
                let names = items(body, "params").iter().filter_map(Value::as_str);
                line.push(&format!("({}) -> ", names.collect::<Vec<_>>().join(", ")));
                line.part(&Message(&body["body"]), 0);
            }
            "lambdaVariable" => line.push(match text(body, "name") {
                "" => text(&body["field"], "name"),
                name => name,
            }),
            _ => call(kind, body, within, line),
        }
    }
}

/// Expressions that are true or false.
fn predicate(kind: &str, body: &Value, within: u8, line: &mut Line) -> bool {
    let value = inner(body);
    let not = is_set(body, "negated");
    let operator = match kind {
        "notExpr" => {
            negated(&value, within, line);
            return true;
        }
        "between" => {
            let (low, high) = (Message(&body["low"]), Message(&body["high"]));
            between([&value, &low, &high], not, within, line);
            return true;
        }
        "inList" => {
            in_list(&value, messages(items(body, "list")), not, within, line);
            return true;
        }
        "likeExpr" if is_set(body, "caseInsensitive") => "ILIKE",
        "like" | "likeExpr" => "LIKE",
        "ilike" => "ILIKE",
        "similarTo" => "SIMILAR TO",
        _ => {
            let words = match kind {
                "isNullExpr" => " IS NULL",
                "isNotNullExpr" => " IS NOT NULL",
                "isTrue" => " IS TRUE",
                "isNotTrue" => " IS NOT TRUE",
                "isFalse" => " IS FALSE",
                "isNotFalse" => " IS NOT FALSE",
                "isUnknown" => " IS UNKNOWN",
                "isNotUnknown" => " IS NOT UNKNOWN",
                _ => return false,
            };
            is(&value, words, within, line);
            return true;
        }
    };
    let escape = text(body, "escapeChar").chars().next();
    like(
        [&value, &Message(&body["pattern"])],
        operator,
        not,
        escape,
        (within, line),
    );
    true
}

fn inner(body: &Value) -> Message<'_> {
    Message(body.get("expr").unwrap_or(&Value::Null))
}

fn is_set(body: &Value, field: &str) -> bool {
    body.get(field) == Some(&Value::Bool(true))
}

fn target(body: &Value) -> Option<DataType> {
    literal::data_type(body.get("arrowType")?)
}

fn key(sort: &Value) -> Key<Message<'_>> {
    Key {
        value: inner(sort),
        descending: !is_set(sort, "asc"),
        nulls_first: is_set(sort, "nullsFirst"),
    }
}

fn wildcard(body: &Value, line: &mut Line) {
    if let Some(table) = body.get("qualifier") {
        line.push(&table_name(table));
        line.push(".");
    }
    line.push("*");
}

/// Chains of one operator are kept in `operands`; others have two sides.
fn binary(body: &Value, within: u8, line: &mut Line) {
    // An unknown operator binds like those that have no place of their own.
    const OTHER: u8 = 30;
    let name = text(body, "op");
    let operator = Operator::from_proto_name(name)
        .map_or_else(|| (name.to_string(), OTHER, false), operator_rank);
    let operands = items(body, "operands");
    if operands.is_empty() {
        let sides = [Message(&body["l"]), Message(&body["r"])];
        chain(operator, sides, within, line);
    } else {
        chain(operator, messages(operands), within, line);
    }
}

/// A function call, or the name of a kind that has no words here.
fn call(kind: &str, body: &Value, within: u8, line: &mut Line) {
    if let Some(Ok(carried)) = carried::marker(body) {
        return marked(&carried, body, within, line);
    }
    let names = ["funName", "udaf", "udwf", "name"];
    let name = names
        .iter()
        .map(|name| text(body, name))
        .find(|name| !name.is_empty());
    let name = match kind {
        "unnest" if is_set(body, "outer") => "unnest_outer",
        _ => name.unwrap_or(kind),
    };
    let arguments = ["args", "exprs", "onColumns", "inputs"];
    let arguments = arguments
        .iter()
        .map(|name| items(body, name))
        .find(|found| !found.is_empty());
    let mut call = Call::new(name, messages(arguments.unwrap_or_default()));
    call.distinct = is_set(body, "distinct");
    call.filter = body.get("filter").map(Message);
    call.ignore_nulls = body
        .get("nullTreatment")
        .map(|words| words == "IGNORE_NULLS");
    let order_by = items(body, "orderBy").iter().map(key).collect();
    if kind == "windowExpr" {
        call.over = Some(Over {
            partition_by: messages(items(body, "partitionBy")),
            order_by,
            frame: body.get("windowFrame").and_then(literal::frame),
        });
    } else {
        call.order_by = order_by;
    }
    call.write(line);
}

/// What a mark of this program's codec stands for.
fn marked(carried: &Carried, body: &Value, within: u8, line: &mut Line) {
    let arguments = items(body, "args");
    let first = arguments.first().unwrap_or(&Value::Null);
    match (carried, carried.words()) {
        (Carried::Exists { .. }, Some(words)) => line.push(&format!("{words} (subquery)")),
        (_, Some(words)) => {
            is(
                &Message(first),
                &format!(" {words} (subquery)"),
                within,
                line,
            );
        }
        (Carried::Outer { column, .. }, _) => outer(column, line),
        (Carried::Alias { name, .. }, _) => {
            line.part(&Message(first), 0);
            line.push(" as ");
            line.push(name);
        }
        (Carried::Half, _) => {
            // In physical plans there is no cast around it.
            let held = first.pointer("/cast/expr/literal").or(first.get("literal"));
            let held = held.unwrap_or(&Value::Null);
            constant(&literal::render_half(held), within, line);
        }
        (Carried::Copy { .. }, _) if arguments.is_empty() => line.push("no options"),
        (carried, _) => match carried.detail() {
            Some(detail) => line.push(&detail),
            None => line.list(messages(arguments)),
        },
    }
}
