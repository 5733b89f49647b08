//! Where a plan file that cannot be opened stops being a ZIP.
//!
//! | record | begins with | length |
//! |---|---|---|
//! | entry | `PK\x03\x04` | 30, name (u16 at 26), extra (u16 at 28), content (u32 at 18) |
//! | directory entry | `PK\x01\x02` | 46, name (u16 at 28), extra (u16 at 30), comment (u16 at 32) |
//! | end of the directory | `PK\x05\x06` | 22, comment (u16 at 20) |
//!
//! Numbers are little-endian. (PKWARE, "APPNOTE.TXT", 4.3.)

use std::io::{Cursor, Read};

use zip::ZipArchive;

use planarium_plan_wire::limits::PLAN_BYTES;
use planarium_plan_wire::{WireFault, offset};

/// The place, where it can be told.
pub(super) fn find(bytes: &[u8]) -> Option<WireFault> {
    structure(bytes).or_else(|| content(bytes))
}

/// The first record that breaks off, or bytes between records.
fn structure(bytes: &[u8]) -> Option<WireFault> {
    let mut at = 0;
    loop {
        let rest = bytes.get(at..)?;
        let (fixed, lengths, size): (usize, &[usize], Option<usize>) = match rest.get(..4) {
            Some(b"PK\x03\x04") => (30, &[26, 28], Some(18)),
            Some(b"PK\x01\x02") => (46, &[28, 30, 32], None),
            Some(b"PK\x05\x06") => (22, &[20], None),
            _ => {
                let found = if rest.len() < 4 {
                    "the end"
                } else {
                    "other bytes"
                };
                return Some(fault(
                    at,
                    at,
                    bytes.len(),
                    "",
                    "a record of a ZIP file",
                    found,
                ));
            }
        };
        // A content of unknown length: only the directory tells where it ends.
        if size.is_some() && rest.get(6).is_some_and(|flags| flags & 8 != 0) {
            return None;
        }
        let parts: Option<usize> = lengths.iter().map(|place| u16_at(rest, *place)).sum();
        let content = size.map_or(Some(0), |place| u32_at(rest, place));
        let length = parts
            .zip(content)
            .map_or(fixed, |(parts, content)| fixed + parts + content);
        if length > rest.len() {
            let name = size
                .and_then(|_| rest.get(fixed..fixed + u16_at(rest, 26)?))
                .map(|name| String::from_utf8_lossy(name).into_owned())
                .unwrap_or_default();
            let expected = format!("{length} bytes of this record");
            let found = format!("only {}", rest.len());
            return Some(fault(
                bytes.len(),
                at,
                bytes.len(),
                &name,
                &expected,
                &found,
            ));
        }
        if fixed == 22 {
            return None;
        }
        at += length;
    }
}

/// The first entry whose content cannot be unpacked or has another checksum.
fn content(bytes: &[u8]) -> Option<WireFault> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut room = PLAN_BYTES;
    for index in 0..zip.len() {
        let entry = zip.by_index(index).ok()?;
        let name = entry.name().unwrap_or_default().to_string();
        let start = usize::try_from(entry.data_start()?).ok()?;
        let end = start.saturating_add(usize::try_from(entry.compressed_size()).ok()?);
        let read = std::io::copy(&mut entry.take(room), &mut std::io::sink());
        match read {
            Ok(length) => room -= length.min(room),
            Err(error) => {
                let end = end.min(bytes.len());
                let expected = "content that fits its checksum";
                return Some(fault(
                    start,
                    start,
                    end,
                    &name,
                    expected,
                    &error.to_string(),
                ));
            }
        }
    }
    None
}

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    let raw: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(usize::from(u16::from_le_bytes(raw)))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let raw: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(raw)).ok()
}

fn fault(
    at: usize,
    start: usize,
    end: usize,
    path: &str,
    expected: &str,
    found: &str,
) -> WireFault {
    WireFault {
        offset: offset(at),
        start: offset(start),
        end: offset(end),
        path: path.to_string(),
        expected: expected.to_string(),
        found: found.to_string(),
    }
}
