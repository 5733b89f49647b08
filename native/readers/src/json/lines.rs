//! Files whose records are on a line each, and the lines of a part of one.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use super::records::Records;
use crate::compression;

/// How far a file is looked at.
const HEAD: u64 = 1 << 20;

/// Whether the first records of the file at `path` say that it may be cut at any line end. One that
/// cannot be looked at may: its reader says why.
pub fn is_in_lines(path: &Path) -> bool {
    let Ok(mut file) = File::open(path) else {
        return true;
    };
    if compression::of_open(&mut file).is_ok_and(|compression| compression.is_compressed()) {
        return false;
    }
    let mut records = Records::new(file.take(HEAD), 0);
    while let Ok(Some(frame)) = records.frame() {
        let length = frame.text.len();
        records.took(length);
    }
    records.in_lines()
}

/// The bytes of the lines that begin in `range` of `file`, which is `size` bytes long.
pub fn whole_lines(file: &mut File, range: Range<u64>, size: u64) -> io::Result<Range<u64>> {
    let start = line_at(file, range.start, size)?;
    Ok(start..line_at(file, range.end, size)?.max(start))
}

/// Where the first line begins that does so at `at` or behind.
fn line_at(file: &mut File, at: u64, size: u64) -> io::Result<u64> {
    if at == 0 || at >= size {
        return Ok(at.min(size));
    }
    let before = at - 1;
    file.seek(SeekFrom::Start(before))?;
    let skipped = BufReader::new(file).skip_until(b'\n')?;
    Ok((before + skipped as u64).min(size))
}
