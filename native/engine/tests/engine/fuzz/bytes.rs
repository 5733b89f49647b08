//! Changes to bytes that ask nothing of what they mean.

use super::random::Random;

/// Numbers at which lengths, counts and kinds tend to break.
pub const NUMBERS: [u64; 26] = [
    0,
    1,
    2,
    3,
    7,
    8,
    16,
    63,
    127,
    128,
    255,
    256,
    1_000,
    1_024,
    1_025,
    65_535,
    65_536,
    1 << 20,
    (1 << 31) - 1,
    1 << 31,
    (1 << 32) - 1,
    1 << 32,
    (1 << 53) + 1,
    (1 << 63) - 1,
    1 << 63,
    u64::MAX,
];

/// One to four changes to `bytes`; `other` is where foreign pieces come from.
pub fn mutated(bytes: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for _ in 0..=random.below(4) {
        change(&mut changed, other, random);
    }
    changed
}

fn change(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let until = (at + 1 + random.below(16)).min(bytes.len());
    match random.below(12) {
        0 | 1 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        2 if at < bytes.len() => bytes[at] = random.number() as u8,
        3 if at < bytes.len() => bytes[at] = *random.pick(&[0, 1, 0x7f, 0x80, 0xff]),
        4 => drop(bytes.drain(at..until.max(at))),
        5 => {
            let again = bytes[at..until.max(at)].to_vec();
            let times = 1 + random.below(8);
            bytes.splice(at..at, again.repeat(times));
        }
        6 => bytes.truncate(at),
        7 => {
            let length = 1 + random.below(8);
            bytes.splice(at..at, random.bytes(length));
        }
        8 => number(bytes, at, random),
        9 => {
            let value = varint(*random.pick(&NUMBERS));
            let end = (at + 1 + random.below(5)).min(bytes.len());
            bytes.splice(at..end.max(at), value);
        }
        10 => splice(bytes, at, other, random),
        _ => {
            let value = random.number() as u8;
            bytes[at..until.max(at)].fill(value);
        }
    }
}

/// A number of one to eight bytes over what is there, little endian or, now and then, big.
fn number(bytes: &mut [u8], at: usize, random: &mut Random) {
    let value = *random.pick(&NUMBERS);
    let width = *random.pick(&[1, 2, 4, 8]);
    let mut written = value.to_le_bytes()[..width].to_vec();
    if random.once_in(4) {
        written.reverse();
    }
    for (place, byte) in bytes.iter_mut().skip(at).zip(written) {
        *place = byte;
    }
}

/// A stretch of `other` in the place of one of `bytes`.
fn splice(bytes: &mut Vec<u8>, at: usize, other: &[u8], random: &mut Random) {
    if other.is_empty() {
        return;
    }
    let from = random.below(other.len());
    let to = (from + 1 + random.below(256)).min(other.len());
    let until = (at + random.below(256)).min(bytes.len()).max(at);
    bytes.splice(at..until, other[from..to].iter().copied());
}

/// As Protocol Buffers write a number.
pub fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}
