//! Rows as the suite writes them, to compare them with what it expects.
//!
//! The rules are those of `datafusion-sqllogictest`: `src/engines/conversion.rs` and
//! `src/engines/datafusion_engine/normalize.rs`.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float32Type, Float64Type};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::config;

/// Digits after the point of a float.
const DIGITS: usize = 12;

/// One line a row; text over several lines becomes several rows, as for plans. Paths below `tree` are
/// named as the suite names those in DataFusion's tree.
pub fn lines(batches: &[RecordBatch], tree: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            let cells: Vec<String> = batch
                .columns()
                .iter()
                .map(|column| cell(column, row))
                .collect();
            match cells.split_last() {
                Some((last, before)) if last.contains('\n') => {
                    lines.push(before.join(" "));
                    for (number, line) in last.split('\n').enumerate() {
                        let content = line.trim_start();
                        let indent = "-".repeat(line.len() - content.len());
                        lines.push(format!("{:02}){indent}{content}", number + 1));
                    }
                }
                _ => lines.push(cells.join(" ")),
            }
        }
    }
    let written = lines
        .iter()
        .map(|line| line.trim_end().replace(tree, "WORKSPACE_ROOT"));
    written.collect()
}

fn cell(column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        return "NULL".to_string();
    }
    match column.data_type() {
        DataType::Null => "NULL".to_string(),
        DataType::Float16 => float(&shown(column, row)),
        DataType::Float32 => float(&column.as_primitive::<Float32Type>().value(row).to_string()),
        DataType::Float64 => float(&column.as_primitive::<Float64Type>().value(row).to_string()),
        DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => plain(&shown(column, row)),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => match shown(column, row) {
            text if text.is_empty() => "(empty)".to_string(),
            text => text.trim_end_matches('\n').replace('\0', "\\0"),
        },
        DataType::Dictionary(_, value) => {
            let values = cast(&column.slice(row, 1), value).unwrap();
            cell(&values, 0)
        }
        _ => shown(column, row),
    }
}

fn shown(column: &ArrayRef, row: usize) -> String {
    let format = config::FormatOptions {
        null: "NULL".to_string(),
        ..Default::default()
    };
    let options: FormatOptions = (&format).try_into().unwrap();
    let formatter = ArrayFormatter::try_new(column.as_ref(), &options).unwrap();
    formatter.value(row).to_string()
}

/// A float, which Rust writes without exponent, with at most twelve digits after the point.
fn float(text: &str) -> String {
    match text {
        "inf" => "Infinity".to_string(),
        "-inf" => "-Infinity".to_string(),
        "NaN" | "-NaN" => "NaN".to_string(),
        number => plain(&rounded(number)),
    }
}

/// `number` to twelve digits after the point, halves to the even digit.
fn rounded(number: &str) -> String {
    let Some((whole, part)) = number
        .split_once('.')
        .filter(|(_, part)| part.len() > DIGITS)
    else {
        return number.to_string();
    };
    let (kept, cut) = part.split_at(DIGITS);
    let sign = if whole.starts_with('-') { "-" } else { "" };
    let mut digits: Vec<u8> = whole
        .trim_start_matches('-')
        .bytes()
        .chain(kept.bytes())
        .collect();
    let half = format!("{:0<width$}", "5", width = cut.len());
    let odd = digits.last().is_some_and(|digit| digit % 2 == 1);
    let up = cut > half.as_str() || (cut == half && odd);
    let mut carry = up;
    for digit in digits.iter_mut().rev() {
        if !carry {
            break;
        }
        carry = *digit == b'9';
        *digit = if carry { b'0' } else { *digit + 1 };
    }
    if carry {
        digits.insert(0, b'1');
    }
    let text = String::from_utf8(digits).unwrap();
    let (whole, part) = text.split_at(text.len() - DIGITS);
    format!("{sign}{whole}.{part}")
}

/// A decimal number without zeros that say nothing.
fn plain(number: &str) -> String {
    let number = match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.'),
        false => number,
    };
    match number.trim_start_matches('-').trim_matches('0') {
        "" => "0".to_string(),
        _ => number.to_string(),
    }
}

/// Whether `found` is what the suite expects; `<slt:ignore>` stands for anything. Of many values it
/// keeps their number and a hash, of which the number is compared.
pub fn equal(found: &[String], columns: usize, expected: &[String], sorted: bool) -> bool {
    const ANYTHING: &str = "<slt:ignore>";
    if let [line] = expected
        && let Some((count, _)) = line.split_once(" values hashing to ")
    {
        return count.parse() == Ok(found.len() * columns);
    }
    let expected: Vec<&str> = expected.iter().map(|line| line.trim_end()).collect();
    if expected.iter().any(|line| line.contains(ANYTHING)) {
        let (text, pattern) = (found.join("\n"), expected.join("\n"));
        let mut rest = text.as_str();
        return pattern.split(ANYTHING).all(|part| match rest.find(part) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        });
    }
    let mut found: Vec<&str> = found.iter().map(String::as_str).collect();
    let mut expected = expected;
    if sorted {
        found.sort_unstable();
        expected.sort_unstable();
    }
    found == expected
}

#[test]
fn floats_are_rounded_as_the_suite_does() {
    for (number, text) in [
        ("0.1", "0.1"),
        ("-0", "0"),
        ("0.30000000000000004", "0.3"),
        ("0.9999999999996", "1"),
        ("-99.9999999999999", "-100"),
        ("1.0000000000005", "1"),
        ("1.0000000000015", "1.000000000002"),
        ("inf", "Infinity"),
        ("1e3", "1e3"),
    ] {
        assert_eq!(float(number), text, "{number}");
    }
}
