//! Constants read the same in a saved plan and in the plan that it decodes to.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::Int64Array;
use datafusion::arrow::datatypes::Schema;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, cast};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{CastExpr, Literal};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::placeholder_row::PlaceholderRowExec;
use datafusion::physical_plan::projection::ProjectionExec;
use planarium_engine::Session;
use planarium_engine::codec::{
    decode_logical, decode_physical, encode_logical, encode_physical, parse_logical,
    parse_physical, with_deep_stack,
};
use planarium_engine::plan::{PlanNode, PlanStage, StageId, logical_stage, physical_stage};
use planarium_engine::plan_file::{BytesView, InspectOptions, PlanKind, inspect};
use planarium_engine::query::plan_last;

use crate::literal_samples::{KINDS, kind, samples};
use crate::plan_support::save_sql;
use crate::support::session;
use crate::tpch_data::{register, sql};

fn logical(value: &ScalarValue) -> LogicalPlan {
    let literal = Expr::Literal(value.clone(), None);
    let typed = cast(literal.clone(), value.data_type());
    let rows = LogicalPlanBuilder::empty(true);
    let columns = [literal.alias("v"), typed.alias("c")];
    rows.project(columns).unwrap().build().unwrap()
}

fn physical(value: &ScalarValue) -> Arc<dyn ExecutionPlan> {
    let literal: Arc<dyn PhysicalExpr> = Arc::new(Literal::new(value.clone()));
    let typed = CastExpr::new(Arc::clone(&literal), value.data_type(), None);
    let row = PlaceholderRowExec::new(Arc::new(Schema::empty()));
    let columns = vec![
        (literal, "v".to_string()),
        (Arc::new(typed) as Arc<dyn PhysicalExpr>, "c".to_string()),
    ];
    Arc::new(ProjectionExec::try_new(columns, Arc::new(row)).unwrap())
}

/// The plan as it is shown from its raw bytes, and as it is once they are decoded.
fn both(session: &Session, value: &ScalarValue, file: &Path, kind: PlanKind) -> [PlanStage; 2] {
    let (codecs, context) = (session.codecs(), session.context().task_ctx());
    let (bytes, decoded) = if kind == PlanKind::Physical {
        let bytes = encode_physical(codecs, &physical(value)).unwrap();
        let plan = with_deep_stack(|| decode_physical(codecs, &parse_physical(&bytes)?, &context));
        let stage = physical_stage(StageId::Physical, &plan.unwrap());
        (bytes, stage)
    } else {
        let bytes = encode_logical(codecs, &logical(value)).unwrap();
        let plan = with_deep_stack(|| decode_logical(codecs, &parse_logical(&bytes)?, &context));
        let stage = logical_stage(StageId::Initial, &plan.unwrap());
        (bytes, stage)
    };
    fs::write(file, bytes).unwrap();
    let options = InspectOptions { kind: Some(kind) };
    [inspect(file, &options).unwrap().stage, decoded]
}

fn said(node: &PlanNode) -> (&str, &str) {
    (&node.argument, &node.attributes[0].value)
}

#[test]
fn every_constant_reads_like_that_of_the_decoded_plan() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let file = folder.path().join("plan.bin");
    let mut met = [false; KINDS];
    for (value, text) in samples() {
        met[kind(&value)] = true;
        for plan in [PlanKind::Logical, PlanKind::Physical] {
            let [shown, decoded] = both(&session, &value, &file, plan);
            let (shown, decoded) = (&shown.nodes[0], &decoded.nodes[0]);
            assert_eq!(said(shown), said(decoded), "{value:?} {plan:?}");
            let line = format!("{text} as v, CAST({text} AS {}) as c", value.data_type());
            assert_eq!(shown.attributes[0].value, line, "{value:?} {plan:?}");
            assert!(shown.detail.ends_with(&line), "{}", shown.detail);
        }
    }
    assert_eq!(met, [true; KINDS]);
}

#[test]
fn nulls_of_every_type_read_like_those_of_the_decoded_plan() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let file = folder.path().join("plan.bin");
    for (value, _) in samples() {
        let null = ScalarValue::try_new_null(&value.data_type()).unwrap();
        if matches!(null, ScalarValue::Float16(_)) {
            continue;
        }
        for plan in [PlanKind::Logical, PlanKind::Physical] {
            let [shown, decoded] = both(&session, &null, &file, plan);
            assert_eq!(said(&shown.nodes[0]), said(&decoded.nodes[0]), "{null:?}");
            assert!(shown.nodes[0].argument.starts_with("NULL as v"), "{null:?}");
        }
    }
}

#[test]
fn endless_constants_are_cut_and_counted() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let file = folder.path().join("plan.bin");
    let numbers = Int64Array::from_iter_values(0..1_000_000);
    let many = ScalarValue::List(Arc::new(
        datafusion::common::utils::SingleRowListArrayBuilder::new(Arc::new(numbers))
            .build_list_array(),
    ));
    let long = ScalarValue::Utf8(Some("é".repeat(100_000)));
    let bytes = ScalarValue::Binary(Some(vec![7; 100_000]));
    for (value, end) in [
        (many, "48, 49, … +999950]"),
        (long, "é…' (100000 characters)"),
        (bytes, "07…' (100000 bytes)"),
    ] {
        for plan in [PlanKind::Logical, PlanKind::Physical] {
            let [shown, decoded] = both(&session, &value, &file, plan);
            let text = &shown.nodes[0].attributes[0].value;
            assert_eq!(text, &decoded.nodes[0].attributes[0].value);
            assert!(text.contains(&format!("{end} as v")), "{text}");
            assert!(text.len() < 4_100, "{}", text.len());
        }
    }
}

/// The value of the first field of a type in the tree of the bytes.
fn in_bytes(view: &BytesView, path: &[u32], type_name: &str) -> Option<String> {
    let fields = view.children(path, 0, usize::MAX).unwrap().fields;
    fields.iter().find_map(|field| {
        if field.type_name == type_name {
            return Some(field.value.clone());
        }
        let below = [path, &[field.start]].concat();
        field
            .expandable
            .then(|| in_bytes(view, &below, type_name))?
    })
}

#[test]
fn the_bytes_of_a_constant_say_what_it_is() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let file = folder.path().join("constant.bin");
    let options = InspectOptions {
        kind: Some(PlanKind::Optimized),
    };
    for (value, text) in samples() {
        if matches!(value, ScalarValue::Float16(_) | ScalarValue::Null) {
            continue;
        }
        let bytes = encode_logical(session.codecs(), &logical(&value)).unwrap();
        fs::write(&file, bytes).unwrap();
        let view = BytesView::open(&file, &options).unwrap();
        let shown = in_bytes(&view, &[], "ScalarValue");
        assert_eq!(shown.as_deref(), Some(text), "{value:?}");
    }
}

#[test]
fn types_are_told_as_arrow_names_them() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let file = folder.path().join("cast.dfplan");
    let query = "SELECT arrow_cast(s, 'Timestamp(Nanosecond, Some(\"UTC\"))') AS t, \
                 s::decimal(15, 2) AS d, try_cast(s AS int) AS i \
                 FROM (SELECT column1 AS s FROM (VALUES ('1'), ('2')))";
    save_sql(&session, query, &file).unwrap();
    let options = InspectOptions {
        kind: Some(PlanKind::Optimized),
    };
    let text = inspect(&file, &options).unwrap().stage.text;
    for words in [
        " AS Timestamp(ns, \"UTC\"))",
        " AS Decimal128(15, 2))",
        " AS Int32)",
        "TRY_CAST(",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

/// What the views say of an operator's expressions.
fn expressions(node: &PlanNode) -> Vec<(&str, &str)> {
    const NAMES: [&str; 9] = [
        "expressions",
        "predicate",
        "group by",
        "aggregates",
        "order by",
        "on",
        "filter",
        "filters",
        "type",
    ];
    let told = node
        .attributes
        .iter()
        .filter(|attribute| NAMES.contains(&attribute.name.as_str()))
        .map(|attribute| (attribute.name.as_str(), attribute.value.as_str()));
    [("argument", node.argument.as_str())]
        .into_iter()
        .chain(told)
        .collect()
}

#[test]
fn saved_tpch_plans_read_like_the_plans_in_memory() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let (worker, data) = (session.clone(), folder.path().to_path_buf());
    session
        .runtime()
        .block_on(async move { register(worker.context(), &data).await });
    let mut differences = Vec::new();
    let mut compared = 0;
    for number in 1..=22 {
        let query = sql(number);
        let file = folder.path().join(format!("q{number}.dfplan"));
        save_sql(&session, &query, &file).unwrap();
        let (worker, text) = (session.clone(), query.clone());
        let planned = session
            .runtime()
            .block_on(async move { plan_last(&worker, &text).await })
            .unwrap();
        for kind in PlanKind::ALL {
            let own = match kind {
                PlanKind::Logical => logical_stage(StageId::Initial, &planned.initial),
                PlanKind::Optimized => {
                    logical_stage(StageId::Optimized, planned.optimized.as_ref().unwrap())
                }
                PlanKind::Physical => {
                    physical_stage(StageId::Physical, planned.physical.as_ref().unwrap())
                }
            };
            let options = InspectOptions { kind: Some(kind) };
            let shown = inspect(&file, &options).unwrap().stage;
            for pair in pairs(&shown, &own) {
                compared += 1;
                // Only the saved side says what the subquery is for: EXISTS, IN, > ALL.
                if pair[0].operator == "Subquery" {
                    continue;
                }
                let [shown, own] = pair.map(expressions);
                if shown != own {
                    differences.push(format!("q{number} {kind:?}\n  {shown:?}\n  {own:?}"));
                }
            }
        }
    }
    println!("operators compared: {compared}");
    assert!(compared > 500, "{compared}");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The operators that both stages have, in order.
fn pairs<'a>(shown: &'a PlanStage, own: &'a PlanStage) -> Vec<[&'a PlanNode; 2]> {
    let mut rest = own.nodes.iter();
    shown
        .nodes
        .iter()
        .filter_map(|node| {
            let found = rest.clone().position(|own| own.operator == node.operator)?;
            rest.nth(found).map(|own| [node, own])
        })
        .collect()
}
