//! Where the sources of the crates in use are.

use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

/// What Cargo resolved, as `cargo metadata` prints it. Without a platform it would ask for the
/// crates of every platform, most of which no build on this machine ever downloads. Not offline:
/// a build of this package alone leaves out crates that only others of the workspace need.
static METADATA: LazyLock<serde_json::Value> = LazyLock::new(|| {
    let about = cargo(&["-vV"]);
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    let platform = format!("--filter-platform={}", host.unwrap());
    let found = cargo(&["metadata", "--format-version=1", "--locked", &platform]);
    serde_json::from_str(&found).unwrap()
});

/// Folder of the source of dependency `name`, as Cargo resolved it.
pub fn source_of(name: &str) -> PathBuf {
    let package = METADATA["packages"]
        .as_array()
        .unwrap()
        .iter()
        .find(|package| package["name"] == name)
        .unwrap_or_else(|| panic!("{name} is not a dependency"));
    let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
    manifest.parent().unwrap().to_path_buf()
}

/// Standard output of a cargo command.
fn cargo(args: &[&str]) -> String {
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_string());
    let output = Command::new(program)
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {args:?}:\n{messages}");
    String::from_utf8(output.stdout).unwrap()
}
