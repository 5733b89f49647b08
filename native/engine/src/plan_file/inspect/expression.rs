//! Expressions of a serialised plan as short text.

use serde_json::Value;

use super::super::carried;
use super::super::raw::{items, text};
use super::literal;

/// Rendering stops at this length: it is for one line, and expressions can be endless.
const ENOUGH: usize = 400;

/// `a + 1 > sum(b)`; parts of unknown kinds appear by the name of their kind.
pub(super) fn render(expression: &Value) -> String {
    let mut line = String::new();
    write(expression, &mut line);
    line
}

/// A comma-separated list.
pub(super) fn render_all(expressions: &[Value]) -> String {
    let mut line = String::new();
    write_all(expressions, &mut line);
    line
}

fn write_all(expressions: &[Value], line: &mut String) {
    join(expressions, ", ", line);
}

fn join(expressions: &[Value], between: &str, line: &mut String) {
    for (index, expression) in expressions.iter().enumerate() {
        if line.len() > ENOUGH {
            line.push('…');
            return;
        }
        if index > 0 {
            line.push_str(between);
        }
        write(expression, line);
    }
}

fn write(expression: &Value, line: &mut String) {
    if line.len() > ENOUGH {
        return;
    }
    let fields = expression.as_object().into_iter().flatten();
    let Some((kind, body)) = fields.into_iter().find(|(name, _)| *name != "exprId") else {
        // A sort expression carries its parts directly.
        return;
    };
    if kind == "expr" || kind == "asc" || kind == "nullsFirst" {
        return sort(expression, line);
    }
    let inner = body.get("expr").unwrap_or(&Value::Null);
    match kind.as_str() {
        "column" | "unknownColumn" => line.push_str(text(body, "name")),
        "literal" => line.push_str(&literal::render(body)),
        "binaryExpr" => binary(body, line),
        "alias" => {
            write(inner, line);
            line.push_str(" as ");
            line.push_str(text(body, "alias"));
        }
        "isNullExpr" => after(inner, " IS NULL", line),
        "isNotNullExpr" => after(inner, " IS NOT NULL", line),
        "isTrue" => after(inner, " IS TRUE", line),
        "isFalse" => after(inner, " IS FALSE", line),
        "notExpr" => before("NOT ", inner, line),
        "negative" => before("-", inner, line),
        "cast" | "tryCast" => write(inner, line),
        "sort" => sort(body, line),
        "between" => {
            write(inner, line);
            line.push_str(" BETWEEN ");
            join(&[body["low"].clone(), body["high"].clone()], " AND ", line);
        }
        "inList" => {
            write(inner, line);
            line.push_str(if body["negated"] == true {
                " NOT IN ("
            } else {
                " IN ("
            });
            write_all(items(body, "list"), line);
            line.push(')');
        }
        "like" | "ilike" | "likeExpr" | "similarTo" => {
            write(inner, line);
            line.push_str(if body["negated"] == true {
                " NOT "
            } else {
                " "
            });
            line.push_str(match kind.as_str() {
                "similarTo" => "SIMILAR TO ",
                "ilike" => "ILIKE ",
                _ if body["caseInsensitive"] == true => "ILIKE ",
                _ => "LIKE ",
            });
            write(&body["pattern"], line);
        }
        "scalarSubqueryExpr" | "scalarSubquery" => line.push_str("(subquery)"),
        "dynamicFilter" => line.push_str("(dynamic filter)"),
        "case" | "case_" => line.push_str("CASE …"),
        other => call(other, body, line),
    }
}

fn before(word: &str, expression: &Value, line: &mut String) {
    line.push_str(word);
    write(expression, line);
}

fn after(expression: &Value, words: &str, line: &mut String) {
    write(expression, line);
    line.push_str(words);
}

fn sort(body: &Value, line: &mut String) {
    write(body.get("expr").unwrap_or(&Value::Null), line);
    if body.get("asc") != Some(&Value::Bool(true)) {
        line.push_str(" desc");
    }
}

/// Logical expressions keep chains of one operator in `operands`; physical ones have two sides.
fn binary(body: &Value, line: &mut String) {
    let operator = format!(" {} ", sign(text(body, "op")));
    let operands = items(body, "operands");
    if operands.is_empty() {
        write(&body["l"], line);
        line.push_str(&operator);
        write(&body["r"], line);
    } else {
        join(operands, &operator, line);
    }
}

fn sign(operator: &str) -> &str {
    match operator {
        "Eq" => "=",
        "NotEq" => "!=",
        "Lt" => "<",
        "LtEq" => "<=",
        "Gt" => ">",
        "GtEq" => ">=",
        "Plus" => "+",
        "Minus" => "-",
        "Multiply" => "*",
        "Divide" => "/",
        "Modulo" => "%",
        "And" => "AND",
        "Or" => "OR",
        other => other,
    }
}

/// A function call, or the name of a kind that has no words here.
fn call(kind: &str, body: &Value, line: &mut String) {
    if let Some(text) = carried::render(body, render) {
        return line.push_str(&text);
    }
    let names = [
        "funName",
        "userDefinedAggrFunction",
        "userDefinedWindowFunction",
        "udaf",
        "udwf",
        "name",
    ];
    let name = names
        .iter()
        .map(|key| text(body, key))
        .find(|name| !name.is_empty());
    line.push_str(name.unwrap_or(kind));
    line.push('(');
    if body["distinct"] == true {
        line.push_str("DISTINCT ");
    }
    let arguments = ["args", "exprs", "expr"]
        .iter()
        .map(|key| items(body, key))
        .find(|args| !args.is_empty());
    write_all(arguments.unwrap_or_default(), line);
    line.push(')');
}
