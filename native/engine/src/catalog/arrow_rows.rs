//! Row counts of Arrow IPC data: each message tells its rows in a header of a few hundred bytes.

use datafusion::arrow::ipc::{root_as_footer, root_as_message};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

const MAGIC: &[u8] = b"ARROW1";

/// Stands before the length of each message's header.
const CONTINUATION: u32 = u32::MAX;

/// `None` when the data are damaged.
pub(super) fn count(path: &Path) -> Option<u64> {
    let mut reader = Messages::open(path)?;
    match reader.is_file()? {
        true => reader.file_rows(),
        false => reader.stream_rows(),
    }
}

struct Messages {
    reader: BufReader<File>,
    /// Bytes in the file.
    size: u64,
}

/// What a message says of itself.
struct Header {
    rows: u64,
    body: u64,
}

impl Messages {
    fn open(path: &Path) -> Option<Self> {
        let file = File::open(path).ok()?;
        let size = file.metadata().ok()?.len();
        let reader = BufReader::with_capacity(1024, file);
        Some(Self { reader, size })
    }

    fn is_file(&mut self) -> Option<bool> {
        let magic = self.bytes(MAGIC.len() as u64)?;
        self.reader.rewind().ok()?;
        Some(magic == MAGIC)
    }

    /// By the footer, which lists where the batches are.
    fn file_rows(&mut self) -> Option<u64> {
        let tail = (4 + MAGIC.len()) as u64;
        self.reader
            .seek(SeekFrom::Start(self.size.checked_sub(tail)?))
            .ok()?;
        let length = u64::from(self.number()?);
        let start = self.size.checked_sub(tail)?.checked_sub(length)?;
        self.reader.seek(SeekFrom::Start(start)).ok()?;
        let footer = self.bytes(length)?;
        let mut rows: u64 = 0;
        for block in root_as_footer(&footer).ok()?.recordBatches()? {
            let offset = u64::try_from(block.offset()).ok()?;
            self.reader.seek(SeekFrom::Start(offset)).ok()?;
            rows = rows.checked_add(self.header()??.rows)?;
        }
        Some(rows)
    }

    /// Message by message, skipping their bodies.
    fn stream_rows(&mut self) -> Option<u64> {
        let mut rows: u64 = 0;
        while let Some(header) = self.header()? {
            rows = rows.checked_add(header.rows)?;
            self.reader
                .seek_relative(i64::try_from(header.body).ok()?)
                .ok()?;
            if self.reader.stream_position().ok()? > self.size {
                return None;
            }
        }
        Some(rows)
    }

    /// The header of the message that begins here; the inner `None` is the end.
    fn header(&mut self) -> Option<Option<Header>> {
        // The end marker may be left out.
        if self.reader.stream_position().ok()? == self.size {
            return Some(None);
        }
        let mut length = self.number()?;
        if length == CONTINUATION {
            length = self.number()?;
        }
        if length == 0 {
            return Some(None);
        }
        let bytes = self.bytes(u64::from(length))?;
        let message = root_as_message(&bytes).ok()?;
        let rows = message
            .header_as_record_batch()
            .map_or(0, |batch| batch.length());
        Some(Some(Header {
            rows: u64::try_from(rows).ok()?,
            body: u64::try_from(message.bodyLength()).ok()?,
        }))
    }

    fn number(&mut self) -> Option<u32> {
        let mut bytes = [0; 4];
        self.reader.read_exact(&mut bytes).ok()?;
        Some(u32::from_le_bytes(bytes))
    }

    /// The next `length` bytes; a length beyond the file is not even allocated.
    fn bytes(&mut self, length: u64) -> Option<Vec<u8>> {
        if length > self.size {
            return None;
        }
        let mut bytes = vec![0; usize::try_from(length).ok()?];
        self.reader.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }
}
