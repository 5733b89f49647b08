//! What fuzzing found, one small input for each.

use std::io::Cursor;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use datafusion::arrow::array::{ArrayRef, DictionaryArray, Int64Array, RecordBatch};
use datafusion::arrow::datatypes::Int32Type;
use datafusion::arrow::ipc::CompressionType;
use datafusion::arrow::ipc::reader::FileReader;
use datafusion::arrow::ipc::writer::{
    DictionaryTracker, FileWriter, IpcDataGenerator, IpcWriteOptions,
};
use datafusion_proto::protobuf::logical_expr_node::ExprType;
use datafusion_proto::protobuf::logical_plan_node::LogicalPlanType;
use datafusion_proto::protobuf::physical_plan_node::PhysicalPlanType;
use datafusion_proto::protobuf::{
    AggregateExecNode, AliasNode, LogicalExprNode, LogicalPlanNode, MemoryScanExecNode,
    NegativeNode, PhysicalPlanNode, ScalarUdfExprNode,
};
use datafusion_substrait::substrait::proto;
use planarium_engine::api::{ExecutionPlan, Expr, LogicalPlan, plan_to_json};
use planarium_engine::plan_file::PlanKind;
use planarium_engine::query::Query;
use planarium_engine::results::PageRequest;
use planarium_engine::session::Limits;
use planarium_engine::{ErrorCode, Session};
use planarium_plan_wire::{TreeRoot, find_fault};
use prost::Message;
use serde_json::{Value, json};

use crate::coverage_support::session_with_tables;
use crate::damaged::{files, open};
use crate::fuzz::codec::Names;
use crate::plan_support::bytes_of;
use crate::support::{ended, from_substrait, session, silence_workers, wait};

/// Said `internal`.
#[test]
fn a_number_that_an_enumeration_lacks_is_damage() {
    let session = session();
    let aggregate = AggregateExecNode {
        mode: 256,
        ..AggregateExecNode::default()
    };
    let plan = PhysicalPlanNode {
        physical_plan_type: Some(PhysicalPlanType::Aggregate(Box::new(aggregate))),
    };
    let bytes = plan.encode_to_vec();
    let error = ExecutionPlan::from_bytes(&session, &bytes).err().unwrap();
    assert_eq!(error.code, ErrorCode::PlanFileDamaged, "{error:?}");
    let error = plan_to_json(&bytes, PlanKind::Physical).unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanFileDamaged, "{error:?}");

    let join = proto::JoinRel {
        r#type: 256,
        ..proto::JoinRel::default()
    };
    let rel = proto::Rel {
        rel_type: Some(proto::rel::RelType::Join(Box::new(join))),
    };
    let plan = proto::Plan {
        relations: vec![proto::PlanRel {
            rel_type: Some(proto::plan_rel::RelType::Rel(rel)),
        }],
        ..proto::Plan::default()
    };
    let error = from_substrait(&session, &plan.encode_to_vec())
        .err()
        .unwrap();
    assert_eq!(error.code, ErrorCode::PlanFileDamaged, "{error:?}");
}

/// Each was called anew until no other had its name, in the square of their number: 21,850 took
/// more than ten seconds.
#[test]
fn many_equal_columns_of_a_substrait_relation_are_refused() {
    let (session, _folder) = session_with_tables();
    let worker = session.clone();
    let plan = wait(&session, async move {
        LogicalPlan::from_sql(&worker, "SELECT n FROM t").await
    });
    let bytes = plan.unwrap().to_substrait(&session).unwrap();
    let repeated = |expressions: usize, emitted: usize| {
        let mut plan = proto::Plan::decode(bytes.as_slice()).unwrap();
        let Some(proto::plan_rel::RelType::Root(root)) = &mut plan.relations[0].rel_type else {
            panic!("no root");
        };
        let rel = root.input.as_mut().and_then(|rel| rel.rel_type.as_mut());
        let Some(proto::rel::RelType::Project(project)) = rel else {
            panic!("no projection");
        };
        project.expressions = vec![project.expressions.remove(0); expressions];
        let emit = project.common.as_mut().unwrap().emit_kind.as_mut().unwrap();
        let proto::rel_common::EmitKind::Emit(emit) = emit else {
            panic!("all columns");
        };
        emit.output_mapping = vec![emit.output_mapping[0]; emitted];
        root.names = (0..emitted).map(|place| format!("n{place}")).collect();
        from_substrait(&session, &plan.encode_to_vec())
    };
    for (expressions, emitted) in [(1, 1_000), (1_000, 1), (300, 300)] {
        let plan = repeated(expressions, emitted).unwrap();
        assert_eq!(plan.columns().len(), emitted);
    }
    for (expressions, emitted) in [(20_000, 1), (1, 20_000), (4_000, 4_200)] {
        let error = repeated(expressions, emitted).err().unwrap();
        assert_eq!(error.code, ErrorCode::PlanFileTooLarge, "{error:?}");
        assert!(
            error.message.contains("too many columns, keys"),
            "{error:?}"
        );
    }
}

/// `levels` aliases of one another over the first expression of a projection.
fn aliased(plan: &[u8], levels: usize) -> Vec<u8> {
    let mut plan = LogicalPlanNode::decode(plan).unwrap();
    let Some(LogicalPlanType::Projection(projection)) = &mut plan.logical_plan_type else {
        panic!("no projection");
    };
    for level in 0..levels {
        let alias = AliasNode {
            expr: Some(Box::new(projection.expr.remove(0))),
            alias: format!("a{level}"),
            ..AliasNode::default()
        };
        let expr_type = Some(ExprType::Alias(Box::new(alias)));
        projection.expr.insert(0, LogicalExprNode { expr_type });
    }
    plan.encode_to_vec()
}

/// Took two to the power of their depth: 60 of them were not read within any time.
#[test]
fn aliases_of_aliases_are_refused_before_they_double() {
    let (session, _folder) = session_with_tables();
    let plan = bytes_of(&session, "SELECT n FROM t", PlanKind::Logical).unwrap();
    assert!(LogicalPlan::from_bytes(&session, &aliased(&plan, 8)).is_ok());
    for levels in [60, 2_000] {
        let read = LogicalPlan::from_bytes(&session, &aliased(&plan, levels));
        assert_eq!(read.err().unwrap().code, ErrorCode::PlanTooDeep, "{levels}");
    }
}

/// Each part of an expression is named with all that is inside it: half a megabyte of text in a
/// thousand negations came to a gigabyte, and a longer one to the end of the process.
#[test]
fn long_expressions_that_nest_deep_are_refused_before_they_are_named() {
    let (session, _folder) = session_with_tables();
    let plan = bytes_of(&session, "SELECT n FROM t", PlanKind::Logical).unwrap();
    let mut plan = LogicalPlanNode::decode(plan.as_slice()).unwrap();
    let Some(LogicalPlanType::Projection(projection)) = &mut plan.logical_plan_type else {
        panic!("no projection");
    };
    let mut expr: LogicalExprNode =
        serde_json::from_value(json!({ "column": { "name": "x".repeat(500_000) } })).unwrap();
    for _ in 0..1_000 {
        let negative = NegativeNode {
            expr: Some(Box::new(expr)),
        };
        expr = LogicalExprNode {
            expr_type: Some(ExprType::Negative(Box::new(negative))),
        };
    }
    projection.expr = vec![expr];
    let read = LogicalPlan::from_bytes(&session, &plan.encode_to_vec());
    assert_eq!(read.err().unwrap().code, ErrorCode::PlanTooDeep);
}

/// `SELECT n FROM t` with another expression.
fn projecting(session: &Session, expr: Value) -> Vec<u8> {
    let plan = bytes_of(session, "SELECT n FROM t", PlanKind::Logical).unwrap();
    let mut plan = LogicalPlanNode::decode(plan.as_slice()).unwrap();
    let Some(LogicalPlanType::Projection(projection)) = &mut plan.logical_plan_type else {
        panic!("no projection");
    };
    projection.expr = vec![serde_json::from_value(expr).unwrap()];
    plan.encode_to_vec()
}

/// One message, and an operator in an operator for each operand: 21,846 took longer than ten
/// seconds, and many more the stack.
#[test]
fn a_chain_counts_as_the_operators_that_it_becomes() {
    let (session, _folder) = session_with_tables();
    let chain = |operands: usize| {
        let operand = json!({ "literal": { "int64Value": "1" } });
        let expr = json!({ "binaryExpr": { "op": "Plus", "operands": vec![operand; operands] } });
        projecting(&session, expr)
    };
    let fine = chain(2_000);
    assert!(LogicalPlan::from_bytes(&session, &fine).is_ok());
    assert_eq!(find_fault(&fine, TreeRoot::Logical), None);
    for operands in [6_010, 100_000] {
        let bytes = chain(operands);
        let fault = find_fault(&bytes, TreeRoot::Logical).unwrap();
        assert!(fault.path.contains("expr"), "{fault:?}");
        assert_eq!(fault.expected, "a plan within the limits");
        let error = LogicalPlan::from_bytes(&session, &bytes).err().unwrap();
        assert!(
            matches!(
                error.code,
                ErrorCode::PlanTooDeep | ErrorCode::PlanFileTooLarge
            ),
            "{error:?}"
        );
    }
}

/// Readers put them together: 43,690 times the same columns, of which each message had one.
#[test]
fn a_message_that_may_be_there_once_is_refused_the_second_time() {
    let (session, _folder) = session_with_tables();
    let plan = bytes_of(&session, "SELECT n FROM t", PlanKind::Logical).unwrap();
    assert!(LogicalPlan::from_bytes(&session, &plan).is_ok());
    let error = LogicalPlan::from_bytes(&session, &plan.repeat(2));
    assert_eq!(error.err().unwrap().code, ErrorCode::PlanFileDamaged);
}

/// 29,127 keys took longer than ten seconds.
#[test]
fn a_window_has_a_bounded_number_of_keys() {
    let (session, _folder) = session_with_tables();
    let sql = "SELECT sum(n) OVER (PARTITION BY s) FROM t";
    let plan = bytes_of(&session, sql, PlanKind::Physical).unwrap();
    let keyed = |keys: usize| {
        let mut plan =
            serde_json::to_value(PhysicalPlanNode::decode(plan.as_slice()).unwrap()).unwrap();
        let by = at_name(&mut plan, "partitionBy").expect("a window");
        let key = by[0].clone();
        *by = json!(vec![key; keys]);
        let plan: PhysicalPlanNode = serde_json::from_value(plan).unwrap();
        plan.encode_to_vec()
    };
    assert!(ExecutionPlan::from_bytes(&session, &keyed(100)).is_ok());
    let bytes = keyed(10_000);
    let error = ExecutionPlan::from_bytes(&session, &bytes).err().unwrap();
    assert_eq!(error.code, ErrorCode::PlanFileTooLarge, "{error:?}");
    // The bytes view points at the first key that is one too many.
    let fault = find_fault(&bytes, TreeRoot::Physical).unwrap();
    assert!(fault.path.contains("partition_by["), "{fault:?}");
    assert!(fault.found.contains("pairs of parts"), "{fault:?}");
    assert!(fault.start < fault.end && (fault.end as usize) < bytes.len());
}

/// The first value of this name in the structure of a plan.
fn at_name<'a>(value: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    match value {
        Value::Object(fields) => fields
            .iter_mut()
            .find_map(|(field, value)| match field == name {
                true => Some(value),
                false => at_name(value, name),
            }),
        Value::Array(items) => items.iter_mut().find_map(|value| at_name(value, name)),
        _ => None,
    }
}

/// An error was quoted once for each level around it, and its quotes as well: sixteen thousand
/// bytes took longer than anybody waits.
#[test]
fn damage_in_a_deep_expression_is_told_in_few_words() {
    let (session, _folder) = session_with_tables();
    let deep = |leaf: Value, levels: usize| {
        (0..levels).fold(leaf, |expr, _| json!({ "negative": { "expr": expr } }))
    };
    let sound = json!({ "literal": { "int64Value": "1" } });
    let damaged = json!({ "binaryExpr": { "op": "Plus", "operands": [sound] } });
    for levels in [3, 17, 40, 300] {
        let plan = projecting(&session, deep(sound.clone(), levels));
        assert!(LogicalPlan::from_bytes(&session, &plan).is_ok(), "{levels}");
        let plan = projecting(&session, deep(damaged.clone(), levels));
        let error = LogicalPlan::from_bytes(&session, &plan).err().unwrap();
        let expr: LogicalExprNode = serde_json::from_value(deep(damaged.clone(), levels)).unwrap();
        let alone = Expr::from_bytes(&session, &expr.encode_to_vec())
            .err()
            .unwrap();
        for error in [error, alone] {
            assert_eq!(error.code, ErrorCode::PlanFileDamaged, "{levels}");
            let detail = error.detail.unwrap();
            assert!(detail.contains("at least 2 operands"), "{detail}");
            assert!(detail.len() < 1_000_000, "{levels}: {}", detail.len());
        }
    }
}

/// Rows in a physical plan, and in a nested literal, that say that they need two gigabytes.
#[test]
fn rows_that_ask_for_more_than_is_there_are_refused() {
    let session = session();
    let scan = MemoryScanExecNode {
        partitions: vec![b"\xff\xff\xff\xff\xff\xff\xff\x7frows".to_vec()],
        ..MemoryScanExecNode::default()
    };
    let plan = PhysicalPlanNode {
        physical_plan_type: Some(PhysicalPlanType::MemoryScan(scan)),
    };
    let error = ExecutionPlan::from_bytes(&session, &plan.encode_to_vec());
    let error = error.err().unwrap();
    assert_eq!(error.code, ErrorCode::PlanFileDamaged);
    assert_eq!(error.detail.as_deref(), Some("the rows are cut off"));

    let numbers = Arc::new(Int64Array::from_iter_values(0..9)) as ArrayRef;
    let batch = RecordBatch::try_from_iter([("item", numbers)]).unwrap();
    let options = IpcWriteOptions::default()
        .try_with_compression(Some(CompressionType::ZSTD))
        .unwrap();
    let (_, encoded) = IpcDataGenerator {}
        .encode(
            &batch,
            &mut DictionaryTracker::new(false),
            &options,
            &mut Default::default(),
        )
        .unwrap();
    let nested = |header: &[u8], dictionary: &[u8]| {
        let [header, dictionary] = [header, dictionary].map(|bytes| BASE64_STANDARD.encode(bytes));
        let value = json!({ "ipcMessage": header, "dictionaries": [{ "ipcMessage": dictionary }] });
        let expr = json!({ "literal": { "listValue": value } });
        let expr: LogicalExprNode = serde_json::from_value(expr).unwrap();
        Expr::from_bytes(&session, &expr.encode_to_vec())
    };
    let packed = encoded.ipc_message.as_slice();
    for read in [nested(packed, packed), nested(&[], packed)] {
        let detail = read.err().unwrap().detail.unwrap();
        assert!(detail.starts_with("compressed rows"), "{detail}");
    }
}

/// Said that a plan which was read cannot be serialised.
#[test]
fn a_function_that_no_codec_knows_is_damage() {
    let session = Arc::new(Names::default()).installed(&session());
    let call = ScalarUdfExprNode {
        fun_name: "no_such_function".to_string(),
        ..ScalarUdfExprNode::default()
    };
    let expr = LogicalExprNode {
        expr_type: Some(ExprType::ScalarUdfExpr(call)),
    };
    let read = Expr::from_bytes(&session, &expr.encode_to_vec());
    assert_eq!(read.err().unwrap().code, ErrorCode::PlanFileDamaged);
}

/// A hundred thousand times the same column made a page of a gigabyte.
#[test]
fn a_page_has_no_more_columns_than_the_result() {
    let session = session();
    let query = Query::start(&session, "SELECT 1 AS a, 2 AS b", Limits::default());
    ended(&query);
    let page = |columns: Vec<usize>| {
        query.page(&PageRequest {
            offset: 0,
            limit: 10,
            columns: Some(columns),
            ..PageRequest::default()
        })
    };
    assert!(page(vec![1, 1]).is_ok());
    let error = page(vec![0; 100_000]).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidRequest);
}

/// The reader of files failed, and that of streams took `ARRO` for a length and made room for it:
/// 1.3 GB. So whatever fails in its footer is refused before.
#[test]
fn an_arrow_file_is_never_read_as_a_stream() {
    silence_workers();
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let all = files();
    let (_, whole) = all.iter().find(|file| file.0 == "a.arrow").unwrap();
    let end = whole.len() - 10;
    let footer = u32::from_le_bytes(whole[end..end + 4].try_into().unwrap()) as usize;
    let path = folder.path().join("a.arrow");
    let refused = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let sql = format!("SELECT * FROM '{}'", path.display());
        let error = ended(&Query::start(&session, sql, Limits::default())).error;
        format!("{:?}", error.unwrap())
    };
    let mut failed = 0;
    for at in end - footer..end {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        let opened = std::panic::catch_unwind(|| FileReader::try_new(Cursor::new(&bytes), None));
        if !opened.is_ok_and(|reader| reader.is_ok()) {
            let error = refused(&bytes);
            assert!(error.contains("Arrow messages do not fit"), "{at}: {error}");
            failed += 1;
        }
    }
    assert!(failed > footer / 10, "{failed} of {footer}");
    let mut nameless = whole.clone();
    nameless[..6].copy_from_slice(b"ABCDEF");
    let error = refused(&nameless);
    assert!(error.contains("it is not Arrow data"), "{error}");
}

/// Where a dictionary's body is, is told by its block and not by the end of its header: four
/// bytes further a compressed part says another length.
#[test]
fn a_body_is_looked_at_where_its_block_says() {
    silence_workers();
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let words: DictionaryArray<Int32Type> = ["x", "y", "x"].into_iter().collect();
    let batch = RecordBatch::try_from_iter([("w", Arc::new(words) as ArrayRef)]).unwrap();
    let options = IpcWriteOptions::default()
        .try_with_compression(Some(CompressionType::ZSTD))
        .unwrap();
    let mut file = FileWriter::try_new_with_options(Vec::new(), &batch.schema(), options).unwrap();
    file.write(&batch).unwrap();
    let mut bytes = file.into_inner().unwrap();
    bytes.drain(8..12);
    let path = folder.path().join("shifted.arrow");
    std::fs::write(&path, bytes).unwrap();
    let error = open(&session, &path).unwrap_err();
    assert_eq!(error.code, ErrorCode::FileDamaged);
    let detail = error.detail.unwrap_or_default();
    assert!(detail.contains("Arrow messages do not fit"), "{detail}");
}
