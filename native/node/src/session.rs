//! The session class.

use crate::job::Job;
use crate::json::{from_json, thrown, to_json};
use crate::query::Query;
use napi::bindgen_prelude::Result;
use napi_derive::napi;
use planarium_engine::catalog::{self, OpenOptions};
use planarium_engine::error::catch_panic;
use planarium_engine::{Error, ErrorCode, Result as EngineResult, query, sql};
use std::sync::{Mutex, PoisonError};

#[napi]
pub struct Session {
    /// `None` once closed.
    engine: Mutex<Option<planarium_engine::Session>>,
}

impl Session {
    /// A handle on the engine's session; `invalid_request` once closed.
    pub(crate) fn engine(&self) -> EngineResult<planarium_engine::Session> {
        let engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        engine
            .clone()
            .ok_or_else(|| Error::new(ErrorCode::InvalidRequest, "The session was closed."))
    }

    pub(crate) fn with<T>(
        &self,
        work: impl FnOnce(planarium_engine::Session) -> EngineResult<T>,
    ) -> Result<T> {
        self.engine()
            .and_then(|session| catch_panic(|| work(session)))
            .map_err(thrown)
    }

    pub(crate) fn derived(
        &self,
        make: impl FnOnce(planarium_engine::Session) -> EngineResult<planarium_engine::Session>,
    ) -> Result<Self> {
        self.with(make).map(|session| Self {
            engine: Mutex::new(Some(session)),
        })
    }
}

#[napi]
impl Session {
    /// `options`: JSON of `SessionOptions`.
    #[napi(constructor)]
    pub fn new(options: String) -> Result<Self> {
        let made = catch_panic(|| planarium_engine::Session::new(from_json(&options)?));
        Ok(Self {
            engine: Mutex::new(Some(made.map_err(thrown)?)),
        })
    }

    /// JSON of `SessionInfo`.
    #[napi]
    pub fn info(&self) -> Result<String> {
        self.with(|session| to_json(&session.info()))
    }

    /// JSON of `Setting[]`.
    #[napi]
    pub fn settings(&self) -> Result<String> {
        self.with(|session| to_json(&session.settings()))
    }

    /// JSON of `MemoryUsage`.
    #[napi]
    pub fn memory_usage(&self) -> Result<String> {
        self.with(|session| to_json(&session.memory_usage()))
    }

    /// `options`: JSON of `OpenOptions`; gives `TableInfo`.
    #[napi]
    pub fn open_file(&self, path: String, options: String) -> Result<Job> {
        self.with(|session| {
            let options: OpenOptions = from_json(&options)?;
            let worker = session.clone();
            Ok(Job::start(&session, async move {
                catalog::open_file(&worker, &path, options).await
            }))
        })
    }

    /// `options`: JSON of `OpenOptions`; gives `TableInfo`.
    #[napi]
    pub fn reopen_table(&self, name: String, options: String) -> Result<Job> {
        self.with(|session| {
            let options: OpenOptions = from_json(&options)?;
            let worker = session.clone();
            Ok(Job::start(&session, async move {
                catalog::reopen_table(&worker, &name, options).await
            }))
        })
    }

    /// `options`: JSON of `OpenOptions`; gives `Preview`.
    #[napi]
    pub fn preview(&self, path: String, options: String) -> Result<Job> {
        self.with(|session| {
            let options: OpenOptions = from_json(&options)?;
            let worker = session.clone();
            Ok(Job::start(&session, async move {
                planarium_engine::preview::preview(&worker, &path, options).await
            }))
        })
    }

    /// Gives `FolderContents`, or null.
    #[napi]
    pub fn look_into_folder(&self, path: String) -> Result<Job> {
        self.with(|session| {
            let worker = session.clone();
            Ok(Job::start(&session, async move {
                catalog::look_into_folder(&worker, &path).await
            }))
        })
    }

    #[napi]
    pub fn remove_table(&self, name: String) -> Result<bool> {
        self.with(|session| catalog::remove_table(&session, &name))
    }

    /// Gives `TableInfo[]`.
    #[napi]
    pub fn tables(&self) -> Result<Job> {
        self.with(|session| {
            let worker = session.clone();
            Ok(Job::start(&session, async move {
                catalog::tables(&worker).await
            }))
        })
    }

    /// JSON of `StatementSpan[]`.
    #[napi]
    pub fn statements(&self, sql: String) -> Result<String> {
        self.with(|session| to_json(&sql::statements(&session, &sql)?))
    }

    /// `limits`: JSON of `Limits`.
    #[napi]
    pub fn query(&self, sql: String, limits: String) -> Result<Query> {
        self.with(|session| {
            Ok(Query::new(query::Query::start(
                &session,
                sql,
                from_json(&limits)?,
            )))
        })
    }

    /// Gives `PlanSet`.
    #[napi]
    pub fn explain(&self, sql: String) -> Result<Job> {
        self.with(|session| {
            let worker = session.clone();
            Ok(Job::start(&session, async move {
                query::explain(&worker, &sql).await
            }))
        })
    }

    /// Idempotent. Queries that are still held go on until they are closed themselves.
    #[napi]
    pub fn close(&self) {
        self.engine
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }
}
