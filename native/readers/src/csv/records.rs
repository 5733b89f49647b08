//! Where the records of a CSV file begin.
//!
//! DataFusion cuts large files at line ends, of which some are inside quotes
//! (<https://github.com/apache/datafusion/issues/15456>). Whether a line end is can be told only
//! from the start of the file, as its reader sees it: a quote counts at the start of a field.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use datafusion::error::Result;
use memchr::{memchr, memchr2};
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use crate::scan_input::BLOCK;
use planarium_error::Error;

/// The signs that decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signs {
    pub delimiter: u8,
    pub quote: u8,
    pub terminator: u8,
}

/// Size and time of a file that was looked through.
type FileState = (u64, DateTime<Utc>);

/// A file, as it was, and where records begin that are at or behind its marks.
type Found = HashMap<(PathBuf, FileState), Arc<BTreeMap<u64, u64>>>;

/// Where the files of a scan are cut, looked up once for all its partitions.
#[derive(Default)]
pub struct Cuts(Mutex<Found>);

impl Cuts {
    /// The bytes of the records that begin in `range` of the file at `path`. `marks` are the ends of
    /// all its ranges, in order.
    ///
    /// # Errors
    /// Those of reading.
    pub async fn records(
        &self,
        path: &Path,
        state: FileState,
        signs: Signs,
        marks: &[u64],
        range: Range<u64>,
    ) -> Result<Range<u64>> {
        let mut found = self.0.lock().await;
        let known = found.get(&(path.to_owned(), state)).cloned();
        let cuts = match known {
            Some(cuts) => cuts,
            None => {
                let (file, size) = (path.to_owned(), state.0);
                let marks: Vec<u64> = marks.iter().copied().filter(|mark| *mark < size).collect();
                let look = move || {
                    let begins = starts(File::open(file)?, signs, &marks)?;
                    Ok(marks.into_iter().zip(begins).collect::<BTreeMap<_, _>>())
                };
                let looked: io::Result<_> = spawn_blocking(look).await.map_err(Error::from)?;
                let cuts = Arc::new(looked?);
                found.insert((path.to_owned(), state), Arc::clone(&cuts));
                cuts
            }
        };
        let place = |mark: u64| {
            cuts.get(&mark)
                .map_or(state.0, |start| (*start).min(state.0))
        };
        let start = place(range.start);
        Ok(start..place(range.end).max(start))
    }
}

#[derive(Clone, Copy)]
enum State {
    /// A quote here begins a quoted field.
    FieldStart,
    Plain,
    Quoted,
    /// Behind a quote inside a quoted field: another one stands for a quote.
    QuoteInQuoted,
}

impl State {
    /// The state behind `byte`, and whether a record ends with it.
    fn behind(self, byte: u8, signs: Signs) -> (Self, bool) {
        match self {
            Self::Quoted if byte == signs.quote => (Self::QuoteInQuoted, false),
            Self::Quoted => (Self::Quoted, false),
            Self::QuoteInQuoted | Self::FieldStart if byte == signs.quote => (Self::Quoted, false),
            _ if byte == signs.terminator => (Self::FieldStart, true),
            _ if byte == signs.delimiter => (Self::FieldStart, false),
            // As the reader takes it, unless lines end with another sign.
            _ if byte == b'\r' && signs.terminator == b'\n' => (Self::FieldStart, false),
            _ => (Self::Plain, false),
        }
    }
}

/// The records that end in `content`, blank lines left out as the reader does.
///
/// # Errors
/// Those of reading.
pub fn count(content: impl Read, signs: Signs) -> io::Result<u64> {
    let (mut state, mut records, mut blank) = (State::FieldStart, 0, true);
    for byte in BufReader::with_capacity(BLOCK, content).bytes() {
        let byte = byte?;
        let (next, ends) = state.behind(byte, signs);
        state = next;
        records += u64::from(ends && !blank);
        blank = ends || blank && byte == b'\r';
    }
    Ok(records)
}

/// The first places at or behind each of `marks`, which ascend, where a record begins; the end of
/// the content for marks behind the last one.
///
/// # Errors
/// Those of reading.
pub fn starts(content: impl Read, signs: Signs, marks: &[u64]) -> io::Result<Vec<u64>> {
    let mut search = Search {
        signs,
        state: State::FieldStart,
        at: 0,
        marks,
        found: Vec::with_capacity(marks.len()),
    };
    while marks.get(search.found.len()) == Some(&0) {
        search.found.push(0);
    }
    let mut content = content;
    let mut block = vec![0; BLOCK];
    while search.found.len() < marks.len() {
        let read = match content.read(&mut block) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            search.found.resize(marks.len(), search.at);
            break;
        }
        search.block(block.get(..read).unwrap_or_default());
        search.at += read as u64;
    }
    Ok(search.found)
}

struct Search<'a> {
    signs: Signs,
    state: State,
    /// Where the block begins.
    at: u64,
    marks: &'a [u64],
    found: Vec<u64>,
}

impl Search<'_> {
    fn block(&mut self, block: &[u8]) {
        let Signs {
            quote, terminator, ..
        } = self.signs;
        let mut place = 0;
        while let Some(rest) = block.get(place..).filter(|rest| !rest.is_empty()) {
            match self.state {
                State::Quoted => match memchr(quote, rest) {
                    Some(found) => {
                        self.state = State::QuoteInQuoted;
                        place += found + 1;
                    }
                    None => return,
                },
                State::QuoteInQuoted => {
                    self.state = match rest.first() {
                        Some(sign) if *sign == quote => {
                            place += 1;
                            State::Quoted
                        }
                        // The sign itself is looked at as one outside of quotes.
                        _ => State::Plain,
                    };
                }
                State::FieldStart if rest.first() == Some(&quote) => {
                    self.state = State::Quoted;
                    place += 1;
                }
                State::FieldStart | State::Plain => {
                    // Up to the next mark only quotes matter, and they only behind a delimiter or
                    // a line end.
                    let mark = self.marks.get(self.found.len()).copied();
                    let near = mark.is_some_and(|mark| self.at + (place as u64) + 1 >= mark);
                    let next = match near {
                        true => memchr2(quote, terminator, rest),
                        false => {
                            let until = mark.map_or(rest.len(), |mark| {
                                usize::try_from(mark - self.at)
                                    .map_or(rest.len(), |mark| (mark - 1 - place).min(rest.len()))
                            });
                            let quick = rest.get(..until).unwrap_or(rest);
                            match memchr(quote, quick) {
                                Some(found) => Some(found),
                                None => {
                                    self.state = self.passed(quick);
                                    place += quick.len();
                                    continue;
                                }
                            }
                        }
                    };
                    let Some(next) = next else {
                        self.state = self.passed(rest);
                        return;
                    };
                    let before = rest.get(..next).unwrap_or_default();
                    if rest.get(next) == Some(&quote) {
                        self.state = match self.passed(before) {
                            State::FieldStart => State::Quoted,
                            _ => State::Plain,
                        };
                        place += next + 1;
                        continue;
                    }
                    place += next + 1;
                    self.state = State::FieldStart;
                    let start = self.at + place as u64;
                    while self
                        .marks
                        .get(self.found.len())
                        .is_some_and(|mark| *mark <= start)
                    {
                        self.found.push(start);
                    }
                }
            }
        }
    }

    /// The state behind `passed`, which holds no quotes.
    fn passed(&self, passed: &[u8]) -> State {
        match passed.last() {
            None => self.state,
            Some(last) => State::Plain.behind(*last, self.signs).0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNS: Signs = Signs {
        delimiter: b',',
        quote: b'"',
        terminator: b'\n',
    };

    /// Where records begin, byte by byte, and the end.
    fn read(text: &str) -> Vec<u64> {
        let (mut starts, mut state) = (vec![0], State::FieldStart);
        for (place, byte) in text.bytes().enumerate() {
            let (next, ends) = state.behind(byte, SIGNS);
            state = next;
            if ends && place + 1 < text.len() {
                starts.push(place as u64 + 1);
            }
        }
        starts.push(text.len() as u64);
        starts
    }

    #[test]
    fn records_are_counted_as_a_reader_does() {
        for (text, records) in [
            ("a,b\n1,2\n", 2),
            ("a,b\n\n\r\n1,\"x\n\ny\"\n", 2),
            ("\"a\n\"\"\n\"\n1", 1),
        ] {
            assert_eq!(count(text.as_bytes(), SIGNS).unwrap(), records, "{text:?}");
        }
    }

    #[test]
    fn records_begin_where_a_reader_says() {
        for text in [
            "a,b\n1,2\n3,4\n",
            "a,b\n1,\"x\ny\"\n2,\"say \"\"\n\"\" now\"\n",
            "5\" pipe,2\n6\" pipe,\"3\n\"\n\"\"\n\"\"\"\n\"\n",
            "\"a\"x\"\n\"b\n\n\"\nc\n",
            "no end",
            "\n\n\n",
        ] {
            let expected = read(text);
            let marks: Vec<u64> = (0..=text.len() as u64).collect();
            let found = starts(text.as_bytes(), SIGNS, &marks).unwrap();
            let first = |mark: &u64| *expected.iter().find(|start| *start >= mark).unwrap();
            let wanted: Vec<u64> = marks.iter().map(first).collect();
            assert_eq!(found, wanted, "{text:?}");
            // One mark alone, which most of the file is passed quickly for.
            for mark in marks {
                let found = starts(text.as_bytes(), SIGNS, &[mark]).unwrap();
                assert_eq!(found, [first(&mark)], "{text:?} at {mark}");
            }
        }
    }
}
