//! Reads one field of the Protocol Buffers wire format. Whatever the bytes are, it neither
//! fails to return nor reads past the end that it is given.
//!
//! A field is a varint key (`number << 3 | type`) followed by
//!
//! | type | content |
//! |---|---|
//! | 0 | varint, at most 10 bytes |
//! | 1 | 8 bytes |
//! | 2 | varint length, then that many bytes: text, bytes, packed numbers or a message |
//! | 3, 4 | group (refused: no plan message has one, and decoders call themselves for unknown ones) |
//! | 5 | 4 bytes |

/// How a field's content is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WireType {
    Varint,
    Fixed64,
    Length,
    Fixed32,
}

impl WireType {
    pub fn name(self) -> &'static str {
        match self {
            Self::Varint => "varint",
            Self::Fixed64 => "8 bytes",
            Self::Length => "length and bytes",
            Self::Fixed32 => "4 bytes",
        }
    }
}

/// A field and where it is; offsets count from the start of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scanned {
    pub number: u32,
    pub wire: WireType,
    /// Of the key.
    pub start: usize,
    /// Of the content, after the length where there is one.
    pub value: usize,
    /// End of the content, or of the bytes where the content is cut off.
    pub end: usize,
    /// Bytes that the length announces beyond that end.
    pub missing: u64,
}

/// Why no field could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed {
    /// Of the byte or number that does not fit.
    pub at: usize,
    pub problem: Problem,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The bytes end inside a number.
    EndsInVarint,
    /// A varint of more than 64 bits.
    LongVarint,
    /// A field number of zero, or beyond 29 bits.
    FieldNumber(u64),
    /// A group or a type that does not exist.
    Type(u8),
    /// The bytes end inside content of a fixed size.
    EndsInFixed { size: usize, left: usize },
}

/// Reads the field at `at`, which is below `end`. A length beyond `end` is no error
/// here: the field ends at `end` and tells what is missing.
pub fn field(bytes: &[u8], at: usize, end: usize) -> Result<Scanned, Malformed> {
    let (key, next) = varint(bytes, at, end)?;
    let malformed = |problem| Malformed { at, problem };
    let number = u32::try_from(key)
        .map(|key| key >> 3)
        .ok()
        .filter(|number| *number > 0)
        .ok_or(malformed(Problem::FieldNumber(key >> 3)))?;
    let (wire, value, size) = match (key & 7) as u8 {
        0 => (
            WireType::Varint,
            next,
            (varint(bytes, next, end)?.1 - next) as u64,
        ),
        1 => (WireType::Fixed64, next, 8),
        2 => {
            let (length, next) = varint(bytes, next, end)?;
            (WireType::Length, next, length)
        }
        5 => (WireType::Fixed32, next, 4),
        other => return Err(malformed(Problem::Type(other))),
    };
    let left = end - value;
    let here = usize::try_from(size).unwrap_or(usize::MAX).min(left);
    let missing = size - here as u64;
    if missing > 0 && wire != WireType::Length {
        let problem = Problem::EndsInFixed {
            size: here + usize::try_from(missing).unwrap_or(usize::MAX),
            left,
        };
        return Err(Malformed { at: value, problem });
    }
    Ok(Scanned {
        number,
        wire,
        start: at,
        value,
        end: value + here,
        missing,
    })
}

/// A field that is all there.
pub struct Whole {
    pub number: u32,
    pub wire: WireType,
    /// Of the content, after the length where there is one.
    pub value: usize,
    pub end: usize,
    /// The content of a varint, else zero.
    pub raw: u64,
}

/// As [`field`], for a walk that needs no reasons: `None` for a field that is malformed or cut
/// off. Inlined, its parts stay in registers: three times as fast.
#[inline(always)]
pub fn whole_field(bytes: &[u8], at: usize, end: usize) -> Option<Whole> {
    let (key, value) = short_varint(bytes, at, end)?;
    let key = u32::try_from(key).ok()?;
    let (wire, value, raw, stop) = match key & 7 {
        0 => {
            let (raw, next) = short_varint(bytes, value, end)?;
            (WireType::Varint, value, raw, next)
        }
        1 => (WireType::Fixed64, value, 0, value.checked_add(8)?),
        2 => {
            let (length, next) = short_varint(bytes, value, end)?;
            let stop = next.checked_add(usize::try_from(length).ok()?)?;
            (WireType::Length, next, 0, stop)
        }
        5 => (WireType::Fixed32, value, 0, value.checked_add(4)?),
        _ => return None,
    };
    let number = key >> 3;
    (number > 0 && stop <= end).then_some(Whole {
        number,
        wire,
        value,
        end: stop,
        raw,
    })
}

/// Most keys, lengths and numbers are one byte.
#[inline(always)]
fn short_varint(bytes: &[u8], at: usize, end: usize) -> Option<(u64, usize)> {
    match bytes.get(at) {
        Some(byte) if *byte < 0x80 && at < end => Some((u64::from(*byte), at + 1)),
        _ => varint(bytes, at, end).ok(),
    }
}

/// A number and the place after it.
pub fn varint(bytes: &[u8], at: usize, end: usize) -> Result<(u64, usize), Malformed> {
    let mut value = 0_u64;
    let rest = bytes.get(at..end).unwrap_or_default();
    for (index, byte) in rest.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            // The tenth byte holds the last bit of 64.
            return if index < 9 || *byte < 2 {
                Ok((value, at + index + 1))
            } else {
                Err(Malformed {
                    at,
                    problem: Problem::LongVarint,
                })
            };
        }
    }
    let problem = if rest.len() < 10 {
        Problem::EndsInVarint
    } else {
        Problem::LongVarint
    };
    Err(Malformed { at, problem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_each_type_are_read_and_the_rest_is_told() {
        let read = |bytes: &[u8]| field(bytes, 0, bytes.len());
        let found = read(&[0x08, 0x96, 0x01]).unwrap();
        assert_eq!((found.number, found.value, found.end), (1, 1, 3));
        let found = read(&[0x12, 0x03, b'a', b'b', b'c', 0]).unwrap();
        assert_eq!(
            (found.wire, found.value, found.end),
            (WireType::Length, 2, 5)
        );
        let cut = read(&[0x12, 0x05, b'a']).unwrap();
        assert_eq!((cut.end, cut.missing), (3, 4));
        for (bytes, problem) in [
            (&[0x80][..], Problem::EndsInVarint),
            (&[0x08, 0x80], Problem::EndsInVarint),
            (&[0xff; 11], Problem::LongVarint),
            (&[0x00], Problem::FieldNumber(0)),
            (&[0x0b], Problem::Type(3)),
            (&[0x0d, 1, 2], Problem::EndsInFixed { size: 4, left: 2 }),
            (&[0x09], Problem::EndsInFixed { size: 8, left: 0 }),
        ] {
            assert_eq!(read(bytes).unwrap_err().problem, problem, "{bytes:?}");
        }
    }

    /// Every run of up to three bytes of some kinds, with what surrounds it.
    #[test]
    fn both_readers_agree() {
        const SOME: [u8; 14] = [
            0x00, 0x01, 0x02, 0x08, 0x09, 0x0a, 0x0b, 0x0d, 0x12, 0x7a, 0x7f, 0x80, 0x81, 0xff,
        ];
        let mut whole = 0;
        for length in [0, 1, 2, 5, 9, 12] {
            for index in 0..SOME.len().pow(3) {
                let part = |step: usize| SOME[index / SOME.len().pow(step as u32) % SOME.len()];
                let mut bytes = vec![part(0), part(1), part(2)];
                bytes.extend((0..length).map(|step| part(step % 3)));
                let end = bytes.len();
                let expected = field(&bytes, 0, end)
                    .ok()
                    .filter(|field| field.missing == 0);
                let found = whole_field(&bytes, 0, end);
                whole += usize::from(found.is_some());
                let told = |number, wire, value, end| Some((number, wire, value, end));
                assert_eq!(
                    found
                        .as_ref()
                        .and_then(|f| told(f.number, f.wire, f.value, f.end)),
                    expected.and_then(|f| told(f.number, f.wire, f.value, f.end)),
                    "{bytes:?}"
                );
                if let Some(found) = found.filter(|field| field.wire == WireType::Varint) {
                    assert_eq!(varint(&bytes, found.value, end), Ok((found.raw, found.end)));
                }
            }
        }
        assert!(whole > 1_000, "{whole}");
    }
}
