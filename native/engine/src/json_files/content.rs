//! The text of a JSON file, packed or not.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::error::Result;

/// May begin text.
pub(super) const MARK: &[u8] = "\u{feff}".as_bytes();

/// How the file at the position of `file` is packed, which its first bytes say: none of these
/// begins JSON. The position stays.
pub(crate) fn compression(file: &mut File) -> std::io::Result<FileCompressionType> {
    let mut head = [0; 6];
    let start = file.stream_position()?;
    let mut read = 0;
    while let Some(rest) = head.get_mut(read..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => break,
            more => read += more,
        }
    }
    file.seek(SeekFrom::Start(start))?;
    Ok(match head {
        [0x1f, 0x8b, ..] => FileCompressionType::GZIP,
        [b'B', b'Z', b'h', ..] => FileCompressionType::BZIP2,
        [0xfd, b'7', b'z', b'X', b'Z', 0] => FileCompressionType::XZ,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => FileCompressionType::ZSTD,
        _ => FileCompressionType::UNCOMPRESSED,
    })
}

/// The text of the file at `path` from its start.
pub(super) fn content(path: &Path) -> Result<Box<dyn Read + Send>> {
    let mut file = File::open(path)?;
    compression(&mut file)?.convert_read(file)
}
