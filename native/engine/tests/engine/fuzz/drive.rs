//! Spreads cases over child processes, takes up what is left when one dies, and sums up.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use super::chunk::{Chunk, Summary};
use super::targets::TARGETS;
use super::watch;

/// Says which cases a child runs.
pub const CHUNK: &str = "PLANARIUM_FUZZ_CHUNK";
/// Cases of one child: starting one takes a second.
const MOST: u64 = 5_000;
/// Deaths after which a target is given up.
const DEATHS: u64 = 50;

/// What came of a run, by target.
pub struct Outcome {
    pub summaries: BTreeMap<&'static str, Summary>,
    pub inputs: u64,
}

impl Outcome {
    pub fn finding_count(&self) -> u64 {
        self.summaries
            .values()
            .map(|summary| summary.finding_count)
            .sum()
    }
}

/// Runs about `inputs` cases on `processes` at once; `tell` hears how many are done.
pub fn run(seed: u64, inputs: u64, processes: usize, tell: impl Fn(u64) + Sync) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let queue = Mutex::new(chunks(seed, inputs, folder.path()));
    let outcome = Mutex::new(Outcome {
        summaries: BTreeMap::new(),
        inputs: 0,
    });
    std::thread::scope(|scope| {
        for _ in 0..processes {
            scope.spawn(|| {
                loop {
                    let Some(chunk) = queue.lock().unwrap().pop_front() else {
                        return;
                    };
                    let summary = whole(&chunk);
                    let mut outcome = outcome.lock().unwrap();
                    outcome.inputs += chunk.until - chunk.from;
                    let name = TARGETS.iter().find(|target| target.name == chunk.target);
                    let all = outcome.summaries.entry(name.unwrap().name).or_default();
                    all.merge(&summary);
                    tell(outcome.inputs);
                }
            });
        }
    });
    outcome.into_inner().unwrap()
}

/// The chunks of all targets.
fn chunks(seed: u64, inputs: u64, folder: &Path) -> VecDeque<Chunk> {
    let mut all = VecDeque::new();
    for target in &TARGETS {
        let count = (inputs * target.share).div_ceil(1_000);
        let mut from = 0;
        while from < count {
            let until = (from + MOST).min(count);
            all.push_back(Chunk {
                target: target.name.to_string(),
                seed,
                from,
                until,
                file: folder.join(format!("{}-{from}.json", target.name)),
            });
            from = until;
        }
    }
    all
}

/// Runs a chunk to its end, in as many processes as it takes.
fn whole(chunk: &Chunk) -> Summary {
    let mut sum = Summary::default();
    let mut left = chunk.clone();
    let mut deaths = 0;
    while left.from < chunk.until {
        let ended = child(&left);
        let read = fs::read(&left.file).ok();
        let part: Summary = read
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or(Summary {
                next: left.from,
                ..Summary::default()
            });
        let _ = fs::remove_file(&left.file);
        sum.merge(&part);
        left.from = part.next;
        let Err(how) = ended else {
            continue;
        };
        let Some(case) = running(&left) else {
            sum.find(left.from, format!("the process did not start: {how}"));
            return sum;
        };
        // What ran since the last summary runs once more, up to the case that did it.
        if case > left.from {
            let before = Chunk {
                until: case,
                ..left.clone()
            };
            sum.merge(&whole(&before));
        }
        sum.find(case, how);
        left.from = case + 1;
        deaths += 1;
        if deaths == DEATHS {
            sum.find(case, format!("given up after {DEATHS} deaths"));
            return sum;
        }
    }
    sum
}

/// The case that was running when a child died.
fn running(chunk: &Chunk) -> Option<u64> {
    let bytes = fs::read(chunk.case_file()).ok()?;
    fs::remove_file(chunk.case_file()).ok()?;
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}

/// Runs a child to its end; how it died.
fn child(chunk: &Chunk) -> Result<(), String> {
    let ended = Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "fuzz::cases",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(CHUNK, serde_json::to_string(chunk).unwrap())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    if ended.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&ended.stderr);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let last = lines[lines.len().saturating_sub(4)..].join(" | ");
    Err(match ended.status.code() {
        Some(watch::HANGS) => "it does not end".to_string(),
        _ => format!("the process died ({}): {last}", ended.status),
    })
}
