//! Changes to the fields of serialised plans. Lengths are made to fit, so that what is changed
//! reaches the decoder behind the reader of fields.

use super::bytes::{self, NUMBERS, varint};
use super::corpus::{Sample, choose};
use super::fields::{Field, replaced, written};
use super::random::Random;

/// Most bytes that an input grows to, but for one in a hundred.
const MOST: usize = 256 << 10;
const MOST_OF_FEW: usize = 8 << 20;

/// A mutation of one of `samples`; mostly of its fields, else of its bytes.
pub fn mutated(samples: &[Sample], random: &mut Random) -> Vec<u8> {
    let sample = choose(samples, random);
    if random.once_in(200) {
        return sample.bytes.clone();
    }
    if random.once_in(4) || sample.fields().is_empty() {
        return bytes::mutated(&sample.bytes, &choose(samples, random).bytes, random);
    }
    let changed = with_changed_field(sample, samples, random);
    match random.below(5) {
        0 => bytes::mutated(&changed, &sample.bytes, random),
        _ => changed,
    }
}

fn with_changed_field(sample: &Sample, samples: &[Sample], random: &mut Random) -> Vec<u8> {
    let fields = sample.fields();
    let place = random.below(fields.len());
    let field = &fields[place];
    let most = if random.once_in(100) {
        MOST_OF_FEW
    } else {
        MOST
    };
    let whole = &sample.bytes[field.whole.clone()];
    let new = match random.below(10) {
        0 => Vec::new(),
        1 => whole.repeat(repeats(whole.len(), most, random)),
        2 => keyed(random.below(64) as u32 + 1, None, &sample.bytes, field),
        3 => keyed(
            field.number.unwrap_or(1),
            Some(random.below(8) as u8),
            &sample.bytes,
            field,
        ),
        4 => return nested(sample, place, most, random),
        5 | 6 => foreign(sample, field, samples, random),
        _ => with_value(sample, field, random),
    };
    replaced(&sample.bytes, fields, place, new)
}

/// How often a field of `length` bytes is repeated.
fn repeats(length: usize, most: usize, random: &mut Random) -> usize {
    let times = *random.pick(&[2, 3, 10, 100, 1_000, 100_000, 1_000_000]);
    times.min(most / length.max(1)).max(2)
}

/// The field under another number, or as another wire type.
fn keyed(number: u32, wire: Option<u8>, bytes: &[u8], field: &Field) -> Vec<u8> {
    let wire = wire.unwrap_or(if field.has_length() { 2 } else { 0 });
    let mut new = varint(u64::from(number) << 3 | u64::from(wire));
    let length = field.content.len() as u64;
    if wire == 2 {
        new.extend(varint(length));
    }
    new.extend_from_slice(&bytes[field.content.clone()]);
    new
}

/// A field of the same type from another plan, if it has one, else any; under this field's number.
fn foreign(sample: &Sample, field: &Field, samples: &[Sample], random: &mut Random) -> Vec<u8> {
    let donor = choose(samples, random);
    let fields = donor.fields();
    if fields.is_empty() {
        return Vec::new();
    }
    let start = random.below(fields.len());
    let turned = fields[start..].iter().chain(&fields[..start]);
    let same = turned.into_iter().find(|other| other.kind == field.kind);
    match same {
        Some(other) => keyed(
            field.number.unwrap_or(1),
            None,
            &donor.bytes,
            &like(other, field),
        ),
        None => {
            let other = &fields[start];
            let content = donor.bytes[other.content.clone()].to_vec();
            written(field.number.unwrap_or(1), &content)
        }
    }
    .into_iter()
    // What is there stays at times: one field more of its kind.
    .chain(if random.once_in(3) {
        sample.bytes[field.whole.clone()].to_vec()
    } else {
        Vec::new()
    })
    .collect()
}

fn like(other: &Field, field: &Field) -> Field {
    Field {
        whole: other.whole.clone(),
        content: other.content.clone(),
        number: field.number,
        kind: field.kind.clone(),
        name: field.name.clone(),
        has_fields: field.has_fields,
        parent: None,
    }
}

/// The field with another value of its type.
fn with_value(sample: &Sample, field: &Field, random: &mut Random) -> Vec<u8> {
    let number = field.number.unwrap_or(1);
    let content = &sample.bytes[field.content.clone()];
    if !field.has_length() {
        let value = *random.pick(&NUMBERS);
        let (wire, written) = match field.kind.as_str() {
            "double" | "8 bytes" => (1, value.to_le_bytes().to_vec()),
            "float" | "4 bytes" => (5, (value as u32).to_le_bytes().to_vec()),
            _ => (0, varint(value)),
        };
        let mut new = varint(u64::from(number) << 3 | wire);
        new.extend(written);
        return new;
    }
    if field.has_fields && random.once_in(2) {
        return written(number, &[]);
    }
    let new = match random.below(4) {
        0 => random.pick(&TEXTS).as_bytes().to_vec(),
        1 => content.repeat(1 + random.below(40)),
        2 => "x"
            .repeat(*random.pick(&[1_000, 65_536, 200_000]))
            .into_bytes(),
        _ => bytes::mutated(content, &sample.bytes, random),
    };
    written(number, &new)
}

/// A message inside itself, many times: from a field to one of its own type around it, or else
/// the field alone.
fn nested(sample: &Sample, place: usize, most: usize, random: &mut Random) -> Vec<u8> {
    let fields = sample.fields();
    let mut chain = vec![place];
    let mut outer = None;
    while let Some(parent) = chain.last().and_then(|last| fields[*last].parent) {
        if fields[parent].kind == fields[place].kind {
            outer = Some(parent);
            break;
        }
        chain.push(parent);
    }
    let Some(outer) = outer else {
        let levels = *random.pick(&[2, 100, 6_000, 50_000]);
        let number = fields[place].number.unwrap_or(1);
        let content = &sample.bytes[fields[place].content.clone()];
        let new = wrapped(&[(number, Vec::new(), Vec::new())], content, levels, most);
        return replaced(&sample.bytes, fields, place, new);
    };
    // From the inside out: what stands before and behind the inner message in each one around it.
    chain.push(outer);
    let steps: Vec<_> = chain
        .windows(2)
        .map(|pair| {
            let (inner, around) = (&fields[pair[0]], &fields[pair[1]]);
            let before = sample.bytes[around.content.start..inner.whole.start].to_vec();
            let after = sample.bytes[inner.whole.end..around.content.end].to_vec();
            (around.number, inner.number, before, after)
        })
        .collect();
    let whole: Option<Vec<_>> = steps
        .into_iter()
        .map(|(_, inner, before, after)| Some((inner?, before, after)))
        .collect();
    let Some(steps) = whole else {
        return sample.bytes.clone();
    };
    let levels = *random.pick(&[2, 10, 100, 300, 1_000, 3_000, 20_000]);
    let inner = &sample.bytes[fields[place].content.clone()];
    let content = wrapped(&steps, inner, levels, most);
    let number = fields[outer].number.unwrap_or(1);
    replaced(&sample.bytes, fields, outer, written(number, &content))
}

/// `content` inside the messages of `steps` (field number, bytes before and behind the field),
/// innermost first, up to `levels` times and about `most` bytes.
fn wrapped(
    steps: &[(u32, Vec<u8>, Vec<u8>)],
    content: &[u8],
    levels: usize,
    most: usize,
) -> Vec<u8> {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut length = content.len();
    for _ in 0..levels {
        for (number, left, right) in steps {
            let mut head = left.clone();
            head.extend(varint(u64::from(*number) << 3 | 2));
            head.extend(varint(length as u64));
            length += head.len() + right.len();
            before.push(head);
            after.push(right);
        }
        if length > most {
            break;
        }
    }
    let mut whole: Vec<u8> = before.into_iter().rev().flatten().collect();
    whole.extend_from_slice(content);
    whole.extend(after.into_iter().flatten());
    whole
}

/// Texts that names, places and numbers in plans are at their worst.
pub const TEXTS: [&str; 32] = [
    "",
    "0",
    "-1",
    "18446744073709551616",
    "NaN",
    "\0",
    "a\nb",
    "\u{202e}\u{200b}",
    "\"",
    "'; DROP TABLE t; --",
    "..",
    "/",
    "/etc/passwd",
    "file:///etc/passwd",
    "file:///tmp/planarium-fuzz/",
    "file:///tmp/planarium-fuzz/*.csv",
    "file:///tmp/planarium-fuzz/[",
    "file:///tmp/planarium-fuzz/%00",
    "file:",
    "http://127.0.0.1:1/x.csv",
    "s3://bucket/key",
    "memory://x",
    "data:,x",
    "://",
    "Europe/Nowhere",
    "+99:99",
    "DFJSCHN\u{1}",
    "DFJSSQ\u{1}",
    "count",
    "no_such_function",
    "datafusion.execution.batch_size",
    "REDACTED",
];
