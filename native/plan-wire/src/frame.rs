//! The frame around what an extension codec writes, which names the codec:
//!
//! | bytes | what |
//! |---|---|
//! | 7 | `DFJSCHN` |
//! | 1 | version, 1 |
//! | 4 | length of the id in bytes, unsigned, little endian |
//! | that many | id, UTF-8 |
//! | the rest | what the codec wrote |
//!
//! The layout is that of datafusion-python's `DFPYCHN`. What the terminal codec
//! writes stays unframed, so that plans without extensions are the same bytes everywhere.

use std::fmt;
use std::ops::Range;

use crate::payload_magic::{CHAIN, PayloadMagic};

pub const VERSION: u8 = 1;

/// Longest id of a codec in bytes.
pub const MAX_ID_BYTES: usize = 255;

/// Bytes of the length of an id.
const ID_LENGTH: usize = 4;

/// A frame that was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Of the codec that wrote the payload.
    pub id: &'a str,
    pub payload: &'a [u8],
}

/// Appends the frame of `payload`; `id` has at most [`MAX_ID_BYTES`] bytes.
pub fn write(id: &str, payload: &[u8], out: &mut Vec<u8>) {
    let length = u32::try_from(id.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(CHAIN);
    out.push(VERSION);
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(id.as_bytes());
    out.extend_from_slice(payload);
}

/// Why a frame cannot be read; [`fmt::Display`] is a clause about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameFault {
    /// Another version than [`VERSION`].
    Version(u8),
    EndsBeforeVersion,
    EndsWithinLength,
    EndsWithinId,
    /// An id of no or too many bytes.
    IdLength(usize),
    IdNotUtf8,
}

impl fmt::Display for FrameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Version(version) => return write!(f, "it is of version {version}"),
            Self::EndsBeforeVersion => "it ends before its version",
            Self::EndsWithinLength => "it ends within the length of its codec's id",
            Self::EndsWithinId => "it ends within its codec's id",
            Self::IdLength(length) => {
                return write!(
                    f,
                    "it gives its codec's id {length} bytes; 1 to {MAX_ID_BYTES} are allowed"
                );
            }
            Self::IdNotUtf8 => "its codec's id is no UTF-8",
        })
    }
}

/// The frame at the head of `bytes`; `None` for bytes without one.
///
/// # Errors
/// For another version, a header that is cut off, or an id that is empty, too long or not UTF-8.
pub fn read(bytes: &[u8]) -> Result<Option<Frame<'_>>, FrameFault> {
    if bytes.starts_with(CHAIN) {
        read_marked(bytes, CHAIN).map(Some)
    } else {
        Ok(None)
    }
}

/// As [`read`] for a frame of this layout after other magic bytes, which `bytes` begin with.
///
/// # Errors
/// As [`read`].
pub fn read_marked<'a>(bytes: &'a [u8], magic: &[u8]) -> Result<Frame<'a>, FrameFault> {
    let rest = bytes.get(magic.len()..).unwrap_or_default();
    let (version, rest) = rest.split_first().ok_or(FrameFault::EndsBeforeVersion)?;
    if *version != VERSION {
        return Err(FrameFault::Version(*version));
    }
    let (length, rest) = rest
        .split_first_chunk::<ID_LENGTH>()
        .ok_or(FrameFault::EndsWithinLength)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
    if length == 0 || length > MAX_ID_BYTES {
        return Err(FrameFault::IdLength(length));
    }
    let (id, payload) = rest
        .split_at_checked(length)
        .ok_or(FrameFault::EndsWithinId)?;
    let id = std::str::from_utf8(id).map_err(|_| FrameFault::IdNotUtf8)?;
    Ok(Frame { id, payload })
}

/// A payload with known magic bytes and the parts of its header, as far as they are there, for
/// showing; ranges count from its first byte.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    pub kind: &'static PayloadMagic,
    pub version: Option<Range<usize>>,
    pub id_length: Option<Range<usize>>,
    /// `None` where there is none or it does not fit.
    pub id: Option<Range<usize>>,
    pub payload: Range<usize>,
}

impl Parts {
    /// Its parts in order with their names; empty ones are left out, and no byte is.
    pub(crate) fn parts(&self) -> Vec<(&'static str, Range<usize>)> {
        let magic = 0..self.kind.magic.len();
        [
            ("magic", Some(magic)),
            ("version", self.version.clone()),
            ("id length", self.id_length.clone()),
            ("codec id", self.id.clone()),
            ("payload", Some(self.payload.clone())),
        ]
        .into_iter()
        .filter_map(|(name, range)| Some((name, range?)))
        .filter(|(_, range)| !range.is_empty())
        .collect()
    }

    /// The id of the codec that wrote the payload, for showing.
    pub(crate) fn codec_id(&self, bytes: &[u8]) -> Option<String> {
        let id = bytes.get(self.id.clone()?)?;
        Some(String::from_utf8_lossy(id).into_owned())
    }
}

/// The parts of a payload that begins with known magic bytes. A frame whose header is cut off
/// still has its name.
pub(crate) fn recognise(bytes: &[u8]) -> Option<Parts> {
    let kind = PayloadMagic::of(bytes)?;
    let mut at = kind.magic.len();
    let mut take = |length: usize| {
        let range = at..at.checked_add(length)?;
        bytes.get(range.clone())?;
        at = range.end;
        Some(range)
    };
    let version = take(1);
    let id_length = version
        .as_ref()
        .filter(|_| kind.chain)
        .and_then(|_| take(ID_LENGTH));
    let id = id_length.clone().and_then(|range| {
        let length: [u8; ID_LENGTH] = bytes.get(range)?.try_into().ok()?;
        take(usize::try_from(u32::from_le_bytes(length)).ok()?)
    });
    Some(Parts {
        kind,
        version,
        id_length,
        id,
        payload: at..bytes.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(id: &str, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        write(id, payload, &mut out);
        out
    }

    #[test]
    fn a_frame_is_the_documented_bytes() {
        let bytes = framed("geo", b"\x00\xff");
        assert_eq!(bytes, b"DFJSCHN\x01\x03\x00\x00\x00geo\x00\xff");
        let frame = read(&bytes).unwrap().unwrap();
        assert_eq!((frame.id, frame.payload), ("geo", &b"\x00\xff"[..]));
    }

    #[test]
    fn ids_in_any_script_and_empty_payloads_come_back() {
        let longest = "x".repeat(MAX_ID_BYTES);
        for id in ["a", "größe", "日本", longest.as_str()] {
            let bytes = framed(id, b"");
            let frame = read(&bytes).unwrap().unwrap();
            assert_eq!((frame.id, frame.payload), (id, &b""[..]));
        }
    }

    #[test]
    fn bytes_without_the_mark_are_no_frame() {
        for bytes in [&b""[..], b"DFJSCH", b"DFPYCHN\x01", b"\x0a\x03abc"] {
            assert_eq!(read(bytes).unwrap(), None);
        }
    }

    #[test]
    fn every_truncation_of_the_header_is_one_clear_error() {
        let whole = framed("geo", b"");
        let expected = [
            (7, "before its version"),
            (8, "within the length"),
            (11, "within the length"),
            (12, "within its codec's id"),
            (14, "within its codec's id"),
        ];
        for (length, text) in expected {
            let error = read(&whole[..length]).unwrap_err();
            assert!(error.to_string().contains(text), "{length}: {error}");
        }
    }

    #[test]
    fn other_versions_lengths_and_ids_are_refused() {
        let with = |at: usize, bytes: &[u8]| {
            let mut frame = framed("geo", b"payload");
            frame.splice(at..at + bytes.len(), bytes.iter().copied());
            read(&frame).unwrap_err()
        };
        for version in [0, 2, 255] {
            assert_eq!(with(7, &[version]), FrameFault::Version(version));
        }
        for length in [0, 256, 1 << 20, u32::MAX] {
            let fault = with(8, &length.to_le_bytes());
            assert_eq!(fault, FrameFault::IdLength(length as usize));
        }
        assert_eq!(with(8, &11_u32.to_le_bytes()), FrameFault::EndsWithinId);
        assert_eq!(with(12, b"\xff\xfe"), FrameFault::IdNotUtf8);
    }

    #[test]
    fn a_chain_names_the_codec_that_wrote_the_payload() {
        let bytes = b"DFJSCHN\x01\x03\0\0\0geopayload";
        let frame = recognise(bytes).unwrap();
        assert_eq!(frame.codec_id(bytes).as_deref(), Some("geo"));
        assert_eq!(&bytes[frame.payload.clone()], b"payload");
        let names: Vec<&str> = frame.parts().iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names,
            ["magic", "version", "id length", "codec id", "payload"]
        );
    }

    #[test]
    fn the_parts_of_a_cut_frame_still_cover_all_of_it() {
        let whole = b"DFPYCHN\x01\x03\0\0\0geo\x01\x02";
        for length in 7..=whole.len() {
            let frame = recognise(&whole[..length]).unwrap();
            let mut at = 0;
            for (_, range) in frame.parts() {
                assert_eq!(range.start, at);
                at = range.end;
            }
            assert_eq!(at, length);
        }
        assert_eq!(recognise(b"DFPYCH"), None);
        let lies = b"DFJSCHN\x01\xff\xff\xff\xffgeo";
        assert_eq!(recognise(lies).unwrap().codec_id(lies), None);
    }
}
