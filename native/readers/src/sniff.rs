//! What a file is: by its first bytes where they tell, else by its extension.

use crate::compression;
use crate::csv::dialect::{Dialect, Given, dialect};
use crate::decode::{self, Encoding};
use crate::encoding;
use crate::format::{FileFormat, by_name};
use datafusion::common::parsers::CompressionTypeVariant;
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use planarium_error::file::{empty, unreadable};
use planarium_error::reader::{encoded_as, in_encoding, to_utf_8};
use planarium_error::{Error, ErrorCode, Result};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// Begins a workbook of Excel 97 to 2003: a compound file.
const OLE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Enough for a header line and for leading blank lines.
const HEAD_BYTES: u64 = 64 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sniffed {
    pub format: FileFormat,
    pub compression: CompressionTypeVariant,
    /// For CSV only.
    pub dialect: Dialect,
    /// For CSV only; `None` for UTF-8.
    pub encoding: Option<&'static Encoding>,
}

/// Looks into `path`; `format` is the one that someone named, which then needs no proof, and `given`
/// what they said of CSV.
///
/// Errors: `file_missing`, `file_unreadable`, `file_empty`, `file_damaged` (not what its
/// extension says), `file_format_unknown`, `file_unsupported` for text that is not UTF-8.
pub fn sniff(path: &Path, format: Option<FileFormat>, given: Given) -> Result<Sniffed> {
    let named = by_name(path);
    let head = read_head(path, named.compression)?;
    let Head {
        bytes: head,
        compression,
    } = head;
    let is_text = matches!(format.or(named.format), None | Some(FileFormat::Csv));
    let encoding = match given.encoding {
        _ if !is_text => None,
        Some(encoding) => Some(encoding),
        None => decode::utf_16(&head),
    };
    let head = match encoding {
        Some(encoding) => encoding.decode(&head).0.into_owned().into_bytes(),
        None => head,
    };
    let text = text_of(&head);
    let format = match format {
        Some(format) => format,
        None => decide(path, named.format, &head, text)?,
    };
    if format == FileFormat::Csv && text.is_none() {
        return Err(no_text(path, &head));
    }
    if compression != CompressionTypeVariant::UNCOMPRESSED && !format.can_be_compressed() {
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
    let given = Given {
        delimiter: given.delimiter.or(named.tabs.then_some('\t')),
        ..given
    };
    if let Some(encoding) = encoding.filter(|_| format != FileFormat::Csv) {
        return Err(
            unsupported(path, &format!("it {}", encoded_as(encoding.name())))
                .with_hint(to_utf_8(encoding.name())),
        );
    }
    let dialect = match (format, text) {
        (FileFormat::Csv, Some(text)) => whole_lines(&head, text, given),
        _ => Dialect::default(),
    };
    Ok(Sniffed {
        format,
        compression,
        dialect,
        encoding,
    })
}

/// The dialect of `text`, whose lines count from the start of the file.
fn whole_lines(head: &[u8], text: &str, given: Given) -> Dialect {
    let found = dialect(text, given);
    // Of a head that is cut within a letter the end is missing, which holds no blank lines.
    let skipped = head.len().saturating_sub(text.len());
    let blank = head.get(..skipped).unwrap_or_default();
    let blank = blank.iter().filter(|byte| **byte == b'\n').count();
    Dialect {
        title_lines: match found.title_lines {
            0 => 0,
            lines => lines + blank,
        },
        ..found
    }
}

struct Head {
    bytes: Vec<u8>,
    /// By content, whatever the file is called.
    compression: CompressionTypeVariant,
}

/// The start of a file, decompressed.
fn read_head(path: &Path, named: CompressionTypeVariant) -> Result<Head> {
    let compression = compression::of_file(path).map_err(|error| unreadable(path, &error))?;
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut reader = FileCompressionType::from(compression).convert_read(BufReader::new(file))?;
    let mut bytes = Vec::new();
    let broken = || damaged(path, "the compressed data are broken");
    let plain = compression == CompressionTypeVariant::UNCOMPRESSED;
    match reader.by_ref().take(HEAD_BYTES).read_to_end(&mut bytes) {
        Err(error) if plain => Err(unreadable(path, &error)),
        Err(error) => Err(broken().with_detail(error.to_string())),
        // A name may keep its ending when a download decompresses the file.
        Ok(_) if plain && named != compression && text_of(&bytes).is_none() => Err(broken()),
        Ok(_) if bytes.iter().all(u8::is_ascii_whitespace) => Err(empty(path)),
        Ok(_) => Ok(Head { bytes, compression }),
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
            std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?
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
        (Some(FileFormat::Excel), _) if head.starts_with(b"PK\x03\x04") || head.starts_with(&OLE) => {
            Ok(FileFormat::Excel)
        }
        (Some(FileFormat::Parquet | FileFormat::Arrow | FileFormat::Excel), _) => {
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
        (None, _) => Err(Error::new(ErrorCode::FileFormatUnknown, format!("{} has an unsupported format.", path.display()))
            .with_hint("Parquet, CSV, JSON, Arrow and Excel files can be opened; the extension tells which, for example .csv.")),
    }
}

/// Text in an encoding that is not read, or no text at all.
fn no_text(path: &Path, head: &[u8]) -> Error {
    match encoding::likely(head) {
        None => damaged(path, "it holds binary data, not text"),
        Some(name) => {
            let error = unsupported(path, &format!("it {}", encoded_as(name)));
            let error = error.with_hint(to_utf_8(name));
            match by_name(path).format {
                None | Some(FileFormat::Csv) => in_encoding(error, name),
                Some(_) => error,
            }
        }
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
            assert!(error.hint.unwrap().contains("'encoding' '"));
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
