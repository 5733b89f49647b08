//! The first records of a CSV text, for whoever finds out how it is written.

/// Records that are looked at.
const RECORDS: usize = 100;

#[derive(Debug, Default)]
pub struct Records {
    /// How many values each has. One that the text ends within is left out, if it is not the first.
    pub values: Vec<usize>,
    /// The line that each begins in, counted from 1.
    pub lines: Vec<usize>,
    /// The values of the first one, as they are written.
    pub first: Vec<String>,
}

/// The records of `text`, read with `delimiter`. A quote begins a quoted value at the start of a line
/// and behind any of `delimiters`; inside, it stands twice for itself or behind the escape.
pub fn records(
    text: &str,
    delimiter: char,
    delimiters: &[char],
    (quote, escape): (char, Option<char>),
) -> Records {
    let mut found = Records::default();
    let (mut line, mut begins, mut count) = (1, 1, 1);
    let (mut quoted, mut escaped, mut at_start, mut blank) = (false, false, true, true);
    let (mut cell, mut before) = (String::new(), '\n');
    for sign in text.chars() {
        // A line ends with \n, \r or both.
        let ends = sign == '\n' || sign == '\r';
        line += usize::from(ends && !(sign == '\n' && before == '\r'));
        before = sign;
        let in_first = found.values.is_empty();
        if quoted {
            match escape {
                _ if escaped => escaped = false,
                Some(escape) if sign == escape => escaped = true,
                _ => quoted = sign != quote,
            }
            if in_first {
                cell.push(sign);
            }
        } else if ends {
            if !blank {
                if in_first {
                    found.first.push(std::mem::take(&mut cell));
                }
                found.values.push(count);
                found.lines.push(begins);
            }
            (count, at_start, blank, begins) = (1, true, true, line);
            if found.values.len() == RECORDS {
                return found;
            }
            continue;
        } else if sign == quote && at_start {
            (quoted, blank) = (true, false);
            continue;
        } else if sign == delimiter {
            if in_first {
                found.first.push(std::mem::take(&mut cell));
            }
            count += 1;
            (at_start, blank) = (true, false);
            continue;
        } else if in_first {
            cell.push(sign);
        }
        // Behind any sign that may separate values, and behind a closing quote: two stand for one.
        at_start = delimiters.contains(&sign) || sign == quote && !quoted;
        blank = false;
    }
    if found.values.is_empty() {
        found.first.push(cell);
        found.values.push(count);
        found.lines.push(begins);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::records;

    #[test]
    fn records_are_counted_with_their_lines() {
        let text = "\"a\nb\",c\r\n\r\n1,\"x,y\"\r2,3\n4";
        let found = records(text, ',', &[','], ('"', None));
        assert_eq!(found.values, [2, 2, 2]);
        assert_eq!(found.lines, [1, 4, 5]);
        assert_eq!(found.first.len(), 2);
    }
}
