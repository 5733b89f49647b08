//! What DataFusion's own operators measure, and where they spawn.

use crate::crates::source_of;
use std::fs;
use std::path::{Path, PathBuf};

/// Rust files below the sources of DataFusion's crates that hold operators, without their tests.
fn operator_sources() -> Vec<(PathBuf, String)> {
    let mut sources = Vec::new();
    for name in [
        "datafusion-physical-plan",
        "datafusion-physical-optimizer",
        "datafusion-catalog",
        "datafusion-datasource",
        "datafusion-datasource-arrow",
        "datafusion-datasource-csv",
        "datafusion-datasource-json",
        "datafusion-datasource-parquet",
        "datafusion-ffi",
    ] {
        collect_sources(&source_of(name).join("src"), &mut sources);
    }
    sources
}

fn collect_sources(folder: &Path, sources: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "tests" && name != "test" {
            collect_sources(&path, sources);
        } else if name.ends_with(".rs") && !name.starts_with("test") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            let code = code.split("\n#[cfg(any(test").next().unwrap();
            let lines = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            sources.push((path, lines.collect::<Vec<_>>().join("\n")));
        }
    }
}

/// A task that is not spawned through DataFusion's own functions would count for nobody.
#[test]
fn operators_spawn_only_where_it_is_traced() {
    let mut found = Vec::new();
    for (path, code) in operator_sources() {
        for call in [
            "tokio::spawn",
            "task::spawn",
            "thread::spawn",
            "thread::Builder",
            "handle.spawn",
            "tokio::task::JoinSet",
            "rayon::",
        ] {
            if code.contains(call) {
                found.push(format!("{call} in {}", path.display()));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// The documentation says of each operator what DataFusion's own figure measures.
#[test]
fn every_operator_is_in_the_documentation() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(manifest.join("../../docs/self-time.md")).unwrap();
    let mut operators: Vec<String> = operator_sources()
        .iter()
        .flat_map(|(_, code)| code.split("\nimpl ExecutionPlan for ").skip(1))
        .map(|after| after.split([' ', '{']).next().unwrap().to_owned())
        .collect();
    operators.sort();
    assert!(operators.len() > 35, "{operators:?}");
    operators.retain(|name| !text.contains(&format!("`{name}`")));
    assert!(
        operators.is_empty(),
        "not in docs/self-time.md: {operators:?}"
    );
}
