//! Saved plans as files: shown, checked, and made ready to run without consent.

use std::path::Path;

use planarium_engine::plan_file::{
    BytesView, InspectOptions, PlanKind, ReplanOptions, RunOptions, inspect, inspect_with,
    installed, prepare, replan,
};
use planarium_engine::preflight::of_file;
use planarium_engine::{ErrorCode, Session};

use super::super::corpus::Corpus;
use super::super::outcome::Outcomes;
use super::super::plans;
use super::super::random::Random;
use super::World;
use super::sql::PLANNING;
use crate::support::wait;

/// How showing a file may fail.
const SHOWING: [ErrorCode; 7] = [
    ErrorCode::FileEmpty,
    ErrorCode::PlanFileForeign,
    ErrorCode::PlanFileDamaged,
    ErrorCode::PlanFileTooNew,
    ErrorCode::PlanFileTooLarge,
    ErrorCode::PlanTooDeep,
    ErrorCode::PlanKindMissing,
];
/// How making it ready may fail besides.
const PREPARING: [ErrorCode; 6] = [
    ErrorCode::PlanVersionDiffers,
    ErrorCode::PlanWrites,
    ErrorCode::PlanExtensionNeeded,
    ErrorCode::PlanSourceMissing,
    ErrorCode::PlanSourceChanged,
    ErrorCode::PlanSecret,
];

/// Bytes of a plan without a container.
pub fn raw(corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    match random.below(2) {
        0 => plans::mutated(&corpus.logical, random),
        _ => plans::mutated(&corpus.physical, random),
    }
}

pub fn run(world: &World, input: &[u8], outcomes: &mut Outcomes) {
    let path = world.file("case.dfplan", input);
    let shown = outcomes.note(
        "inspect",
        inspect(&path, &InspectOptions::default()),
        &SHOWING,
    );
    let codecs = installed(&world.extended);
    // Without a guess what is damaged is damaged in every way of looking at it.
    let kinds = shown.map_or(vec![PlanKind::Optimized], |shown| shown.kinds);
    for kind in kinds {
        let options = InspectOptions { kind: Some(kind) };
        let shown = inspect_with(&path, &options, &codecs);
        outcomes.note("inspect_with", shown, &SHOWING);
        ready(&world.extended, &path, kind, outcomes);
    }
    ready(&world.plain, &path, PlanKind::Physical, outcomes);
    let viewed = BytesView::open(&path, &InspectOptions::default());
    let documented = [
        ErrorCode::FileEmpty,
        ErrorCode::PlanFileTooLarge,
        ErrorCode::PlanKindMissing,
    ];
    outcomes.note("BytesView::open", viewed, &documented);
    outcomes.note(
        "preflight::of_file",
        of_file(&world.extended, &path),
        &SHOWING,
    );
    // A session of its own for each: the dearest call of all.
    if input.len().is_multiple_of(4) {
        anew(&world.plain, &path, outcomes);
    }
}

fn ready(session: &Session, path: &Path, kind: PlanKind, outcomes: &mut Outcomes) {
    let (worker, path) = (session.clone(), path.to_path_buf());
    let options = RunOptions {
        kind: Some(kind),
        ..RunOptions::default()
    };
    let prepared = wait(session, async move {
        prepare(&worker, path, options).await.map(drop)
    });
    outcomes.note("prepare", prepared, &[&SHOWING[..], &PREPARING].concat());
}

fn anew(session: &Session, path: &Path, outcomes: &mut Outcomes) {
    let (worker, path) = (session.clone(), path.to_path_buf());
    let planned = wait(session, async move {
        replan(&worker, &path, &ReplanOptions::default()).await
    });
    let codes = [
        &SHOWING[..],
        &PREPARING,
        &PLANNING,
        &[ErrorCode::TableExists],
    ];
    outcomes.note("replan", planned, &codes.concat());
}
