//! How a CSV file is written: found over its first records.

use std::collections::BTreeMap;
use std::path::Path;

use datafusion::arrow::csv::reader::Format;
use datafusion::arrow::datatypes::{DataType, Schema};

use super::noted::Noted;
use super::sample::{Records, records};
use crate::decode::Encoding;
use planarium_error::reader::in_sql;
use planarium_error::{Error, ErrorCode, Result};

/// In this order where nothing else decides.
const DELIMITERS: [char; 4] = [',', '\t', ';', '|'];

/// Lines above a header that are looked for.
const TITLE_LINES: usize = 10;

/// Rows that are compared with the first one.
const ROWS: usize = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    pub delimiter: char,
    pub quote: char,
    /// The sign before a quote inside quotes; `None` where the quote is doubled.
    pub escape: Option<char>,
    pub has_header: bool,
    /// Lines above the header: none of them is a record of the table.
    pub title_lines: usize,
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            delimiter: ',',
            quote: '"',
            escape: None,
            has_header: true,
            title_lines: 0,
        }
    }
}

impl Dialect {
    /// Refuses a file with lines above its header, which would be read as the header.
    ///
    /// # Errors
    /// `file_mismatch` with the line that the table begins in.
    pub fn refuse_title(self, path: &Path) -> Result<()> {
        let (lines, are) = match self.title_lines {
            0 => return Ok(()),
            1 => ("1 line".to_owned(), "is"),
            lines => (format!("{lines} lines"), "are"),
        };
        let begins = self.title_lines + 1;
        Err(Error::new(
            ErrorCode::FileMismatch,
            format!(
                "{} has {lines} above its header: the columns are named in line {begins}.",
                path.display()
            ),
        )
        .with_hint(format!(
            "Remove what {are} above it, for example: tail -n +{begins} old.csv > new.csv. Lines that begin with a sign of their own are skipped by: {}",
            in_sql("CSV", "comment", "#")
        )))
    }
}

/// Whether the options leave open how a CSV file is written.
pub fn is_as_found(options: &BTreeMap<String, String>) -> bool {
    let others = [
        "has_header",
        "delimiter",
        "quote",
        "escape",
        "terminator",
        "comment",
        "truncated_rows",
    ];
    !others
        .into_iter()
        .any(|name| option(options, name).is_some())
}

/// What options say of how a CSV file is written.
pub fn given(options: &BTreeMap<String, String>) -> Given {
    let sign = |name| option(options, name).and_then(|value| value.chars().next());
    Given {
        delimiter: sign("delimiter"),
        quote: sign("quote"),
        encoding: Noted::given(options).ok().and_then(|noted| noted.encoding),
    }
}

pub fn option<'a>(options: &'a BTreeMap<String, String>, name: &str) -> Option<&'a str> {
    let mut all = options.iter();
    all.find(|(key, _)| key.strip_prefix("format.").unwrap_or(key) == name)
        .map(|(_, value)| value.as_str())
}

/// What is known of a file before it is looked into.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given {
    pub delimiter: Option<char>,
    pub quote: Option<char>,
    pub encoding: Option<&'static Encoding>,
}

/// How `text`, the start of a file, is written.
pub fn dialect(text: &str, given: Given) -> Dialect {
    // Excel's own mark, which only Excel takes for one.
    if let Some((delimiter, _)) = separator(text) {
        return Dialect {
            delimiter,
            title_lines: 1,
            ..Dialect::default()
        };
    }
    let quote = given.quote.unwrap_or_else(|| quote(text, given.delimiter));
    let escape = escapes(text, quote).then_some('\\');
    let (delimiter, title_lines) = match given.delimiter {
        Some(delimiter) => (delimiter, 0),
        None => delimiter(text, (quote, escape)),
    };
    let found = Dialect {
        delimiter,
        quote,
        escape,
        title_lines: 0,
        has_header: true,
    };
    // Rows may be longer than their header, as R writes them.
    match title_lines > 0 && has_header(below(text, title_lines), found) {
        true => Dialect {
            title_lines,
            ..found
        },
        false => Dialect {
            has_header: has_header(text, found),
            ..found
        },
    }
}

/// `text` from the line behind the first `lines` on.
fn below(text: &str, lines: usize) -> &str {
    let mut ends = text.match_indices(['\n', '\r']).filter(|(at, end)| {
        // Both together are one.
        *end == "\n" || text.get(at + 1..at + 2) != Some("\n")
    });
    let start = lines.checked_sub(1).and_then(|last| ends.nth(last));
    start
        .and_then(|(at, end)| text.get(at + end.len()..))
        .unwrap_or(text)
}

fn separator(text: &str) -> Option<(char, &str)> {
    let mut rest = text.strip_prefix("sep=")?.chars();
    let delimiter = rest.next()?;
    let rest = rest.as_str();
    rest.starts_with(['\r', '\n']).then_some((delimiter, rest))
}

/// The delimiter that gives the records the same number of values; of those the one with the most.
/// A comma when nothing separates the first record. With the number of lines above the header.
fn delimiter(text: &str, (quote, escape): (char, Option<char>)) -> (char, usize) {
    let mut best = (0, 0, ',');
    let mut titled: Option<(usize, usize, char)> = None;
    for candidate in DELIMITERS {
        let found = records(text, candidate, &DELIMITERS, (quote, escape));
        if let Some((lines, values)) = title(&found)
            && titled.is_none_or(|(_, most, _)| values > most)
        {
            titled = Some((lines, values, candidate));
        }
        let Some((first, others)) = found.values.split_first().filter(|(first, _)| **first > 1)
        else {
            continue;
        };
        // In thousandths, so that few odd rows do not decide.
        let alike = others.iter().filter(|values| *values == first).count();
        let share = 1_000 * (alike + 1) / found.values.len();
        if (share, *first) > (best.0, best.1) {
            best = (share, *first, candidate);
        }
    }
    match titled {
        // Most records are unlike the first one.
        Some((lines, _, candidate)) if best.0 <= 500 => (candidate, lines),
        _ => (best.2, 0),
    }
}

/// How many lines stand above the header, and the values of each record from there on: at least two
/// records, all of one length and longer than what is above.
fn title(found: &Records) -> Option<(usize, usize)> {
    let last = *found.values.last()?;
    let alike = found.values.iter().rev();
    let alike = alike.take_while(|values| **values == last).count();
    let above = found.values.get(..found.values.len() - alike)?;
    let fits = (1..=TITLE_LINES).contains(&above.len())
        && alike >= 2
        && above.iter().all(|values| *values < last);
    let line = found.lines.get(above.len())?;
    fits.then_some((line.saturating_sub(1), last))
}

/// The quotes around values that hold a delimiter or a line end.
fn quote(text: &str, delimiter: Option<char>) -> char {
    let delimiters = delimiter
        .as_ref()
        .map_or(&DELIMITERS[..], std::slice::from_ref);
    let (mut double, mut single) = (false, false);
    let mut before = '\n';
    for sign in text.chars() {
        if before == '\n' || before == '\r' || delimiters.contains(&before) {
            double |= sign == '"';
            single |= sign == '\'';
        }
        before = sign;
    }
    match single && !double && are_closed(text, delimiters) {
        true => '\'',
        false => '"',
    }
}

/// Whether every value that begins with an apostrophe ends with one, before a delimiter or a line end;
/// the last one may be cut.
fn are_closed(text: &str, delimiters: &[char]) -> bool {
    let ends = |sign: Option<&char>| {
        sign.is_none_or(|sign| matches!(sign, '\r' | '\n') || delimiters.contains(sign))
    };
    let (mut before, mut quoted, mut closed) = ('\n', false, false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        if quoted {
            if sign == '\'' {
                match signs.peek() {
                    Some('\'') => {
                        signs.next();
                    }
                    next if ends(next) => (quoted, closed) = (false, true),
                    _ => return false,
                }
            }
        } else if sign == '\'' && ends(Some(&before)) {
            quoted = true;
        }
        before = sign;
    }
    closed
}

/// Whether quotes inside quotes stand behind a backslash: nowhere is one doubled, and behind some
/// `\"` a value goes on.
fn escapes(text: &str, quote: char) -> bool {
    let (slashed, doubled) = (format!("\\{quote}"), format!("{quote}{quote}"));
    if !text.contains(&slashed) {
        return false;
    }
    let goes_on = |rest: &str| {
        let next = rest.chars().next();
        next.is_some_and(|next| !matches!(next, '\r' | '\n') && !DELIMITERS.contains(&next))
    };
    let mut places = text.match_indices(&slashed);
    let mut two = text.match_indices(&doubled);
    places.any(|(at, found)| text.get(at + found.len()..).is_some_and(goes_on))
        && !two.any(|(at, found)| {
            // Empty text is two quotes as well.
            text.get(at + found.len()..).is_some_and(goes_on)
        })
}

/// Whether the first record names the columns. It does not when each value in it is of the type of
/// the values below, and not all of them are text.
fn has_header(text: &str, found: Dialect) -> bool {
    let Some((first, _)) = types(text, found, false, 1) else {
        return true;
    };
    let rest = types(text, found, true, ROWS);
    let typed = |kind: &DataType| !matches!(kind, DataType::Utf8 | DataType::Null);
    let kinds = |schema: &Schema| -> Vec<DataType> {
        let fields = schema.fields().iter();
        fields.map(|field| field.data_type().clone()).collect()
    };
    let above = kinds(&first);
    if !above.iter().any(typed) {
        return true;
    }
    let below = match rest {
        Some((rest, rows)) if rows > 0 => kinds(&rest),
        // One record alone.
        _ => return above.contains(&DataType::Utf8),
    };
    let fits = |above: &DataType, below: &DataType| {
        use DataType::{Float64, Int64, Null};
        above == below
            || matches!(
                (above, below),
                (Null, _) | (_, Null) | (Int64, Float64) | (Float64, Int64)
            )
            || above.is_temporal() && below.is_temporal()
    };
    let alike = above.len() == below.len()
        && above
            .iter()
            .zip(&below)
            .all(|(above, below)| fits(above, below));
    !alike || are_years(text, found, &above)
}

/// Whether the numbers in the first record, beside at least one text, ascend one by one, as the
/// headers of years and months do.
fn are_years(text: &str, found: Dialect, kinds: &[DataType]) -> bool {
    if !kinds.contains(&DataType::Utf8) {
        return false;
    }
    let signs = (found.quote, found.escape);
    let cells = records(text, found.delimiter, &[found.delimiter], signs).first;
    let numbers: Option<Vec<i64>> = cells
        .iter()
        .zip(kinds)
        .filter(|(_, kind)| !matches!(kind, DataType::Utf8 | DataType::Null))
        .map(|(cell, _)| cell.trim().parse().ok())
        .collect();
    numbers.is_some_and(|numbers| {
        numbers.len() > 1
            && numbers
                .windows(2)
                .all(|pair| matches!(pair, [a, b] if a.checked_add(1) == Some(*b)))
    })
}

fn types(text: &str, found: Dialect, header: bool, rows: usize) -> Option<(Schema, usize)> {
    let mut format = Format::default()
        .with_header(header)
        .with_truncated_rows(true)
        .with_delimiter(u8::try_from(found.delimiter).ok()?)
        .with_quote(u8::try_from(found.quote).ok()?);
    if let Some(escape) = found.escape {
        format = format.with_escape(u8::try_from(escape).ok()?);
    }
    format.infer_schema(text.as_bytes(), Some(rows)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Dialect {
        dialect(text, Given::default())
    }

    #[test]
    fn the_records_decide() {
        for (text, expected) in [
            ("a;\"b,c,d\";e\n1,2;3;4", ';'),
            ("only", ','),
            ("a|b|c\n1|2,5|3\n", '|'),
            ("name;price;qty\nA;1,50;2\nB;2,75;3\n", ';'),
            ("id;text\n1;a, b, c\n2;d, e, f\n", ';'),
            (
                "id|family name, given name|city, country\n1|Ann|Bonn\n",
                '|',
            ),
            ("\"first;\nname\",\"last; name\"\nAnn,Lee\n", ','),
            ("a;b\r1;2\r3;4\r", ';'),
            ("a\tb\n1\tx y\n", '\t'),
            ("5\" pipe;2\n6\" pipe;3\n", ';'),
            ("a,b,c\n1,2\n1,2,3\n", ','),
            ("\n\na|b\n\n1|2\n", '|'),
        ] {
            assert_eq!(of(text).delimiter, expected, "{text:?}");
            assert_eq!(of(text).title_lines, 0, "{text:?}");
        }
    }

    #[test]
    fn a_header_is_unlike_its_columns() {
        for (text, expected) in [
            ("a,b\n1,2\n", true),
            ("1,2\n3,4\n", false),
            ("1\n2\n3\n", false),
            ("1,2\n", false),
            ("id,name\n", true),
            ("a,b", true),
            ("Ann,30\nBob,25\n", false),
            ("1,Ann,2024-01-01\n2,Bob,2024-02-01\n", false),
            ("Ann,Bonn\nBob,Graz\n", true),
            ("country,2019,2020\nDE,1,2\nFR,3,4\n", true),
            ("id,2020\n1,a\n2,b\n", true),
            ("a,b,\n1,2,\n", true),
            ("1.5;x\n2;y\n", false),
            ("a,b\n,\n,\n", true),
        ] {
            assert_eq!(of(text).has_header, expected, "{text:?}");
        }
    }

    #[test]
    fn quotes_are_those_that_close() {
        for (text, expected) in [
            ("a,b\n'x,1','y'\n'z,2','w'\n", ('\'', None)),
            ("a,b\n'tis,the season\n", ('"', None)),
            ("a,b\n\"x\",'y'\n", ('"', None)),
            (
                "a,b\n\"say \\\"hi\\\", ok\",2\n\"x\",3\n",
                ('"', Some('\\')),
            ),
            ("a,b\n\"C:\\\",2\n", ('"', None)),
            ("a,b\n\"say \"\"hi\"\"\",2\n", ('"', None)),
        ] {
            let found = of(text);
            assert_eq!((found.quote, found.escape), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_above_the_header_are_found() {
        for (text, lines, delimiter) in [
            ("Report 2024\n\nid,name\n1,a\n2,b\n", 2, ','),
            ("Sales, all regions\nid;name;amount\n1;a;5\n2;b;6\n", 1, ';'),
            ("# made by x\na,b\n1,2\n", 1, ','),
            ("sep=;\na;b\n1;2\n", 1, ';'),
            ("a,b\n1,2\n1,2,3\n", 0, ','),
            ("a\nb\nc,d\n", 0, ','),
            ("a,b\n1,2,3\n4,5,6\n", 0, ','),
        ] {
            let found = of(text);
            assert_eq!(
                (found.title_lines, found.delimiter),
                (lines, delimiter),
                "{text:?}"
            );
        }
    }
}
