//! Work that can be given up: made at once, awaited with `result`, ended with `cancel`.

use crate::json::{thrown, to_json};
use futures::future::BoxFuture;
use napi::bindgen_prelude::{Result, Uint8Array};
use napi_derive::napi;
use planarium_engine::{Error, ErrorCode, Result as EngineResult, Session};
use serde::Serialize;
use std::sync::{Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// Runs on the session's threads from the start; dropped with its handle.
pub(crate) struct Work<T> {
    cancelled: CancellationToken,
    work: Mutex<Option<BoxFuture<'static, EngineResult<T>>>>,
}

impl<T: Send + 'static> Work<T> {
    pub(crate) fn start(
        session: &Session,
        work: impl Future<Output = EngineResult<T>> + Send + 'static,
    ) -> Self {
        let work = session.spawn(work);
        Self {
            cancelled: CancellationToken::new(),
            work: Mutex::new(Some(Box::pin(work))),
        }
    }

    fn take(&self) -> Option<BoxFuture<'static, EngineResult<T>>> {
        self.work
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    pub(crate) fn cancel(&self) {
        self.cancelled.cancel();
    }

    pub(crate) async fn result(&self) -> Result<T> {
        let Some(work) = self.take() else {
            let once = Error::new(ErrorCode::InvalidRequest, "The result was asked for twice.");
            return Err(thrown(once));
        };
        // Leaving the select drops the work, which ends it at its next await.
        tokio::select! {
            biased;
            () = self.cancelled.cancelled() => Err(thrown(Error::cancelled())),
            result = work => result.map_err(thrown),
        }
    }
}

/// Work that ends in a value, as JSON.
#[napi]
pub struct Job(Work<String>);

impl Job {
    pub(crate) fn start<T: Serialize>(
        session: &Session,
        work: impl Future<Output = EngineResult<T>> + Send + 'static,
    ) -> Self {
        Self(Work::start(session, async move { to_json(&work.await?) }))
    }
}

#[napi]
impl Job {
    /// Once only.
    #[napi]
    pub async fn result(&self) -> Result<String> {
        self.0.result().await
    }

    /// `result` rejects with code `cancelled`; idempotent.
    #[napi]
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

/// Work that ends in bytes.
#[napi]
pub struct BytesJob(Work<Vec<u8>>);

impl BytesJob {
    pub(crate) fn start(
        session: &Session,
        work: impl Future<Output = EngineResult<Vec<u8>>> + Send + 'static,
    ) -> Self {
        Self(Work::start(session, work))
    }
}

#[napi]
impl BytesJob {
    /// Once only.
    #[napi]
    pub async fn result(&self) -> Result<Uint8Array> {
        self.0.result().await.map(Uint8Array::new)
    }

    /// `result` rejects with code `cancelled`; idempotent.
    #[napi]
    pub fn cancel(&self) {
        self.0.cancel();
    }
}
