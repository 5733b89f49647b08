//! Rows inside plans, as Arrow IPC: looked at before any reader is.
//!
//! A message that is compressed, or longer than what is there, says itself how much memory its
//! reader makes room for; where that cannot be had the process ends. What writes plans compresses
//! nothing.
//!
//! Format: <https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format>.

use std::fmt;
use std::sync::LazyLock;

use arrow::ipc::{Message, root_as_message};

use crate::scan::{WireType, field};
use crate::schema::Root;

/// Most rows of one batch: columns without values need no bytes for any number of them.
const ROWS: i64 = 1 << 31;

/// What is wrong with rows inside a plan; [`fmt::Display`] is a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowsFault {
    Cut,
    NoMessage,
    BytesAfter,
    /// The header of a message, as its reader describes it.
    Header(String),
    /// Compressed, or with a number of rows that is none.
    Batch,
}

impl fmt::Display for RowsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cut => "the rows are cut off",
            Self::NoMessage => "damaged rows: no message",
            Self::BytesAfter => "bytes after the rows",
            Self::Header(error) => return write!(f, "damaged rows: {error}"),
            Self::Batch => "compressed rows, or more than a batch can hold",
        })
    }
}

/// What a field of a plan holds.
#[derive(Clone, Copy)]
enum Holds {
    /// A stream of messages; without bytes it has none.
    Stream,
    /// A message's header without its body.
    Header,
    /// A message of the plan whose first field is such a header.
    Dictionary,
}

const FIELDS: [(&str, u32, Holds); 3] = [
    ("MemoryScanExecNode", 1, Holds::Stream),
    ("ScalarNestedValue", 1, Holds::Header),
    ("ScalarNestedValue", 4, Holds::Dictionary),
];

/// Place of the message type, number of the field, content.
static PLACES: LazyLock<Vec<(u16, u32, Holds)>> = LazyLock::new(|| {
    let found = FIELDS
        .iter()
        .filter_map(|(name, number, holds)| Some((Root::Logical.place(name)?, *number, *holds)));
    found.collect()
});

/// Looks at the content of field `number` of a message of the type `kind`, if it holds rows.
///
/// # Errors
/// What is wrong with them.
pub(super) fn check_field(kind: u16, number: u32, content: &[u8]) -> Result<(), RowsFault> {
    let held = PLACES
        .iter()
        .find(|(place, field, _)| (*place, *field) == (kind, number));
    match held {
        None => Ok(()),
        Some(_) if content.is_empty() => Ok(()),
        Some((_, _, Holds::Stream)) => check_stream(content),
        Some((_, _, Holds::Header)) => read(content).map(drop),
        Some((_, _, Holds::Dictionary)) => check_dictionary(content),
    }
}

/// What is malformed is left to the walk that comes to it.
fn check_dictionary(content: &[u8]) -> Result<(), RowsFault> {
    let mut at = 0;
    while let Ok(found) = field(content, at, content.len())
        && at < content.len()
    {
        if found.number == 1 && found.wire == WireType::Length {
            read(content.get(found.value..found.end).unwrap_or_default())?;
        }
        at = found.end;
    }
    Ok(())
}

/// Looks at every message of a stream.
///
/// # Errors
/// As [`check_field`].
pub fn check_stream(mut rest: &[u8]) -> Result<(), RowsFault> {
    const MARK: [u8; 4] = [0xff; 4];
    loop {
        let (head, after) = rest.split_first_chunk::<8>().ok_or(RowsFault::Cut)?;
        let [mark @ .., a, b, c, d] = *head;
        let length = usize::try_from(i32::from_le_bytes([a, b, c, d])).unwrap_or(usize::MAX);
        if mark != MARK {
            return Err(RowsFault::NoMessage);
        }
        if length == 0 {
            return match after {
                [] => Ok(()),
                _ => Err(RowsFault::BytesAfter),
            };
        }
        let (header, after) = after.split_at_checked(length).ok_or(RowsFault::Cut)?;
        let body = usize::try_from(read(header)?.bodyLength()).unwrap_or(usize::MAX);
        (_, rest) = after.split_at_checked(body).ok_or(RowsFault::Cut)?;
    }
}

fn read(header: &[u8]) -> Result<Message<'_>, RowsFault> {
    let message = root_as_message(header).map_err(|error| RowsFault::Header(error.to_string()))?;
    let dictionary = message.header_as_dictionary_batch();
    let batch = message
        .header_as_record_batch()
        .or_else(|| dictionary.and_then(|dictionary| dictionary.data()));
    if let Some(batch) = batch
        && (batch.compression().is_some() || !(0..=ROWS).contains(&batch.length()))
    {
        return Err(RowsFault::Batch);
    }
    Ok(message)
}
