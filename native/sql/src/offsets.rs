//! Converts the tokenizer's positions (1-based line and column in characters) to offsets in the text.

use datafusion::sql::sqlparser::tokenizer::Location;

pub(super) struct Offsets<'a> {
    text: &'a str,
    /// Byte and UTF-16 offset at which each line starts.
    lines: Vec<(usize, usize)>,
}

/// A position in both units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offset {
    pub(super) byte: usize,
    pub(super) utf16: usize,
}

impl<'a> Offsets<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut lines = vec![(0, 0)];
        let mut utf16 = 0;
        for (byte, character) in text.char_indices() {
            utf16 += character.len_utf16();
            if character == '\n' {
                lines.push((byte + 1, utf16));
            }
        }
        Self { text, lines }
    }

    pub(super) fn at(&self, location: Location) -> Offset {
        let line = location.line.max(1) as usize - 1;
        let (byte, utf16) = self
            .lines
            .get(line)
            .or(self.lines.last())
            .copied()
            .unwrap_or_default();
        let rest = self.text.get(byte..).unwrap_or_default();
        let before = rest.chars().take(location.column.max(1) as usize - 1);
        before.fold(Offset { byte, utf16 }, |offset, character| Offset {
            byte: offset.byte + character.len_utf8(),
            utf16: offset.utf16 + character.len_utf16(),
        })
    }
}
