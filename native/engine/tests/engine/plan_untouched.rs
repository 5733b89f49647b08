//! Showing and checking a plan reads its own file and nothing that it names, on disk or in the
//! network: a source that somebody looks at tells.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::Path;

use planarium_engine::ErrorCode;
use planarium_engine::plan_file::{InspectOptions, PlanKind, RunOptions, inspect};
use planarium_engine::preflight::of_file;
use serde_json::{Value, json};

use crate::plan_support::{bytes_of, container, manifest, opened, rows};
use crate::support::session;

/// Serialised plans of `sql` with the text `from` replaced by `to`, in a plan file.
fn pointed(sql: &str, from: &str, to: &str, file: &Path) {
    let session = session();
    let mut entries = Vec::new();
    for kind in PlanKind::ALL {
        let Ok(bytes) = bytes_of(&session, sql, kind) else {
            continue;
        };
        entries.push((
            format!("{}.pb", kind.as_str()),
            replaced(&bytes, kind, from, to),
        ));
    }
    let mut about = manifest();
    about["sql"] = json!(sql.replace(from, to));
    about["tables"] = json!([{
        "name": "t", "provider": "listing", "urls": [to], "columns": [],
        "fingerprints": [{"url": to, "bytes": 5.0, "modified": null, "footerSha256": null}],
    }]);
    let entries: Vec<(&str, &[u8])> = entries
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    std::fs::write(file, container(about, &entries)).unwrap();
    assert!(!opened(file).1.is_empty());
}

fn replaced(bytes: &[u8], kind: PlanKind, from: &str, to: &str) -> Vec<u8> {
    use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
    use prost::Message;
    let text = |value: Value| value.to_string().replace(from, to);
    match kind {
        PlanKind::Physical => {
            let node = PhysicalPlanNode::decode(bytes).unwrap();
            let changed = text(serde_json::to_value(node).unwrap());
            let node: PhysicalPlanNode = serde_json::from_str(&changed).unwrap();
            node.encode_to_vec()
        }
        PlanKind::Logical | PlanKind::Optimized => {
            let node = LogicalPlanNode::decode(bytes).unwrap();
            let changed = text(serde_json::to_value(node).unwrap());
            let node: LogicalPlanNode = serde_json::from_str(&changed).unwrap();
            node.encode_to_vec()
        }
    }
}

fn look(file: &Path) {
    for kind in PlanKind::ALL {
        match inspect(file, &InspectOptions { kind: Some(kind) }) {
            Ok(shown) => assert!(!shown.sha256.is_empty()),
            Err(error) => assert_eq!(error.code, ErrorCode::PlanKindMissing),
        }
    }
    of_file(&session(), file).unwrap();
}

#[test]
fn nothing_in_the_network_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("n.csv");
    std::fs::write(&csv, "n\n1\n2\n").unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/n.csv", listener.local_addr().unwrap());
    let file = folder.path().join("net.dfplan");
    let read = format!("SELECT n FROM '{}'", csv.display());
    let place = url::Url::from_file_path(&csv).unwrap().to_string();
    pointed(&read, &place, &url, &file);
    look(&file);
    let write = format!("COPY (SELECT 1 AS a) TO '{place}' STORED AS CSV");
    pointed(&write, &place, &url, &file);
    look(&file);
    // Nor without consent.
    let refused = rows(&file, RunOptions::default()).unwrap_err();
    assert_eq!(refused.code, ErrorCode::PlanWrites);
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

/// Whoever opens a named pipe to read waits until somebody writes: a look at it would hang.
#[cfg(unix)]
#[test]
fn no_file_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("n.csv");
    let pipe = folder.path().join("pipe.csv");
    std::fs::write(&csv, "n\n1\n2\n").unwrap();
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let file = folder.path().join("pipe.dfplan");
    let read = format!("SELECT n FROM '{}'", csv.display());
    pointed(&read, "n.csv", "pipe.csv", &file);
    look(&file);
    let create = format!(
        "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '{}' OPTIONS ('format.has_header' 'true')",
        csv.display()
    );
    pointed(&create, "n.csv", "pipe.csv", &file);
    look(&file);
    let refused = rows(&file, RunOptions::default()).unwrap_err();
    assert_eq!(refused.code, ErrorCode::PlanWrites);
}
