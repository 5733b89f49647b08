//! How files are compressed, by their first bytes.

use datafusion::common::parsers::CompressionTypeVariant as Compression;
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use planarium_error::reader::in_sql;
use planarium_error::{Error, ErrorCode, Result};

/// Enough of a file to tell.
const HEAD: u64 = 10;

/// The compression of data that begin with `head`; the magic numbers are those of RFC 1952, of
/// bzip2's blocks, of the .xz format and of RFC 8878.
pub fn by_content(head: &[u8]) -> Compression {
    match head {
        [0x1f, 0x8b, 0x08, ..] => Compression::GZIP,
        [b'B', b'Z', b'h', b'1'..=b'9', rest @ ..]
            if rest.starts_with(&[0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
                || rest.starts_with(&[0x17, 0x72, 0x45, 0x38, 0x50, 0x90]) =>
        {
            Compression::BZIP2
        }
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Compression::XZ,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::ZSTD,
        _ => Compression::UNCOMPRESSED,
    }
}

/// As [`by_content`], of the file at `path`.
///
/// # Errors
/// Those of reading.
pub fn of_file(path: &Path) -> std::io::Result<Compression> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    Ok(by_content(&head))
}

/// As [`by_content`], of the file at the position of `file`, which stays.
///
/// # Errors
/// Those of reading.
pub fn of_open(file: &mut File) -> std::io::Result<FileCompressionType> {
    let start = file.stream_position()?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(start))?;
    Ok(by_content(&head).into())
}

/// Refuses `file`, at its start, when its compression is not the one that it is read with. `format` is
/// the name that STORED AS takes. One that cannot be looked at passes: its reader says why.
///
/// # Errors
/// `file_mismatch` with the file's name and the option that fits.
pub fn refuse_other(
    (path, file): (&Path, &mut File),
    told: FileCompressionType,
    format: &str,
) -> Result<()> {
    let mut head = Vec::new();
    let read = file.by_ref().take(HEAD).read_to_end(&mut head);
    if read.is_err() || file.seek(SeekFrom::Start(0)).is_err() {
        return Ok(());
    }
    match (by_content(&head), *told.get_variant()) {
        (found, told) if found != told => Err(other(path, told, found, format)),
        _ => Ok(()),
    }
}

fn other(path: &Path, told: Compression, found: Compression, format: &str) -> Error {
    let read_as = match told {
        Compression::UNCOMPRESSED => format!("plain {format}"),
        told => format!("{format} compressed with {}", name(told)),
    };
    let is = match found {
        Compression::UNCOMPRESSED => "not compressed with it".to_owned(),
        found => format!("compressed with {}", name(found)),
    };
    Error::new(
        ErrorCode::FileMismatch,
        format!(
            "{} cannot be read as {read_as}: it is {is}.",
            path.display()
        ),
    )
    .with_hint(format!(
        "Say how it is compressed: {}. One table holds files of one compression.",
        in_sql(format, "compression", option(found))
    ))
}

/// As people call it.
pub fn name(compression: Compression) -> &'static str {
    match compression {
        Compression::GZIP => "gzip",
        Compression::BZIP2 => "bzip2",
        Compression::XZ => "xz",
        Compression::ZSTD => "zstd",
        Compression::UNCOMPRESSED => "nothing",
    }
}

fn option(compression: Compression) -> &'static str {
    match compression {
        Compression::UNCOMPRESSED => "uncompressed",
        other => name(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_begins_like_an_archive_is_text() {
        assert_eq!(by_content(b"BZh9,b\n1,2\n"), Compression::UNCOMPRESSED);
        assert_eq!(by_content(b"BZh91AY&SY\x01"), Compression::BZIP2);
        assert_eq!(by_content(b"\x1f\x8b\x08\0"), Compression::GZIP);
        assert_eq!(by_content(b""), Compression::UNCOMPRESSED);
    }
}
