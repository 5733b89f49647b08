//! Arrow files and streams: opened as a table, then read.

use planarium_engine::ErrorCode;
use planarium_engine::catalog::{OpenOptions, open_file, remove_table};
use planarium_engine::query::Query;
use planarium_engine::session::Limits;

use super::super::bytes;
use super::super::corpus::{Corpus, choose};
use super::super::outcome::Outcomes;
use super::super::random::Random;
use super::World;
use crate::support::{ended, wait};

const OPENING: [ErrorCode; 5] = [
    ErrorCode::FileDamaged,
    ErrorCode::FileUnsupported,
    ErrorCode::FileEmpty,
    ErrorCode::FileUnreadable,
    ErrorCode::FileFormatUnknown,
];

pub fn make(corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let (file, other) = (choose(&corpus.arrow, random), choose(&corpus.arrow, random));
    bytes::mutated(&file.bytes, &other.bytes, random)
}

pub fn run(world: &World, input: &[u8], outcomes: &mut Outcomes) {
    let path = world.file("case.arrow", input);
    let (worker, path) = (world.plain.clone(), path.to_string_lossy().into_owned());
    let opened = wait(&world.plain, async move {
        open_file(&worker, &path, OpenOptions::default()).await
    });
    let Some(table) = outcomes.note("open_file", opened, &OPENING) else {
        return;
    };
    let sql = format!("SELECT * FROM {}", table.name);
    let status = ended(&Query::start(&world.plain, sql, Limits::default()));
    remove_table(&world.plain, &table.name).unwrap();
    let read = status.error.map_or(Ok(status.rows), Err);
    outcomes.note(
        "SELECT *",
        read,
        &[ErrorCode::FileDamaged, ErrorCode::FileUnsupported],
    );
}
