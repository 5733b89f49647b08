//! Tables that live in memory, with their rows in the plan on request.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, DictionaryArray, Int64Array, ListArray, NullArray, RecordBatch, StringViewArray,
};
use datafusion::arrow::datatypes::Int32Type;
use datafusion::datasource::MemTable;
use datafusion_proto::protobuf::LogicalPlanNode;
use datafusion_proto::protobuf::logical_plan_node::LogicalPlanType;
use planarium_engine::codec::{EncodeOptions, encode_logical_with, memory_tables};
use planarium_engine::plan_file::{InspectOptions, PlanKind, SaveOptions, inspect};
use planarium_engine::query::Query;
use planarium_engine::session::Limits;
use planarium_engine::{ErrorCode, Session};
use prost::Message;

use crate::coverage_support::{decoded, plans, run, text};
use crate::plan_support::{of_kind, rows, rows_of, save_with};
use crate::support::{session, silence_workers};

const EMBED: EncodeOptions = EncodeOptions {
    embed_memory_tables: true,
};

/// A session with the table `kept` of two partitions, three batches and many types.
fn with_table() -> Session {
    let session = session();
    let batch = |from: i64, count: i64| {
        let numbers =
            Int64Array::from_iter((from..from + count).map(|n| (n % 3 != 0).then_some(n)));
        let words: Vec<String> = (0..count)
            .map(|n| format!("a word that is long {n}"))
            .collect();
        let words = StringViewArray::from_iter_values(words);
        let kinds: DictionaryArray<Int32Type> = (0..count)
            .map(|n| if n % 2 == 0 { "x" } else { "y" })
            .collect();
        let lists = ListArray::from_iter_primitive::<datafusion::arrow::datatypes::Int64Type, _, _>(
            (0..count).map(|n| (n != 1).then(|| vec![Some(n), None])),
        );
        RecordBatch::try_from_iter_with_nullable([
            ("n", Arc::new(numbers) as ArrayRef, true),
            ("word", Arc::new(words) as ArrayRef, true),
            ("kind", Arc::new(kinds) as ArrayRef, true),
            ("list", Arc::new(lists) as ArrayRef, true),
            (
                "none",
                Arc::new(NullArray::new(usize::try_from(count).unwrap())) as ArrayRef,
                true,
            ),
        ])
        .unwrap()
    };
    let partitions = vec![
        vec![batch(0, 5), batch(5, 2).slice(1, 1)],
        vec![batch(7, 3)],
    ];
    let table = MemTable::try_new(partitions[0][0].schema(), partitions).unwrap();
    session
        .context()
        .register_table("kept", Arc::new(table))
        .unwrap();
    run(
        &session,
        "CREATE TABLE made AS SELECT n, word FROM kept WHERE n > 1",
    );
    session
}

const QUERIES: [&str; 4] = [
    "SELECT * FROM kept",
    "SELECT kind, sum(n) FROM kept GROUP BY kind",
    "SELECT word FROM made WHERE n IN (SELECT n FROM kept WHERE kind = 'x')",
    "SELECT a.n FROM made AS a JOIN made AS b ON a.n = b.n",
];

#[test]
fn embedded_rows_run_in_a_session_that_knows_nothing() {
    let (session, folder) = (with_table(), tempfile::tempdir().unwrap());
    for (number, sql) in QUERIES.into_iter().enumerate() {
        let expected =
            rows_of(&Query::start(&session, sql.to_string(), Limits::default())).unwrap();
        assert!(!expected.is_empty());
        let file = folder.path().join(format!("{number}.dfplan"));
        let options = SaveOptions {
            embed_memory_tables: true,
            ..SaveOptions::default()
        };
        let saved = save_with(&session, sql, &file, options).unwrap();
        assert_eq!(
            saved.kinds,
            PlanKind::ALL,
            "{sql}: {:?}",
            saved.not_serialized
        );
        for kind in saved.kinds {
            let shown = inspect(&file, &InspectOptions { kind: Some(kind) }).unwrap();
            assert!(shown.refusal.is_none(), "{kind:?} {:?}", shown.refusal);
            assert!(shown.reads.iter().all(|read| read.format == "memory"));
            assert_eq!(
                rows(&file, of_kind(kind)).unwrap(),
                expected,
                "{kind:?} {sql}"
            );
        }
    }
}

#[test]
fn the_trip_keeps_text_partitions_and_bytes_and_the_size_is_told_first() {
    let session = with_table();
    for sql in QUERIES {
        let plan = plans(&session, sql).initial;
        let bytes = encode_logical_with(session.codecs(), &plan, EMBED).unwrap();
        let again = decoded(&session, &bytes).unwrap();
        assert_eq!(text(&again), text(&plan));
        assert!(
            encode_logical_with(session.codecs(), &again, EMBED).unwrap() == bytes,
            "{sql}"
        );
        let told: u64 = memory_tables(&plan)
            .unwrap()
            .iter()
            .map(|table| table.bytes)
            .sum();
        let length = bytes.len() as u64;
        assert!(told < length && told + 4_000 > length, "{told} of {length}");
    }
    let names: Vec<String> = memory_tables(&plans(&session, QUERIES[2]).initial)
        .unwrap()
        .into_iter()
        .map(|table| table.name)
        .collect();
    assert_eq!(names, ["kept", "made"]);
}

#[test]
fn without_the_option_every_kind_is_refused_and_the_option_named() {
    let (session, folder) = (with_table(), tempfile::tempdir().unwrap());
    for stage in PlanKind::ALL {
        let options = SaveOptions {
            stage,
            ..SaveOptions::default()
        };
        let file = folder.path().join("a.dfplan");
        let error = save_with(&session, QUERIES[0], &file, options).unwrap_err();
        assert_eq!(error.code, ErrorCode::PlanNotSerializable);
        assert!(error.message.contains("kept"), "{error:?}");
        let hint = error.hint.unwrap();
        assert!(
            hint.contains("embedMemoryTables") && hint.contains("bytes"),
            "{hint}"
        );
    }
}

/// Every byte of the rows altered, and every length of them: an error that names the format, or
/// other values of the same types.
#[test]
fn damaged_rows_are_refused_by_name() {
    let session = with_table();
    let plan = plans(&session, "SELECT * FROM made").initial;
    let bytes = encode_logical_with(session.codecs(), &plan, EMBED).unwrap();
    let node = LogicalPlanNode::decode(bytes.as_slice()).unwrap();
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut node = node.clone();
        let Some(LogicalPlanType::Projection(projection)) = &mut node.logical_plan_type else {
            panic!("no projection");
        };
        let input = projection.input.as_deref_mut().unwrap();
        let Some(LogicalPlanType::CustomScan(scan)) = &mut input.logical_plan_type else {
            panic!("no scan");
        };
        change(&mut scan.custom_table_data);
        decoded(&session, &node.encode_to_vec())
    };
    let length = memory_tables(&plan).unwrap()[0].bytes;
    let length = usize::try_from(length).unwrap();
    silence_workers();
    let mut refused = 0;
    for place in 6..length {
        for value in [0x00, 0xff, 0x7f] {
            refused += usize::from(with(&|payload| payload[place] = value).is_err());
        }
    }
    for end in 6..length {
        let error = with(&|payload| payload.truncate(end)).unwrap_err();
        assert_eq!(error.code, ErrorCode::PlanFileDamaged);
        let detail = error.detail.unwrap_or_default();
        assert!(detail.contains("DFJSMT"), "cut at {end}: {detail}");
    }
    assert!(refused > length / 2, "{refused} of {length}");
    for (what, change) in [
        (
            "version 9",
            (|payload: &mut Vec<u8>| payload[6] = 9) as fn(&mut Vec<u8>),
        ),
        ("partitions", |payload| payload[7..11].fill(0xff)),
        ("partitions", |payload| payload[7..11].fill(0)),
        ("cut off", |payload| payload[11..19].fill(0xff)),
        ("too many", |payload| payload.push(0)),
    ] {
        let detail = with(&change).unwrap_err().detail.unwrap();
        assert!(
            detail.contains("DFJSMT") && detail.contains(what),
            "{detail}"
        );
    }
}
