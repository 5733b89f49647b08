//! What a run of a statement or plan came to, and how two of them compare.

use std::time::Duration;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use planarium_engine::query::{Phase, Query};
use planarium_engine::results::PageRequest;
use planarium_engine::{Error, ErrorCode};

use datafusion::arrow::ipc::reader::StreamReader;

/// How long one run may take.
const LIMIT: Duration = Duration::from_secs(100);
/// Digits in which floats must be equal: sums of parts come in any order.
const DIGITS: usize = 10;

/// Columns with their types, and rows in the order they came.
#[derive(Debug, Clone)]
pub struct Rows {
    pub batches: Vec<RecordBatch>,
    head: String,
    texts: Vec<String>,
}

/// Waits for the end of a query and takes its rows.
///
/// Errors: those of the query, `cancelled` for one that takes too long.
pub fn rows(query: &Query) -> Result<Rows, Error> {
    let mut status = query.status();
    let ended = query.session().runtime().block_on(async {
        tokio::time::timeout(LIMIT, async {
            while !status.phase.is_over() {
                status = query.changed(status.version).await;
            }
        })
        .await
    });
    if ended.is_err() {
        query.cancel();
        return Err(Error::cancelled());
    }
    if status.phase != Phase::Done {
        return Err(status.error.unwrap_or_else(Error::cancelled));
    }
    let request = PageRequest {
        offset: 0,
        limit: status.rows,
        ..PageRequest::default()
    };
    let page = match query.page(&request) {
        Ok(page) => page,
        Err(error) if error.code == ErrorCode::InvalidRequest => return Ok(Rows::of(Vec::new())),
        Err(error) => return Err(error),
    };
    let reader = StreamReader::try_new(std::io::Cursor::new(page), None).unwrap();
    let head: Vec<String> = reader
        .schema()
        .fields()
        .iter()
        .map(|field| format!("{}: {}", field.name(), field.data_type()))
        .collect();
    let mut rows = Rows::of(reader.map(Result::unwrap).collect());
    rows.head = head.join(" | ");
    Ok(rows)
}

impl Rows {
    fn of(batches: Vec<RecordBatch>) -> Self {
        let options = FormatOptions::default().with_null("NULL");
        let mut texts = Vec::new();
        for batch in &batches {
            let columns: Vec<ArrayFormatter> = batch
                .columns()
                .iter()
                .map(|column| ArrayFormatter::try_new(column.as_ref(), &options).unwrap())
                .collect();
            for row in 0..batch.num_rows() {
                let cells = columns.iter().zip(batch.columns()).map(|(column, array)| {
                    let text = column.value(row).to_string();
                    match text.parse::<f64>() {
                        Ok(number) if array.data_type().is_floating() => {
                            format!("{number:.*e}", DIGITS)
                        }
                        _ if text == "NULL" => text,
                        _ => format!("{text:?}"),
                    }
                });
                texts.push(cells.collect::<Vec<_>>().join(" | "));
            }
        }
        Self {
            batches,
            head: String::new(),
            texts,
        }
    }

    /// The columns and the first rows, to be read.
    pub fn shown(&self) -> String {
        let rows: Vec<&str> = self.texts.iter().take(8).map(String::as_str).collect();
        format!(
            "{} rows of {}\n{}",
            self.texts.len(),
            self.head,
            rows.join("\n")
        )
    }

    /// Whether they are as many rows as `expected`, and all of them among `all`.
    pub fn are_as_many_of(&self, expected: &Self, all: &Self) -> bool {
        let mut left = all.sorted();
        let is_left = |text: &String| match left.binary_search(&text.as_str()) {
            Ok(at) => {
                left.remove(at);
                true
            }
            Err(_) => false,
        };
        let alike = self.head == expected.head && self.texts.len() == expected.texts.len();
        alike && self.texts.iter().all(is_left)
    }

    fn sorted(&self) -> Vec<&str> {
        let mut texts: Vec<&str> = self.texts.iter().map(String::as_str).collect();
        texts.sort_unstable();
        texts
    }
}

/// How a second run compares with the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    Yes,
    /// The same rows in another order.
    Unordered,
    No,
}

pub fn compare(first: &Rows, second: &Rows) -> Same {
    if first.head != second.head {
        Same::No
    } else if first.texts == second.texts {
        Same::Yes
    } else if first.sorted() == second.sorted() {
        Same::Unordered
    } else {
        Same::No
    }
}
