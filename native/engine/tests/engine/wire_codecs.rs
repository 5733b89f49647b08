//! Who wrote which part of a plan, told from its bytes.

use std::fs;

use datafusion_proto::protobuf::logical_expr_node::ExprType;
use datafusion_proto::protobuf::logical_plan_node::LogicalPlanType;
use datafusion_proto::protobuf::{
    CustomTableScanNode, EmptyRelationNode, LogicalExprNode, LogicalExtensionNode, LogicalPlanNode,
    ProjectionNode, ScalarUdfExprNode,
};
use planarium_engine::ErrorCode;
use planarium_engine::plan_file::{BytesView, InspectOptions, PlanKind};
use planarium_plan_wire::{PlanPartKind, TreeRoot, WireTree, attribute};
use prost::Message;

use crate::plan_support::bytes_of;
use crate::support::session;

fn plan(kind: LogicalPlanType) -> LogicalPlanNode {
    LogicalPlanNode {
        logical_plan_type: Some(kind),
    }
}

fn call(name: &str, payload: Option<&[u8]>) -> LogicalExprNode {
    let function = ScalarUdfExprNode {
        fun_name: name.to_string(),
        args: Vec::new(),
        fun_definition: payload.map(<[u8]>::to_vec),
    };
    LogicalExprNode {
        expr_type: Some(ExprType::ScalarUdfExpr(function)),
    }
}

/// A projection with functions of all kinds over an extension over a custom table.
fn mixed() -> Vec<u8> {
    let table = plan(LogicalPlanType::CustomScan(CustomTableScanNode {
        custom_table_data: b"DFPYCHN\x01\x05\0\0\0deltatable".to_vec(),
        ..CustomTableScanNode::default()
    }));
    let empty = plan(LogicalPlanType::EmptyRelation(EmptyRelationNode {
        produce_one_row: true,
    }));
    let extension = plan(LogicalPlanType::Extension(LogicalExtensionNode {
        node: b"DFJSCHN\x01\x03\0\0\0geo\x0a\x02hi".to_vec(),
        inputs: vec![table, empty],
    }));
    let projection = plan(LogicalPlanType::Projection(Box::new(ProjectionNode {
        input: Some(Box::new(extension)),
        expr: vec![
            call("abs", None),
            call("abs", None),
            call("twice", Some(b"DFJSUDF\x01code")),
            call("pickled", Some(b"DFPYUDF\x01\x03")),
            call("bare", Some(b"\x01\x02\x03")),
        ],
        ..ProjectionNode::default()
    })));
    projection.encode_to_vec()
}

#[test]
fn each_part_is_attributed_to_the_codec_that_wrote_it() {
    let bytes = mixed();
    let found = attribute(&bytes, TreeRoot::Logical);
    let parts: Vec<(PlanPartKind, &str, &str, u32, u32)> = found
        .parts
        .iter()
        .map(|part| {
            let payload = part.payload_end - part.payload_start;
            (part.kind, &*part.name, &*part.codec, part.count, payload)
        })
        .collect();
    use PlanPartKind::{Operator, ScalarFunction, Table};
    let mut expected = vec![
        (Table, "", "datafusion-python: delta", 1, 22),
        (Operator, "", "geo", 1, 19),
        (ScalarFunction, "abs", "by name", 2, 0),
        (ScalarFunction, "twice", "JavaScript scalar function", 1, 12),
        (ScalarFunction, "pickled", "Python scalar function", 1, 9),
        (ScalarFunction, "bare", "last codec (no id)", 1, 3),
    ];
    let key = |part: &(PlanPartKind, &str, &str, u32, u32)| part.2.to_string();
    let mut parts = parts;
    parts.sort_by_key(key);
    expected.sort_by_key(key);
    assert_eq!(parts, expected);
    let nodes: Vec<(&str, &str)> = found
        .nodes
        .iter()
        .map(|node| (&*node.operator, &*node.codec))
        .collect();
    assert_eq!(
        nodes,
        [
            ("projection", "DataFusion"),
            ("extension", "geo"),
            ("custom_scan", "DataFusion"),
            ("empty_relation", "DataFusion"),
        ]
    );
    let own: u32 = found.nodes.iter().map(|node| node.own_bytes).sum();
    assert_eq!(own as usize, bytes.len());
}

#[test]
fn a_frame_opens_into_its_parts_and_its_payload_into_its_own() {
    let bytes = mixed();
    let tree = WireTree::new(&bytes, TreeRoot::Logical);
    let at = bytes.windows(3).position(|part| part == b"geo").unwrap();
    let chain = tree.locate(at, at + 3);
    let names: Vec<&str> = chain.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(
        names,
        ["projection", "input", "extension", "node", "codec id"]
    );
    let frame = &chain[3];
    assert_eq!(frame.codec.as_deref(), Some("geo"));
    assert_eq!(frame.value, "codec chain · geo · payload of 4 bytes");
    let hi = tree.locate(at + 5, at + 7);
    assert_eq!(hi.last().unwrap().value, "\"hi\"");
}

#[test]
fn a_table_and_its_format_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("trips.csv");
    fs::write(&csv, "a\n1\n").unwrap();
    let sql = format!("SELECT abs(a) FROM '{}'", csv.display());
    let bytes = bytes_of(&session(), &sql, PlanKind::Optimized).unwrap();
    let found = attribute(&bytes, TreeRoot::Logical);
    let of = |kind| found.parts.iter().find(|part| part.kind == kind).unwrap();
    assert_eq!(of(PlanPartKind::FileFormat).name, "csv");
    assert_eq!(of(PlanPartKind::ScalarFunction).codec, "by name");
    let table = of(PlanPartKind::Table);
    assert!(table.name.contains("trips"), "{table:?}");
    assert_eq!(table.codec, "DataFusion");
}

#[test]
fn what_is_no_plan_opens_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.dfplan");
    let open = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        BytesView::open(&path, &InspectOptions::default()).unwrap()
    };
    let view = open(b"not a plan at all, but long enough to be looked at");
    let summary = view.summary();
    assert_eq!(summary.kind, None);
    assert_eq!(
        summary.error.as_ref().unwrap().code,
        ErrorCode::PlanFileForeign
    );
    assert!(summary.fault.is_some());
    assert_eq!(view.slice(4, 6), b"a plan");
    assert_eq!(view.find(b"plan", 7), Some(6), "from the start again");
    assert_eq!(
        view.find(b" plan", 6),
        Some(5),
        "begins before, ends behind"
    );
    assert_eq!(view.find(b"plane", 6), None);

    let bytes = mixed();
    let view = open(&bytes[..bytes.len() - 2]);
    let summary = view.summary();
    assert_eq!(summary.kind, Some(PlanKind::Optimized));
    let fault = summary.fault.as_ref().unwrap();
    assert_eq!(
        fault.path,
        "projection.expr[4].scalar_udf_expr.fun_definition"
    );

    let whole = zip();
    assert!(
        open(&whole).summary().fault.is_none(),
        "a foreign ZIP is whole"
    );
    let cut = &whole[..whole.len() - 40];
    let summary = open(cut).summary().clone();
    assert_eq!(summary.error.unwrap().code, ErrorCode::PlanFileDamaged);
    assert_eq!(summary.fault.unwrap().offset as usize, cut.len());
    let mut flipped = whole.clone();
    flipped[45] ^= 0xff;
    let fault = open(&flipped).summary().fault.clone().unwrap();
    assert_eq!((fault.path.as_str(), fault.start), ("manifest.json", 43));
}

/// A ZIP with one entry whose content starts at byte 43.
fn zip() -> Vec<u8> {
    use std::io::Write;
    let options = zip::write::SimpleFileOptions::default();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("manifest.json", options).unwrap();
    zip.write_all(b"{\"content\": \"of no interest\"}").unwrap();
    zip.finish().unwrap().into_inner()
}
