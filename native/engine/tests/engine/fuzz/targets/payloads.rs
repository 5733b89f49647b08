//! What codecs write into plans: frames, frames inside frames, subqueries, rows.

use planarium_engine::ErrorCode;
use planarium_engine::codec::frame_error;
use planarium_plan_wire::frame;

use super::super::bytes::{self, NUMBERS};
use super::super::codec::ID;
use super::super::corpus::{Corpus, Sample, choose};
use super::super::fields::{Field, replaced, written};
use super::super::outcome::Outcomes;
use super::super::random::Random;
use super::World;
use super::decoders::{self, of_kind};

/// Begins a frame of a codec chain.
const FRAME: &[u8] = b"DFJSCHN";

/// A plan with a payload that is no honest codec's.
pub fn frames(corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let (kind, samples) = match random.below(2) {
        0 => (b'L', &corpus.logical),
        _ => (b'P', &corpus.physical),
    };
    let (sample, place) = with_payload(samples, random, |_| true);
    let old = &sample.bytes[sample.fields()[place].content.clone()];
    let new = payload(old, random);
    of_kind(kind, with_content(sample, place, &new))
}

/// The mark of a subquery changed, mostly behind its head.
pub fn subqueries(corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let (sample, place) = with_payload(&corpus.logical, random, |old| old.starts_with(b"DFJSSQ"));
    let old = &sample.bytes[sample.fields()[place].content.clone()];
    let new = match random.below(4) {
        0 => bytes::mutated(old, old, random),
        _ => [&old[..7], &bytes::mutated(&old[7..], old, random)].concat(),
    };
    of_kind(b'L', with_content(sample, place, &new))
}

/// The rows of an embedded table changed; the lengths before them fit or do not.
pub fn memory_tables(corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let (sample, place) = with_payload(&corpus.logical, random, |old| old.starts_with(b"DFJSMT"));
    let old = &sample.bytes[sample.fields()[place].content.clone()];
    // Mark, version, number of partitions, length of the first one's rows.
    let (head, rest) = old.split_at(11);
    let (length, rows) = rest.split_at(8);
    let new = match random.below(4) {
        0 => bytes::mutated(old, old, random),
        1 => {
            let count = (*random.pick(&NUMBERS) as u32).to_le_bytes();
            let length = random.pick(&NUMBERS).to_le_bytes();
            [&head[..7], &count, &length, rows].concat()
        }
        _ => {
            let first = u64::from_le_bytes(length.try_into().unwrap()) as usize;
            let changed = bytes::mutated(&rows[..first], rows, random);
            [
                head,
                &(changed.len() as u64).to_le_bytes(),
                &changed,
                &rows[first..],
            ]
            .concat()
        }
    };
    of_kind(b'L', with_content(sample, place, &new))
}

/// A sample and the place of a payload in it whose bytes are as wanted.
fn with_payload<'a>(
    samples: &'a [Sample],
    random: &mut Random,
    wanted: impl Fn(&[u8]) -> bool,
) -> (&'a Sample, usize) {
    loop {
        let sample = choose(samples, random);
        let places: Vec<usize> = sample
            .fields()
            .iter()
            .enumerate()
            .filter(|(_, field)| {
                PAYLOADS.contains(&field.name.as_str())
                    && field.has_length()
                    && field.number.is_some()
                    && (!field.name.ends_with("name") || payload_number(sample, field).is_some())
                    && wanted(&sample.bytes[field.content.clone()])
            })
            .map(|(place, _)| place)
            .collect();
        if !places.is_empty() {
            return (sample, *random.pick(&places));
        }
    }
}

/// Fields that a codec writes, and names of functions, beside which one may stand.
const PAYLOADS: [&str; 6] = [
    "fun_definition",
    "custom_table_data",
    "node",
    "file_type",
    "fun_name",
    "name",
];

/// Number of the field `fun_definition` beside the name of a function.
fn payload_number(sample: &Sample, name: &Field) -> Option<u32> {
    let function = &sample.fields()[name.parent?].kind;
    Some(match function.as_str() {
        "ScalarUDFExprNode" | "HigherOrderUDFExprNode" => 3,
        "PhysicalScalarUdfNode" | "PhysicalHigherOrderUdfNode" => 3,
        "AggregateUDFExprNode" => 6,
        "PhysicalAggregateExprNode" => 7,
        "PhysicalWindowExprNode" => 9,
        "WindowExprNode" => 10,
        _ => return None,
    })
}

/// The plan with `new` in the field, or behind it as a payload where the field is a name.
fn with_content(sample: &Sample, place: usize, new: &[u8]) -> Vec<u8> {
    let field = &sample.fields()[place];
    let number = field.number.unwrap();
    let content = if field.name.ends_with("name") {
        let whole = &sample.bytes[field.whole.clone()];
        let number = payload_number(sample, field).unwrap();
        [whole.to_vec(), written(number, new)].concat()
    } else {
        written(number, new)
    };
    replaced(&sample.bytes, sample.fields(), place, content)
}

fn payload(old: &[u8], random: &mut Random) -> Vec<u8> {
    let marks: [&[u8]; 12] = [
        b"DFJSCHN", b"DFJSSQ", b"DFJSMT", b"DFJSUDF", b"DFJSUDA", b"DFJSUDW", b"DFJSEX",
        b"DFPYCHN", b"DFPYUDF", b"DFPYUDA", b"DFPYUDW", b"DFJS",
    ];
    let inner = match random.below(4) {
        0 => old.to_vec(),
        1 => b"abs".to_vec(),
        2 => {
            let length = random.below(40);
            [random.pick(&marks).to_vec(), random.bytes(length)].concat()
        }
        _ => [*random.pick(&marks), &[1]].concat(),
    };
    let mut whole = inner;
    for _ in 0..*random.pick(&[0, 1, 1, 1, 2, 3, 50, 3_000]) {
        let mut out = Vec::new();
        let id = *random.pick(&[ID, "x", "größe", ""]);
        frame::write(id, &whole, &mut out);
        whole = out;
    }
    match random.below(3) {
        0 => bytes::mutated(&whole, old, random),
        1 if whole.len() > 12 && whole.starts_with(FRAME) => {
            let length = (*random.pick(&NUMBERS) as u32).to_le_bytes();
            whole.splice(8..12, length);
            whole
        }
        _ => whole,
    }
}

/// Reads the plan with the extension codec installed, and its first payload as a frame.
pub fn run(world: &World, input: &[u8], outcomes: &mut Outcomes) {
    decoders::read(&world.extended, world, input, outcomes);
    decoders::read(&world.plain, world, input, outcomes);
    if let Some(at) = input.windows(7).position(|bytes| bytes == FRAME) {
        let documented = [ErrorCode::PlanFileDamaged, ErrorCode::PlanVersionDiffers];
        let read = frame::read(&input[at..]).map_err(frame_error);
        outcomes.note("frame::read", read, &documented);
    }
}
