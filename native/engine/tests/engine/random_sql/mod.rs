//! Random statements over random tables keep their text and rows on their trip through bytes.
//!
//! The same statements in every run: a seed gives them, a failure tells seed and case and how to
//! repeat that one. `PLANARIUM_RANDOM_SEED`, `PLANARIUM_RANDOM_CASES`, `PLANARIUM_RANDOM_CASE` (one
//! alone) and `PLANARIUM_RANDOM_REPORT` (a file for the counts) choose another run; `npm run
//! long:plans` makes and records a long one.

mod calls;
mod counts;
mod database;
mod expressions;
mod features;
mod file_trip;
mod generator;
mod grouped;
mod kinds;
mod literals;
mod losses;
mod names;
mod property;
mod queries;
mod rows;
mod runner;
mod selects;
mod sources;
mod subqueries;
mod types;
mod values;
mod windows;

use runner::{Plan, number};

/// Statements of a run in CI.
const CASES: u64 = 500;
const SEED: u64 = 20_261_125;
/// Least shares of the statements that must have plans, and give rows, in percent: else the rest
/// would tell little.
const PLANNED: usize = 80;
const WITH_ROWS: usize = 40;

#[test]
fn random_statements_survive_the_trip() {
    let plan = Plan {
        seed: number("PLANARIUM_RANDOM_SEED").unwrap_or(SEED),
        cases: number("PLANARIUM_RANDOM_CASES").unwrap_or(CASES),
        only: number("PLANARIUM_RANDOM_CASE"),
    };
    let run = runner::run(&plan);
    println!("{:#}", run.counts.to_json());
    if let Some(report) = std::env::var_os("PLANARIUM_RANDOM_REPORT") {
        std::fs::write(report, run.report(&plan)).unwrap();
    }
    assert!(run.failures.is_empty(), "{}", run.told(&plan));
    if plan.only.is_none() {
        let counts = &run.counts;
        assert!(
            counts.planned * 100 >= counts.cases * PLANNED,
            "{} of {} have plans",
            counts.planned,
            counts.cases
        );
        let with_rows = counts.trips.get("statement: gives rows").copied();
        assert!(
            with_rows.unwrap_or_default() * 100 >= counts.cases * WITH_ROWS,
            "{with_rows:?} of {} give rows",
            counts.cases
        );
        let missing = features::missing(counts);
        assert!(
            missing.is_empty(),
            "no statement with {missing:?} was planned"
        );
    }
}
