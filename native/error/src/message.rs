//! Plain sentences from DataFusion's messages, which have a prefix for each layer.

use super::tidy::tidy;
use super::{Error, Position, Utf16Columns};

const PREFIXES: &[&str] = &[
    "Error during planning: ",
    "Execution error: ",
    "This feature is not implemented: ",
    "Resources exhausted: ",
    "Schema error: ",
    "SQL error: ",
    "Internal error: ",
    "Invalid or Unsupported Configuration: ",
    "External error: ",
    "External: ",
    "Arrow error: ",
    "Parquet error: ",
    "IO error: ",
    "Object Store error: ",
    "sql parser error: ",
    "Parser error: ",
    "Compute error: ",
    "Cast error: ",
    "Invalid argument error: ",
    "Csv error: ",
    "Json error: ",
    "Ipc error: ",
];

/// The message without prefixes and developer details, ending in a full stop.
pub(super) fn plain(text: &str) -> String {
    let mut text = text.trim();
    while let Some(rest) = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix)) {
        text = rest.trim_start();
    }
    let text = tidy(text);
    let mut first = text.trim_end().chars();
    let mut plain: String = first
        .next()
        .map(|c| c.to_uppercase().chain(first).collect())
        .unwrap_or_default();
    if !plain.ends_with(['.', '?', '!', ':']) {
        plain.push('.');
    }
    plain
}

/// Splits "… at Line: 3, Column: 7" into text and position.
pub(super) fn split_position(text: &str) -> (&str, Option<Position>) {
    let Some((before, after)) = text.rsplit_once(" at Line: ") else {
        return (text, None);
    };
    let Some((line, column)) = after.split_once(", Column: ") else {
        return (text, None);
    };
    let digits = column.split(|c: char| !c.is_ascii_digit()).next();
    match (line.parse(), digits.unwrap_or_default().parse()) {
        (Ok(line), Ok(column)) if line > 0 => (before, Some(Position { line, column })),
        _ => (before, None),
    }
}

impl Error {
    /// Turns the span's columns from characters of `text` into UTF-16 units.
    pub fn in_text(mut self, text: &str) -> Self {
        self.span = self.span.map(|span| {
            let columns = Utf16Columns::new(text);
            let pair = |p: Position| (u64::from(p.line), u64::from(p.column));
            columns.span(pair(span.start), pair(span.end))
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_removed_and_a_sentence_remains() {
        assert_eq!(
            plain("Error during planning: Execution error: bad thing"),
            "Bad thing."
        );
    }

    #[test]
    fn the_parsers_position_is_split_from_its_text() {
        let (text, at) =
            split_position("Expected: an expression, found: EOF at Line: 2, Column: 14");
        assert_eq!(text, "Expected: an expression, found: EOF");
        assert_eq!(
            at,
            Some(Position {
                line: 2,
                column: 14
            })
        );
        assert_eq!(split_position("nothing"), ("nothing", None));
    }
}
