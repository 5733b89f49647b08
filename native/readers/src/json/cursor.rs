//! JSON text, token by token.
//!
//! Follows RFC 8259, and takes two things that many writers get wrong: a comma behind the last value
//! of a list or object, and the numbers `NaN`, `Infinity` and `-Infinity`.

use std::borrow::Cow;

use memchr::memchr2;

use super::wrong::Wrong;

/// A position in a piece of text that holds whole values.
pub struct Cursor<'a> {
    text: &'a str,
    at: usize,
    /// Where the last token begins.
    start: usize,
    /// Where the text begins in its file.
    base: u64,
}

pub enum Token<'a> {
    /// The start of one; [`Cursor::key`] goes on.
    Object,
    /// The start of one; [`Cursor::item`] goes on.
    List,
    Text(Text<'a>),
    Number(Number<'a>),
    True,
    False,
    Null,
}

/// What stands between quotes.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    pub raw: &'a str,
    /// Whether [`Cursor::unescape`] changes it.
    pub escaped: bool,
}

#[derive(Clone, Copy)]
pub struct Number<'a> {
    pub text: &'a str,
    /// Digits before the point.
    pub whole: usize,
    /// Digits behind the point.
    pub fraction: usize,
    /// Written as an integer is.
    pub integer: bool,
    /// Written with an exponent, or no digits at all.
    pub special: bool,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str, base: u64) -> Self {
        Self {
            text,
            at: 0,
            start: 0,
            base,
        }
    }

    /// Bytes before the position.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Where the last token begins.
    pub fn start(&self) -> usize {
        self.start
    }

    /// The same in the file.
    pub fn start_place(&self) -> u64 {
        self.base + self.start as u64
    }

    /// The position in the file.
    pub fn place(&self) -> u64 {
        self.base + self.at as u64
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes blanks. Whether something is left.
    pub fn blanks(&mut self) -> bool {
        while self.peek().is_some_and(is_blank) {
            self.at += 1;
        }
        self.at < self.text.len()
    }

    pub fn expected(&self, expected: &'static str) -> Wrong {
        let rest = self.text.get(self.at..).unwrap_or_default();
        Wrong::syntax(self.place(), expected, rest.chars().next())
    }

    fn passes(&mut self, sign: u8) -> bool {
        let passes = self.peek() == Some(sign);
        self.at += usize::from(passes);
        passes
    }

    /// The value that begins behind blanks.
    pub fn token(&mut self) -> Result<Token<'a>, Wrong> {
        self.blanks();
        self.start = self.at;
        match self.peek() {
            Some(b'"') => self.text().map(Token::Text),
            Some(b'0'..=b'9' | b'-') => self.number().map(Token::Number),
            Some(b'{') => {
                self.at += 1;
                Ok(Token::Object)
            }
            Some(b'[') => {
                self.at += 1;
                Ok(Token::List)
            }
            Some(b't') => self.word("true", Token::True),
            Some(b'f') => self.word("false", Token::False),
            Some(b'n') => self.word("null", Token::Null),
            Some(b'N') => self.word("NaN", Token::Number(special("NaN"))),
            Some(b'I') => self.word("Infinity", Token::Number(special("Infinity"))),
            _ => Err(self.expected("a value")),
        }
    }

    fn word(&mut self, word: &'static str, token: Token<'a>) -> Result<Token<'a>, Wrong> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word) {
            return Err(self.expected("a value"));
        }
        self.at += word.len();
        Ok(token)
    }

    fn text(&mut self) -> Result<Text<'a>, Wrong> {
        let start = self.at + 1;
        let (mut at, mut escaped) = (start, false);
        loop {
            let rest = self.text.as_bytes().get(at..).unwrap_or_default();
            let Some(found) = memchr2(b'"', b'\\', rest) else {
                self.at = self.text.len();
                return Err(self.expected("a closing quote"));
            };
            if rest.get(found) == Some(&b'"') {
                let raw = self.text.get(start..at + found).unwrap_or_default();
                self.at = at + found + 1;
                return Ok(Text { raw, escaped });
            }
            escaped = true;
            at += found + 2;
        }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Result<Number<'a>, Wrong> {
        let start = self.at;
        if self.passes(b'-') && self.peek() == Some(b'I') {
            self.word("Infinity", Token::Null)?;
            return Ok(special("-Infinity"));
        }
        let zero = self.peek() == Some(b'0');
        let whole = self.digits();
        if whole == 0 {
            return Err(self.expected("a digit"));
        }
        if zero && whole > 1 {
            self.at = start;
            return Err(self.expected("a number without leading zeros"));
        }
        let (mut fraction, mut exponent) = (0, false);
        if self.passes(b'.') {
            fraction = self.digits();
            if fraction == 0 {
                return Err(self.expected("a digit"));
            }
        }
        if self.passes(b'e') || self.passes(b'E') {
            exponent = true;
            let _ = self.passes(b'-') || self.passes(b'+');
            if self.digits() == 0 {
                return Err(self.expected("a digit"));
            }
        }
        Ok(Number {
            text: self.text.get(start..self.at).unwrap_or_default(),
            whole,
            fraction,
            integer: fraction == 0 && !exponent,
            special: exponent,
        })
    }

    /// The next key of an object, with its colon; `None` at its end.
    pub fn key(&mut self, first: bool) -> Result<Option<Text<'a>>, Wrong> {
        if self.closes(first, b'}', "a comma or }")? {
            return Ok(None);
        }
        if self.peek() != Some(b'"') {
            return Err(self.expected("a key in quotes or }"));
        }
        let key = self.text()?;
        self.blanks();
        if !self.passes(b':') {
            return Err(self.expected("a colon"));
        }
        Ok(Some(key))
    }

    /// Whether a list goes on; its next value is [`Self::token`] then.
    pub fn item(&mut self, first: bool) -> Result<bool, Wrong> {
        Ok(!self.closes(first, b']', "a comma or ]")?)
    }

    fn closes(&mut self, first: bool, end: u8, expected: &'static str) -> Result<bool, Wrong> {
        self.blanks();
        if self.passes(end) {
            return Ok(true);
        }
        if first {
            return Ok(false);
        }
        if !self.passes(b',') {
            return Err(self.expected(expected));
        }
        self.blanks();
        Ok(self.passes(end))
    }

    /// Passes the rest of the value that `token` begins; its text from `start` on.
    pub fn rest(&mut self, token: &Token<'_>, start: usize) -> Result<&'a str, Wrong> {
        if matches!(token, Token::Object | Token::List) {
            let mut extent = Extent {
                at: 0,
                depth: 1,
                quoted: false,
            };
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            match extent.end(rest) {
                Some(length) => self.at += length,
                None => {
                    self.at = self.text.len();
                    return Err(self.expected("the end of an object or list"));
                }
            }
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// What a key stands for.
    pub fn name<'k>(&self, key: Text<'k>) -> Result<Cow<'k, str>, Wrong> {
        if !key.escaped {
            return Ok(Cow::Borrowed(key.raw));
        }
        let mut name = Vec::new();
        self.unescape(key, &mut name)?;
        Ok(Cow::Owned(String::from_utf8_lossy(&name).into_owned()))
    }

    /// Adds what `text` stands for to `out`.
    pub fn unescape(&self, text: Text<'_>, out: &mut Vec<u8>) -> Result<(), Wrong> {
        if !text.escaped {
            out.extend_from_slice(text.raw.as_bytes());
            return Ok(());
        }
        let mut rest = text.raw;
        while let Some(found) = rest.find('\\') {
            let (before, escape) = rest.split_at(found);
            out.extend_from_slice(before.as_bytes());
            let (sign, length) = escaped(escape).ok_or_else(|| {
                let at = self.place().saturating_sub(1 + escape.len() as u64);
                Wrong::syntax(at, "a valid escape sequence", Some('\\'))
            })?;
            out.extend_from_slice(sign.encode_utf8(&mut [0; 4]).as_bytes());
            rest = escape.get(length..).unwrap_or_default();
        }
        out.extend_from_slice(rest.as_bytes());
        Ok(())
    }
}

fn special(text: &'static str) -> Number<'static> {
    Number {
        text,
        whole: 0,
        fraction: 0,
        integer: false,
        special: true,
    }
}

/// What an escape sequence stands for and how long it is.
fn escaped(text: &str) -> Option<(char, usize)> {
    let sign = match text.as_bytes().get(1)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let unit = |at: usize| u16::from_str_radix(text.get(at..at + 4)?, 16).ok();
            let first = unit(2)?;
            if let Some(sign) = char::from_u32(u32::from(first)) {
                return Some((sign, 6));
            }
            let second = text
                .get(6..8)
                .filter(|next| *next == "\\u")
                .and_then(|_| unit(8))?;
            let pair = char::decode_utf16([first, second]).next()?;
            return Some((pair.ok()?, 12));
        }
        _ => return None,
    };
    Some((sign, 2))
}

pub fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// How far a value reaches, looked for in text of which more and more is there.
#[derive(Default)]
pub struct Extent {
    /// Bytes that were looked at.
    pub at: usize,
    /// Objects and lists that are open.
    depth: usize,
    quoted: bool,
}

impl Extent {
    /// The length of the object or list at the start of `text`; `None` where it goes on.
    pub fn end(&mut self, text: &[u8]) -> Option<usize> {
        loop {
            let rest = text.get(self.at..)?;
            if self.quoted {
                let Some(found) = memchr2(b'"', b'\\', rest) else {
                    self.at = text.len();
                    return None;
                };
                self.at += found;
                if rest.get(found) == Some(&b'\\') {
                    // With the sign behind it, which may not be there yet.
                    rest.get(found + 1)?;
                    self.at += 2;
                } else {
                    self.at += 1;
                    self.quoted = false;
                }
                continue;
            }
            let Some(found) = rest
                .iter()
                .position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']'))
            else {
                self.at = text.len();
                return None;
            };
            self.at += found + 1;
            match rest.get(found) {
                Some(b'"') => self.quoted = true,
                Some(b'{' | b'[') => self.depth += 1,
                _ => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(self.at);
                    }
                }
            }
        }
    }
}

/// Adds `json` to `out` without the blanks between its parts.
pub fn compact(json: &str, out: &mut Vec<u8>) {
    let (mut rest, mut quoted) = (json, false);
    while let Some(found) = rest.find('"') {
        let (part, behind) = rest.split_at(found + 1);
        match quoted {
            true => {
                out.extend_from_slice(part.as_bytes());
                let slashes = part.bytes().rev().skip(1).take_while(|byte| *byte == b'\\');
                quoted = slashes.count() % 2 == 1;
            }
            false => {
                out.extend(part.bytes().filter(|byte| !is_blank(*byte)));
                quoted = true;
            }
        }
        rest = behind;
    }
    out.extend(rest.bytes().filter(|byte| !is_blank(*byte)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_go_between_values_only() {
        let text = "{ \"a b\" : [ 1,\n 2 ], \"c\\\\\" : \"d \\\" e\" }";
        let mut out = Vec::new();
        compact(text, &mut out);
        let expected = "{\"a b\":[1,2],\"c\\\\\":\"d \\\" e\"}";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn an_end_is_found_in_pieces() {
        let text = br#"{"a":"x}\"]","b":[{}]} {"#;
        for cut in 0..22 {
            let mut extent = Extent::default();
            assert_eq!(extent.end(&text[..cut]), None, "{cut}");
            assert_eq!(extent.end(text), Some(22), "{cut}");
        }
    }

    #[test]
    fn escapes_stand_for_their_signs() {
        let read = |raw| {
            let mut out = Vec::new();
            let text = Text { raw, escaped: true };
            let read = Cursor::new("", 0).unescape(text, &mut out);
            read.ok().map(|()| String::from_utf8(out).unwrap())
        };
        assert_eq!(read(r#"a\n\"\u00e9\ud83d\ude00z"#).unwrap(), "a\n\"é😀z");
        for wrong in [r"\x", r"\ud800", r"\ud800\n", r"\u12", r"\"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
