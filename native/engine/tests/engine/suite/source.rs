//! Where the suite comes from: the crate `datafusion-sqllogictest`, which cargo downloads.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

const CRATE: &str = "datafusion-sqllogictest";
/// The published suite of the DataFusion that the engine is built with.
const VERSION: &str = "55.2.0";
/// SHA-256 of the crate's file, as in the index of crates.io.
const CHECKSUM: &str = "b270cea4d8c2b2c42773e60164204386fb97d7936736e5f126ac751b86d7dabe";

/// The folder `test_files` of the crate in cargo's registry; cargo downloads the crate if it is not
/// there. `cargo info` downloads and unpacks this one crate, through cargo's own proxies, mirrors and
/// checksums, and neither builds nor resolves anything.
pub fn test_files() -> PathBuf {
    let home = cargo_home();
    let unpacked = in_registry(&home, "src", &format!("{CRATE}-{VERSION}"));
    let archive = in_registry(&home, "cache", &format!("{CRATE}-{VERSION}.crate"));
    let (unpacked, archive) = match (unpacked, archive) {
        (Some(unpacked), Some(archive)) => (unpacked, archive),
        _ => {
            download();
            let told = || panic!("cargo downloaded {CRATE} {VERSION} to a place that is not known");
            (
                in_registry(&home, "src", &format!("{CRATE}-{VERSION}")).unwrap_or_else(told),
                in_registry(&home, "cache", &format!("{CRATE}-{VERSION}.crate"))
                    .unwrap_or_else(told),
            )
        }
    };
    let digest = Sha256::digest(fs::read(&archive).unwrap());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, CHECKSUM, "{}", archive.display());
    unpacked.join("test_files")
}

fn download() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["info", "--quiet", &format!("{CRATE}@{VERSION}")]);
    // Outside of the workspace, whose lock file has nothing to do with it.
    let output = command
        .args(["--registry", "crates-io"])
        .current_dir(std::env::temp_dir())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "cargo cannot download {CRATE} {VERSION}; run `cargo info {CRATE}@{VERSION}` where crates.io \
         can be reached\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn cargo_home() -> PathBuf {
    match std::env::var_os("CARGO_HOME") {
        Some(home) => home.into(),
        None => std::env::home_dir().unwrap().join(".cargo"),
    }
}

/// `name` in the folder of any registry: each has one of its own, named with a hash.
fn in_registry(home: &Path, part: &str, name: &str) -> Option<PathBuf> {
    let registries = fs::read_dir(home.join("registry").join(part)).ok()?;
    registries
        .map(|registry| registry.unwrap().path().join(name))
        .find(|path| path.exists())
}

/// Every file of the suite by its path below `test_files`, in order; parts that others include are
/// none.
pub fn files(test_files: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![test_files.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "slt") {
                let below = path.strip_prefix(test_files).unwrap();
                let parts = below.iter().map(|part| part.to_str().unwrap());
                found.push(parts.collect::<Vec<_>>().join("/"));
            }
        }
    }
    found.sort();
    found
}

/// Copies the suite to where its statements can write beside it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(fs::copy(&path, &target).unwrap()),
        }
    }
}

/// Copies the data that are not in the crate, from a tree of DataFusion with its submodules that
/// `PLANARIUM_SUITE_DATA` names.
pub fn copy_data(to: &Path) {
    let Some(tree) = std::env::var_os("PLANARIUM_SUITE_DATA") else {
        return;
    };
    for part in [
        "testing/data",
        "parquet-testing/data",
        "datafusion/core/tests/data",
        "datafusion/datasource-arrow/tests/data",
    ] {
        let from = Path::new(&tree).join(part);
        if from.exists() {
            copy(&from, &to.join(part));
        }
    }
}
