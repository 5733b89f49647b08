//! The suite that DataFusion publishes, as a test of plans through bytes: every query of its files is
//! run, then each of its plans becomes bytes, is read in another session, and must give the same rows.
//!
//! CI runs every [`SPREAD`]th file. `npm run long:suite` runs all and records what it comes to in
//! `tests/long-runs/`. [`known`] lists what is not kept, and why.
//!
//! | variable | what it does |
//! |---|---|
//! | `PLANARIUM_SUITE_FILES` | runs the files whose names hold one of these, separated by commas, or `all` |
//! | `PLANARIUM_SUITE_REPORT` | a file for the figures |
//! | `PLANARIUM_SUITE_DETAILS` | a file for every finding, one a line as JSON |
//! | `PLANARIUM_SUITE_DATA` | a tree of DataFusion with its submodules, for data that are not in the crate |

mod cells;
mod drive;
mod figures;
mod known;
mod outcome;
mod slt;
mod source;
mod tables;
mod trips;
mod worker;

use std::time::Instant;

use serde_json::json;

/// One in so many files belongs to the sample of CI.
const SPREAD: usize = 8;

#[test]
fn plans_of_the_published_suite_survive_the_trip() {
    let test_files = source::test_files();
    let mut files = source::files(&test_files);
    match std::env::var("PLANARIUM_SUITE_FILES").as_deref() {
        Ok("all") => {}
        Ok(only) => files.retain(|file| only.split(',').any(|part| file.contains(part))),
        Err(_) => files = files.into_iter().step_by(SPREAD).collect(),
    }
    let start = Instant::now();
    let figures = drive::run(&test_files, &files);
    if let Some(path) = std::env::var_os("PLANARIUM_SUITE_DETAILS") {
        std::fs::write(path, figures.details()).unwrap();
    }
    let stale = known::stale(&figures, &files);
    if let Some(path) = std::env::var_os("PLANARIUM_SUITE_REPORT") {
        let report = json!({
            "planarium": env!("CARGO_PKG_VERSION"),
            "datafusion": datafusion::DATAFUSION_VERSION,
            "seconds": start.elapsed().as_secs(),
            "files": files.len(),
            "figures": figures.to_json(),
            "noLongerFailing": stale,
        });
        std::fs::write(path, format!("{report:#}\n")).unwrap();
    }
    println!("{:#}", figures.to_json());
    println!("in the list of what is known, and kept: {stale:?}");
    let new = known::unknown(&figures);
    assert!(
        new.is_empty(),
        "{} are new:\n\n{}",
        new.len(),
        new.join("\n\n")
    );
    assert!(figures.crashes.is_empty(), "{:?}", figures.crashes);
}

#[test]
#[ignore = "a process of the run of the suite"]
fn worker_of_the_suite() {
    worker::work();
}
