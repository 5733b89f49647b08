//! The messages of Arrow IPC data: each tells its rows and the parts of its body in a header of a few
//! hundred bytes. What a header asks for beyond the bytes that are there is damage.

use crate::format::{FileFormat, by_name};
use datafusion::arrow::ipc::reader::FileReader;
use datafusion::arrow::ipc::{
    Block, CompressionType, RecordBatch, root_as_footer, root_as_message,
};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::panic::catch_unwind;
use std::path::Path;

const MAGIC: &[u8; 6] = b"ARROW1";

/// How many bytes one byte can stand for at most: by their formats 255 and about 44,000.
const LZ4_RATIO: i64 = 256;
const ZSTD_RATIO: i64 = 50_000;

/// Stands before the length of each message's header.
const CONTINUATION: u32 = u32::MAX;

/// Whether the file begins like Arrow data, or holds no text and is named like such. Pipes and
/// devices are not looked into.
pub fn is_arrow(path: &Path) -> bool {
    let regular = std::fs::metadata(path).is_ok_and(|found| found.is_file());
    let mut head = Vec::new();
    let read = regular
        && File::open(path)
            .and_then(|file| file.take(64).read_to_end(&mut head))
            .is_ok();
    let begins = head.starts_with(MAGIC) || head.starts_with(&CONTINUATION.to_le_bytes());
    let named = || by_name(path).format == Some(FileFormat::Arrow);
    read && (begins || head.contains(&0) && named())
}

/// Whether the data are such that their reader takes the file for what it is. One that fails
/// over a file is followed by the reader of streams, which takes the first letters for a length.
pub fn are_sound(path: &Path) -> bool {
    let file = |path| {
        let mut head = [0; MAGIC.len()];
        File::open(path)
            .and_then(|mut file| file.read_exact(&mut head))
            .is_ok_and(|()| head == *MAGIC)
    };
    let opens = || FileReader::try_new_buffered(File::open(path).ok()?, None).ok();
    count(path).is_some()
        && (!file(path) || catch_unwind(opens).is_ok_and(|reader| reader.is_some()))
}

/// All rows; `None` when the data are damaged.
pub fn count(path: &Path) -> Option<u64> {
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
        let footer = root_as_footer(&footer).ok()?;
        for block in footer.dictionaries().iter().flatten() {
            self.block(block)?;
        }
        for block in footer.recordBatches().iter().flatten() {
            rows = rows.checked_add(self.block(block)?.rows)?;
        }
        Some(rows)
    }

    /// The message of a block, which says once more how long its parts are.
    fn block(&mut self, block: &Block) -> Option<Header> {
        let offset = u64::try_from(block.offset()).ok()?;
        let length = u64::try_from(block.metaDataLength()).ok()?;
        let body = u64::try_from(block.bodyLength()).ok()?;
        let end = offset.checked_add(length)?.checked_add(body)?;
        if end > self.size {
            return None;
        }
        self.reader.seek(SeekFrom::Start(offset)).ok()?;
        // The reader looks for the body where the block says, not behind the header.
        let header = self.header(Some(offset + length))??;
        (header.body == body).then_some(header)
    }

    /// Message by message, skipping their bodies.
    fn stream_rows(&mut self) -> Option<u64> {
        let mut rows: u64 = 0;
        while let Some(header) = self.header(None)? {
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

    /// The header of the message that begins here; the inner `None` is the end. Its body follows,
    /// or is at another place.
    fn header(&mut self, body_at: Option<u64>) -> Option<Option<Header>> {
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
        let body = u64::try_from(message.bodyLength()).ok()?;
        if let Some(place) = body_at {
            self.reader.seek(SeekFrom::Start(place)).ok()?;
        }
        if body > self.size - self.reader.stream_position().ok()? {
            return None;
        }
        let batch = message.header_as_record_batch();
        if let Some(values) = message
            .header_as_dictionary_batch()
            .and_then(|dictionary| dictionary.data())
            .or(batch)
        {
            self.check(&values, body)?;
        }
        Some(Some(Header {
            rows: u64::try_from(batch.map_or(0, |batch| batch.length())).ok()?,
            body,
        }))
    }

    /// Whether the parts of a batch lie within the body that begins here, and what is compressed
    /// in them can come to what it says. Ends where it began.
    fn check(&mut self, batch: &RecordBatch, body: u64) -> Option<()> {
        let start = self.reader.stream_position().ok()?;
        let most = match batch.compression().map(|compression| compression.codec()) {
            None => None,
            Some(CompressionType::ZSTD) => Some(ZSTD_RATIO),
            Some(CompressionType::LZ4_FRAME) => Some(LZ4_RATIO),
            Some(_) => return None,
        };
        for part in batch.buffers().iter().flatten() {
            let offset = u64::try_from(part.offset()).ok()?;
            let length = u64::try_from(part.length()).ok()?;
            if offset.checked_add(length)? > body {
                return None;
            }
            if let Some(ratio) = most
                && length > 0
            {
                self.reader.seek(SeekFrom::Start(start + offset)).ok()?;
                let mut unpacked = [0; 8];
                self.reader.read_exact(&mut unpacked).ok()?;
                let unpacked = i64::from_le_bytes(unpacked);
                // -1 stands before what was not compressed.
                if unpacked < -1 || unpacked > i64::try_from(length).ok()?.saturating_mul(ratio) {
                    return None;
                }
            }
        }
        let first = batch.nodes().and_then(|nodes| nodes.iter().next());
        if first.is_some_and(|column| column.length() != batch.length()) {
            return None;
        }
        self.reader.seek(SeekFrom::Start(start)).ok()?;
        Some(())
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
