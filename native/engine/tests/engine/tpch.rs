//! Every TPC-H query as bytes and back, for each kind of plan: the same bytes again, the same rows.

use std::sync::Arc;

use datafusion::physical_plan::{ExecutionPlan, collect};
use planarium_engine::Session;
use planarium_engine::codec::{
    decode_logical, decode_physical, encode_logical, encode_physical, parse_logical,
    parse_physical, with_deep_stack,
};
use planarium_engine::plan_file::{PlanKind, plan_bytes};
use planarium_engine::query::{Query, plan_last};
use planarium_engine::session::Limits;
use serde_json::Value;

use crate::plan_support::{of_kind, rows as saved_rows, rows_of, save_sql};
use crate::support::{session, sorted_rows};
use crate::tpch_data::{register, sql};

#[test]
fn tpch_plans_survive_the_trip() {
    let session = session();
    let folder = tempfile::tempdir().unwrap();
    let worker = session.clone();
    session.runtime().block_on(async move {
        register(worker.context(), folder.path()).await;
        let mut kept = 0;
        for number in 1..=22 {
            let sql = sql(number);
            let planned = plan_last(&worker, &sql).await.unwrap();
            let expected = rows(&worker, planned.physical.unwrap()).await;
            for kind in PlanKind::ALL {
                let bytes = plan_bytes(&worker, &sql, kind).await.unwrap();
                let (again, plan) = trip(&worker, &bytes, kind).await;
                assert!(
                    comparable(&again, kind) == comparable(&bytes, kind),
                    "bytes of q{number} {kind:?}"
                );
                assert_eq!(
                    rows(&worker, plan).await,
                    expected,
                    "rows of q{number} {kind:?}"
                );
                kept += 1;
            }
        }
        println!("plan trips kept: {kept} of 66");
        assert_eq!(kept, 66);
    });
}

/// Decodes, encodes again, and makes the decoded plan ready to run.
async fn trip(
    session: &Session,
    bytes: &[u8],
    kind: PlanKind,
) -> (Vec<u8>, Arc<dyn ExecutionPlan>) {
    let codecs = session.codecs();
    let context = session.context().task_ctx();
    if kind == PlanKind::Physical {
        let plan =
            with_deep_stack(|| decode_physical(codecs, &parse_physical(bytes)?, &context)).unwrap();
        return (encode_physical(codecs, &plan).unwrap(), plan);
    }
    let plan =
        with_deep_stack(|| decode_logical(codecs, &parse_logical(bytes)?, &context)).unwrap();
    let again = encode_logical(codecs, &plan).unwrap();
    let state = session.context().state();
    (again, state.create_physical_plan(&plan).await.unwrap())
}

/// Logical plans as their bytes. Physical ones carry identities of shared expressions that
/// are drawn anew for every plan: they are numbered by their first appearance instead.
fn comparable(bytes: &[u8], kind: PlanKind) -> Value {
    if kind != PlanKind::Physical {
        return Value::from(bytes);
    }
    let mut plan =
        serde_json::to_value(with_deep_stack(|| parse_physical(bytes)).unwrap()).unwrap();
    number_identities(&mut plan, &mut Vec::new());
    plan
}

fn number_identities(value: &mut Value, seen: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| number_identities(item, seen)),
        Value::Object(fields) => {
            if let Some(identity) = fields.get_mut("exprId") {
                let place = seen
                    .iter()
                    .position(|other| other == identity)
                    .unwrap_or_else(|| {
                        seen.push(identity.clone());
                        seen.len() - 1
                    });
                *identity = Value::from(place);
            }
            if fields.get("remappedChildren") == fields.get("children") {
                fields.remove("remappedChildren");
            }
            fields
                .values_mut()
                .for_each(|field| number_identities(field, seen));
        }
        _ => {}
    }
}

async fn rows(session: &Session, plan: Arc<dyn ExecutionPlan>) -> Vec<String> {
    sorted_rows(&collect(plan, session.context().task_ctx()).await.unwrap())
}

/// A run fills dynamic filters into the physical plan of some, which could not be read back:
/// what is saved from the executed query is planned again.
#[test]
fn executed_queries_are_saved_and_run_again() {
    let session = session();
    let folder = tempfile::tempdir().unwrap();
    let (worker, data) = (session.clone(), folder.path().to_path_buf());
    session
        .runtime()
        .block_on(async move { register(worker.context(), &data).await });
    for number in 1..=22 {
        let query = Query::start(&session, sql(number), Limits::default());
        let expected = rows_of(&query).unwrap();
        let file = folder.path().join(format!("q{number}.dfplan"));
        let saved = save_sql(&session, &query.sql(), &file).unwrap();
        assert_eq!(saved.kinds, PlanKind::ALL, "q{number}");
        for kind in saved.kinds {
            assert_eq!(
                saved_rows(&file, of_kind(kind)).unwrap(),
                expected,
                "q{number} {kind:?}"
            );
        }
    }
}
