//! Cancellable work: created at once, awaited with `result`, ended with `cancel`.

use crate::json::{thrown, to_json};
use crate::slot::Slot;
use napi::bindgen_prelude::{Env, PromiseRaw, Result, ToNapiValue, Uint8Array};
use napi::{JsDeferred, JsValue};
use napi_derive::napi;
use planarium_engine::error::catch_panic;
use planarium_engine::{Error, Result as EngineResult, Session};
use serde::Serialize;
use std::sync::Arc;
use tokio::task::AbortHandle;

/// Creates the value on JavaScript's thread.
type Resolver<R> = Box<dyn FnOnce(Env) -> Result<R>>;

/// Runs on the session's threads from the start; ended when it is dropped before its result
/// was requested.
pub(crate) struct NativeTask<T: Send + 'static> {
    slot: Arc<Slot<T>>,
    task: AbortHandle,
}

impl<T: Send + 'static> NativeTask<T> {
    pub(crate) fn start(
        session: &Session,
        work: impl Future<Output = EngineResult<T>> + Send + 'static,
    ) -> Self {
        let slot = Arc::new(Slot::default());
        let end = Arc::clone(&slot).ended_when_dropped();
        let worker = session.clone();
        // A separate task turns a panic into an error.
        let task = session
            .runtime()
            .spawn(async move { end.with(worker.spawn(work).await) });
        Self {
            slot,
            task: task.abort_handle(),
        }
    }

    /// As [`Self::start`], for blocking work that never awaits. Its result is settled from the
    /// thread it ran on: a thread switch takes as long as encoding a plan.
    pub(crate) fn start_blocking(
        session: &Session,
        work: impl FnOnce(&Session) -> EngineResult<T> + Send + 'static,
    ) -> Self {
        let slot = Arc::new(Slot::default());
        let end = Arc::clone(&slot).ended_when_dropped();
        let worker = session.clone();
        let task = session
            .runtime()
            .spawn_blocking(move || end.with(catch_panic(|| work(&worker))));
        Self {
            slot,
            task: task.abort_handle(),
        }
    }

    pub(crate) fn cancel(&self) {
        self.slot.give_up(Error::cancelled());
        self.task.abort();
    }

    /// The promise of the result, which can be requested once; `shown` converts it for
    /// JavaScript.
    pub(crate) fn result<'env, R: ToNapiValue + 'static>(
        &self,
        env: &'env Env,
        shown: impl FnOnce(T) -> R + Send + 'static,
    ) -> Result<PromiseRaw<'env, R>> {
        let (deferred, promise): (JsDeferred<R, Resolver<R>>, _) = env.create_deferred()?;
        self.slot.ask(Box::new(move |result| match result {
            Ok(value) => deferred.resolve(Box::new(move |_| Ok(shown(value)))),
            Err(error) => deferred.reject(thrown(error)),
        }));
        Ok(PromiseRaw::new(env.raw(), promise.raw()))
    }
}

impl<T: Send + 'static> Drop for NativeTask<T> {
    fn drop(&mut self) {
        if !self.slot.is_awaited() {
            self.task.abort();
        }
    }
}

/// Work that ends in a value, as JSON.
#[napi]
pub struct Job(NativeTask<String>);

impl Job {
    pub(crate) fn start<T: Serialize>(
        session: &Session,
        work: impl Future<Output = EngineResult<T>> + Send + 'static,
    ) -> Self {
        Self(NativeTask::start(
            session,
            async move { to_json(&work.await?) },
        ))
    }

    pub(crate) fn start_blocking<T: Serialize>(
        session: &Session,
        work: impl FnOnce(&Session) -> EngineResult<T> + Send + 'static,
    ) -> Self {
        Self(NativeTask::start_blocking(session, |session| {
            to_json(&work(session)?)
        }))
    }
}

#[napi]
impl Job {
    /// Once only.
    #[napi]
    pub fn result<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, String>> {
        self.0.result(env, |json| json)
    }

    /// `result` rejects with code `cancelled`; idempotent.
    #[napi]
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

/// Work that ends in bytes.
#[napi]
pub struct BytesJob(NativeTask<Vec<u8>>);

impl BytesJob {
    pub(crate) fn start(
        session: &Session,
        work: impl Future<Output = EngineResult<Vec<u8>>> + Send + 'static,
    ) -> Self {
        Self(NativeTask::start(session, work))
    }

    pub(crate) fn start_blocking(
        session: &Session,
        work: impl FnOnce(&Session) -> EngineResult<Vec<u8>> + Send + 'static,
    ) -> Self {
        Self(NativeTask::start_blocking(session, work))
    }
}

#[napi]
impl BytesJob {
    /// Once only.
    #[napi]
    pub fn result<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Uint8Array>> {
        self.0.result(env, Uint8Array::new)
    }

    /// `result` rejects with code `cancelled`; idempotent.
    #[napi]
    pub fn cancel(&self) {
        self.0.cancel();
    }
}
