//! JSON that starts with a UTF-8 byte order mark is read as if blank lines stood there.
//!
//! Arrow's reader of CSV skips the mark and so does DataFusion's of JSON arrays, the one of JSON
//! lines takes it for a value. The bytes of a file keep their number and their places, so that
//! sizes and byte ranges stay true.

use bytes::Bytes;
use datafusion::object_store::{GetResult, GetResultPayload};
use futures::StreamExt;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

const MARK: &[u8] = "\u{feff}".as_bytes();

/// How far the first value of a marked file is looked for.
const HEAD: u64 = 64;

/// Whether a JSON object follows the mark at the start of `file`, whose position stays at its start.
fn is_marked(file: &mut File) -> bool {
    let mut head = Vec::new();
    let read = file.by_ref().take(HEAD).read_to_end(&mut head);
    if file.seek(SeekFrom::Start(0)).is_err() || read.is_err() {
        return false;
    }
    let Some(text) = head.strip_prefix(MARK) else {
        return false;
    };
    text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// `found` without its mark. A whole file stays a file, whose position is behind the mark; a part
/// of one has line ends in the place of the mark.
pub(super) fn unmarked(found: GetResult, whole: bool) -> GetResult {
    let mark = MARK.len() as u64;
    if found.range.start >= mark {
        return found;
    }
    let GetResultPayload::File(mut file, path) = found.payload else {
        return found;
    };
    let marked = is_marked(&mut file);
    if marked && whole && file.seek(SeekFrom::Start(mark)).is_ok() {
        return GetResult {
            payload: GetResultPayload::File(file, path),
            range: mark..found.range.end,
            ..found
        };
    }
    let found = GetResult {
        payload: GetResultPayload::File(file, path),
        ..found
    };
    if !marked {
        return found;
    }
    let (meta, range, attributes) = (
        found.meta.clone(),
        found.range.clone(),
        found.attributes.clone(),
    );
    let mut at = range.start;
    let bytes = found.into_stream().map(move |chunk| {
        let chunk = chunk?;
        let from = at;
        at += chunk.len() as u64;
        Ok(if from < mark {
            blanked(&chunk, from)
        } else {
            chunk
        })
    });
    GetResult {
        payload: GetResultPayload::Stream(bytes.boxed()),
        meta,
        range,
        attributes,
    }
}

/// The bytes of a file from `from` on with line ends where the mark was.
fn blanked(chunk: &Bytes, from: u64) -> Bytes {
    let mut bytes = chunk.to_vec();
    let left = MARK
        .len()
        .saturating_sub(usize::try_from(from).unwrap_or(usize::MAX));
    bytes.iter_mut().take(left).for_each(|byte| *byte = b'\n');
    bytes.into()
}
