//! What a query comes to, so that two runs can be compared exactly.

use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use planarium_engine::Error;
use planarium_engine::query::Query;

use crate::plan_support::reader_of;

/// The columns with their types, then the rows in order of their text: NaN is NaN, a float has
/// all its digits, NULL is no empty text.
pub type Rows = Vec<String>;

pub fn rows(query: &Query) -> Result<Rows, Error> {
    let reader = reader_of(query)?;
    let head: Vec<String> = reader
        .schema()
        .fields()
        .iter()
        .map(|field| format!("{}: {}", field.name(), field.data_type()))
        .collect();
    let options = FormatOptions::default().with_null("NULL");
    let mut rows = Vec::new();
    for batch in reader {
        let batch = batch.unwrap();
        let columns: Vec<ArrayFormatter> = batch
            .columns()
            .iter()
            .map(|column| ArrayFormatter::try_new(column.as_ref(), &options).unwrap())
            .collect();
        for row in 0..batch.num_rows() {
            let cells = columns
                .iter()
                .map(|column| match column.value(row).to_string() {
                    text if text == "NULL" => text,
                    text => format!("{text:?}"),
                });
            rows.push(cells.collect::<Vec<_>>().join(" | "));
        }
    }
    rows.sort();
    rows.insert(0, head.join(" | "));
    Ok(rows)
}

/// Where two texts part, with what is around it.
pub fn difference(expected: &str, found: &str) -> String {
    let (mut before, mut differing) = (None, Vec::new());
    let (expected, found): (Vec<&str>, Vec<&str>) =
        (expected.lines().collect(), found.lines().collect());
    for number in 0..expected.len().max(found.len()) {
        let (a, b) = (expected.get(number), found.get(number));
        if a != b {
            before = before.or(number.checked_sub(1));
            differing.push(format!(
                "  expected {}\n  found    {}",
                a.unwrap_or(&"-"),
                b.unwrap_or(&"-")
            ));
        }
    }
    let before = before.map_or(String::new(), |at| format!("  after    {}\n", expected[at]));
    let more = differing.len().saturating_sub(6);
    differing.truncate(6);
    format!(
        "{before}{}\n  ({more} more lines differ)",
        differing.join("\n")
    )
}
