//! The rows of one query as chunks of bytes, pulled: nothing is read ahead of who asks.

use super::encoding::Encoding;
use super::{EncodeOptions, RowFormat};
use crate::control::Control;
use crate::error::{Error, Result};
use crate::observer::{PhaseClock, PhaseTimes};
use crate::observer::{PlanningObserver, observed};
use crate::session::{Lane, Session};
use datafusion::arrow::array::RecordBatch;
use datafusion::execution::SendableRecordBatchStream;
use futures::StreamExt;
use futures::future::BoxFuture;
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use ts_rs::TS;

/// A chunk is handed out once it has this many bytes; what one batch adds can make it larger.
const CHUNK_BYTES: usize = 256 << 10;

/// What was written so far.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RowSummary {
    /// Rows encoded.
    #[ts(type = "number")]
    pub rows: u64,
    /// Bytes handed out.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Milliseconds since the stream was made.
    pub elapsed_ms: f64,
    pub phases: PhaseTimes,
}

/// Encoded rows. Dropping it ends the query.
pub struct RowStream {
    session: Session,
    /// Where it runs; the session's threads where there are no others.
    lane: Option<Lane>,
    started: Instant,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    control: Control,
    clock: Arc<PhaseClock>,
    cancelled: CancellationToken,
    rows: AtomicU64,
    bytes: AtomicU64,
}

enum State {
    Opening(
        BoxFuture<'static, Result<SendableRecordBatchStream>>,
        RowFormat,
        EncodeOptions,
    ),
    Reading(SendableRecordBatchStream, Encoding, Option<RecordBatch>),
    /// The rows are over; what is left are bytes.
    Ending(Encoding),
    Over,
}

impl RowStream {
    /// `source` plans the query and starts it; it is first polled by [`Self::next`].
    pub fn new(
        session: &Session,
        source: impl Future<Output = Result<SendableRecordBatchStream>> + Send + 'static,
        format: RowFormat,
        options: EncodeOptions,
    ) -> Self {
        let shared = Shared {
            state: Mutex::new(State::Opening(Box::pin(source), format, options)),
            control: Control::default(),
            clock: Arc::default(),
            cancelled: CancellationToken::new(),
            rows: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        };
        Self {
            session: session.clone(),
            lane: session.lane(),
            started: Instant::now(),
            shared: Arc::new(shared),
        }
    }

    /// The next bytes, never empty; None once everything was handed out, or after an error.
    ///
    /// Errors: those of planning and running, what the format cannot hold, and `cancelled`, at once,
    /// from [`Self::cancel`] on.
    pub fn next(&self) -> impl Future<Output = Result<Option<Vec<u8>>>> + Send + 'static {
        let shared = self.shared.clone();
        let cancelled = shared.cancelled.clone();
        let threads = self
            .lane
            .as_ref()
            .map_or(self.session.runtime(), Lane::handle);
        let control = shared.control.clone();
        let observer: Arc<dyn PlanningObserver> = shared.clock.clone();
        let pull = async move {
            let chunk = observed(observer, shared.pull()).await;
            // Its operators may be at work still, such as those below a limit that was met.
            if !matches!(chunk, Ok(Some(_))) {
                shared.control.end();
                shared.clock.stop();
            }
            chunk
        };
        let pull = Session::spawn_on(threads, control, pull);
        async move {
            tokio::select! {
                biased;
                () = cancelled.cancelled() => Err(Error::cancelled()),
                chunk = pull => chunk,
            }
        }
    }

    /// Ends the query; idempotent. Work that cannot be interrupted ends at its next check.
    pub fn cancel(&self) {
        self.shared.cancelled.cancel();
        self.shared.control.end();
        let shared = self.shared.clone();
        self.session
            .runtime()
            .spawn(async move { *shared.state.lock().await = State::Over });
    }

    pub fn summary(&self) -> RowSummary {
        RowSummary {
            rows: self.shared.rows.load(Ordering::Relaxed),
            bytes: self.shared.bytes.load(Ordering::Relaxed),
            elapsed_ms: self.started.elapsed().as_secs_f64() * 1000.0,
            phases: self.shared.clock.times(),
        }
    }
}

impl Drop for RowStream {
    fn drop(&mut self) {
        self.shared.control.end();
    }
}

impl Shared {
    async fn pull(&self) -> Result<Option<Vec<u8>>> {
        let mut state = self.state.lock().await;
        loop {
            // An error leaves the stream over.
            let mut next = match std::mem::replace(&mut *state, State::Over) {
                State::Opening(source, format, options) => {
                    let rows = source.await?;
                    let encoding = Encoding::new(format, &rows.schema(), &options)?;
                    State::Reading(rows, encoding, None)
                }
                State::Reading(rows, encoding, rest) => self.read(rows, encoding, rest).await?,
                State::Ending(mut encoding) => return self.hand_out(&mut encoding),
                State::Over => return Ok(None),
            };
            let chunk = match &mut next {
                State::Reading(_, encoding, _) if encoding.ready() >= CHUNK_BYTES => {
                    self.hand_out(encoding)?
                }
                _ => None,
            };
            *state = next;
            if chunk.is_some() {
                return Ok(chunk);
            }
        }
    }

    async fn read(
        &self,
        mut rows: SendableRecordBatchStream,
        mut encoding: Encoding,
        rest: Option<RecordBatch>,
    ) -> Result<State> {
        let batch = match rest {
            Some(batch) => batch,
            None => match rows.next().await.transpose()? {
                Some(batch) => batch,
                None => {
                    encoding.finish()?;
                    return Ok(State::Ending(encoding));
                }
            },
        };
        let count = batch.num_rows();
        let rest = encoding.write(batch)?;
        let written = count - rest.as_ref().map_or(0, RecordBatch::num_rows);
        self.rows.fetch_add(written as u64, Ordering::Relaxed);
        Ok(State::Reading(rows, encoding, rest))
    }

    fn hand_out(&self, encoding: &mut Encoding) -> Result<Option<Vec<u8>>> {
        let bytes = encoding.take()?;
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        Ok((!bytes.is_empty()).then_some(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_data::numbers;
    use super::*;
    use crate::error::ErrorCode;
    use crate::session::SessionOptions;
    use datafusion::error::DataFusionError;
    use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
    use futures::executor::block_on;
    use futures::stream;

    fn stream_of(batches: Vec<Result<RecordBatch, DataFusionError>>) -> RowStream {
        let session = Session::new(SessionOptions::default()).unwrap();
        let schema = numbers(0).schema();
        let source = async move {
            Ok(Box::pin(RecordBatchStreamAdapter::new(schema, stream::iter(batches))) as _)
        };
        RowStream::new(&session, source, RowFormat::Csv, EncodeOptions::default())
    }

    #[test]
    fn chunks_have_their_size_and_together_every_row() {
        let stream = stream_of(vec![Ok(numbers(200_000))]);
        let mut text = String::new();
        while let Some(chunk) = block_on(stream.next()).unwrap() {
            assert!(chunk.len() < CHUNK_BYTES + 16_384, "{}", chunk.len());
            text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
        let expected: String = (0..200_000).map(|n| format!("{n}\n")).collect();
        assert!(text == format!("n\n{expected}"));
        let summary = stream.summary();
        assert_eq!((summary.rows, summary.bytes), (200_000, text.len() as u64));
    }

    #[test]
    fn an_error_comes_once_and_ends_the_stream() {
        let failure = Err(DataFusionError::Execution("broken".to_owned()));
        let stream = stream_of(vec![Ok(numbers(3)), failure]);
        assert_eq!(
            block_on(stream.next()).unwrap_err().code,
            ErrorCode::ExecutionFailed
        );
        assert_eq!(block_on(stream.next()).unwrap(), None);
    }

    #[test]
    fn cancelling_answers_a_waiting_reader() {
        let session = Session::new(SessionOptions::default()).unwrap();
        let stream = RowStream::new(
            &session,
            std::future::pending(),
            RowFormat::Csv,
            EncodeOptions::default(),
        );
        let waiting = stream.next();
        stream.cancel();
        stream.cancel();
        assert_eq!(block_on(waiting).unwrap_err().code, ErrorCode::Cancelled);
        assert_eq!(
            block_on(stream.next()).unwrap_err().code,
            ErrorCode::Cancelled
        );
    }
}
