//! What is fed: one file for each family. A target makes an input out of the corpus and hands it
//! to the calls that the product makes with such input.

mod arrow;
mod decoders;
mod files;
mod page;
mod payloads;
mod sql;
mod texts;
mod views;
mod world;

pub use world::World;

use super::corpus::Corpus;
use super::outcome::Outcomes;
use super::random::Random;
use super::{containers, plans};

pub struct Target {
    pub name: &'static str,
    /// Of a thousand inputs, how many are for it.
    pub share: u64,
    pub make: fn(&Corpus, &mut Random) -> Vec<u8>,
    pub run: fn(&World, &[u8], &mut Outcomes),
}

/// The dearest first, so that the last to run are cheap.
pub const TARGETS: [Target; 17] = [
    Target {
        name: "zip-records",
        share: 30,
        make: containers::hostile,
        run: files::run,
    },
    Target {
        name: "arrow",
        share: 20,
        make: arrow::make,
        run: arrow::run,
    },
    Target {
        name: "sql",
        share: 30,
        make: sql::make,
        run: sql::run,
    },
    Target {
        name: "logical",
        share: 150,
        make: |corpus, random| decoders::of_kind(b'L', plans::mutated(&corpus.logical, random)),
        run: decoders::run,
    },
    Target {
        name: "physical",
        share: 150,
        make: |corpus, random| decoders::of_kind(b'P', plans::mutated(&corpus.physical, random)),
        run: decoders::run,
    },
    Target {
        name: "expr",
        share: 80,
        make: |corpus, random| decoders::of_kind(b'E', plans::mutated(&corpus.expr, random)),
        run: decoders::run,
    },
    Target {
        name: "substrait",
        share: 80,
        make: |corpus, random| decoders::of_kind(b'S', plans::mutated(&corpus.substrait, random)),
        run: decoders::run,
    },
    Target {
        name: "frames",
        share: 80,
        make: payloads::frames,
        run: payloads::run,
    },
    Target {
        name: "subqueries",
        share: 40,
        make: payloads::subqueries,
        run: decoders::run,
    },
    Target {
        name: "memory-tables",
        share: 40,
        make: payloads::memory_tables,
        run: decoders::run,
    },
    Target {
        name: "json",
        share: 50,
        make: texts::make,
        run: texts::run,
    },
    Target {
        name: "bytes-view",
        share: 60,
        make: views::make,
        run: views::run,
    },
    Target {
        name: "container",
        share: 50,
        make: containers::damaged,
        run: files::run,
    },
    Target {
        name: "entries",
        share: 50,
        make: containers::with_other_plan,
        run: files::run,
    },
    Target {
        name: "manifest",
        share: 40,
        make: containers::with_other_manifest,
        run: files::run,
    },
    Target {
        name: "raw-file",
        share: 20,
        make: files::raw,
        run: files::run,
    },
    Target {
        name: "page",
        share: 30,
        make: page::make,
        run: page::run,
    },
];

pub fn target(name: &str) -> &'static Target {
    TARGETS.iter().find(|target| target.name == name).unwrap()
}

/// The shares are parts of a whole.
#[test]
fn shares_add_up() {
    assert_eq!(
        TARGETS.iter().map(|target| target.share).sum::<u64>(),
        1_000
    );
}
