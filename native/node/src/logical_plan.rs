//! Logical plans as values.

use crate::execution_plan::ExecutionPlanJob;
use crate::job::{BytesJob, Job, NativeTask};
use crate::json::{from_json, thrown, to_json};
use crate::query::Query;
use crate::session::Session;
use napi::bindgen_prelude::{Env, PromiseRaw, Result, Uint8Array};
use napi_derive::napi;
use planarium_engine::api;
use planarium_engine::codec::EncodeOptions;
use planarium_engine::error::catch_panic;

/// A logical plan and the session it belongs to.
#[napi]
pub struct LogicalPlan {
    pub(crate) engine: api::LogicalPlan,
}

#[napi]
impl LogicalPlan {
    #[napi]
    pub fn optimized(&self) -> LogicalPlanJob {
        let plan = self.engine.clone();
        LogicalPlanJob::start(self.engine.session(), async move { plan.optimized() })
    }

    #[napi]
    pub fn execution_plan(&self) -> ExecutionPlanJob {
        let plan = self.engine.clone();
        ExecutionPlanJob::start(
            self.engine.session(),
            async move { plan.execution_plan().await },
        )
    }

    /// `form`: JSON of `LogicalForm`.
    #[napi]
    pub fn display(&self, form: String) -> Result<String> {
        catch_panic(|| self.engine.display(from_json(&form)?)).map_err(thrown)
    }

    #[napi]
    pub fn variant_name(&self) -> String {
        self.engine.variant_name().to_owned()
    }

    #[napi]
    pub fn inputs(&self) -> Vec<LogicalPlan> {
        let inputs = self.engine.inputs().into_iter();
        inputs.map(|engine| LogicalPlan { engine }).collect()
    }

    /// JSON of `Field[]`.
    #[napi]
    pub fn columns(&self) -> Result<String> {
        catch_panic(|| to_json(&self.engine.columns())).map_err(thrown)
    }

    #[napi]
    pub fn equals(&self, other: &LogicalPlan) -> Result<bool> {
        catch_panic(|| self.engine.equals(&other.engine)).map_err(thrown)
    }

    /// JSON of `SubstraitRefusal[]`.
    #[napi]
    pub fn substrait_refusals(&self) -> Result<String> {
        catch_panic(|| to_json(&self.engine.substrait_refusals())).map_err(thrown)
    }
}

#[napi]
impl Session {
    /// The plan of the last statement of `sql`, before the optimizer.
    #[napi]
    pub fn logical_plan(&self, sql: String) -> Result<LogicalPlanJob> {
        self.with(|session| {
            let worker = session.clone();
            Ok(LogicalPlanJob::start(&session, async move {
                api::LogicalPlan::from_sql(&worker, &sql).await
            }))
        })
    }

    #[napi]
    pub fn decode_logical_plan(&self, bytes: Uint8Array) -> Result<LogicalPlanJob> {
        self.with(|session| {
            let bytes = bytes.to_vec();
            Ok(LogicalPlanJob::start_blocking(&session, move |session| {
                api::LogicalPlan::from_bytes(session, &bytes)
            }))
        })
    }

    #[napi]
    pub fn logical_plan_of_json(&self, json: String) -> Result<LogicalPlanJob> {
        self.with(|session| {
            let worker = session.clone();
            Ok(LogicalPlanJob::start(&session, async move {
                api::LogicalPlan::from_json(&worker, &json)
            }))
        })
    }

    #[napi]
    pub fn encode_logical_plan(
        &self,
        plan: &LogicalPlan,
        embed_memory_tables: bool,
    ) -> Result<BytesJob> {
        let options = EncodeOptions {
            embed_memory_tables,
        };
        let plan = plan.engine.clone();
        self.with(|session| {
            Ok(BytesJob::start_blocking(&session, move |session| {
                plan.to_bytes_with(session, options)
            }))
        })
    }

    /// Gives the JSON as a string.
    #[napi]
    pub fn logical_plan_to_json(
        &self,
        plan: &LogicalPlan,
        embed_memory_tables: bool,
    ) -> Result<Job> {
        self.with(|session| {
            let (worker, plan) = (session.clone(), plan.engine.clone());
            let options = EncodeOptions {
                embed_memory_tables,
            };
            Ok(Job::start(&session, async move {
                plan.to_json(&worker, options)
            }))
        })
    }

    /// `limits`: JSON of `Limits`.
    #[napi]
    pub fn execute_logical_plan(
        &self,
        plan: &LogicalPlan,
        limits: String,
        allow_write: bool,
    ) -> Result<Query> {
        self.with(|session| {
            let query = plan
                .engine
                .execute(&session, from_json(&limits)?, allow_write)?;
            Ok(Query::new(query))
        })
    }
}

/// Work that ends in a logical plan.
#[napi]
pub struct LogicalPlanJob(NativeTask<api::LogicalPlan>);

impl LogicalPlanJob {
    pub(crate) fn start(
        session: &planarium_engine::Session,
        work: impl Future<Output = planarium_engine::Result<api::LogicalPlan>> + Send + 'static,
    ) -> Self {
        Self(NativeTask::start(session, work))
    }

    fn start_blocking(
        session: &planarium_engine::Session,
        work: impl FnOnce(&planarium_engine::Session) -> planarium_engine::Result<api::LogicalPlan>
        + Send
        + 'static,
    ) -> Self {
        Self(NativeTask::start_blocking(session, work))
    }
}

#[napi]
impl LogicalPlanJob {
    /// Once only.
    #[napi]
    pub fn result<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, LogicalPlan>> {
        self.0.result(env, |engine| LogicalPlan { engine })
    }

    /// `result` rejects with code `cancelled`; idempotent.
    #[napi]
    pub fn cancel(&self) {
        self.0.cancel();
    }
}
