//! Makes the corpus: `cargo test --release -p planarium-engine --test engine -- --ignored
//! --exact fuzz::make::corpus`. To be run again when the formats of plans change.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use datafusion::arrow::array::{
    ArrayRef, DictionaryArray, Int64Array, ListArray, RecordBatch, StringViewArray,
};
use datafusion::arrow::datatypes::{Int32Type, Int64Type};
use datafusion::arrow::ipc::CompressionType;
use datafusion::arrow::ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use datafusion::parquet::arrow::ArrowWriter;
use planarium_engine::Session;
use planarium_engine::api::{Expr, ExprSchema};
use planarium_engine::codec::{EncodeOptions, encode_logical_with};
use planarium_engine::plan_file::{PlanKind, SaveOptions, substrait_bytes};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::codec::Names;
use super::corpus::{Corpus, FOLDER};
use super::statements::{EMBEDDED, EXPRESSIONS, FRAMED, OTHERS, SAVED, TABLES};
use crate::coverage::FORMS;
use crate::coverage_support::{plans, run};
use crate::damaged::{files, packed};
use crate::plan_support::{bytes_of, save_with};
use crate::support::{session, wait};
use crate::tpch_data;

type Members = BTreeMap<String, Vec<u8>>;

#[test]
#[ignore = "writes the corpus of the fuzzing tests"]
fn corpus() {
    let _ = fs::remove_dir_all(FOLDER);
    let mut members = data();
    for (name, bytes) in &members {
        let path = Path::new(FOLDER).join(name.strip_prefix("data/").unwrap());
        fs::create_dir_all(FOLDER).unwrap();
        fs::write(&path, bytes).unwrap();
        let saved = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        fs::File::options()
            .append(true)
            .open(&path)
            .unwrap()
            .set_modified(saved)
            .unwrap();
    }
    let session = session();
    for sql in TABLES {
        run(&session, &sql.replace("{folder}", FOLDER));
    }
    for (number, sql) in FORMS.iter().chain(&OTHERS).enumerate() {
        statement(&mut members, &session, &format!("s{number:02}"), sql);
    }
    let framing = Arc::new(Names::default()).installed(&session);
    for (number, sql) in FRAMED.iter().enumerate() {
        statement(&mut members, &framing, &format!("framed{number}"), sql);
    }
    for (number, sql) in EMBEDDED.iter().enumerate() {
        embedded(&mut members, &session, &format!("embedded{number}"), sql);
    }
    expressions(&mut members, &session);
    saved(&mut members, &session);
    benchmark(&mut members);
    arrow(&mut members);
    write(&members);
}

/// The files that plans read.
fn data() -> Members {
    let batch = batch();
    let mut parquet = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    parquet.write(&batch).unwrap();
    let mut arrow = FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    arrow.write(&batch).unwrap();
    [
        ("data/t.csv", b"n,s\n1,a\n2,b\n3,a\n4,b\n5,a\n".to_vec()),
        ("data/u.csv", b"n,m\n1,10\n2,1\n3,\n7,5\n2,4\n".to_vec()),
        (
            "data/j.json",
            b"{\"n\":1,\"o\":{\"x\":[1,2]}}\n{\"n\":2,\"o\":null}\n".to_vec(),
        ),
        ("data/p.parquet", parquet.into_inner().unwrap()),
        ("data/a.arrow", arrow.into_inner().unwrap()),
    ]
    .map(|(name, bytes)| (name.to_string(), bytes))
    .into()
}

/// Few rows of types that take buffers of their own.
fn batch() -> RecordBatch {
    let numbers = Int64Array::from_iter((0..9).map(|n| (n % 3 != 0).then_some(n)));
    let words =
        StringViewArray::from_iter_values((0..9).map(|n| format!("a word that is long {n}")));
    let kinds: DictionaryArray<Int32Type> =
        (0..9).map(|n| if n % 2 == 0 { "x" } else { "y" }).collect();
    let lists = ListArray::from_iter_primitive::<Int64Type, _, _>(
        (0..9).map(|n| (n != 1).then(|| vec![Some(n), None])),
    );
    RecordBatch::try_from_iter_with_nullable([
        ("n", Arc::new(numbers) as ArrayRef, true),
        ("word", Arc::new(words) as ArrayRef, true),
        ("kind", Arc::new(kinds) as ArrayRef, true),
        ("list", Arc::new(lists) as ArrayRef, true),
    ])
    .unwrap()
}

/// The plans of one statement; what cannot be serialised has no place here.
fn statement(members: &mut Members, session: &Session, name: &str, sql: &str) {
    let sql = sql.replace("{folder}", FOLDER);
    members.insert(format!("sql/{name}.sql"), sql.clone().into_bytes());
    for kind in PlanKind::ALL {
        if let Ok(bytes) = bytes_of(session, &sql, kind) {
            let folder = if kind == PlanKind::Physical {
                "physical"
            } else {
                "logical"
            };
            members.insert(format!("{folder}/{name}-{}.pb", kind.as_str()), bytes);
        }
    }
    let (worker, text) = (session.clone(), sql);
    if let Ok(bytes) = wait(
        session,
        async move { substrait_bytes(&worker, &text).await },
    ) {
        members.insert(format!("substrait/{name}.pb"), bytes);
    }
}

fn embedded(members: &mut Members, session: &Session, name: &str, sql: &str) {
    let plans = plans(session, sql);
    let options = EncodeOptions {
        embed_memory_tables: true,
    };
    for (stage, plan) in [
        ("logical", Some(plans.initial)),
        ("optimized", plans.optimized),
    ] {
        let bytes = encode_logical_with(session.codecs(), &plan.unwrap(), options).unwrap();
        members.insert(format!("logical/{name}-{stage}.pb"), bytes);
    }
    let bytes = save(session, sql);
    members.insert(format!("file/{name}.dfplan"), bytes);
}

fn save(session: &Session, sql: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.dfplan");
    let options = SaveOptions {
        embed_memory_tables: true,
        redact: true,
        ..SaveOptions::default()
    };
    save_with(session, &sql.replace("{folder}", FOLDER), &path, options).unwrap();
    fs::read(path).unwrap()
}

fn expressions(members: &mut Members, session: &Session) {
    for (number, sql) in EXPRESSIONS.iter().enumerate() {
        let worker = session.clone();
        let expr = wait(session, async move {
            Expr::parse(&worker, sql, &ExprSchema::Table("t".to_string())).await
        });
        let bytes = expr.unwrap().to_bytes(session).unwrap();
        members.insert(format!("expr/e{number:02}.pb"), bytes);
    }
}

fn saved(members: &mut Members, session: &Session) {
    for (number, sql) in SAVED.iter().enumerate() {
        members.insert(format!("file/saved{number}.dfplan"), save(session, sql));
    }
}

/// The plans of TPC-H; its tables are not kept.
fn benchmark(members: &mut Members) {
    let session = session();
    let folder = Path::new(FOLDER).join("tpch");
    fs::create_dir_all(&folder).unwrap();
    let (worker, place) = (session.clone(), folder.clone());
    session
        .runtime()
        .block_on(async move { tpch_data::register(worker.context(), &place).await });
    for number in 1..=22 {
        let sql = tpch_data::sql(number);
        statement(members, &session, &format!("q{number:02}"), &sql);
    }
    fs::remove_dir_all(folder).unwrap();
}

fn arrow(members: &mut Members) {
    let batch = batch();
    for (name, bytes) in files().into_iter().chain([packed()]) {
        members.insert(format!("arrow/{name}"), bytes);
    }
    for (name, compression) in [
        ("lz4", CompressionType::LZ4_FRAME),
        ("zstd", CompressionType::ZSTD),
    ] {
        let options = IpcWriteOptions::default()
            .try_with_compression(Some(compression))
            .unwrap();
        let mut file =
            FileWriter::try_new_with_options(Vec::new(), &batch.schema(), options.clone()).unwrap();
        file.write(&batch).unwrap();
        members.insert(format!("arrow/{name}.arrow"), file.into_inner().unwrap());
        let mut stream =
            StreamWriter::try_new_with_options(Vec::new(), &batch.schema(), options).unwrap();
        stream.write(&batch).unwrap();
        members.insert(format!("arrow/{name}.arrows"), stream.into_inner().unwrap());
    }
}

fn write(members: &Members) {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in members {
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    println!("{} members, {} bytes", members.len(), bytes.len());
    fs::write(Corpus::path(), bytes).unwrap();
}
