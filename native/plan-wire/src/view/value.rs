//! The content of a field as one short line of text.

use std::fmt::Write;

use super::Constants;
use super::body::{Body, Piece, Span, inside, is_text, known, pieces};
use crate::frame::{self, Parts};
use crate::payload_magic::Writer;
use crate::scan::{Scanned, WireType, varint};
use crate::schema::messages::SCALAR_VALUE;
use crate::schema::{FieldType, Kind, enum_value};

/// Most characters of a text, bytes of a preview and numbers of a list that are shown.
const LETTERS: usize = 120;
const PREVIEW: usize = 16;
const NUMBERS: usize = 20;
/// Fields of a message that are looked at for a name of it.
const SUMMARY_FIELDS: usize = 8;

/// Text of a piece; `content` is what [`inside`] says of it.
fn text(bytes: &[u8], parent: Body, piece: &Piece, content: Span, constants: Constants) -> String {
    let known = known(parent, piece);
    let of_bytes = bytes.get(content.start..content.end).unwrap_or_default();
    match (content.body, piece) {
        (Body::Message(kind), _) => {
            let constant = (kind == SCALAR_VALUE)
                .then(|| constants(of_bytes))
                .flatten();
            constant.map_or_else(|| summary(bytes, content), |text| shortened(&text))
        }
        (Body::Guess, _) => String::new(),
        (Body::Frame, _) => frame::recognise(of_bytes)
            .map(|frame| frame_text(&frame, of_bytes))
            .unwrap_or_default(),
        (Body::Leaf, Piece::Field(field)) => scalar(bytes, known, field),
        (Body::Leaf, Piece::Part { name, .. }) => part(name, of_bytes),
        (Body::Leaf, Piece::Broken { .. }) => preview(of_bytes),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_string(),
    }
}

/// The first text in a message: most have a name.
fn summary(bytes: &[u8], span: Span) -> String {
    pieces(bytes, span)
        .take(SUMMARY_FIELDS)
        .find_map(|piece| {
            let kind = known(span.body, &piece)?.kind;
            let content = bytes.get(piece.value()..piece.end())?;
            (kind == Kind::Text && !content.is_empty()).then(|| quoted(content))
        })
        .unwrap_or_default()
}

fn frame_text(frame: &Parts, bytes: &[u8]) -> String {
    let payload = format!("payload of {} bytes", frame.payload.len());
    match frame.codec_id(bytes) {
        Some(id) => format!("{} · {} · {payload}", frame.kind.what, escaped(&id)),
        None if frame.kind.chain => format!("{} with a broken header", frame.kind.what),
        None => format!("{} · {payload}", frame.kind.what),
    }
}

/// Who wrote a framed payload: the id of a codec, or what kind of payload it is.
pub(crate) fn codec_of(frame: &Parts, bytes: &[u8]) -> String {
    match (frame.codec_id(bytes), frame.kind.writer) {
        (Some(id), Writer::Planarium) => escaped(&id),
        (Some(id), Writer::DatafusionPython) => format!("datafusion-python: {}", escaped(&id)),
        (None, _) if frame.kind.chain => {
            format!("{} with a broken header", frame.kind.what)
        }
        (None, _) => frame.kind.what.to_string(),
    }
}

fn scalar(bytes: &[u8], known: Option<&FieldType>, field: &Scanned) -> String {
    let content = bytes.get(field.value..field.end).unwrap_or_default();
    let kind = known.map(|known| known.kind);
    match field.wire {
        WireType::Varint => varint(bytes, field.value, field.end)
            .map(|(value, _)| number(kind, value))
            .unwrap_or_default(),
        WireType::Fixed32 => content
            .try_into()
            .map(|raw| match kind {
                Some(Kind::Float) => f32::from_le_bytes(raw).to_string(),
                _ => format!("{:#010x}", u32::from_le_bytes(raw)),
            })
            .unwrap_or_default(),
        WireType::Fixed64 => content
            .try_into()
            .map(|raw| match kind {
                Some(Kind::Double) => f64::from_le_bytes(raw).to_string(),
                _ => format!("{:#018x}", u64::from_le_bytes(raw)),
            })
            .unwrap_or_default(),
        WireType::Length => match kind {
            Some(Kind::Text) => quoted(content),
            Some(Kind::Bytes) => preview(content),
            Some(kind) => packed(kind, content),
            None if is_text(content) => quoted(content),
            None => preview(content),
        },
    }
}

/// Numbers keep their digits; an enumeration's value is told by name where it has one.
fn number(kind: Option<Kind>, value: u64) -> String {
    match kind {
        Some(Kind::Bool) => (value != 0).to_string(),
        Some(kind @ Kind::Enum(place)) => {
            let number = kind.whole(value);
            let name = i32::try_from(number)
                .ok()
                .and_then(|number| enum_value(place, number));
            name.map_or_else(|| number.to_string(), ToString::to_string)
        }
        Some(kind) => kind.whole(value).to_string(),
        None => value.to_string(),
    }
}

fn packed(kind: Kind, content: &[u8]) -> String {
    let mut line = String::from("[");
    let mut at = 0;
    for index in 0..=NUMBERS {
        if at >= content.len() {
            break;
        }
        if index == NUMBERS {
            line.push_str(", …");
            break;
        }
        let (text, next) = match kind.wire() {
            WireType::Varint => match varint(content, at, content.len()) {
                Ok((value, next)) => (number(Some(kind), value), next),
                Err(_) => break,
            },
            WireType::Fixed32 => match content.get(at..at + 4).map(TryInto::try_into) {
                Some(Ok(raw)) => (f32::from_le_bytes(raw).to_string(), at + 4),
                _ => break,
            },
            WireType::Fixed64 => match content.get(at..at + 8).map(TryInto::try_into) {
                Some(Ok(raw)) => (f64::from_le_bytes(raw).to_string(), at + 8),
                _ => break,
            },
            WireType::Length => break,
        };
        let gap = if index > 0 { ", " } else { "" };
        let _ = write!(line, "{gap}{text}");
        at = next;
    }
    line.push(']');
    line
}

fn part(name: &str, content: &[u8]) -> String {
    match (name, content) {
        ("version", [version]) => version.to_string(),
        ("id length", _) => content
            .try_into()
            .map(|raw| u32::from_le_bytes(raw).to_string())
            .unwrap_or_default(),
        _ if is_text(content) => quoted(content),
        _ => preview(content),
    }
}

/// The first bytes in hexadecimal.
fn preview(content: &[u8]) -> String {
    let mut line = String::new();
    for byte in content.iter().take(PREVIEW) {
        let gap = if line.is_empty() { "" } else { " " };
        let _ = write!(line, "{gap}{byte:02x}");
    }
    if content.len() > PREVIEW {
        line.push_str(" …");
    }
    line
}

/// Text in quotes; what is no UTF-8 shows as replacement characters.
fn quoted(content: &[u8]) -> String {
    // Four bytes make a character at most, and one that is cut must not show as broken.
    let start = content.get(..LETTERS * 4).unwrap_or(content);
    let text = String::from_utf8_lossy(start);
    let shown: String = text.chars().take(LETTERS).collect();
    let more = if shown.len() < content.len() && text.chars().count() > LETTERS {
        "…"
    } else {
        ""
    };
    format!("\"{}\"{more}", escaped(&shown))
}

/// Control characters by their codes.
fn escaped(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() || matches!(letter, '"' | '\\') {
            line.extend(letter.escape_default());
        } else {
            line.push(letter);
        }
    }
    line
}

/// Where the content of `piece` lies and what it says; for tests and listings.
pub(super) fn shown(
    bytes: &[u8],
    parent: Body,
    piece: &Piece,
    constants: Constants,
) -> (Span, String) {
    let content = inside(bytes, parent, piece);
    (content, text(bytes, parent, piece, content, constants))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_by_their_type() {
        let minus_one = u64::MAX;
        assert_eq!(number(Some(Kind::Int64), minus_one), "-1");
        assert_eq!(number(Some(Kind::Int32), minus_one), "-1");
        assert_eq!(
            number(Some(Kind::Uint64), minus_one),
            "18446744073709551615"
        );
        assert_eq!(number(Some(Kind::Bool), 1), "true");
        assert_eq!(number(None, 300), "300");
        assert_eq!(packed(Kind::Uint32, &[1, 0x96, 0x01]), "[1, 150]");
    }

    #[test]
    fn text_is_one_line_that_does_nothing() {
        assert_eq!(quoted("a\u{1b}[2J\"\n".as_bytes()), r#""a\u{1b}[2J\"\n""#);
        assert_eq!(quoted(&[b'a', 0xff]), "\"a\u{fffd}\"");
        assert_eq!(quoted("é".repeat(200).as_bytes()).chars().count(), 123);
        assert_eq!(
            preview(&[0; 20]),
            "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 …"
        );
    }
}
