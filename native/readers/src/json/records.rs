//! The records of a JSON file: objects one behind the other, or the values of a list.
//!
//! A record is looked for before it is read, so that readers see whole ones. One that ends where its
//! line does is found by its line end; the ends of others are counted out.

use std::io::Read;

use memchr::memchr;

use super::content::MARK;
use super::cursor::{Cursor, Extent, is_blank};
use super::kinds::{Kinds, Limits};
use super::wrong::Wrong;
use crate::scan_input::BLOCK;

/// Records that are longer are looked through for faults while their end is looked for: a file
/// whose brackets do not close is not read to its end.
const LONG: usize = 1 << 20;

pub struct Records<R> {
    source: R,
    buffer: Vec<u8>,
    /// Bytes of the buffer that were taken.
    taken: usize,
    /// Where the buffer begins in the file.
    base: u64,
    ended: bool,
    list: List,
    in_lines: bool,
}

/// Whether the records are those of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    None,
    Begun,
    /// Behind a value.
    Within,
}

/// Text of one record or more, none of them cut.
pub struct Frame<'a> {
    pub text: &'a str,
    /// Where it begins in the file.
    pub place: u64,
}

impl<R: Read> Records<R> {
    /// `base` is where `source` begins in its file.
    pub fn new(source: R, base: u64) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            taken: 0,
            base,
            ended: false,
            list: List::None,
            in_lines: true,
        }
    }

    /// Whether each line end so far was between records, and none of them in a list.
    pub fn in_lines(&self) -> bool {
        self.in_lines
    }

    /// Passes the first `length` bytes of the last frame.
    pub fn took(&mut self, length: usize) {
        self.taken += length;
    }

    fn left(&self) -> &[u8] {
        self.buffer.get(self.taken..).unwrap_or_default()
    }

    fn place(&self) -> u64 {
        self.base + self.taken as u64
    }

    /// Reads more; whether there was more.
    fn fill(&mut self) -> Result<bool, Wrong> {
        if self.ended {
            return Ok(false);
        }
        if self.taken > 0 {
            self.base += self.taken as u64;
            self.buffer.drain(..self.taken);
            self.taken = 0;
        }
        let known = self.buffer.len();
        self.buffer.resize(known + BLOCK, 0);
        let read = match self.buffer.get_mut(known..) {
            Some(room) => self.source.read(room),
            None => Ok(0),
        };
        self.buffer.truncate(known + *read.as_ref().unwrap_or(&0));
        if read? == 0 {
            self.ended = true;
        } else if self.base == 0 && known < MARK.len() {
            if self.buffer.len() < MARK.len() {
                self.fill()?;
                return Ok(true);
            }
            if self.buffer.starts_with(MARK) {
                self.taken = MARK.len();
            }
        }
        Ok(!self.ended)
    }

    /// The first byte behind blanks, at which the text that is left begins then.
    fn first(&mut self) -> Result<Option<u8>, Wrong> {
        loop {
            let left = self.left();
            if let Some(blanks) = left.iter().position(|byte| !is_blank(*byte)) {
                let first = left.get(blanks).copied();
                self.taken += blanks;
                return Ok(first);
            }
            self.taken = self.buffer.len();
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// The next records, from the first that was not taken on.
    pub fn frame(&mut self) -> Result<Option<Frame<'_>>, Wrong> {
        let length = loop {
            let first = self.first()?;
            match (first, self.list) {
                (None, List::None) => return Ok(None),
                (Some(b'['), List::None) => {
                    self.taken += 1;
                    (self.list, self.in_lines) = (List::Begun, false);
                }
                (Some(b']'), List::Begun | List::Within) => {
                    self.taken += 1;
                    self.list = List::None;
                }
                (Some(b','), List::Within) => {
                    self.taken += 1;
                    self.list = List::Begun;
                }
                (Some(b'{'), List::None | List::Begun) => break self.length()?,
                (_, List::Within) => return Err(self.expected("a comma or ]")),
                (_, List::Begun) => return Err(self.expected("an object or ]")),
                (_, List::None) => return Err(self.expected("an object or a list of objects")),
            }
        };
        if self.list == List::Begun {
            self.list = List::Within;
        }
        let place = self.place();
        let bytes = self.left().get(..length).unwrap_or_default();
        self.in_lines &= memchr(b'\n', bytes).is_none();
        let bytes = self.left().get(..length).unwrap_or_default();
        let text = std::str::from_utf8(bytes).map_err(|error| Wrong::Encoding {
            place: place + error.valid_up_to() as u64,
        })?;
        Ok(Some(Frame { text, place }))
    }

    fn expected(&self, expected: &'static str) -> Wrong {
        let left = self.left();
        let head = left.get(..4.min(left.len())).unwrap_or_default();
        let found = String::from_utf8_lossy(head).chars().next();
        Wrong::syntax(self.place(), expected, found)
    }

    /// How long the next frame is.
    fn length(&mut self) -> Result<usize, Wrong> {
        if self.list == List::None
            && let Some(length) = self.line()?
        {
            return Ok(length);
        }
        let (mut extent, mut checked) = (Extent::default(), LONG);
        loop {
            if let Some(length) = extent.end(self.left()) {
                return Ok(length);
            }
            let length = self.left().len();
            if length > checked {
                checked = 2 * length;
                if !self.may_go_on() {
                    return Ok(length);
                }
            }
            if !self.fill()? {
                // Its reader finds what is missing.
                return Ok(self.left().len());
            }
        }
    }

    /// Where the line ends that the text begins with, if a record ends there and another begins
    /// behind it: in JSON a brace that closes and one that opens have a comma between them
    /// everywhere else.
    fn line(&mut self) -> Result<Option<usize>, Wrong> {
        loop {
            let left = self.left();
            if let Some(end) = memchr(b'\n', left) {
                let line = left.get(..end).unwrap_or_default();
                if line.iter().rev().find(|byte| !is_blank(**byte)) != Some(&b'}') {
                    return Ok(None);
                }
                let behind = left.get(end..).unwrap_or_default();
                match behind.iter().find(|byte| !is_blank(**byte)) {
                    Some(b'{') => return Ok(Some(end)),
                    None if self.ended => return Ok(Some(end)),
                    None => {}
                    Some(_) => return Ok(None),
                }
            }
            if self.left().len() > LONG || !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// Whether more text could make a record of the text that is left.
    fn may_go_on(&self) -> bool {
        let left = self.left();
        let text = match std::str::from_utf8(left) {
            Ok(text) => text,
            Err(error) if error.error_len().is_none() => {
                let whole = left.get(..error.valid_up_to()).unwrap_or_default();
                std::str::from_utf8(whole).unwrap_or_default()
            }
            Err(_) => return false,
        };
        let mut cursor = Cursor::new(text, 0);
        let read = Kinds::default().note(&mut cursor, &mut Limits::default());
        matches!(read, Ok(()) | Err(Wrong::Syntax { found: None, .. }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The frames of `text`, and whether it is in lines.
    fn frames(text: &str) -> Result<(Vec<String>, bool), Wrong> {
        let mut records = Records::new(text.as_bytes(), 0);
        let mut found = Vec::new();
        while let Some(frame) = records.frame()? {
            found.push(frame.text.to_owned());
            let length = frame.text.len();
            records.took(length);
        }
        Ok((found, records.in_lines()))
    }

    #[test]
    fn records_are_parted_however_they_are_written() {
        for (text, expected, lines) in [
            (
                "{\"a\":1}\n{\"a\":2}\n",
                vec!["{\"a\":1}", "{\"a\":2}"],
                true,
            ),
            ("\u{feff} \n{}\r\n\r\n{ }", vec!["{}\r", "{ }"], true),
            ("{}{}\n{}", vec!["{}{}", "{}"], true),
            ("{\n \"a\": {}\n}\n", vec!["{\n \"a\": {}\n}"], false),
            (
                "{\"a\":[\n{}\n,{}\n]}\n{}",
                vec!["{\"a\":[\n{}\n,{}\n]}", "{}"],
                false,
            ),
            (
                "\n [{\"a\":\"]\"},\n{}\n]\n",
                vec!["{\"a\":\"]\"}", "{}"],
                false,
            ),
            ("[]", vec![], false),
            ("[{},]", vec!["{}"], false),
            ("[{}][{}]", vec!["{}", "{}"], false),
        ] {
            let (found, in_lines) = frames(text).unwrap();
            assert_eq!(
                (found, in_lines),
                (expected.iter().map(ToString::to_string).collect(), lines),
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_stands_between_records_is_told() {
        for (text, at, words) in [
            ("{} x", 3, "an object or a list of objects"),
            ("[{} {}]", 4, "a comma or ]"),
            ("[{}", 3, "a comma or ]"),
            ("[1]", 1, "an object or ]"),
            ("[{},,{}]", 4, "an object or ]"),
        ] {
            match frames(text) {
                Err(Wrong::Syntax {
                    place, expected, ..
                }) => {
                    assert_eq!((place, expected), (at, words), "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    /// A bracket that is missing is found near, not at the end of the file.
    #[test]
    fn a_record_without_end_is_given_up() {
        let text = format!("{{\"a\":[1\n{}", "{\"a\":1}\n".repeat(2_000_000));
        let mut records = Records::new(text.as_bytes(), 0);
        let frame = records.frame().unwrap().unwrap();
        assert!(frame.text.len() < 3 * LONG, "{}", frame.text.len());
    }
}
