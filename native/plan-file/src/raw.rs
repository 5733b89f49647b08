//! A serialised plan as a tree of values: the generated structures, decoded behind
//! the depth check and turned into JSON. Walking values instead of two hundred
//! structures means that no field can be overlooked, and rewriting them works for
//! logical and physical plans alike.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use prost::Message;
use serde_json::Value;

use super::fields::{items, operator};
use super::manifest::PlanKind;
use super::{carried, every_number};
use crate::consent;
use planarium_error::{Error, ErrorCode, Result};
use planarium_plan_codec::{parse_logical, parse_physical};
use planarium_plan_wire::frame;

/// The structure that `bytes` hold. Call it inside [`planarium_plan_codec::with_deep_stack`].
///
/// # Errors
/// As [`planarium_plan_codec::parse_logical`]; also `plan_file_damaged` for a plan
/// without an operator, which is what foreign bytes tend to decode to, unless a newer format has
/// an operator there.
pub(super) fn parse(bytes: &[u8], kind: PlanKind) -> Result<Value> {
    let value = if kind.is_physical() {
        every_number::to_value(&parse_physical(bytes)?)
    } else {
        every_number::to_value(&parse_logical(bytes)?)
    };
    let value = value.map_err(|error| damaged(&error.to_string()))?;
    match operator(&value) {
        Some(_) => Ok(value),
        None if consent::judge(bytes, kind.root()).newer().is_some() => Ok(value),
        None => Err(damaged("no operator")),
    }
}

/// Serialises a rewritten structure.
pub(super) fn to_bytes(value: Value, kind: PlanKind) -> Result<Vec<u8>> {
    Ok(if kind.is_physical() {
        serde_json::from_value::<PhysicalPlanNode>(value)?.encode_to_vec()
    } else {
        serde_json::from_value::<LogicalPlanNode>(value)?.encode_to_vec()
    })
}

/// Fields of an operator that hold plans.
const PLAN_FIELDS: [&str; 8] = [
    "input",
    "left",
    "right",
    "inputs",
    "target",
    "staticTerm",
    "recursiveTerm",
    "subqueries",
];

/// True for a field of an operator's body that holds plans and not expressions.
pub(super) fn is_plan_field(name: &str) -> bool {
    PLAN_FIELDS.contains(&name)
}

/// A plan below an operator.
pub(super) struct Child<'a> {
    pub plan: &'a Value,
    /// SQL's words for a subquery that stands in an expression: `NOT EXISTS`, `IN`, `> ALL`.
    pub words: Option<String>,
}

/// The plans below an operator: subqueries inside its expressions first, then its inputs.
pub(super) fn children(body: &Value) -> Vec<Child<'_>> {
    let mut subqueries = Vec::new();
    let mut inputs = Vec::new();
    for (name, value) in body.as_object().into_iter().flatten() {
        if is_plan_field(name) {
            match value {
                Value::Array(plans) => inputs.extend(plans),
                plan => inputs.push(plan),
            }
        } else {
            find_subqueries(value, &mut subqueries);
        }
    }
    let inputs = inputs.into_iter().map(|plan| Child { plan, words: None });
    subqueries.extend(inputs);
    subqueries
}

fn find_subqueries<'a>(value: &'a Value, found: &mut Vec<Child<'a>>) {
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        match value {
            Value::Array(items) => pending.extend(items.iter().rev()),
            Value::Object(fields) => {
                for (name, inner) in fields {
                    match subquery(name, inner) {
                        Some(child) => {
                            // The value that is compared may hold another one.
                            let arguments = items(inner, "args");
                            let values = arguments.len().saturating_sub(1);
                            pending.extend(arguments.iter().take(values));
                            found.push(child);
                        }
                        None => pending.push(inner),
                    }
                }
            }
            _ => {}
        }
    }
}

fn subquery<'a>(name: &str, body: &'a Value) -> Option<Child<'a>> {
    match name {
        "scalarSubqueryExpr" => body
            .pointer("/subquery/subquery")
            .map(|plan| Child { plan, words: None }),
        "scalarUdfExpr" => carried::subquery(body).map(|(words, plan)| Child {
            plan,
            words: Some(words),
        }),
        _ => None,
    }
}

/// Id of the extension codec that wrote a payload, given as base64; `None` where its head tells none.
pub(super) fn codec_of(base64: &str) -> Option<String> {
    // Enough for the head of a frame with the longest id.
    const HEAD: usize = 360;
    let head = base64.get(..base64.len().min(HEAD))?;
    let bytes = STANDARD.decode(head).ok()?;
    let frame = frame::read(&bytes).ok()??;
    Some(frame.id.to_string())
}

fn damaged(detail: &str) -> Error {
    Error::new(
        ErrorCode::PlanFileDamaged,
        "The serialised plan is damaged: its bytes are no plan.",
    )
    .with_hint("Save the plan again, or copy the file again from where it came from.")
    .with_detail(detail)
}
