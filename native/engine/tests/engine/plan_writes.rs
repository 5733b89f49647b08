//! Saved plans that write: shown with what they write, refused without consent, and with it
//! they really write.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{Array, Int64Array, RecordBatch};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::{TableReference, not_impl_err};
use datafusion::datasource::MemTable;
use datafusion::error::Result as DfResult;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{Extension, LogicalPlan};
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use planarium_engine::plan_file::{
    InspectOptions, InstalledCodecs, PlanKind, RunOptions, inspect, inspect_with,
};
use planarium_engine::query::{Phase, Query};
use planarium_engine::session::Limits;
use planarium_engine::{ErrorCode, Session, catalog};

use crate::plan_support::{rows, rows_in, rows_of, save_sql};
use crate::support::{ended, session, wait};

fn consented(kind: PlanKind) -> RunOptions {
    RunOptions {
        kind: Some(kind),
        allow_write: true,
        ..RunOptions::default()
    }
}

fn run(session: &Session, sql: &str) {
    let status = ended(&Query::start(session, sql, Limits::default()));
    assert_eq!(status.phase, Phase::Done, "{sql}: {:?}", status.error);
}

/// Every file below a folder by its name, with its bytes.
fn content(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(content(&path));
        } else {
            let name = path.strip_prefix(folder).unwrap().to_string_lossy();
            found.push((name.into_owned(), fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// The saved COPY writes byte for byte what the statement itself writes, with all its options.
#[test]
fn a_consented_copy_writes_what_its_statement_writes() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let source = "(SELECT column1 AS a, column2 AS b FROM (VALUES (1, 'x;y'), (2, NULL)))";
    for (number, ending) in [
        "out.csv' STORED AS CSV",
        "out.csv' STORED AS CSV OPTIONS ('format.delimiter' ';', 'format.has_header' 'false')",
        "out.csv.gz' STORED AS CSV OPTIONS ('format.compression' 'gzip')",
        "out.json' STORED AS JSON",
        "out.parquet' STORED AS PARQUET OPTIONS ('format.compression' 'zstd(5)')",
        "quoted.csv' STORED AS CSV OPTIONS ('format.quote_style' 'always', 'format.null_value' 'none')",
        "' STORED AS CSV PARTITIONED BY (a) OPTIONS ('execution.keep_partition_by_columns' 'true')",
    ]
    .into_iter()
    .enumerate()
    {
        let target = folder.path().join(format!("target{number}"));
        fs::create_dir(&target).unwrap();
        let sql = format!("COPY {source} TO '{}/{ending}", target.display());
        run(&session, &sql);
        let expected = content(&target);
        assert!(!expected.is_empty(), "{sql}");
        let file = folder.path().join(format!("{number}.dfplan"));
        let saved = save_sql(&session, &sql, &file).unwrap();
        assert!(saved.kinds.contains(&PlanKind::Physical), "{saved:?}");
        let sink_option = ending.contains("keep_partition");
        assert_eq!(saved.kinds.len(), 3, "{saved:?}");
        for kind in saved.kinds {
            fs::remove_dir_all(&target).unwrap();
            fs::create_dir(&target).unwrap();
            let shown = inspect(&file, &InspectOptions { kind: Some(kind) }).unwrap();
            assert_eq!(shown.writes.len(), 1, "{sql} {kind:?}");
            let place = target.to_str().unwrap();
            assert!(shown.writes[0].target.contains(place), "{:?}", shown.writes);
            let refused = rows(
                &file,
                RunOptions {
                    kind: Some(kind),
                    ..RunOptions::default()
                },
            );
            assert_eq!(refused.unwrap_err().code, ErrorCode::PlanWrites);
            assert!(content(&target).is_empty());
            // The count of the rows, as COPY gives it.
            let count = rows(&file, consented(kind)).unwrap();
            assert_eq!(count, ["2.000000e0"], "{sql} {kind:?}");
            let mut written = content(&target);
            if sink_option {
                // Files of a partition get a name drawn by lot.
                assert_eq!(written.len(), expected.len());
                for ((name, _), (other, _)) in written.iter_mut().zip(&expected) {
                    name.clone_from(other);
                }
            }
            assert_eq!(written, expected, "{sql} {kind:?}");
        }
    }
}

#[test]
fn a_consented_insert_adds_its_rows() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("first.csv"), "a,b\n1,x\n").unwrap();
    run(
        &session,
        &format!(
            "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '{}/' OPTIONS ('format.has_header' 'true')",
            data.display()
        ),
    );
    let file = folder.path().join("insert.dfplan");
    let saved = save_sql(&session, "INSERT INTO t VALUES (2, 'y'), (3, 'z')", &file).unwrap();
    assert_eq!(saved.kinds, PlanKind::ALL, "{saved:?}");
    for (kind, total) in PlanKind::ALL.into_iter().zip([3, 5, 7]) {
        let shown = inspect(&file, &InspectOptions { kind: Some(kind) }).unwrap();
        assert!(
            shown.writes[0].target.contains(data.to_str().unwrap()),
            "{:?}",
            shown.writes
        );
        assert_eq!(
            rows_in(&session, &file, consented(kind)).unwrap(),
            ["2.000000e0"],
            "{kind:?}"
        );
        let query = Query::start(&session, "SELECT a FROM t", Limits::default());
        assert_eq!(rows_of(&query).unwrap().len(), total, "{kind:?}");
    }
}

/// Statements that change the session are carried out in it, and say what they did. What they
/// make has no definition: the text in the file may not be what was carried out.
#[test]
fn consented_definitions_are_carried_out() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let csv = folder.path().join("d.csv");
    fs::write(&csv, "a\n1\n2\n").unwrap();
    let statements = [
        (
            format!(
                "CREATE EXTERNAL TABLE made STORED AS CSV LOCATION '{}' OPTIONS ('format.has_header' 'true')",
                csv.display()
            ),
            "Table made created.",
        ),
        (
            format!("CREATE VIEW seen AS SELECT a FROM '{}'", csv.display()),
            "View seen created.",
        ),
        ("CREATE SCHEMA corner".to_string(), "Schema corner created."),
    ];
    for (number, (sql, message)) in statements.into_iter().enumerate() {
        let file = folder.path().join(format!("{number}.dfplan"));
        let saved = save_sql(&session, &sql, &file).unwrap();
        assert_eq!(saved.kinds, [PlanKind::Logical], "{saved:?}");
        let error = rows_in(&session, &file, RunOptions::default()).unwrap_err();
        assert_eq!(error.code, ErrorCode::PlanWrites, "{sql}");
        let (worker, path) = (session.clone(), file.clone());
        let work = async move {
            let options = consented(PlanKind::Logical);
            let prepared = planarium_engine::plan_file::prepare(&worker, path, options).await?;
            Ok((prepared.sql, prepared.work))
        };
        let status = ended(&Query::start_with(&session, work, Limits::default()));
        assert_eq!(status.phase, Phase::Done, "{:?}", status.error);
        assert_eq!(status.message.as_deref(), Some(message));
        assert!(status.catalog_changed);
    }
    let query = Query::start(&session, "SELECT sum(a) FROM seen", Limits::default());
    assert_eq!(rows_of(&query).unwrap(), ["3.000000e0"]);
    let worker = session.clone();
    let tables = wait(&session, async move { catalog::tables(&worker).await }).unwrap();
    for name in ["made", "seen"] {
        let table = tables.iter().find(|table| table.name == name).unwrap();
        assert_eq!(table.definition, None, "{name}");
    }
}

/// Consent is for the plan that was shown: a table bound elsewhere, and other bytes, are shown anew.
#[test]
fn consent_is_for_the_bytes_that_were_shown() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let (one, two) = (folder.path().join("one.csv"), folder.path().join("two.csv"));
    let file = folder.path().join("copy.dfplan");
    let copy = |target: &Path| format!("COPY (SELECT 1 AS a) TO '{}'", target.display());
    save_sql(&session, &copy(&one), &file).unwrap();
    let shown = inspect(&file, &InspectOptions::default()).unwrap();
    fs::remove_file(&file).unwrap();
    save_sql(&session, &copy(&two), &file).unwrap();
    let options = RunOptions {
        sha256: Some(shown.sha256),
        rebind: HashMap::new(),
        ..consented(shown.kind)
    };
    let error = rows(&file, options).unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanSourceChanged);
    assert!(!one.exists() && !two.exists());
}

/// Carries any table by a word, and gives rows of its own for it.
#[derive(Debug)]
struct Pretend;

impl LogicalExtensionCodec for Pretend {
    fn try_decode(&self, _: &[u8], _: &[LogicalPlan], _: &TaskContext) -> DfResult<Extension> {
        not_impl_err!("no nodes")
    }

    fn try_encode(&self, _: &Extension, _: &mut Vec<u8>) -> DfResult<()> {
        not_impl_err!("no nodes")
    }

    fn try_decode_table_provider(
        &self,
        _: &[u8],
        _: &TableReference,
        _: SchemaRef,
        _: &TaskContext,
    ) -> DfResult<Arc<dyn TableProvider>> {
        let batch = RecordBatch::try_from_iter([(
            "column1",
            Arc::new(Int64Array::from(vec![1, 2])) as Arc<dyn Array>,
        )])?;
        Ok(Arc::new(MemTable::try_new(
            batch.schema(),
            vec![vec![batch]],
        )?))
    }

    fn try_encode_table_provider(
        &self,
        _: &TableReference,
        _: Arc<dyn TableProvider>,
        buf: &mut Vec<u8>,
    ) -> DfResult<()> {
        buf.extend(b"rows");
        Ok(())
    }
}

/// Parts of extensions may do anything: without their codec they are refused, with it they need consent.
#[test]
fn parts_of_extensions_need_their_codec_and_consent() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let with_codec = session
        .with_logical_extension_codec("pretend", Arc::new(Pretend))
        .unwrap();
    run(
        &session,
        "CREATE TABLE kept AS VALUES (CAST(1 AS BIGINT)), (CAST(2 AS BIGINT))",
    );
    let file = folder.path().join("kept.dfplan");
    let sql = "SELECT column1 FROM kept";
    let saved = save_sql(&with_codec, sql, &file).unwrap();
    assert!(saved.kinds.contains(&PlanKind::Optimized), "{saved:?}");
    let shown = inspect(&file, &InspectOptions::default()).unwrap();
    assert_eq!(shown.extensions[0].codec, "pretend");
    assert_eq!(shown.refusal.unwrap().code, ErrorCode::PlanExtensionNeeded);
    assert!(shown.consent.unwrap().message.contains("may do anything"));
    let installed = InstalledCodecs {
        logical: vec!["pretend".to_string()],
        ..InstalledCodecs::default()
    };
    let shown = inspect_with(&file, &InspectOptions::default(), &installed).unwrap();
    assert_eq!(shown.refusal, None);
    let code = |session: &Session, options| rows_in(session, &file, options).unwrap_err().code;
    let consent = || consented(PlanKind::Optimized);
    assert_eq!(code(&session, consent()), ErrorCode::PlanExtensionNeeded);
    assert_eq!(
        code(&with_codec, RunOptions::default()),
        ErrorCode::PlanWrites
    );
    assert_eq!(rows_in(&with_codec, &file, consent()).unwrap().len(), 2);
}
