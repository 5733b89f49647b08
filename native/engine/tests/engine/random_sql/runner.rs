//! Runs many cases on all cores, and tells what failed and how to see it again.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use planarium_engine::error::panic_text;
use serde_json::json;

use super::counts::Counts;
use super::database::Database;
use super::generator::statement;
use super::property::{Failure, check};
use crate::random_source::Random;
use crate::support::silence_workers;

/// Statements over the tables of one database.
const PER_DATABASE: u64 = 10;
/// One in so many statements is saved as a file, too.
const FILES: u64 = 4;

/// Which cases are to run.
pub struct Plan {
    pub seed: u64,
    pub cases: u64,
    pub only: Option<u64>,
}

pub struct Run {
    pub counts: Counts,
    pub failures: Vec<Failed>,
    took: Duration,
}

pub struct Failed {
    case: u64,
    description: String,
    sql: String,
    failure: Failure,
}

/// A number in the environment.
pub fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {text}")),
    )
}

pub fn run(plan: &Plan) -> Run {
    silence_workers();
    let start = Instant::now();
    let databases = match plan.only {
        Some(case) => case / PER_DATABASE..case / PER_DATABASE + 1,
        None => 0..plan.cases.div_ceil(PER_DATABASE),
    };
    let next = AtomicU64::new(databases.start);
    let all = Mutex::new((Counts::default(), Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= databases.end {
                        break;
                    }
                    let (counts, failures) = cases_of(plan, number);
                    let mut all = all.lock().unwrap();
                    all.0.merge(counts);
                    all.1.extend(failures);
                }
            });
        }
    });
    let (counts, mut failures) = all.into_inner().unwrap();
    failures.sort_by_key(|failed| failed.case);
    Run {
        counts,
        failures,
        took: start.elapsed(),
    }
}

/// All cases over one database.
fn cases_of(plan: &Plan, number: u64) -> (Counts, Vec<Failed>) {
    let mut counts = Counts::default();
    let mut failures = Vec::new();
    let first = number * PER_DATABASE;
    let made = AssertUnwindSafe(|| Database::new(&mut Random::part(plan.seed, number)));
    let database = match catch_unwind(made) {
        Ok(database) => database,
        Err(panic) => {
            let failure = panicked("tables", panic.as_ref());
            let (description, sql) = Default::default();
            return (
                counts,
                vec![Failed {
                    case: first,
                    description,
                    sql,
                    failure,
                }],
            );
        }
    };
    for case in
        first..(first + PER_DATABASE).min(plan.cases.max(plan.only.map_or(0, |only| only + 1)))
    {
        if plan.only.is_some_and(|only| only != case) {
            continue;
        }
        let statement = statement(Random::part(!plan.seed, case), &database);
        if plan.only.is_some() {
            println!("{}\n{}\n", database.description, statement.sql);
        }
        let work = AssertUnwindSafe(|| {
            check(
                &database,
                &statement,
                case.is_multiple_of(FILES),
                &mut counts,
            )
        });
        let checked =
            catch_unwind(work).unwrap_or_else(|panic| Err(panicked("panic", panic.as_ref())));
        if let Err(failure) = checked {
            failures.push(Failed {
                case,
                description: database.description.clone(),
                sql: statement.sql,
                failure,
            });
        }
    }
    (counts, failures)
}

fn panicked(stage: &'static str, panic: &(dyn Any + Send)) -> Failure {
    let what = panic_text(panic);
    Failure { stage, what }
}

impl Run {
    /// The failures with all that is needed to see them again.
    pub fn told(&self, plan: &Plan) -> String {
        let all = self.failures.iter().map(|failed| {
            let Failed { case, description, sql, failure } = failed;
            format!(
                "seed {seed}, case {case}, {stage}\n{description}{sql}\n{what}\nrepeat: \
                 PLANARIUM_RANDOM_SEED={seed} PLANARIUM_RANDOM_CASE={case} cargo test --release \
                 --manifest-path native/Cargo.toml -p planarium-engine --test engine -- random_sql --nocapture\n",
                seed = plan.seed,
                stage = failure.stage,
                what = failure.what,
            )
        });
        let most = usize::try_from(number("PLANARIUM_RANDOM_TOLD").unwrap_or(10)).unwrap();
        let told: Vec<String> = all.take(most).collect();
        format!(
            "{} cases failed\n\n{}",
            self.failures.len(),
            told.join("\n")
        )
    }

    /// The record of a long run.
    pub fn report(&self, plan: &Plan) -> String {
        let report = json!({
            "planarium": env!("CARGO_PKG_VERSION"),
            "datafusion": datafusion::DATAFUSION_VERSION,
            "arrow": datafusion::arrow::ARROW_VERSION,
            "seed": plan.seed,
            "seconds": self.took.as_secs(),
            "peakMemoryMiB": peak_memory_mib(),
            "failures": self.failures.len(),
            "counts": self.counts.to_json(),
        });
        format!("{report:#}\n")
    }
}

/// What the process held at most, where the system tells.
fn peak_memory_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}
