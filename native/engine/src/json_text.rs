//! JSON that nests deeper than the 128 levels serde_json's parser takes: plans of a
//! few dozen operators do. Numbers keep every digit. Nothing here recurses.

use serde_json::{Map, Number, Value};

use crate::{Error, ErrorCode, Result};

/// Objects and arrays inside one another: two for each level of a plan's messages.
const DEPTH: usize = 2 * planarium_plan_wire::limits::NESTING;

/// An object or array that is being read, with the name that its next value gets.
enum Open {
    Object(Map<String, Value>, String),
    Array(Vec<Value>),
}

/// Reads one value. Dropping it recurses: do that on a deep stack.
///
/// # Errors
/// `plan_file_damaged` with line and column of what is no JSON, `plan_too_deep`.
pub(crate) fn parse(text: &str) -> Result<Value> {
    let mut reader = Reader { text, at: 0 };
    let mut open: Vec<Open> = Vec::new();
    loop {
        let mut value = match reader.begin(&mut open)? {
            Some(value) => value,
            None if open.len() > DEPTH => return Err(too_deep()),
            None => continue,
        };
        // A value ends as many objects and arrays as close behind it.
        loop {
            match open.pop() {
                None => {
                    reader.space();
                    return if reader.at == text.len() {
                        Ok(value)
                    } else {
                        Err(reader.unexpected("the end"))
                    };
                }
                Some(Open::Object(mut fields, name)) => {
                    fields.insert(name, value);
                    if reader.comma('}')? {
                        let name = reader.name()?;
                        open.push(Open::Object(fields, name));
                        break;
                    }
                    value = Value::Object(fields);
                }
                Some(Open::Array(mut items)) => {
                    items.push(value);
                    if reader.comma(']')? {
                        open.push(Open::Array(items));
                        break;
                    }
                    value = Value::Array(items);
                }
            }
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    /// Byte offset, always between characters.
    at: usize,
}

impl<'a> Reader<'a> {
    /// Reads a whole value, or opens one that holds others: `None`.
    fn begin(&mut self, open: &mut Vec<Open>) -> Result<Option<Value>> {
        self.space();
        match self.peek() {
            Some('{') => {
                self.at += 1;
                self.space();
                if self.take('}') {
                    return Ok(Some(Value::Object(Map::new())));
                }
                let name = self.name()?;
                open.push(Open::Object(Map::new(), name));
                Ok(None)
            }
            Some('[') => {
                self.at += 1;
                self.space();
                if self.take(']') {
                    return Ok(Some(Value::Array(Vec::new())));
                }
                open.push(Open::Array(Vec::new()));
                Ok(None)
            }
            Some('"') => Ok(Some(Value::String(self.string()?))),
            _ => self.word().map(Some),
        }
    }

    /// True for a comma, false for `close`.
    fn comma(&mut self, close: char) -> Result<bool> {
        self.space();
        if self.take(',') {
            return Ok(true);
        }
        if self.take(close) {
            return Ok(false);
        }
        Err(self.unexpected(&format!("a comma or {close}")))
    }

    /// A field's name and its colon.
    fn name(&mut self) -> Result<String> {
        self.space();
        let name = self.string()?;
        self.space();
        if self.take(':') {
            return Ok(name);
        }
        Err(self.unexpected("a colon"))
    }

    fn string(&mut self) -> Result<String> {
        let rest = self.rest();
        let mut escaped = false;
        let end = rest
            .bytes()
            .enumerate()
            .skip(1)
            .find(|(_, byte)| {
                let ends = *byte == b'"' && !escaped;
                escaped = *byte == b'\\' && !escaped;
                ends
            })
            .map(|(end, _)| end + 1);
        let text = end.and_then(|end| serde_json::from_str(rest.get(..end)?).ok());
        match (end, text) {
            (Some(end), Some(text)) => {
                self.at += end;
                Ok(text)
            }
            _ => Err(self.unexpected("a text in double quotes")),
        }
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<Value> {
        let word = self
            .rest()
            .split(|letter: char| !(letter.is_ascii_alphanumeric() || "+-.".contains(letter)))
            .next()
            .unwrap_or_default();
        // serde_json says what a number is; its own reading of a fraction may miss the last digit.
        let value = match serde_json::from_str(word) {
            Ok(Value::Number(number)) if number.is_f64() => word
                .parse()
                .ok()
                .and_then(Number::from_f64)
                .map(Value::Number),
            parsed => parsed.ok(),
        };
        match value {
            Some(value) => {
                self.at += word.len();
                Ok(value)
            }
            None => Err(self.unexpected("a value")),
        }
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    /// What was not read yet.
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, letter: char) -> bool {
        let found = self.rest().starts_with(letter);
        self.at += usize::from(found) * letter.len_utf8();
        found
    }

    fn unexpected(&self, wanted: &str) -> Error {
        let before = self.text.get(..self.at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before
            .chars()
            .rev()
            .take_while(|letter| *letter != '\n')
            .count()
            + 1;
        Error::new(
            ErrorCode::PlanFileDamaged,
            "The JSON of the plan is damaged: it cannot be read.",
        )
        .with_hint("Write it again with toJson where the plan came from.")
        .with_detail(format!("line {line}, column {column}: expected {wanted}"))
    }
}

fn too_deep() -> Error {
    Error::new(
        ErrorCode::PlanTooDeep,
        format!("The JSON of the plan nests deeper than {DEPTH} levels."),
    )
    .with_hint("Split the query, for example with views that are saved as files.")
}

#[cfg(test)]
mod tests {
    use super::{DEPTH, parse};
    use crate::ErrorCode;
    use serde_json::Value;

    #[test]
    fn reads_what_serde_reads() {
        for text in [
            "null",
            " [ ] ",
            "{}",
            r#"{"a": [1, -2.5e3, "x\"\\é\u00e9"], "b": {"c": true}, "d": [[], [{}]]}"#,
            "18446744073709551615",
            "[1,2 , 3]\n",
        ] {
            let wanted: Value = serde_json::from_str(text).unwrap();
            assert_eq!(parse(text).unwrap(), wanted, "{text}");
        }
    }

    #[test]
    fn keeps_the_last_digit_of_a_fraction() {
        for number in [0.1 + 0.2, 2.225_073_858_507_201e-308, 1e23, f64::MAX] {
            let text = serde_json::to_string(&number).unwrap();
            assert_eq!(parse(&text).unwrap().as_f64(), Some(number), "{text}");
        }
    }

    #[test]
    fn refuses_what_serde_refuses() {
        for text in [
            "",
            "[",
            "[1",
            "[1,]",
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1,}",
            "{a:1}",
            "\"",
            "\"\\",
            "01",
            "+1",
            "nul",
            "1 2",
            "]",
            "{\"a\" 1}",
            "\"\n\"",
            "NaN",
            "1e999",
            "é",
        ] {
            assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
            let error = parse(text).unwrap_err();
            assert_eq!(error.code, ErrorCode::PlanFileDamaged, "{text}");
        }
    }

    #[test]
    fn depth_ends_at_the_limit() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(parse(&nested(1_000)).is_ok());
        let error = parse(&nested(DEPTH + 10)).unwrap_err();
        assert_eq!(error.code, ErrorCode::PlanTooDeep);
        let unclosed = "[".repeat(10_000_000);
        assert_eq!(parse(&unclosed).unwrap_err().code, ErrorCode::PlanTooDeep);
    }
}
