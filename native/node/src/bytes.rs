//! Plans as bytes.

use crate::job::NativeTask;
use crate::json::{from_json, thrown, to_json};
use crate::session::Session;
use napi::bindgen_prelude::{Env, PromiseRaw, Result, Uint8Array};
use napi_derive::napi;
use planarium_engine::error::catch_panic;
use planarium_engine::plan_file::{BytesView, InspectOptions};
use planarium_engine::{Error, ErrorCode, Result as EngineResult};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Opens a [`PlanBytes`].
#[napi]
pub struct PlanBytesJob(NativeTask<BytesView>);

#[napi]
impl PlanBytesJob {
    /// Once only.
    #[napi]
    pub fn result<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, PlanBytes>> {
        self.0.result(env, |view| PlanBytes {
            view: Mutex::new(Some(Arc::new(view))),
        })
    }

    /// `result` rejects with code `cancelled`; idempotent.
    #[napi]
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

#[napi]
impl Session {
    /// `options`: JSON of `InspectOptions`.
    #[napi]
    pub fn open_bytes(&self, path: String, options: String) -> Result<PlanBytesJob> {
        self.with(|session| {
            let options: InspectOptions = from_json(&options)?;
            Ok(PlanBytesJob(NativeTask::start(&session, async move {
                BytesView::open(&PathBuf::from(path), &options)
            })))
        })
    }
}

/// The bytes of one plan, held until they are closed.
#[napi]
pub struct PlanBytes {
    view: Mutex<Option<Arc<BytesView>>>,
}

impl PlanBytes {
    fn with<T>(&self, work: impl FnOnce(&BytesView) -> EngineResult<T>) -> Result<T> {
        let view = self
            .view
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let view = view.ok_or_else(|| {
            thrown(Error::new(
                ErrorCode::InvalidRequest,
                "These bytes were closed.",
            ))
        })?;
        catch_panic(|| work(&view)).map_err(thrown)
    }
}

#[napi]
impl PlanBytes {
    /// JSON of `BytesSummary`.
    #[napi]
    pub async fn summary(&self) -> Result<String> {
        self.with(|view| to_json(view.summary()))
    }

    /// Up to 64 KiB from `start`.
    #[napi]
    pub async fn slice(&self, start: u32, length: u32) -> Result<Uint8Array> {
        self.with(|view| {
            Ok(Uint8Array::new(
                view.slice(start as usize, length as usize).to_vec(),
            ))
        })
    }

    /// JSON of `WireChildren`.
    #[napi]
    pub async fn children(&self, path: Vec<u32>, from: u32, limit: u32) -> Result<String> {
        self.with(|view| to_json(&view.children(&path, from as usize, limit as usize)?))
    }

    /// JSON of `WireField[]`.
    #[napi]
    pub async fn locate(&self, start: u32, end: u32) -> Result<String> {
        self.with(|view| to_json(&view.locate(start as usize, end as usize)))
    }

    /// Where `pattern` is next, from `from` on and then from the start.
    #[napi]
    pub async fn find(&self, pattern: Uint8Array, from: u32) -> Result<Option<u32>> {
        self.with(|view| Ok(view.find(&pattern, from as usize)))
    }

    /// Frees the bytes; idempotent.
    #[napi]
    pub fn close(&self) {
        self.view
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }
}
