//! The query class.

use crate::job::Job;
use crate::json::{from_json, thrown, to_json};
use napi::bindgen_prelude::{Result, Uint8Array};
use napi_derive::napi;
use planarium_engine::error::catch_panic;
use planarium_engine::query::Query as EngineQuery;
use std::sync::Arc;
use tokio::task::block_in_place;

#[napi]
pub struct Query {
    engine: Arc<EngineQuery>,
}

impl Query {
    pub(crate) fn new(engine: EngineQuery) -> Self {
        Self {
            engine: Arc::new(engine),
        }
    }

    pub(crate) fn engine(&self) -> Arc<EngineQuery> {
        Arc::clone(&self.engine)
    }
}

#[napi]
impl Query {
    #[napi(getter)]
    pub fn id(&self) -> String {
        self.engine.id().to_owned()
    }

    /// The text of the statement at work.
    #[napi]
    pub fn sql(&self) -> String {
        self.engine.sql()
    }

    /// JSON of `QueryStatus`.
    #[napi]
    pub fn status(&self) -> Result<String> {
        catch_panic(|| to_json(&self.engine.status())).map_err(thrown)
    }

    /// JSON of the first `QueryStatus` above a version.
    #[napi]
    pub async fn changed(&self, since: f64) -> Result<String> {
        // Versions count up from 1: far below 2^53.
        let changed = self.engine.changed(since as u64);
        let work = self
            .engine
            .session()
            .spawn(async move { to_json(&changed.await) });
        work.await.map_err(thrown)
    }

    /// `request`: JSON of `PageRequest`.
    #[napi]
    pub async fn page(&self, request: String) -> Result<Uint8Array> {
        let engine = Arc::clone(&self.engine);
        // Rows may have to come from the disk.
        let page = move || engine.page(&from_json(&request)?);
        let work = self
            .engine
            .session()
            .spawn(async move { block_in_place(page) });
        work.await.map(Uint8Array::new).map_err(thrown)
    }

    /// `more`: JSON of `More`.
    #[napi]
    pub fn load_more(&self, more: String) -> Result<()> {
        catch_panic(|| {
            self.engine.load_more(from_json(&more)?);
            Ok(())
        })
        .map_err(thrown)
    }

    /// `request`: JSON of `ViewRequest`; gives `ViewInfo`.
    #[napi]
    pub fn view(&self, request: String) -> Result<Job> {
        let request = from_json(&request).map_err(thrown)?;
        Ok(Job::start(self.engine.session(), self.engine.view(request)))
    }

    /// JSON of `ViewProgress`, or null.
    #[napi]
    pub fn view_progress(&self) -> Result<String> {
        catch_panic(|| to_json(&self.engine.view_progress())).map_err(thrown)
    }

    #[napi]
    pub fn close_view(&self, view_id: String) {
        self.engine.close_view(&view_id);
    }

    /// `request`: JSON of `FindRequest`; gives `FoundRows`.
    #[napi]
    pub fn find(&self, request: String) -> Result<Job> {
        let request = from_json(&request).map_err(thrown)?;
        Ok(Job::start(self.engine.session(), self.engine.find(request)))
    }

    /// `request`: JSON of `MatchRequest`; gives `FoundMatch`, or null.
    #[napi]
    pub fn next_match(&self, request: String) -> Job {
        let engine = Arc::clone(&self.engine);
        Job::start_blocking(self.engine.session(), move |_| {
            engine.next_match(&from_json(&request)?)
        })
    }

    /// Gives `PlanSet`.
    #[napi]
    pub fn plan(&self) -> Job {
        let engine = Arc::clone(&self.engine);
        Job::start_blocking(self.engine.session(), move |_| Ok(engine.plan()))
    }

    /// `request`: JSON of `PlanRequest`; gives `PlanUpdate`.
    #[napi]
    pub fn plan_update(&self, request: String) -> Job {
        let engine = Arc::clone(&self.engine);
        Job::start_blocking(self.engine.session(), move |_| {
            Ok(engine.plan_update(&from_json(&request)?))
        })
    }

    #[napi]
    pub fn cancel(&self) {
        self.engine.cancel();
    }

    #[napi]
    pub fn close(&self) {
        self.engine.close();
    }
}
