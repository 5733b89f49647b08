//! Errors of streams and futures, including panics.

use crate::Error;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::{FutureExt, StreamExt};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The rows of the stream that `start` opens. Errors of opening and reading, including panics, are
/// mapped by `map`; the stream ends after a panic.
pub fn map_stream_errors(
    start: impl FnOnce() -> Result<SendableRecordBatchStream>,
    map: impl Fn(DataFusionError) -> DataFusionError + Send + 'static,
) -> Result<SendableRecordBatchStream> {
    let rows = catch_unwind(AssertUnwindSafe(start))
        .unwrap_or_else(|payload| Err(Error::from_panic(payload.as_ref()).into()))
        .map_err(&map)?;
    let schema = rows.schema();
    let rows = AssertUnwindSafe(rows).catch_unwind().map(move |item| {
        item.unwrap_or_else(|payload| Err(Error::from_panic(payload.as_ref()).into()))
            .map_err(&map)
    });
    Ok(Box::pin(RecordBatchStreamAdapter::new(schema, rows)))
}

/// The result of `work`; a panic in it is an error with code `panic`.
pub async fn catch_unwind_async<T>(
    work: impl Future<Output = crate::Result<T>>,
) -> crate::Result<T> {
    AssertUnwindSafe(work)
        .catch_unwind()
        .await
        .unwrap_or_else(|payload| Err(Error::from_panic(payload.as_ref())))
}
