//! Sessions, waiting for queries, and rows that can be compared.

use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use futures::TryStreamExt;
use planarium_engine::api::LogicalPlan;
use planarium_engine::query::{Query, QueryStatus};
use planarium_engine::session::SessionOptions;
use planarium_engine::{Result, Session};
use std::future::Future;
use std::sync::Once;

pub fn session() -> Session {
    session_with(SessionOptions::default())
}

pub fn session_with(options: SessionOptions) -> Session {
    Session::new(options).unwrap()
}

/// Runs `work` on the session's threads and waits for it.
pub fn wait<T: Send + 'static>(
    session: &Session,
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    session.runtime().block_on(session.spawn(work))
}

pub fn from_substrait(session: &Session, bytes: &[u8]) -> Result<LogicalPlan> {
    let (worker, bytes) = (session.clone(), bytes.to_vec());
    wait(session, async move {
        LogicalPlan::from_substrait(&worker, &bytes).await
    })
}

/// The status at the end of a query.
pub fn ended(query: &Query) -> QueryStatus {
    let mut status = query.status();
    while !status.phase.is_over() {
        status = query
            .session()
            .runtime()
            .block_on(query.changed(status.version));
    }
    status
}

/// Sorted rows as text; numbers to seven digits, since sums of parts come in any order.
pub fn sorted_rows(batches: &[RecordBatch]) -> Vec<String> {
    let options = FormatOptions::default();
    let mut rows = Vec::new();
    for batch in batches {
        let columns: Vec<ArrayFormatter> = batch
            .columns()
            .iter()
            .map(|column| ArrayFormatter::try_new(column.as_ref(), &options).unwrap())
            .collect();
        for row in 0..batch.num_rows() {
            let cells = columns.iter().map(|column| {
                let cell = column.value(row).to_string();
                cell.parse::<f64>()
                    .map_or(cell, |number| format!("{number:.6e}"))
            });
            rows.push(cells.collect::<Vec<_>>().join("|"));
        }
    }
    rows.sort();
    rows
}

/// Lets panics on the engine's threads, and those in the code of other crates, pass in silence:
/// they come back as errors, and writing the stack of each takes a second.
pub fn silence_workers() {
    static DONE: Once = Once::new();
    DONE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let thread = std::thread::current();
            let worker = thread
                .name()
                .is_some_and(|name| name.starts_with("planarium-"));
            let elsewhere = info
                .location()
                .is_some_and(|place| place.file().contains("registry"));
            if !worker && !elsewhere {
                before(info);
            }
        }));
    });
}

/// The only cell of the rows that `sql` gives, as text.
pub fn single(session: &Session, sql: &str) -> String {
    let (worker, text) = (session.clone(), sql.to_owned());
    let batches: Vec<RecordBatch> = wait(session, async move {
        let rows = planarium_engine::query::stream(&worker, &text).await?;
        Ok(rows.try_collect().await?)
    })
    .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    let rows = sorted_rows(&batches);
    assert_eq!(rows.len(), 1, "{sql}");
    let options = FormatOptions::default();
    let batch = batches.iter().find(|batch| batch.num_rows() > 0).unwrap();
    let cell = ArrayFormatter::try_new(batch.column(0).as_ref(), &options).unwrap();
    cell.value(0).to_string()
}
