//! Positions in a text: lines and columns count from 1, columns in UTF-16 code units.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// From `start` up to, not including, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    pub start: Position,
    pub end: Position,
}

/// Converts the parser's positions (1-based lines and columns in characters) to ours.
pub struct Utf16Columns<'a> {
    lines: Vec<&'a str>,
}

impl<'a> Utf16Columns<'a> {
    pub fn new(text: &'a str) -> Self {
        Self {
            lines: text.split('\n').collect(),
        }
    }

    /// Beyond the end of its line, each extra column counts as one unit.
    pub fn position(&self, line: u64, column: u64) -> Position {
        let before = (column.max(1) - 1) as usize;
        let text = self
            .lines
            .get((line.max(1) - 1) as usize)
            .copied()
            .unwrap_or("");
        let mut characters = 0;
        let units: usize = text
            .chars()
            .take(before)
            .inspect(|_| characters += 1)
            .map(char::len_utf16)
            .sum();
        Position {
            line: line.max(1) as u32,
            column: (units + before - characters + 1) as u32,
        }
    }

    /// A span of at least one unit, so that a marker can be seen.
    pub fn span(&self, start: (u64, u64), end: (u64, u64)) -> Span {
        let start = self.position(start.0, start.1);
        let end = self.position(end.0, end.1);
        let min_end = Position {
            line: start.line,
            column: start.column + 1,
        };
        Span {
            start,
            end: end.max(min_end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_utf16_units() {
        let columns = Utf16Columns::new("select '😀', x\nfrom t");
        assert_eq!(
            columns.position(1, 12),
            Position {
                line: 1,
                column: 13
            }
        );
        assert_eq!(columns.position(2, 6), Position { line: 2, column: 6 });
        assert_eq!(columns.position(9, 3), Position { line: 9, column: 3 });
    }

    #[test]
    fn a_span_is_never_empty() {
        let span = Utf16Columns::new("a b").span((1, 3), (1, 3));
        assert_eq!((span.start.column, span.end.column), (3, 4));
    }
}
