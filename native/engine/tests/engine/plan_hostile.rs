//! Plan files that were made to do harm, or were harmed.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use planarium_engine::plan_file::{InspectOptions, PlanKind, inspect, prepare};
use planarium_engine::query::Query;
use planarium_engine::session::{Limits, SessionOptions};
use planarium_engine::{ErrorCode, Session};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::plan_support::{bytes_of, container, manifest, of_kind, rows, save_sql, with_manifest};
use crate::support::{session, session_with};

fn code_of(folder: &Path, bytes: &[u8]) -> ErrorCode {
    let path = folder.join("hostile.dfplan");
    fs::write(&path, bytes).unwrap();
    inspect(&path, &InspectOptions::default()).unwrap_err().code
}

fn varint(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// `depth` limits (field 5 of a logical plan, whose input is field 1) inside one another.
fn nested_limits(depth: usize) -> Vec<u8> {
    let mut plan = Vec::new();
    for _ in 0..depth {
        for tag in [0x0a_u8, 0x2a] {
            let mut outer = vec![tag];
            outer.extend(varint(plan.len()));
            outer.extend(&plan);
            plan = outer;
        }
        // The innermost field 1 of a limit is then an empty plan.
    }
    plan
}

#[test]
fn deep_nesting_is_refused_in_both_containers() {
    let folder = tempfile::tempdir().unwrap();
    let deep = nested_limits(3_000);
    assert_eq!(code_of(folder.path(), &deep), ErrorCode::PlanTooDeep);
    let file = container(manifest(), &[("optimized.pb", &deep)]);
    assert_eq!(code_of(folder.path(), &file), ErrorCode::PlanTooDeep);
}

#[test]
fn plans_near_the_depth_limit_work() {
    let limit = ("datafusion.sql_parser.recursion_limit", "2000");
    let session = session_with(SessionOptions {
        settings: [(limit.0.to_string(), limit.1.to_string())].into(),
        ..SessionOptions::default()
    });
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("n.csv");
    fs::write(&csv, "n\n1\n2\n3\n").unwrap();
    let mut nested = format!("SELECT n FROM '{}'", csv.display());
    for level in 0..300 {
        nested = format!(
            "SELECT n FROM ({nested}) AS t{level} WHERE n <> {}",
            level + 10
        );
    }
    let ands: Vec<String> = (0..900)
        .map(|number| format!("n <> {}", number + 10))
        .collect();
    let wide = format!(
        "SELECT n FROM '{}' WHERE {}",
        csv.display(),
        ands.join(" AND ")
    );
    for (name, sql) in [("nested", nested), ("wide", wide)] {
        let file = folder.path().join(format!("{name}.dfplan"));
        let saved = save_sql(&session, &sql, &file).unwrap();
        assert_eq!(saved.kinds, PlanKind::ALL, "{name}: {saved:?}");
        for kind in PlanKind::ALL {
            let options = InspectOptions { kind: Some(kind) };
            assert_eq!(
                inspect(&file, &options).unwrap().refusal,
                None,
                "{name} {kind:?}"
            );
            assert_eq!(
                rows(&file, of_kind(kind)).unwrap().len(),
                3,
                "{name} {kind:?}"
            );
        }
    }
}

fn zip_with(entries: impl FnOnce(&mut ZipWriter<std::io::Cursor<Vec<u8>>>)) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    entries(&mut zip);
    zip.finish().unwrap().into_inner()
}

fn deflated() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

#[test]
fn a_zip_bomb_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let chunk = vec![0_u8; 1 << 20];
    let text = serde_json::to_vec(&manifest()).unwrap();
    let bomb = zip_with(|zip| {
        zip.start_file("manifest.json", deflated()).unwrap();
        zip.write_all(&text[..text.len() - 1]).unwrap();
        zip.write_all(br#","x":""#).unwrap();
        for _ in 0..257 {
            zip.write_all(&chunk).unwrap();
        }
        zip.write_all(br#""}"#).unwrap();
    });
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    assert_eq!(code_of(folder.path(), &bomb), ErrorCode::PlanFileTooLarge);
    // The size in the directory says nothing: a liar is unpacked no further than the limit.
    let at = find_last(&bomb, b"PK\x01\x02");
    let mut liar = bomb.clone();
    liar[at + 24..at + 28].copy_from_slice(&100_u32.to_le_bytes());
    let code = code_of(folder.path(), &liar);
    assert!(
        [ErrorCode::PlanFileTooLarge, ErrorCode::PlanFileDamaged].contains(&code),
        "{code:?}"
    );
}

fn find_last(bytes: &[u8], what: &[u8]) -> usize {
    bytes
        .windows(what.len())
        .rposition(|window| window == what)
        .unwrap()
}

#[test]
fn too_many_or_odd_entries_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let text = serde_json::to_vec(&manifest()).unwrap();
    let many = zip_with(|zip| {
        for index in 0..1_001 {
            zip.start_file(format!("{index}"), deflated()).unwrap();
        }
    });
    assert_eq!(code_of(folder.path(), &many), ErrorCode::PlanFileTooLarge);
    for name in [
        "../evil.pb",
        "/etc/evil.pb",
        "a\\b.pb",
        "c:evil.pb",
        "a//b.pb",
    ] {
        let odd = container(manifest(), &[(name, b"x".as_slice())]);
        assert_eq!(
            code_of(folder.path(), &odd),
            ErrorCode::PlanFileDamaged,
            "{name}"
        );
    }
    let link = zip_with(|zip| {
        zip.start_file("manifest.json", deflated()).unwrap();
        zip.write_all(&text).unwrap();
        zip.add_symlink("optimized.pb", "/etc/passwd", deflated())
            .unwrap();
    });
    assert_eq!(code_of(folder.path(), &link), ErrorCode::PlanFileDamaged);
    // Writers refuse to write a name twice: one is renamed to the other afterwards.
    let mut twice = container(
        manifest(),
        &[("aaaa.pb", b"x".as_slice()), ("bbbb.pb", b"y")],
    );
    while let Some(at) = twice.windows(7).position(|window| window == b"bbbb.pb") {
        twice[at..at + 4].copy_from_slice(b"aaaa");
    }
    assert_eq!(code_of(folder.path(), &twice), ErrorCode::PlanFileDamaged);
}

#[test]
fn versions_and_lies_of_a_manifest() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let csv = folder.path().join("true.csv");
    fs::write(&csv, "n\n1\n").unwrap();
    let file = folder.path().join("plan.dfplan");
    let sql = format!("SELECT n FROM '{}'", csv.display());
    save_sql(&session, &sql, &file).unwrap();

    with_manifest(&file, |manifest| {
        manifest["tables"][0]["urls"][0] = "file:///harmless.csv".into();
        manifest["sql"] = "SELECT 'harmless'".into();
        manifest["settings"]["datafusion.no.such"] = "1".into();
    });
    let shown = inspect(&file, &InspectOptions::default()).unwrap();
    let urls: Vec<&str> = shown.reads.iter().map(|read| read.url.as_str()).collect();
    assert_eq!(urls.len(), 1);
    assert!(urls[0].ends_with("/true.csv"), "{urls:?}");
    assert!(
        shown
            .warnings
            .iter()
            .any(|note| note.contains("datafusion.no.such"))
    );

    with_manifest(&file, |manifest| manifest["datafusion"] = "54.1.0".into());
    let refusal = inspect(&file, &InspectOptions::default())
        .unwrap()
        .refusal
        .unwrap();
    assert_eq!(refusal.code, ErrorCode::PlanVersionDiffers);
    assert!(refusal.hint.unwrap().contains("SELECT 'harmless'"));
    let error = rows(&file, of_kind(PlanKind::Optimized)).unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanVersionDiffers);

    with_manifest(&file, |manifest| manifest["formatVersion"] = 2.into());
    let error = inspect(&file, &InspectOptions::default()).unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanFileTooNew);
}

/// Small tables with an aggregate, a join and a sort over them.
fn small(folder: &Path) -> String {
    let (left, right) = (folder.join("l.csv"), folder.join("r.csv"));
    fs::write(&left, "a,b\n1,x\n2,y\n3,x\n").unwrap();
    fs::write(&right, "c,d\nx,10\ny,20\n").unwrap();
    format!(
        "SELECT d, count(*) AS n, max(a) AS m FROM '{}' AS l JOIN '{}' AS r ON b = c \
         WHERE a < 100 GROUP BY d ORDER BY m DESC LIMIT 5",
        left.display(),
        right.display()
    )
}

#[test]
fn flipped_bytes_of_raw_plans_end_in_rows_or_in_an_error() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let sql = small(folder.path());
    let path = folder.path().join("flipped.pb");
    let mut unexpected = Vec::new();
    for kind in PlanKind::ALL {
        let whole = bytes_of(&session, &sql, kind).unwrap();
        let (mut clean, mut ran) = (0, 0);
        for at in 0..whole.len() {
            for mask in [0x01_u8, 0x80] {
                let mut bytes = whole.clone();
                bytes[at] ^= mask;
                fs::write(&path, &bytes).unwrap();
                let options = InspectOptions { kind: Some(kind) };
                match inspect(&path, &options) {
                    Err(error) => assert_eq!(
                        error.code,
                        ErrorCode::PlanFileDamaged,
                        "{kind:?} {at} {mask}: {error:?}"
                    ),
                    Ok(shown) if shown.refusal.is_some() || shown.consent.is_some() => {}
                    Ok(_) => {
                        clean += 1;
                        match try_run(&session, &path, kind) {
                            Ok(done) => ran += usize::from(done),
                            Err(error) => {
                                unexpected.push(format!("{kind:?} byte {at} ^ {mask}: {error}"))
                            }
                        }
                    }
                }
            }
        }
        println!("{kind:?}: {} bytes, {clean} clean, {ran} ran", whole.len());
        assert!(ran > 0);
    }
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert_eq!(ended_rows(&session), 1);
}

/// Runs a damaged plan: true for rows, false for an error that is told as one of the plan or of its run.
fn try_run(session: &Session, path: &Path, kind: PlanKind) -> Result<bool, String> {
    let (worker, path) = (session.clone(), PathBuf::from(path));
    let work = async move {
        let prepared = prepare(&worker, path, of_kind(kind)).await?;
        Ok((prepared.sql, prepared.work))
    };
    let query = Query::start_with(session, work, Limits::default());
    let waited = session.runtime().block_on(async {
        let end = async {
            let mut status = query.status();
            while !status.phase.is_over() {
                status = query.changed(status.version).await;
            }
            status
        };
        tokio::time::timeout(Duration::from_secs(20), end).await
    });
    let status = waited.map_err(|_| "does not end".to_string())?;
    match status.error {
        None => Ok(true),
        Some(error) if error.code.as_str().starts_with("plan_") || RUN.contains(&error.code) => {
            Ok(false)
        }
        Some(error) => Err(format!("{error:?}")),
    }
}

/// Codes of a run that fails for what its plan asks.
const RUN: [ErrorCode; 11] = [
    ErrorCode::ExecutionFailed,
    ErrorCode::MemoryExceeded,
    ErrorCode::FileDamaged,
    ErrorCode::FileMismatch,
    ErrorCode::FileUnsupported,
    ErrorCode::FileUnreadable,
    ErrorCode::FileMissing,
    ErrorCode::SqlPlan,
    ErrorCode::ColumnUnknown,
    ErrorCode::FunctionUnknown,
    ErrorCode::UnsupportedStatement,
];

fn ended_rows(session: &Session) -> usize {
    let query = Query::start(session, "SELECT 1", Limits::default());
    crate::support::ended(&query).rows
}
