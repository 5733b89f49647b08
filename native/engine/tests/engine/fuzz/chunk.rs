//! A run of cases of one target, in a process of its own: what ends the process ends this one,
//! and the file that it keeps says over which case.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::corpus::Corpus;
use super::outcome::{Outcomes, Tally, add};
use super::random::Random;
use super::targets::{Target, World, target};
use super::{memory, watch};

/// Findings that are told in full.
const TOLD: usize = 20;
const SLOWEST: usize = 5;
/// Cases between two summaries.
const PACE: u64 = 500;

/// Which cases: of `target` from `from` up to and without `until`, of the random source `seed`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Chunk {
    pub target: String,
    pub seed: u64,
    pub from: u64,
    pub until: u64,
    /// Where the summary goes; the number of the running case goes beside it.
    pub file: PathBuf,
}

impl Chunk {
    pub fn case_file(&self) -> PathBuf {
        self.file.with_extension("case")
    }
}

/// What came of the cases up to `next`.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Summary {
    /// The first case that is not in it.
    pub next: u64,
    pub tally: Tally,
    pub findings: Vec<Finding>,
    pub finding_count: u64,
    /// Milliseconds and case, slowest first.
    pub slowest: Vec<(f64, u64)>,
    /// Most bytes that one case held, and which one.
    pub peak: (usize, u64),
    /// Panics in dependencies that became errors, by place.
    pub panics: BTreeMap<String, u64>,
    /// Payloads that the extension codec read.
    pub codec_reads: u64,
    pub milliseconds: f64,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Finding {
    pub case: u64,
    pub what: String,
}

/// What one case came to.
pub struct Done {
    pub outcomes: Outcomes,
    pub time: Duration,
    pub peak: usize,
    pub panics: BTreeMap<String, u64>,
}

/// Runs every case of `chunk`.
pub fn run(chunk: &Chunk) {
    let corpus = Corpus::load();
    let world = World::new(&corpus);
    let target = target(&chunk.target);
    watch::start();
    let mut running = File::create(chunk.case_file()).unwrap();
    let mut summary = Summary {
        next: chunk.from,
        ..Summary::default()
    };
    let start = Instant::now();
    for case in chunk.from..chunk.until {
        running.seek(SeekFrom::Start(0)).unwrap();
        running.write_all(&case.to_le_bytes()).unwrap();
        let done = one(target, chunk.seed, case, &corpus, &world);
        summary.take(case, done);
        if summary.next.is_multiple_of(PACE) {
            summary.write(&chunk.file, start, &world);
        }
    }
    if let Err(what) = world.untouched() {
        summary.find(chunk.until, what);
    }
    summary.write(&chunk.file, start, &world);
}

/// Makes the input of a case and hands it over.
pub fn one(target: &Target, seed: u64, case: u64, corpus: &Corpus, world: &World) -> Done {
    let mut random = Random::of(seed, target.name, case);
    let input = (target.make)(corpus, &mut random);
    on(target, &input, world)
}

/// Hands an input to the target.
pub fn on(target: &Target, input: &[u8], world: &World) -> Done {
    let mut outcomes = Outcomes::default();
    watch::begin();
    memory::start();
    let start = Instant::now();
    (target.run)(world, input, &mut outcomes);
    let (time, peak) = (start.elapsed(), memory::peak());
    let panics = watch::panics();
    for place in panics.keys().filter(|place| !watch::is_foreign(place)) {
        outcomes.wrong(format!("a panic of our own: {place}"));
    }
    let limit = memory::LIMIT + memory::PER_BYTE * input.len();
    if peak > limit {
        outcomes.wrong(format!("{peak} bytes at once, {limit} allowed"));
    }
    Done {
        outcomes,
        time,
        peak,
        panics,
    }
}

impl Summary {
    fn take(&mut self, case: u64, done: Done) {
        self.next = case + 1;
        add(&mut self.tally, &done.outcomes.tally);
        add(&mut self.panics, &done.panics);
        for what in done.outcomes.wrong {
            self.find(case, what);
        }
        self.slow(done.time.as_secs_f64() * 1e3, case);
        self.peak = self.peak.max((done.peak, case));
    }

    pub fn find(&mut self, case: u64, what: String) {
        self.finding_count += 1;
        if self.findings.len() < TOLD {
            self.findings.push(Finding { case, what });
        }
    }

    fn slow(&mut self, milliseconds: f64, case: u64) {
        self.slowest.push((milliseconds, case));
        self.slowest.sort_by(|a, b| b.0.total_cmp(&a.0));
        self.slowest.truncate(SLOWEST);
    }

    /// Adds what another process found of the same target.
    pub fn merge(&mut self, other: &Self) {
        add(&mut self.tally, &other.tally);
        add(&mut self.panics, &other.panics);
        self.findings.extend(other.findings.iter().cloned());
        self.findings.truncate(TOLD);
        self.finding_count += other.finding_count;
        for (milliseconds, case) in &other.slowest {
            self.slow(*milliseconds, *case);
        }
        self.peak = self.peak.max(other.peak);
        self.codec_reads += other.codec_reads;
        self.milliseconds += other.milliseconds;
    }

    fn write(&mut self, file: &Path, start: Instant, world: &World) {
        self.codec_reads = world.names.read();
        self.milliseconds = start.elapsed().as_secs_f64() * 1e3;
        let part = file.with_extension("part");
        fs::write(&part, serde_json::to_vec(self).unwrap()).unwrap();
        fs::rename(part, file).unwrap();
    }
}
