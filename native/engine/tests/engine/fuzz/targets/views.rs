//! The bytes view: any bytes, and any request about them.

use planarium_engine::ErrorCode;
use planarium_engine::api::plan_to_json;
use planarium_engine::plan_file::{BytesView, InspectOptions, PlanKind};
use planarium_plan_wire::{TreeRoot, WireTree, attribute, find_fault, guess_root};

use super::super::bytes::NUMBERS;
use super::super::corpus::Corpus;
use super::super::outcome::Outcomes;
use super::super::random::Random;
use super::super::{containers, plans};
use super::World;

const OPENING: [ErrorCode; 3] = [
    ErrorCode::FileEmpty,
    ErrorCode::PlanFileTooLarge,
    ErrorCode::PlanKindMissing,
];

/// How the JSON form may fail.
const WRITING: [ErrorCode; 4] = [
    ErrorCode::PlanFileDamaged,
    ErrorCode::PlanTooDeep,
    ErrorCode::PlanFileTooLarge,
    ErrorCode::PlanNotSerializable,
];

/// The last eight bytes are what the requests are drawn from.
pub fn make(corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let mut input = match random.below(6) {
        0 => plans::mutated(&corpus.logical, random),
        1 | 2 => plans::mutated(&corpus.physical, random),
        3 => plans::mutated(&corpus.substrait, random),
        4 => containers::damaged(corpus, random),
        _ => {
            let length = random.below(400);
            random.bytes(length)
        }
    };
    input.extend(random.bytes(8));
    input
}

pub fn run(world: &World, input: &[u8], outcomes: &mut Outcomes) {
    let (bytes, drawn) = input.split_at(input.len().saturating_sub(8));
    let drawn = drawn
        .iter()
        .fold(1_u64, |all, byte| all << 8 | u64::from(*byte));
    let mut random = Random(drawn.max(1));
    let kind = *random.pick(&[None, Some(PlanKind::Logical), Some(PlanKind::Physical)]);
    let path = world.file("view.dfplan", bytes);
    let opened = BytesView::open(&path, &InspectOptions { kind });
    if let Some(view) = outcomes.note("BytesView::open", opened, &OPENING) {
        if let Some(error) = &view.summary().error
            && !VIEWED.contains(&error.code)
        {
            outcomes.wrong(format!("BytesView::summary: {error:?}"));
        }
        ask(&view, bytes.len(), &mut random, outcomes);
    }
    if random.once_in(4) {
        let written = plan_to_json(bytes, kind.unwrap_or(PlanKind::Logical));
        outcomes.note("plan_to_json", written, &WRITING);
    }
    let root = guess_root(bytes);
    let found = attribute(bytes, root);
    let own: usize = found.nodes.iter().map(|node| node.own_bytes as usize).sum();
    if own > bytes.len() {
        outcomes.wrong(format!("nodes of {own} bytes in {}", bytes.len()));
    }
    for root in [TreeRoot::Logical, TreeRoot::Physical, TreeRoot::Foreign] {
        if let Some(fault) = find_fault(bytes, root)
            && fault.end as usize > bytes.len()
        {
            outcomes.wrong(format!("a fault beyond the end: {fault:?}"));
        }
    }
}

/// What a summary may tell of bytes that are no plan.
const VIEWED: [ErrorCode; 6] = [
    ErrorCode::PlanFileDamaged,
    ErrorCode::PlanFileForeign,
    ErrorCode::PlanFileTooNew,
    ErrorCode::PlanFileTooLarge,
    ErrorCode::PlanTooDeep,
    ErrorCode::PlanVersionDiffers,
];

/// Steps down where it leads on, and asks for places that do not exist as well.
fn ask(view: &BytesView, length: usize, random: &mut Random, outcomes: &mut Outcomes) {
    let mut path: Vec<u32> = Vec::new();
    for _ in 0..12 {
        let from = if random.once_in(8) { number(random) } else { 0 };
        let limit = if random.once_in(8) {
            number(random)
        } else {
            50
        };
        let found = view.children(&path, from, limit);
        let found = outcomes.note("BytesView::children", found, &[ErrorCode::InvalidRequest]);
        let inner = found
            .iter()
            .flat_map(|found| &found.fields)
            .filter(|field| field.expandable);
        let starts: Vec<u32> = inner.map(|field| field.start).collect();
        if starts.is_empty() {
            break;
        }
        path.push(*random.pick(&starts));
    }
    path.push(number(random) as u32);
    let lost = view.children(&path, 0, 10);
    outcomes.note("BytesView::children", lost, &[ErrorCode::InvalidRequest]);
    for _ in 0..4 {
        let start = if random.once_in(4) {
            number(random)
        } else {
            random.below(length + 1)
        };
        let end = if random.once_in(2) {
            number(random)
        } else {
            start.saturating_add(1)
        };
        view.locate(start, end);
        view.slice(start, end);
    }
    let pattern = random.bytes(2);
    view.find(&pattern, number(random));
}

fn number(random: &mut Random) -> usize {
    usize::try_from(*random.pick(&NUMBERS)).unwrap_or(usize::MAX)
}

/// The tree over bytes is read in one go as well.
#[test]
fn a_tree_of_nothing_has_no_fields() {
    for root in [TreeRoot::Logical, TreeRoot::Foreign, TreeRoot::Opaque] {
        assert_eq!(
            WireTree::new(&[], root).children(&[], 0, 10).unwrap().total,
            0
        );
    }
}
