//! Marks of carried subqueries that were tampered with: one clear error, never a panic or another plan.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use datafusion_proto::protobuf::LogicalPlanNode;
use planarium_engine::codec::encode_logical;
use planarium_engine::plan_file::{InspectOptions, PlanKind, inspect};
use planarium_engine::{Error, ErrorCode, Session};
use prost::Message;
use serde_json::{Value, json};

use crate::coverage_support::{decoded, plans, session_with_tables};
use crate::support::silence_workers;

const SQL: &str = "SELECT n FROM t WHERE n IN (SELECT n FROM u WHERE u.m > t.n) \
    AND NOT EXISTS (SELECT 1 FROM u WHERE u.m = t.n) AND n < ALL (SELECT m FROM u)";

fn plan_bytes(session: &Session, sql: &str) -> Vec<u8> {
    encode_logical(session.codecs(), &plans(session, sql).initial).unwrap()
}

/// Changes every function call in the plan of `sql`, and decodes what comes of it.
fn altered(
    session: &Session,
    sql: &str,
    mut change: impl FnMut(&str, &mut Value),
) -> Result<String, Error> {
    let bytes = plan_bytes(session, sql);
    let node = LogicalPlanNode::decode(bytes.as_slice()).unwrap();
    let mut value = serde_json::to_value(node).unwrap();
    calls(&mut value, &mut change);
    let node: LogicalPlanNode = serde_json::from_value(value).unwrap();
    decoded(session, &node.encode_to_vec()).map(|plan| plan.display_indent().to_string())
}

fn calls(value: &mut Value, change: &mut impl FnMut(&str, &mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| calls(item, change)),
        Value::Object(fields) => {
            for (name, inner) in fields {
                if name == "scalarUdfExpr" {
                    let function = inner["funName"].as_str().unwrap().to_string();
                    change(&function, inner);
                }
                calls(inner, change);
            }
        }
        _ => {}
    }
}

fn payload(bytes: &[u8]) -> Value {
    json!(BASE64_STANDARD.encode(bytes))
}

fn refused(what: &str, result: Result<String, Error>) {
    let error = result.expect_err(what);
    assert_eq!(error.code, ErrorCode::PlanFileDamaged, "{what}: {error:?}");
    let detail = error.detail.unwrap_or_default();
    assert!(detail.contains("DFJSSQ"), "{what}: {detail}");
}

#[test]
fn marks_that_do_not_fit_are_refused_by_name() {
    let (session, _folder) = session_with_tables();
    let payloads: [(&str, &str, &[u8]); 9] = [
        ("another version", "dfjssq_exists", b"DFJSSQ\x02\x01\x00"),
        ("cut off", "dfjssq_exists", b"DFJSSQ\x01\x01"),
        ("magic alone", "dfjssq_exists", b"DFJSSQ"),
        ("another kind", "dfjssq_exists", b"DFJSSQ\x01\x63"),
        (
            "a mark in the wrong place",
            "dfjssq_exists",
            b"DFJSSQ\x01\x05",
        ),
        ("a subquery as a tag", "dfjssq_exists", b"DFJSSQ\x01\x00"),
        (
            "another nullability",
            "dfjssq_in",
            b"DFJSSQ\x01\x02\x00\x00",
        ),
        (
            "an outer column as EXISTS",
            "dfjssq_outer",
            b"DFJSSQ\x01\x01\x00",
        ),
        ("a tag that is none", "dfjssq_tag", b"DFJSSQ\x01\x01\x00"),
    ];
    for (what, name, bytes) in payloads {
        let result = altered(&session, SQL, |function, call| {
            if function == name {
                call["funDefinition"] = payload(bytes);
            }
        });
        refused(what, result);
    }
    for name in [
        "dfjssq_exists",
        "dfjssq_in",
        "dfjssq_comparison",
        "dfjssq_outer",
    ] {
        let result = altered(&session, SQL, |function, call| {
            if function == name {
                call["args"] = json!([]);
            }
        });
        refused(&format!("{name} without arguments"), result);
        let result = altered(&session, SQL, |function, call| {
            if function == name {
                let one = call["args"][0].clone();
                let args = call["args"].as_array_mut().unwrap();
                args.extend([one.clone(), one]);
            }
        });
        refused(&format!("{name} with too many arguments"), result);
    }
    let result = altered(&session, SQL, |function, call| {
        if function == "dfjssq_exists" {
            let subquery = call["args"][0]["isNotNullExpr"]["expr"].clone();
            call["args"] = json!([subquery]);
        }
    });
    refused("a subquery without its test", result);
}

/// A mark for an operator over something else than that operator.
#[test]
fn marks_above_the_wrong_operator_are_refused() {
    let (session, _folder) = session_with_tables();
    for (what, bytes) in [
        ("union", b"DFJSSQ\x01\x06\x03\x00\x00\x00".as_slice()),
        ("copy", b"DFJSSQ\x01\x07\x01"),
    ] {
        let sql = "SELECT n FROM t WHERE EXISTS (SELECT 1 FROM u)";
        let result = altered(&session, sql, |function, call| {
            if function == "dfjssq_exists" {
                call["args"] = json!([]);
                call["funDefinition"] = payload(bytes);
            }
        });
        refused(what, result);
    }
}

#[test]
fn a_union_that_claims_more_inputs_than_it_has_is_refused() {
    let (session, _folder) = session_with_tables();
    let sql = "SELECT q.n FROM (SELECT n FROM t UNION ALL SELECT n FROM u) AS q, \
        LATERAL (SELECT m FROM u WHERE u.n = q.n) AS l";
    for inputs in [3, 4, u32::MAX] {
        let mut bytes = b"DFJSSQ\x01\x06".to_vec();
        bytes.extend(inputs.to_le_bytes());
        let result = altered(&session, sql, |function, call| {
            if function == "dfjssq_lateral" {
                call["args"] = json!([]);
                call["funDefinition"] = payload(&bytes);
            }
        });
        refused("union", result);
    }
}

#[test]
fn an_inspection_refuses_a_payload_it_cannot_read() {
    let (session, folder) = session_with_tables();
    let node = LogicalPlanNode::decode(plan_bytes(&session, SQL).as_slice()).unwrap();
    let mut value = serde_json::to_value(node).unwrap();
    calls(&mut value, &mut |function, call| {
        if function == "dfjssq_exists" {
            call["funDefinition"] = payload(b"DFJSSQ\x09\x01\x00");
        }
    });
    let node: LogicalPlanNode = serde_json::from_value(value).unwrap();
    let file = folder.path().join("newer.pb");
    std::fs::write(&file, node.encode_to_vec()).unwrap();
    let options = InspectOptions {
        kind: Some(PlanKind::Logical),
    };
    let refusal = inspect(&file, &options).unwrap().refusal.unwrap();
    assert_eq!(refusal.code, ErrorCode::PlanExtensionNeeded);
    assert!(refusal.message.contains("version 9"), "{refusal:?}");
}

/// Every bit of a plan with marks, turned: a plan or an error.
#[test]
fn no_turned_bit_ends_the_program() {
    let (session, _folder) = session_with_tables();
    let sql = "SELECT n FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.m = t.n)";
    let bytes = plan_bytes(&session, sql);
    silence_workers();
    let mut damaged = 0;
    for place in 0..bytes.len() {
        for bit in [0, 3, 7] {
            let mut turned = bytes.clone();
            turned[place] ^= 1 << bit;
            damaged += usize::from(decoded(&session, &turned).is_err());
        }
    }
    assert!(damaged > bytes.len() / 4, "{damaged} of {}", bytes.len());
}
