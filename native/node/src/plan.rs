//! Saved plans.

use crate::job::{BytesJob, Job};
use crate::json::from_json;
use crate::query::Query;
use crate::session::Session;
use napi::bindgen_prelude::Result;
use napi_derive::napi;
use planarium_engine::plan::TextStyle;
use planarium_engine::plan_file::{
    self, BytesOptions, InspectOptions, PlanKind, ReplanOptions, RunOptions, SaveOptions,
};
use planarium_engine::{preflight, query};
use std::path::PathBuf;
use tokio::task::block_in_place;

#[napi]
impl Session {
    /// `options`: JSON of `SaveOptions`; what `ran` counted is kept beside the plan. Gives `SavedPlan`.
    #[napi]
    pub fn save_plan(
        &self,
        sql: String,
        path: String,
        options: String,
        ran: Option<&Query>,
    ) -> Result<Job> {
        self.with(|session| {
            let options: SaveOptions = from_json(&options)?;
            let ran = ran.map(Query::engine);
            let worker = session.clone();
            Ok(Job::start(&session, async move {
                let options = SaveOptions {
                    metrics: ran.and_then(|ran| block_in_place(|| ran.saved_metrics())),
                    ..options
                };
                plan_file::save(&worker, &sql, &PathBuf::from(path), options).await
            }))
        })
    }

    /// `kind`: JSON of `PlanKind`; `options`: JSON of `BytesOptions`.
    #[napi]
    pub fn plan_bytes(&self, sql: String, kind: String, options: String) -> Result<BytesJob> {
        self.with(|session| {
            let kind: PlanKind = from_json(&kind)?;
            let options: BytesOptions = from_json(&options)?;
            let worker = session.clone();
            Ok(BytesJob::start(&session, async move {
                plan_file::plan_bytes_with(&worker, &sql, kind, options).await
            }))
        })
    }

    /// Gives a string; `tree` draws branches or boxes instead of indenting.
    #[napi]
    pub fn plan_text(&self, sql: String, kind: String, tree: bool) -> Result<Job> {
        self.with(|session| {
            let kind: PlanKind = from_json(&kind)?;
            let style = if tree {
                TextStyle::Tree
            } else {
                TextStyle::Indent
            };
            let worker = session.clone();
            Ok(Job::start(&session, async move {
                plan_file::plan_text(&worker, &sql, kind, style).await
            }))
        })
    }

    /// `options`: JSON of `InspectOptions`; gives `Inspection`.
    #[napi]
    pub fn inspect_plan(&self, path: String, options: String) -> Result<Job> {
        self.with(|session| {
            let options: InspectOptions = from_json(&options)?;
            let installed = plan_file::installed(&session);
            Ok(Job::start(&session, async move {
                plan_file::inspect_with(&PathBuf::from(path), &options, &installed)
            }))
        })
    }

    /// `options`: JSON of `ReplanOptions`; gives `Replan`. Reads the tables that the file names.
    #[napi]
    pub fn replan(&self, path: String, options: String) -> Result<Job> {
        self.with(|session| {
            let options: ReplanOptions = from_json(&options)?;
            let worker = session.clone();
            Ok(Job::start(&session, async move {
                plan_file::replan(&worker, &PathBuf::from(path), &options).await
            }))
        })
    }

    /// Gives `Preflight` of a statement, or of the file at `sql` when `file`.
    #[napi]
    pub fn preflight(&self, sql: String, file: bool) -> Result<Job> {
        self.with(|session| {
            let worker = session.clone();
            Ok(Job::start(&session, async move {
                match file {
                    true => preflight::of_file(&worker, &PathBuf::from(sql)),
                    false => preflight::of_sql(&worker, &sql).await,
                }
            }))
        })
    }

    /// `options`: JSON of `RunOptions`; `limits`: JSON of `Limits`.
    #[napi]
    pub fn run_plan(&self, path: String, options: String, limits: String) -> Result<Query> {
        self.with(|session| {
            let options: RunOptions = from_json(&options)?;
            let limits = from_json(&limits)?;
            let worker = session.clone();
            let prepare = async move {
                let prepared = plan_file::prepare(&worker, PathBuf::from(path), options).await?;
                Ok((prepared.sql, prepared.work))
            };
            Ok(Query::new(query::Query::start_with(
                &session, prepare, limits,
            )))
        })
    }
}
