//! ZIP files as no honest writer makes them: every field of every record can lie.
//!
//! Layout: PKWARE, "APPNOTE.TXT", 4.3.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// An entry as its records tell it.
#[derive(Clone)]
pub struct Entry {
    pub name: Vec<u8>,
    pub method: u16,
    pub flags: u16,
    pub crc: u32,
    /// What lies behind the local record.
    pub data: Vec<u8>,
    pub packed: u64,
    pub unpacked: u64,
    /// Of the directory record; the upper half holds the type and rights of Unix.
    pub attributes: u32,
    pub extra: Vec<u8>,
    /// Points to the data of the entry at this place instead of its own.
    pub at: Option<usize>,
}

impl Entry {
    /// An honest one, deflated.
    pub fn of(name: &str, content: &[u8]) -> Self {
        let (data, crc) = deflated(content);
        Self {
            name: name.as_bytes().to_vec(),
            method: 8,
            flags: 0,
            crc,
            packed: data.len() as u64,
            unpacked: content.len() as u64,
            data,
            attributes: 0o100_644 << 16,
            extra: Vec::new(),
            at: None,
        }
    }

    /// Its sizes where 64 bits hold them, with the mark that says so in the old places.
    pub fn with_wide_sizes(mut self, unpacked: u64, packed: u64) -> Self {
        self.extra = [
            &[1, 0, 16, 0][..],
            &unpacked.to_le_bytes(),
            &packed.to_le_bytes(),
        ]
        .concat();
        (self.unpacked, self.packed) = (u64::from(u32::MAX), u64::from(u32::MAX));
        self
    }
}

/// Deflated bytes and their checksum.
fn deflated(content: &[u8]) -> (Vec<u8>, u32) {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file("x", options).unwrap();
    zip.write_all(content).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut entry = zip.by_index_raw(0).unwrap();
    let mut data = Vec::new();
    entry.read_to_end(&mut data).unwrap();
    (data, entry.crc32())
}

/// The file of these entries, and a comment.
pub fn zip(entries: &[Entry], comment: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut starts = Vec::new();
    for entry in entries {
        starts.push(file.len() as u32);
        if entry.at.is_none() {
            file.extend(b"PK\x03\x04\x14\x00");
            file.extend(common(entry));
            file.extend(&entry.name);
            file.extend(&entry.extra);
            file.extend(&entry.data);
        }
    }
    let directory = file.len();
    for (entry, start) in entries.iter().zip(&starts) {
        file.extend(b"PK\x01\x02\x14\x03\x14\x00");
        file.extend(common(entry));
        file.extend([0; 6]);
        file.extend(entry.attributes.to_le_bytes());
        let start = entry
            .at
            .and_then(|place| starts.get(place))
            .unwrap_or(start);
        file.extend(start.to_le_bytes());
        file.extend(&entry.name);
        file.extend(&entry.extra);
    }
    let length = (file.len() - directory) as u32;
    let count = (entries.len() as u16).to_le_bytes();
    file.extend(b"PK\x05\x06\x00\x00\x00\x00");
    file.extend([count, count].concat());
    file.extend(length.to_le_bytes());
    file.extend((directory as u32).to_le_bytes());
    file.extend((comment.len() as u16).to_le_bytes());
    file.extend(comment);
    file
}

/// From the flags up to the length of the extra field, which both records have alike.
fn common(entry: &Entry) -> Vec<u8> {
    let mut fields = Vec::new();
    fields.extend(entry.flags.to_le_bytes());
    fields.extend(entry.method.to_le_bytes());
    // Midnight of 1 January 1980.
    fields.extend([0, 0, 0x21, 0]);
    fields.extend(entry.crc.to_le_bytes());
    fields.extend((entry.packed as u32).to_le_bytes());
    fields.extend((entry.unpacked as u32).to_le_bytes());
    fields.extend((entry.name.len() as u16).to_le_bytes());
    fields.extend((entry.extra.len() as u16).to_le_bytes());
    fields
}

/// Name and content of every entry of an honest file.
pub fn opened(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut entry = zip.by_index(index).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().unwrap().to_string(), content)
        })
        .collect()
}
