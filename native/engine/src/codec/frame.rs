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

use super::family::CHAIN;
use crate::{Error, ErrorCode, Result};

pub const VERSION: u8 = 1;

/// Longest id of a codec in bytes.
pub const MAX_ID_BYTES: usize = 255;

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

/// The frame at the head of `bytes`; `None` for bytes without one.
///
/// # Errors
/// `plan_version_differs` for another version; `plan_file_damaged` for a header
/// that is cut off, or an id that is empty, too long or no text.
pub fn read(bytes: &[u8]) -> Result<Option<Frame<'_>>> {
    if bytes.starts_with(CHAIN) {
        read_marked(bytes, CHAIN).map(Some)
    } else {
        Ok(None)
    }
}

/// As [`read`] for a frame of this layout under another mark, which `bytes` begin with.
pub(super) fn read_marked<'a>(bytes: &'a [u8], mark: &[u8]) -> Result<Frame<'a>> {
    let rest = bytes.get(mark.len()..).unwrap_or_default();
    let (version, rest) = rest
        .split_first()
        .ok_or_else(|| damaged("it ends before its version"))?;
    if *version != VERSION {
        return Err(Error::new(
            ErrorCode::PlanVersionDiffers,
            format!(
                "A part of the plan is framed in version {version}; this version reads {VERSION}."
            ),
        )
        .with_hint(
            "Open the plan with the version that saved it, or save it again from its SQL.",
        ));
    }
    let (length, rest) = rest
        .split_first_chunk::<4>()
        .ok_or_else(|| damaged("it ends within the length of its codec's id"))?;
    let length = u32::from_le_bytes(*length) as usize;
    if length == 0 || length > MAX_ID_BYTES {
        return Err(damaged(&format!(
            "it gives its codec's id {length} bytes; 1 to {MAX_ID_BYTES} are allowed"
        )));
    }
    let (id, payload) = rest
        .split_at_checked(length)
        .ok_or_else(|| damaged("it ends within its codec's id"))?;
    let id = std::str::from_utf8(id).map_err(|_| damaged("its codec's id is no UTF-8"))?;
    Ok(Frame { id, payload })
}

fn damaged(what: &str) -> Error {
    Error::new(
        ErrorCode::PlanFileDamaged,
        format!("A part of the plan from an extension is damaged: {what}."),
    )
    .with_hint("Save the plan again, or copy the file again from where it came from.")
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
            assert_eq!(error.code, ErrorCode::PlanFileDamaged);
            assert!(error.message.contains(text), "{length}: {error}");
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
            let error = with(7, &[version]);
            assert_eq!(error.code, ErrorCode::PlanVersionDiffers);
            assert!(
                error.message.contains(&format!("version {version};")),
                "{error}"
            );
        }
        for length in [0, 256, 1 << 20, u32::MAX] {
            let error = with(8, &length.to_le_bytes());
            assert_eq!(error.code, ErrorCode::PlanFileDamaged);
            assert!(
                error.message.contains(&format!(" {length} bytes")),
                "{error}"
            );
        }
        assert!(
            with(8, &11_u32.to_le_bytes())
                .message
                .contains("within its codec's id")
        );
        assert!(with(12, b"\xff\xfe").message.contains("no UTF-8"));
    }
}
