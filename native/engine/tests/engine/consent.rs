//! One verdict on the bytes of a plan: the same as a file and as a value, whatever the part that
//! asks for consent is nested in.

use std::path::Path;

use datafusion_proto::protobuf as proto;
use planarium_engine::api::{ExecutionPlan, LogicalPlan};
use planarium_engine::codec::{Root, check};
use planarium_engine::consent::{ConsentEffect, Verdict, judge};
use planarium_engine::plan_file::{
    InspectOptions, PlanKind, ReplanOptions, RunOptions, inspect, prepare, replan,
};
use planarium_engine::session::Limits;
use planarium_engine::{Error, ErrorCode, Session};
use prost::Message;
use proto::logical_expr_node::ExprType;
use proto::logical_plan_node::LogicalPlanType;
use proto::physical_plan_node::PhysicalPlanType;

use crate::coverage_support::run;
use crate::plan_support::{bytes_of, container, manifest, of_kind};
use crate::support::{session, wait};

const VERDICTS: &str = include_str!("../../../../docs/plan-verdicts.md");

/// The verdicts of `docs/plan-verdicts.md` on one message: number, field and words.
fn verdicts(message: &str) -> Vec<(u32, &'static str, &'static str)> {
    let (_, rest) = VERDICTS.split_once(&format!("### {message}\n")).unwrap();
    let section = rest.split("\n##").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| "));
    rows.filter_map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        Some((cells[1].parse().ok()?, cells[2].trim_matches('`'), cells[3]))
    })
    .collect()
}

/// A field of bytes, as the wire format has it.
fn field(number: u32, content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    prost::encoding::encode_key(
        number,
        prost::encoding::WireType::LengthDelimited,
        &mut bytes,
    );
    prost::encoding::encode_varint(content.len() as u64, &mut bytes);
    bytes.extend(content);
    bytes
}

fn judged(bytes: &[u8], root: Root) -> Verdict {
    check(bytes, root).unwrap();
    judge(bytes, root)
}

fn effects(bytes: &[u8], root: Root) -> Vec<ConsentEffect> {
    let items = judged(bytes, root).items;
    items.into_iter().map(|item| item.effect).collect()
}

fn expected(words: &str, payload: bool) -> Vec<ConsentEffect> {
    let foreign = words.contains("anything") && (payload || words.starts_with("asks"));
    match words {
        _ if foreign => vec![ConsentEffect::RunsForeignCode],
        "asks: writes" => vec![ConsentEffect::Writes],
        "asks: changes the session" => vec![ConsentEffect::ChangesSession],
        "computes" | "reads files" => vec![],
        _ => {
            assert!(!payload && !words.starts_with("asks"), "{words}");
            vec![]
        }
    }
}

/// Number of the field with the payload, for the parts that a codec may have written.
fn payload_of(arm: &str) -> Option<u32> {
    Some(match arm {
        "custom_scan" => 5,
        "window_expr" => 10,
        "aggregate_udf_expr" => 6,
        "scalar_udf_expr" | "higher_order_udf_expr" | "scalar_udf" | "higher_order_udf" => 3,
        "aggregate_expr" => 7,
        _ => return None,
    })
}

/// A message around another one: the fields to it, the outermost first.
fn inside(path: &[u32], content: &[u8]) -> Vec<u8> {
    let path = path.iter().rev();
    path.fold(content.to_vec(), |inner, number| field(*number, &inner))
}

/// Every part of the format in every place where one may stand.
#[test]
fn every_part_has_its_verdict_wherever_it_stands() {
    // From a plan: to another plan (of a view, a definition, EXPLAIN ANALYZE, PREPARE, a
    // recursive query, a union, the target of an insert), and to an expression. The last ones
    // hold a plan inside an expression.
    let logical: [&[u32]; 8] = [
        &[],
        &[24, 2],
        &[14, 1],
        &[31, 2],
        &[31, 3],
        &[19, 1],
        &[4, 2, 36, 1, 1],
        &[3, 2, 20, 2, 36, 1, 1],
    ];
    let in_expression: [&[u32]; 4] = [&[4, 2], &[3, 2, 2, 1], &[7, 8], &[1, 6]];
    let physical: [&[u32]; 5] = [&[], &[19, 1], &[23, 3], &[39, 2], &[9, 1]];
    let in_physical_expression: [&[u32]; 4] = [&[12, 2], &[4, 2, 9, 1], &[9, 8, 1], &[1, 3]];
    for (message, root, places) in [
        ("LogicalPlanNode", Root::Logical, &logical[..]),
        ("LogicalExprNode", Root::Logical, &in_expression),
        ("PhysicalPlanNode", Root::Physical, &physical),
        ("PhysicalExprNode", Root::Physical, &in_physical_expression),
    ] {
        let rows = verdicts(message);
        assert!(rows.len() > 20, "{message}");
        for (number, name, words) in rows {
            for place in places {
                let plain = inside(place, &field(number, &[]));
                let told = format!("{message}.{name} in {place:?}");
                // A table without rows in its payload is one of a codec that writes none.
                let is_table = name == "custom_scan";
                assert_eq!(effects(&plain, root), expected(words, is_table), "{told}");
                let payload_at = match (message, name) {
                    ("PhysicalExprNode", "window_expr") => Some(9),
                    _ => payload_of(name),
                };
                if let Some(at) = payload_at {
                    let body = field(number, &field(at, b"anything"));
                    let bytes = inside(place, &body);
                    assert_eq!(effects(&bytes, root), expected(words, true), "{told}");
                }
            }
        }
    }
}

/// What carries a plan and asks for consent itself keeps what that plan asks for.
#[test]
fn a_definition_keeps_what_its_plan_asks_for() {
    let copy = field(29, &field(2, b"file:///out.csv"));
    for (path, own) in [
        (&[22, 2][..], "Create view"),
        (&[26, 3], "Prepare a statement"),
        (&[33, 2], "Update"),
    ] {
        let verdict = judged(&inside(path, &copy), Root::Logical);
        let actions: Vec<&str> = verdict
            .items
            .iter()
            .map(|item| item.action.as_str())
            .collect();
        assert_eq!(actions, [own, "Copy to a file"]);
    }
}

/// The marks of the codec's own are no foreign code; of a repeated field the last one counts.
#[test]
fn payloads_of_this_program_are_read_and_the_last_one_counts() {
    let call = |payloads: &[&[u8]]| {
        let payloads: Vec<Vec<u8>> = payloads.iter().map(|payload| field(3, payload)).collect();
        inside(&[4, 2, 20], &payloads.concat())
    };
    let (own, foreign) = (&b"DFJSSQ\x01\x05"[..], &b"x"[..]);
    assert_eq!(effects(&call(&[own]), Root::Logical), []);
    assert_eq!(effects(&call(&[foreign, own]), Root::Logical), []);
    let asks = [ConsentEffect::RunsForeignCode];
    assert_eq!(effects(&call(&[own, foreign]), Root::Logical), asks);
    assert_eq!(effects(&call(&[b"DFJSSQ\x02\x05"]), Root::Logical), asks);
    assert_eq!(effects(&call(&[b"DFJSTZ\x01UTC"]), Root::Logical), []);
    assert_eq!(effects(&call(&[b"DFJSTZ\x02UTC"]), Root::Logical), asks);
    let physical = |payload: &[u8]| inside(&[12, 2, 16, 3], payload);
    assert_eq!(effects(&physical(own), Root::Physical), []);
    assert_eq!(effects(&physical(foreign), Root::Physical), asks);
    let table = |payload: &[u8]| inside(&[25, 5], payload);
    assert_eq!(effects(&table(b"DFJSMT\x01"), Root::Logical), []);
    assert_eq!(effects(&table(b"DFJSMT\x02"), Root::Logical), asks);
    assert_eq!(effects(&table(b"DFJSTF\x01"), Root::Logical), []);
    assert_eq!(effects(&table(b"DFJSTF\x02"), Root::Logical), asks);
}

#[test]
fn substrait_is_judged_by_its_relations() {
    for (number, name, words) in verdicts("Rel") {
        for place in [
            &[3, 1][..],
            &[3, 2, 1],
            &[3, 1, 8, 2],
            &[3, 1, 2, 3, 12, 1, 1],
        ] {
            let bytes = inside(place, &field(number, &[]));
            let wanted = match words.starts_with("asks") {
                true => 1,
                false => 0,
            };
            assert_eq!(effects(&bytes, Root::Substrait).len(), wanted, "{name}");
        }
    }
    let table = inside(&[3, 1, 1], &field(8, &[]));
    let asks = [ConsentEffect::RunsForeignCode];
    assert_eq!(effects(&table, Root::Substrait), asks);
}

/// The file's verdict and the value's on the same bytes.
fn both(session: &Session, folder: &Path, bytes: &[u8], kind: PlanKind) -> [Option<Error>; 2] {
    let file = folder.join("plan.pb");
    std::fs::write(&file, bytes).unwrap();
    let shown = inspect(&file, &InspectOptions { kind: Some(kind) }).unwrap();
    assert_eq!(shown.refusal, None);
    assert_eq!(shown.asks.is_empty(), shown.consent.is_none());
    let worker = session.clone();
    let prepared = wait(session, async move {
        prepare(&worker, file, of_kind(kind)).await.map(drop)
    });
    assert_eq!(prepared.err(), shown.consent);
    let value = match kind {
        PlanKind::Physical => ExecutionPlan::from_bytes(session, bytes)
            .and_then(|plan| plan.execute(session, Limits::default(), false)),
        _ => LogicalPlan::from_bytes(session, bytes)
            .and_then(|plan| plan.execute(session, Limits::default(), false)),
    };
    [shown.consent, value.err()]
}

/// Files of a folder, so that what was written is seen.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_same_bytes_are_judged_alike_as_file_and_as_value() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let (data, out) = (folder.path().join("data"), folder.path().join("out"));
    std::fs::create_dir(&data).unwrap();
    std::fs::create_dir(&out).unwrap();
    std::fs::write(data.join("t.csv"), "a,b\n1,x\n2,y\n").unwrap();
    let external = |name: &str| {
        format!(
            "CREATE EXTERNAL TABLE {name} STORED AS CSV LOCATION '{}/' OPTIONS ('format.has_header' 'true')",
            data.display()
        )
    };
    run(&session, &external("t"));
    run(&session, "CREATE VIEW seen AS SELECT a FROM t WHERE a > 1");
    let place = out.display();
    let reads = [
        "SELECT a, count(*) FROM t GROUP BY a HAVING sum(a) > 0 ORDER BY a LIMIT 1".to_string(),
        "SELECT * FROM seen UNION ALL SELECT a FROM t".to_string(),
        "SELECT row_number() OVER (ORDER BY a) FROM t WHERE a IN (SELECT a FROM seen)".to_string(),
        "SELECT (SELECT max(a) FROM seen), b FROM t WHERE EXISTS (SELECT 1 FROM seen s WHERE s.a = t.a)".to_string(),
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r".to_string(),
        "SELECT unnest([1, 2]) AS u, DISTINCT_b FROM (SELECT DISTINCT ON (a) b AS DISTINCT_b FROM t)".to_string(),
        "EXPLAIN ANALYZE SELECT a FROM t".to_string(),
        "EXPLAIN SELECT a FROM t".to_string(),
        "VALUES (1), (2)".to_string(),
    ];
    let writes = [
        format!("COPY (SELECT a FROM t) TO '{place}/x.csv' STORED AS CSV"),
        format!("COPY (SELECT a FROM t) TO '{place}/x.json' STORED AS JSON"),
        format!("COPY (SELECT a FROM t) TO '{place}/x.parquet' STORED AS PARQUET"),
        format!("EXPLAIN ANALYZE COPY (SELECT a FROM t) TO '{place}/x.csv' STORED AS CSV"),
        "INSERT INTO t VALUES (3, 'z')".to_string(),
        external("u"),
        "CREATE VIEW v AS SELECT a FROM t".to_string(),
        "CREATE SCHEMA s".to_string(),
        "CREATE DATABASE d".to_string(),
        "DROP VIEW seen".to_string(),
        "PREPARE p AS SELECT a FROM t".to_string(),
    ];
    let mut compared = 0;
    for (statements, asks) in [(&reads[..], false), (&writes, true)] {
        for sql in statements {
            for kind in PlanKind::ALL {
                // Definitions have no physical plan.
                let Ok(bytes) = bytes_of(&session, sql, kind) else {
                    assert!(asks || sql.contains("RECURSIVE"), "{sql} {kind:?}");
                    continue;
                };
                let [file, value] = both(&session, folder.path(), &bytes, kind);
                assert_eq!(file.is_some(), asks, "{sql} {kind:?}: {file:?}");
                assert_eq!(file, value, "{sql} {kind:?}");
                let code = file.map(|error| error.code);
                assert!(code.is_none_or(|code| code == ErrorCode::PlanWrites));
                compared += 1;
            }
        }
    }
    assert!(compared > 40, "{compared}");
    assert!(names(&out).is_empty());
    assert_eq!(names(&data), ["t.csv"]);
}

/// What is made of a value from bytes asks as its bytes do; what SQL of this session made does not.
#[test]
fn what_is_made_of_a_value_keeps_the_verdict_of_its_bytes() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let target = folder.path().join("x.csv");
    let sql = format!(
        "COPY (SELECT 1 AS a) TO '{}' STORED AS CSV",
        target.display()
    );
    let bytes = bytes_of(&session, &sql, PlanKind::Logical).unwrap();
    let plan = LogicalPlan::from_bytes(&session, &bytes).unwrap();
    let code = |plan: &LogicalPlan| {
        let run = plan.execute(&session, Limits::default(), false);
        run.err().map(|error| error.code)
    };
    let asks = Some(ErrorCode::PlanWrites);
    assert_eq!(code(&plan), asks);
    assert_eq!(code(&plan.optimized().unwrap()), asks);
    assert_eq!(code(&plan.inputs()[0]), asks);
    let json = plan.to_json(&session, Default::default()).unwrap();
    assert_eq!(
        code(&LogicalPlan::from_json(&session, &json).unwrap()),
        asks
    );
    let worker = plan.clone();
    let physical = wait(&session, async move { worker.execution_plan().await }).unwrap();
    let refused = |plan: &ExecutionPlan| {
        let run = plan.execute(&session, Limits::default(), false);
        run.err().map(|error| error.code)
    };
    assert_eq!(refused(&physical), asks);
    assert_eq!(refused(&physical.children()[0]), asks);
    let worker = physical.clone();
    let (sender, from) = (session.clone(), session.clone());
    let json = wait(&session, async move {
        worker.to_json(&sender, Default::default()).await
    });
    let again = ExecutionPlan::from_json(&from, &json.unwrap()).unwrap();
    assert_eq!(refused(&again), asks);
    assert!(!target.exists());
}

/// A field that is not known is dropped by decoders without an error: it is refused instead.
#[test]
fn fields_of_a_newer_format_are_refused() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let plain = bytes_of(&session, "SELECT 1 AS a", PlanKind::Physical).unwrap();
    let logical = bytes_of(&session, "SELECT 1 AS a", PlanKind::Optimized).unwrap();
    let node = field(99, b"new");
    let scan = [logical.clone(), field(99, b"")].concat();
    let nested = inside(&[19, 1], &node);
    for (bytes, kind, named) in [
        (
            node.clone(),
            PlanKind::Optimized,
            "no field 99 in LogicalPlanNode",
        ),
        (scan, PlanKind::Optimized, "no field 99 in LogicalPlanNode"),
        (
            nested.clone(),
            PlanKind::Logical,
            "no field 99 in LogicalPlanNode",
        ),
        (
            nested,
            PlanKind::Physical,
            "no field 99 in PhysicalPlanNode",
        ),
        (
            [plain, field(77, b"x")].concat(),
            PlanKind::Physical,
            "no field 77 in PhysicalPlanNode",
        ),
        (
            inside(&[4, 2], &field(90, b"")),
            PlanKind::Logical,
            "no field 90 in LogicalExprNode",
        ),
    ] {
        let value = match kind {
            PlanKind::Physical => ExecutionPlan::from_bytes(&session, &bytes).err(),
            _ => LogicalPlan::from_bytes(&session, &bytes).err(),
        };
        let value = value.unwrap();
        assert_eq!(value.code, ErrorCode::PlanVersionDiffers, "{value:?}");
        assert!(value.message.contains(named), "{value:?}");
        let raw = folder.path().join("raw.pb");
        std::fs::write(&raw, &bytes).unwrap();
        let entry = match kind {
            PlanKind::Physical => "physical.pb",
            PlanKind::Logical => "logical.pb",
            PlanKind::Optimized => "optimized.pb",
        };
        let saved = folder.path().join("saved.dfplan");
        std::fs::write(&saved, container(manifest(), &[(entry, &bytes)])).unwrap();
        for file in [raw, saved] {
            let shown = inspect(&file, &InspectOptions { kind: Some(kind) }).unwrap();
            let refusal = shown.refusal.unwrap();
            assert_eq!(refusal.message, value.message);
            let worker = session.clone();
            let options = RunOptions {
                allow_write: true,
                ..of_kind(kind)
            };
            let run = wait(&session, async move {
                prepare(&worker, file, options).await.map(drop)
            });
            assert_eq!(run.unwrap_err(), refusal);
        }
    }
}

/// The SQL of a file is planned again in place of bytes of another version: a write inside a
/// statement that has no bytes asks as well.
#[test]
fn sql_that_is_planned_again_is_judged_by_the_plan_that_runs() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let target = folder.path().join("x.csv");
    let bytes = bytes_of(&session, "SELECT 1", PlanKind::Optimized).unwrap();
    for sql in [
        format!(
            "EXPLAIN ANALYZE COPY (SELECT * FROM generate_series(1, 3)) TO '{}' STORED AS CSV",
            target.display()
        ),
        "SET datafusion.execution.batch_size = 7".to_string(),
    ] {
        let mut manifest = manifest();
        manifest["sql"] = sql.clone().into();
        manifest["datafusion"] = "1.0.0".into();
        let file = folder.path().join("other.dfplan");
        std::fs::write(&file, container(manifest, &[("optimized.pb", &bytes)])).unwrap();
        let (worker, path) = (session.clone(), file.clone());
        let made = wait(&session, async move {
            replan(&worker, &path, &ReplanOptions::default()).await
        })
        .unwrap();
        assert_eq!(made.consent.unwrap().code, ErrorCode::PlanWrites, "{sql}");
        assert!(!made.asks.is_empty());
        let worker = session.clone();
        let options = RunOptions {
            replanned: Some(made.sha256),
            ..RunOptions::default()
        };
        let run = wait(&session, async move {
            prepare(&worker, file, options).await.map(drop)
        });
        assert_eq!(run.unwrap_err().code, ErrorCode::PlanWrites, "{sql}");
    }
    assert!(!target.exists());
}

/// Remote locations are reads like others, shown before anything is asked of them.
#[test]
fn remote_locations_are_listed_as_reads() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("remote.pb");
    let urls = ["https://h.example/a.parquet", "s3://bucket/b.parquet"];
    let scans = urls.map(|url| field(1, &field(2, url.as_bytes())));
    let view = inside(&[24, 2], &scans[1]);
    let union = field(19, &[field(1, &scans[0]), field(1, &view)].concat());
    std::fs::write(&file, union).unwrap();
    let kind = Some(PlanKind::Logical);
    let shown = inspect(&file, &InspectOptions { kind }).unwrap();
    let reads: Vec<&str> = shown.reads.iter().map(|read| read.url.as_str()).collect();
    assert_eq!(reads, urls);
    assert_eq!(shown.consent, None);
    let scan = proto::ParquetScanExecNode {
        base_conf: Some(proto::FileScanExecConf {
            object_store_url: "https://h.example/".to_string(),
            file_groups: vec![proto::FileGroup {
                files: vec![proto::PartitionedFile {
                    path: "a.parquet".to_string(),
                    ..Default::default()
                }],
            }],
            ..Default::default()
        }),
        ..Default::default()
    };
    let plan = proto::PhysicalPlanNode {
        physical_plan_type: Some(PhysicalPlanType::ParquetScan(scan)),
    };
    std::fs::write(&file, plan.encode_to_vec()).unwrap();
    let kind = Some(PlanKind::Physical);
    let shown = inspect(&file, &InspectOptions { kind }).unwrap();
    assert_eq!(shown.reads[0].url, urls[0]);
}

/// The names that the format gives to its parts are those that the numbers above stand for.
#[test]
fn the_numbers_of_these_tests_are_those_of_the_format() {
    let scan = proto::LogicalPlanNode {
        logical_plan_type: Some(LogicalPlanType::CopyTo(Box::new(proto::CopyToNode {
            output_url: "file:///out.csv".to_string(),
            ..Default::default()
        }))),
    };
    assert_eq!(
        scan.encode_to_vec(),
        field(29, &field(2, b"file:///out.csv"))
    );
    let call = proto::LogicalExprNode {
        expr_type: Some(ExprType::ScalarUdfExpr(proto::ScalarUdfExprNode {
            fun_definition: Some(b"x".to_vec()),
            ..Default::default()
        })),
    };
    assert_eq!(call.encode_to_vec(), inside(&[20, 3], b"x"));
}
