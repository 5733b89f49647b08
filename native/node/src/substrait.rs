//! Plans as Substrait and as the JSON of their bytes.

use crate::job::{BytesJob, Job};
use crate::json::{from_json, thrown};
use crate::logical_plan::{LogicalPlan, LogicalPlanJob};
use crate::session::Session;
use napi::bindgen_prelude::{Result, Uint8Array};
use napi_derive::napi;
use planarium_engine::error::catch_panic;
use planarium_engine::{api, plan_file};

#[napi]
impl Session {
    #[napi]
    pub fn plan_to_substrait(&self, plan: &LogicalPlan) -> Result<BytesJob> {
        self.with(|session| {
            let (worker, plan) = (session.clone(), plan.engine.clone());
            Ok(BytesJob::start(&session, async move {
                plan.to_substrait(&worker)
            }))
        })
    }

    #[napi]
    pub fn sql_to_substrait(&self, sql: String) -> Result<BytesJob> {
        self.with(|session| {
            let worker = session.clone();
            Ok(BytesJob::start(&session, async move {
                plan_file::substrait_bytes(&worker, &sql).await
            }))
        })
    }

    #[napi]
    pub fn decode_substrait(&self, bytes: Uint8Array) -> Result<LogicalPlanJob> {
        self.with(|session| {
            let (worker, bytes) = (session.clone(), bytes.to_vec());
            Ok(LogicalPlanJob::start(&session, async move {
                api::LogicalPlan::from_substrait(&worker, &bytes).await
            }))
        })
    }

    /// The JSON of [`Session::plan_bytes`] as a string; `kind`: JSON of `PlanKind`.
    #[napi]
    pub fn plan_json(&self, sql: String, kind: String) -> Result<Job> {
        self.with(|session| {
            let kind = from_json(&kind)?;
            let worker = session.clone();
            Ok(Job::start(&session, async move {
                let bytes = plan_file::plan_bytes(&worker, &sql, kind).await?;
                api::plan_to_json(&bytes, kind)
            }))
        })
    }
}

/// The JSON of a Substrait plan's bytes.
#[napi]
pub fn substrait_to_json(bytes: Uint8Array) -> Result<String> {
    catch_panic(|| api::substrait_to_json(&bytes)).map_err(thrown)
}

/// The bytes of a Substrait plan's JSON.
#[napi]
pub fn substrait_from_json(json: String) -> Result<Uint8Array> {
    let bytes = catch_panic(|| api::json_to_substrait(&json));
    bytes.map(Uint8Array::new).map_err(thrown)
}
