//! Fuzzing of everything that reads bytes, files, JSON or requests which others made.
//!
//! A case is named by target, seed and number: its input is made of the [`corpus`] by mutations
//! ([`bytes`], [`plans`], [`json`], [`zips`], [`containers`]) and handed to the calls of the
//! [`targets`]. Each call must end in a value or in an error with a code that it documents.
//! Checked besides: no panic in our own code ([`watch`]), no case that does not end ([`watch`]),
//! memory within a limit ([`memory`]), no file touched ([`targets::World::untouched`]).
//!
//! Cases run in child processes of this very binary ([`chunk`]), which [`drive`] starts: a stack
//! that overflows or an allocation that fails ends a child, and the case that did it is known.
//!
//! `npm run fuzz -- --case target:seed:number` runs one case again; `npm run long:fuzz` runs a million.

mod bytes;
mod chunk;
pub mod codec;
mod containers;
mod corpus;
mod drive;
mod fields;
mod json;
mod make;
mod memory;
mod outcome;
mod plans;
pub mod random;
mod report;
mod statements;
mod targets;
mod watch;
mod zips;

use std::io::Write;
use std::time::{Duration, Instant};

use self::chunk::Chunk;
use self::corpus::Corpus;
use self::random::Random;
use self::targets::World;

/// Of the short run.
const SEED: u64 = 0x5eed;
const INPUTS: u64 = 20_000;

#[test]
fn hostile_input_ends_in_a_value_or_a_documented_error() {
    let outcome = drive::run(SEED, INPUTS, 2, |_| {});
    println!("{}", report::counts(&outcome, SEED));
    let findings = report::findings(&outcome, SEED);
    assert!(findings.is_empty(), "{findings}");
    assert!(outcome.inputs >= INPUTS);
    reaches(&outcome);
}

/// The run means something only while inputs get as far as they should: some are whole enough to
/// be read, and most are not.
fn reaches(outcome: &drive::Outcome) {
    for (target, calls) in [
        ("logical", &["LogicalPlan::from_bytes"][..]),
        ("physical", &["ExecutionPlan::from_bytes"]),
        ("expr", &["Expr::from_bytes"]),
        ("substrait", &["LogicalPlan::from_substrait"]),
        (
            "frames",
            &[
                "LogicalPlan::from_bytes",
                "ExecutionPlan::from_bytes",
                "frame::read",
            ],
        ),
        ("subqueries", &["LogicalPlan::from_bytes"]),
        ("memory-tables", &["LogicalPlan::from_bytes"]),
        (
            "json",
            &[
                "LogicalPlan::from_json",
                "ExecutionPlan::from_json",
                "json_to_substrait",
            ],
        ),
        ("bytes-view", &["BytesView::open", "BytesView::children"]),
        (
            "entries",
            &["inspect", "prepare", "replan", "preflight::of_file"],
        ),
        ("manifest", &["inspect", "prepare"]),
        ("page", &["Query::page"]),
        ("arrow", &["open_file", "SELECT *"]),
        ("sql", &["statements", "parse", "preflight::of_sql"]),
    ] {
        let tally = &outcome.summaries[target].tally;
        for call in calls {
            let (mut values, mut errors) = (0, 0);
            for (name, count) in tally
                .iter()
                .filter(|(name, _)| name.starts_with(&format!("{call} ")))
            {
                *(if name.ends_with(" value") {
                    &mut values
                } else {
                    &mut errors
                }) += count;
            }
            assert!(
                values > 0,
                "{target}: {call} never gives a value: {tally:?}"
            );
            assert!(
                errors > 0 || *call == "BytesView::open",
                "{target}: {call} never fails: {tally:?}"
            );
        }
    }
    assert!(
        outcome.summaries["frames"].codec_reads > 0,
        "the extension codec is never asked"
    );
}

#[test]
#[ignore = "not a test: the others start it for some of their cases"]
fn cases() {
    let chunk = std::env::var(drive::CHUNK).expect("started by another test");
    let chunk = serde_json::from_str::<Chunk>(&chunk).unwrap();
    as_a_worker(|| chunk::run(&chunk));
}

/// Runs `work` with the stack of a JavaScript worker, on which small plans are read in place.
fn as_a_worker<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(4 << 20);
        thread.spawn_scoped(scope, work).unwrap().join().unwrap()
    })
}

/// Says what is to be repeated: `target:seed:number`, or `target:file` for an input that was kept.
const CASE: &str = "PLANARIUM_FUZZ_CASE";

#[test]
#[ignore = "not a test: repeats the case that npm run fuzz names"]
fn repeat() {
    let case = std::env::var(CASE).expect("the case in PLANARIUM_FUZZ_CASE");
    let (name, rest) = case
        .split_once(':')
        .expect("target:seed:number or target:file");
    let target = targets::target(name);
    let corpus = Corpus::load();
    let world = World::new(&corpus);
    let input = match rest
        .split_once(':')
        .map(|(seed, number)| (seed.parse(), number.parse()))
    {
        Some((Ok(seed), Ok(number))) => {
            (target.make)(&corpus, &mut Random::of(seed, target.name, number))
        }
        _ => std::fs::read(rest).unwrap(),
    };
    let kept = std::env::temp_dir().join(format!("planarium-fuzz-{name}.input"));
    std::fs::write(&kept, &input).unwrap();
    println!("{} bytes of input, kept in {}", input.len(), kept.display());
    let done = as_a_worker(|| chunk::on(target, &input, &world));
    println!(
        "{:.1} ms, {} KiB at most at once",
        done.time.as_secs_f64() * 1e3,
        done.peak >> 10
    );
    for (outcome, count) in &done.outcomes.tally {
        println!("{count:>6} {outcome}");
    }
    assert!(done.outcomes.wrong.is_empty(), "{:#?}", done.outcomes.wrong);
    world.untouched().unwrap();
}

/// How many inputs, of which seed, on how many processes: `1000000:42:2`.
const LONG: &str = "PLANARIUM_FUZZ_LONG";

#[test]
#[ignore = "takes an hour: npm run long:fuzz"]
fn long_run() {
    let how = std::env::var(LONG).expect("inputs:seed:processes in PLANARIUM_FUZZ_LONG");
    let how: Vec<u64> = how
        .split(':')
        .map(|number| number.parse().unwrap())
        .collect();
    let (inputs, seed, processes) = (how[0], how[1], how[2] as usize);
    let start = Instant::now();
    let outcome = drive::run(seed, inputs, processes, |done| {
        let spent = Duration::from_secs(start.elapsed().as_secs());
        println!("progress {done} of {inputs} inputs after {spent:?}");
        std::io::stdout().flush().unwrap();
    });
    println!("report");
    println!(
        "{} inputs, seed {seed}, {processes} processes, {:.0} s",
        outcome.inputs,
        start.elapsed().as_secs_f64()
    );
    println!("{} findings", outcome.finding_count());
    print!("{}", report::findings(&outcome, seed));
    print!("{}", report::counts(&outcome, seed));
    assert_eq!(outcome.finding_count(), 0);
}
