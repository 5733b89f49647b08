use super::super::test_data::{encode, numbers, people, text};
use super::super::{EncodeOptions, RowFormat};
use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};
use std::sync::Arc;

fn table(batch: &RecordBatch, max_rows: usize, width: Option<usize>) -> String {
    encode(
        RowFormat::Table,
        batch,
        &EncodeOptions {
            max_rows,
            width,
            terminal: width.is_some(),
            ..EncodeOptions::default()
        },
    )
}

#[test]
fn types_stand_below_names_and_numbers_right() {
    let expected = "\
┌──────┬──────────┬───────┐
│   id │ name     │ score │
│  i64 │ str      │   f64 │
├──────┼──────────┼───────┤
│    1 │ Ann      │   1.5 │
│    2 │ a,\"b\"\\nc │  NULL │
│ NULL │ 東京     │  -2.0 │
└──────┴──────────┴───────┘
3 rows
";
    assert_eq!(table(&people(), 0, None), expected);
}

#[test]
fn the_middle_is_left_out_and_the_count_told() {
    let expected = "\
┌──────┐
│    n │
│  i64 │
├──────┤
│    0 │
│    1 │
│ ⋮    │
│ 1233 │
│ 1234 │
└──────┘
1,235 rows (4 shown)
";
    assert_eq!(table(&numbers(1235), 4, None), expected);
}

#[test]
fn as_many_rows_as_the_limit_are_all_shown() {
    let drawn = table(&numbers(4), 4, None);
    assert!(
        drawn.contains("│   0 │\n│   1 │\n│   2 │\n│   3 │\n└"),
        "{drawn}"
    );
    assert!(drawn.ends_with("\n4 rows\n"));
}

#[test]
fn text_is_cut_to_the_line_and_numbers_are_not() {
    let expected = "\
┌────────────┐
│ t          │
│ str        │
├────────────┤
│ abcdefghi… │
└────────────┘
1 row
";
    assert_eq!(
        table(&text("abcdefghijklmnopqrstuvwxyz"), 40, Some(14)),
        expected
    );
}

#[test]
fn columns_that_do_not_fit_are_left_out_of_the_middle() {
    let column = || Arc::new(StringArray::from(vec!["12345678"])) as ArrayRef;
    let batch = RecordBatch::try_from_iter((0..9).map(|n| (format!("c{n}"), column()))).unwrap();
    let expected = "\
┌──────────┬───┬──────────┐
│ c0       │ … │ c8       │
│ str      │ … │ str      │
├──────────┼───┼──────────┤
│ 12345678 │ … │ 12345678 │
└──────────┴───┴──────────┘
1 row, 9 columns (2 shown)
";
    assert_eq!(table(&batch, 40, Some(30)), expected);
}

#[test]
fn a_pipe_gets_every_row_and_every_character() {
    let long = "x".repeat(300);
    let drawn = table(&text(&long), 0, None);
    assert!(drawn.contains(&long));
    let drawn = table(&numbers(25_000), 0, None);
    assert_eq!(drawn.lines().count(), 25_000 + 6);
    // The widths are those of the first 10,000 rows.
    assert!(
        drawn.ends_with("│ 24999 │\n└──────┘\n25,000 rows\n"),
        "{}",
        drawn.len()
    );
}

#[test]
fn control_characters_are_spelt_out() {
    assert!(table(&text("a\u{1b}[2J\tb"), 0, None).contains("│ a\\u001b[2J\\tb │"));
}

/// Every line was as wide as the widest cell: 600 MB for one text of 2 MB among 300 rows.
#[test]
fn one_long_text_does_not_pad_the_other_rows() {
    let long = "word ".repeat(40_000);
    let words: StringArray = (0..300)
        .map(|row| Some(if row == 150 { long.as_str() } else { "short" }))
        .collect();
    let batch = RecordBatch::try_from_iter([("t", Arc::new(words) as ArrayRef)]).unwrap();
    let drawn = table(&batch, 0, None);
    assert!(drawn.contains(&long));
    assert!(drawn.len() < 6 * long.len(), "{} bytes", drawn.len());
    let even = table(&text(&"x".repeat(1_000)), 0, None);
    let widths: Vec<usize> = even
        .lines()
        .take(6)
        .map(|line| line.chars().count())
        .collect();
    assert_eq!(widths, [1_004; 6]);
}
