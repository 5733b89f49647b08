//! What a file is: by its first bytes where they tell, else by its extension.

use super::FileFormat;
use super::delimiter::delimiter;
use super::format::by_name;
use super::source::{empty, unreadable};
use crate::error::{Error, ErrorCode, Result};
use datafusion::common::parsers::CompressionTypeVariant;
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// Enough for a header line and for leading blank lines.
const HEAD_BYTES: u64 = 64 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sniffed {
    pub(super) format: FileFormat,
    pub(super) compression: CompressionTypeVariant,
    /// For CSV only.
    pub(super) delimiter: char,
}

/// Looks into `path`; `given` is the format someone named, which then needs no proof.
///
/// Errors: `file_missing`, `file_unreadable`, `file_empty`, `file_damaged` (not what its
/// extension says), `file_format_unknown`.
pub(super) fn sniff(path: &Path, given: Option<FileFormat>) -> Result<Sniffed> {
    let named = by_name(path);
    let head = read_head(path, named.compression)?;
    let text = text_of(&head);
    let format = match given {
        Some(format) => format,
        None => decide(path, named.format, &head, text)?,
    };
    if named.compression != CompressionTypeVariant::UNCOMPRESSED && !format.can_be_compressed() {
        return Err(Error::new(
            ErrorCode::FileFormatUnknown,
            format!(
                "{} is a compressed {} file, which cannot be read in place.",
                path.display(),
                format.label()
            ),
        )
        .with_hint("Decompress it, then open it."));
    }
    let delimiter = if named.tabs {
        '\t'
    } else {
        text.map_or(',', delimiter)
    };
    Ok(Sniffed {
        format,
        compression: named.compression,
        delimiter,
    })
}

fn read_head(path: &Path, compression: CompressionTypeVariant) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut reader = FileCompressionType::from(compression).convert_read(BufReader::new(file))?;
    let mut head = Vec::new();
    match reader.by_ref().take(HEAD_BYTES).read_to_end(&mut head) {
        Err(error) if compression == CompressionTypeVariant::UNCOMPRESSED => {
            Err(unreadable(path, &error))
        }
        Err(error) => {
            Err(damaged(path, "the compressed data are broken").with_detail(error.to_string()))
        }
        Ok(_) if head.iter().all(u8::is_ascii_whitespace) => Err(empty(path)),
        Ok(_) => Ok(head),
    }
}

/// The head as text without byte order mark and leading blanks; `None` for binary data.
fn text_of(head: &[u8]) -> Option<&str> {
    if head.contains(&0) {
        return None;
    }
    let whole = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The last character may be cut.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    Some(whole.trim_start_matches('\u{feff}').trim_start())
}

fn decide(
    path: &Path,
    named: Option<FileFormat>,
    head: &[u8],
    text: Option<&str>,
) -> Result<FileFormat> {
    if head.starts_with(b"PAR1") {
        return Ok(FileFormat::Parquet);
    }
    // A stream begins with a continuation marker instead of a magic word.
    if head.starts_with(b"ARROW1") || head.starts_with(&[0xff, 0xff, 0xff, 0xff]) {
        return Ok(FileFormat::Arrow);
    }
    let first = text.and_then(|text| text.chars().next());
    let over_lines = |text: &str| {
        let line = text.split_once('\n').map(|(line, _)| line.trim_end());
        line.is_some_and(|line| !line.ends_with('}'))
    };
    match (named, first) {
        (Some(FileFormat::Parquet | FileFormat::Arrow), _) => {
            Err(damaged(path, &format!("it is not {} data", named.map_or("", FileFormat::label))))
        }
        (Some(FileFormat::Csv), Some(_)) => Ok(FileFormat::Csv),
        (_, Some('[')) => Ok(FileFormat::Json),
        (_, Some('{')) if text.is_some_and(over_lines) => Ok(FileFormat::Json),
        (_, Some('{')) => Ok(FileFormat::Ndjson),
        (Some(FileFormat::Json | FileFormat::Ndjson), Some(_)) => {
            Err(damaged(path, "it holds neither a JSON array nor JSON objects"))
        }
        (Some(_), None) => Err(no_text(path, head)),
        (None, _) => Err(Error::new(ErrorCode::FileFormatUnknown, format!("{} is of no known format.", path.display()))
            .with_hint("Parquet, CSV, JSON and Arrow files can be opened; the extension tells which, for example .csv.")),
    }
}

/// Text in an encoding that is not read, or no text at all.
fn no_text(path: &Path, head: &[u8]) -> Error {
    let to_utf_8 = |from: &str| {
        format!("Convert it to UTF-8, for example: iconv -f {from} -t UTF-8 old > new")
    };
    match wide_encoding(head) {
        Some(name) => unsupported(path, &format!("it is encoded as {name}, not as UTF-8"))
            .with_hint(to_utf_8(name)),
        None if head.contains(&0) => damaged(path, "it holds binary data, not text"),
        None => unsupported(
            path,
            "it is not valid UTF-8; it may be encoded as Windows-1252 or ISO-8859-1",
        )
        .with_hint(to_utf_8("WINDOWS-1252")),
    }
}

/// UTF-16 and UTF-32, by their byte order mark or by the zero bytes of Western letters.
fn wide_encoding(head: &[u8]) -> Option<&'static str> {
    match head {
        [0xff, 0xfe, 0, 0, ..] => return Some("UTF-32LE"),
        [0, 0, 0xfe, 0xff, ..] => return Some("UTF-32BE"),
        [0xff, 0xfe, ..] => return Some("UTF-16LE"),
        [0xfe, 0xff, ..] => return Some("UTF-16BE"),
        _ => {}
    }
    let start = head.get(..64.min(head.len()))?;
    let pairs = || start.chunks_exact(2);
    let printable = |byte: u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    if pairs().len() < 4 {
        None
    } else if pairs().all(|pair| printable(pair[0]) && pair[1] == 0) {
        Some("UTF-16LE")
    } else if pairs().all(|pair| pair[0] == 0 && printable(pair[1])) {
        Some("UTF-16BE")
    } else {
        None
    }
}

fn damaged(path: &Path, why: &str) -> Error {
    Error::new(
        ErrorCode::FileDamaged,
        format!("{} cannot be read: {why}.", path.display()),
    )
    .with_hint(
        "The file may be truncated or have the wrong extension; open it again from a good copy.",
    )
}

fn unsupported(path: &Path, why: &str) -> Error {
    Error::new(
        ErrorCode::FileUnsupported,
        format!("{} cannot be read: {why}.", path.display()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(name: &str, head: &[u8]) -> Result<FileFormat, ErrorCode> {
        let path = Path::new(name);
        decide(path, by_name(path).format, head, text_of(head)).map_err(|error| error.code)
    }

    #[test]
    fn json_is_told_by_its_first_sign() {
        assert_eq!(
            decided("a.json", b"\xef\xbb\xbf \n[{}]"),
            Ok(FileFormat::Json)
        );
        assert_eq!(decided("a.json", b"{\"a\":1}\n"), Ok(FileFormat::Ndjson));
        assert_eq!(
            decided("a.json", b"{\n\"a\": {}\n}\n"),
            Ok(FileFormat::Json)
        );
        assert_eq!(decided("a.json", b"hello"), Err(ErrorCode::FileDamaged));
    }

    #[test]
    fn magic_words_win_over_the_extension() {
        assert_eq!(decided("a.csv", b"PAR1...."), Ok(FileFormat::Parquet));
        assert_eq!(decided("a.parquet", b"a,b\n"), Err(ErrorCode::FileDamaged));
        assert_eq!(decided("a.xyz", b"text"), Err(ErrorCode::FileFormatUnknown));
        assert_eq!(
            decided("a.csv", b"\x89PNG\0\0"),
            Err(ErrorCode::FileDamaged)
        );
    }

    #[test]
    fn other_encodings_are_named() {
        let told = |head: &[u8]| {
            let error = decide(
                Path::new("a.csv"),
                Some(FileFormat::Csv),
                head,
                text_of(head),
            );
            let error = error.unwrap_err();
            assert!(error.hint.unwrap().contains("UTF-8"));
            (error.code, error.message)
        };
        let utf_16: Vec<u8> = "id,name\n1,x\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let marked = [&[0xff, 0xfe], utf_16.as_slice()].concat();
        for head in [utf_16, marked] {
            let (code, message) = told(&head);
            assert_eq!(code, ErrorCode::FileUnsupported);
            assert!(message.contains("UTF-16LE"), "{message}");
        }
        let (code, message) = told(b"id,name\n1,caf\xe9\n");
        assert_eq!(code, ErrorCode::FileUnsupported);
        assert!(message.contains("Windows-1252"), "{message}");
    }
}
