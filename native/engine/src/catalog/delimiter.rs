//! Which sign parts the values of a CSV file.

/// In this order where nothing else decides.
const CANDIDATES: [char; 4] = [',', '\t', ';', '|'];

/// Records that are looked at.
const RECORDS: usize = 100;

/// The delimiter that gives the records of `text`, the start of a file, the same number of values;
/// of those the one with the most. A comma when nothing parts the first record.
pub(super) fn delimiter(text: &str) -> char {
    let mut best = (0, 0, ',');
    for candidate in CANDIDATES {
        let counts = values(text, candidate);
        let Some((first, others)) = counts.split_first().filter(|(first, _)| **first > 1) else {
            continue;
        };
        // In thousandths, so that few odd rows do not decide.
        let alike = others.iter().filter(|count| *count == first).count();
        let share = 1_000 * (alike + 1) / counts.len();
        if (share, *first) > (best.0, best.1) {
            best = (share, *first, candidate);
        }
    }
    best.2
}

/// How many values each record has. One that `text` ends within is left out, if it is not the first.
fn values(text: &str, delimiter: char) -> Vec<usize> {
    let (mut records, mut count) = (Vec::new(), 1);
    let (mut quoted, mut at_start, mut blank) = (false, true, true);
    for sign in text.chars() {
        if quoted {
            quoted = sign != '"';
        } else if sign == '\n' {
            if !blank {
                records.push(count);
            }
            (count, at_start, blank) = (1, true, true);
            if records.len() == RECORDS {
                return records;
            }
            continue;
        } else if sign == '"' && at_start {
            quoted = true;
        } else if sign == delimiter {
            count += 1;
            (at_start, blank) = (true, false);
            continue;
        }
        // Behind any sign that may part values, and behind a closing quote: two stand for one.
        at_start = CANDIDATES.contains(&sign) || sign == '"' && !quoted;
        blank &= sign == '\r';
    }
    if records.is_empty() {
        records.push(count);
    }
    records
}

#[cfg(test)]
mod tests {
    use super::delimiter;

    #[test]
    fn the_records_decide() {
        for (text, expected) in [
            ("a;\"b,c,d\";e\n1,2;3;4", ';'),
            ("only", ','),
            ("a,b\n", ','),
            // As many commas as pipes in the header.
            (
                "id|family name, given name|city, country\n1|Ann|Bonn\n2|Ben|Graz\n",
                '|',
            ),
            ("a;b\n1,5;2,5\n3,5;4,5\n", ';'),
            ("a\tb\n\"x\ny, z\"\t1\n2\t\"3 \"\"in\"\"\"\n", '\t'),
            ("a,b,c\n1,2,3\n4,5\n", ','),
        ] {
            assert_eq!(delimiter(text), expected, "{text:?}");
        }
    }
}
