//! Physical plans as values.

use crate::job::{BytesJob, Job, NativeTask};
use crate::json::{from_json, thrown, to_json};
use crate::query::Query;
use crate::session::Session;
use napi::bindgen_prelude::{Env, PromiseRaw, Result, Uint8Array};
use napi_derive::napi;
use planarium_engine::api;
use planarium_engine::codec::EncodeOptions;
use planarium_engine::error::catch_panic;

/// A physical plan, or an operator in one.
#[napi]
pub struct ExecutionPlan {
    pub(crate) engine: api::ExecutionPlan,
}

#[napi]
impl ExecutionPlan {
    #[napi]
    pub fn name(&self) -> String {
        self.engine.name()
    }

    /// `form`: JSON of `ExecutionForm`.
    #[napi]
    pub fn display(&self, form: String) -> Result<String> {
        catch_panic(|| self.engine.display(from_json(&form)?)).map_err(thrown)
    }

    #[napi]
    pub fn children(&self) -> Vec<ExecutionPlan> {
        let children = self.engine.children().into_iter();
        children.map(|engine| ExecutionPlan { engine }).collect()
    }

    /// JSON of `Field[]`.
    #[napi]
    pub fn columns(&self) -> Result<String> {
        catch_panic(|| to_json(&self.engine.columns())).map_err(thrown)
    }

    /// JSON of `OutputPartitioning`.
    #[napi]
    pub fn output_partitioning(&self) -> Result<String> {
        catch_panic(|| to_json(&self.engine.output_partitioning())).map_err(thrown)
    }

    #[napi]
    pub fn output_ordering(&self) -> Option<String> {
        self.engine.output_ordering()
    }

    /// JSON of `NodeMetrics | null`.
    #[napi]
    pub fn metrics(&self) -> Result<String> {
        catch_panic(|| to_json(&self.engine.metrics())).map_err(thrown)
    }

    /// JSON of `OperatorMetrics[]`.
    #[napi]
    pub fn collect_metrics(&self) -> Result<String> {
        catch_panic(|| to_json(&self.engine.collect_metrics())).map_err(thrown)
    }
}

#[napi]
impl Session {
    #[napi]
    pub fn decode_execution_plan(&self, bytes: Uint8Array) -> Result<ExecutionPlanJob> {
        self.with(|session| {
            let bytes = bytes.to_vec();
            Ok(ExecutionPlanJob::start_blocking(&session, move |session| {
                api::ExecutionPlan::from_bytes(session, &bytes)
            }))
        })
    }

    #[napi]
    pub fn execution_plan_of_json(&self, json: String) -> Result<ExecutionPlanJob> {
        self.with(|session| {
            let worker = session.clone();
            Ok(ExecutionPlanJob::start(&session, async move {
                api::ExecutionPlan::from_json(&worker, &json)
            }))
        })
    }

    #[napi]
    pub fn encode_execution_plan(
        &self,
        plan: &ExecutionPlan,
        embed_memory_tables: bool,
    ) -> Result<BytesJob> {
        let options = EncodeOptions {
            embed_memory_tables,
        };
        let plan = plan.engine.clone();
        self.with(|session| {
            Ok(BytesJob::start_blocking(&session, move |session| {
                // It awaits only where the plan ran and is planned again.
                let bytes = plan.to_bytes_with(session, options);
                session.runtime().block_on(bytes)
            }))
        })
    }

    /// Gives the JSON as a string.
    #[napi]
    pub fn execution_plan_to_json(
        &self,
        plan: &ExecutionPlan,
        embed_memory_tables: bool,
    ) -> Result<Job> {
        self.with(|session| {
            let (worker, plan) = (session.clone(), plan.engine.clone());
            let options = EncodeOptions {
                embed_memory_tables,
            };
            Ok(Job::start(&session, async move {
                plan.to_json(&worker, options).await
            }))
        })
    }

    /// `limits`: JSON of `Limits`.
    #[napi]
    pub fn execute(
        &self,
        plan: &ExecutionPlan,
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

/// Work that ends in a physical plan.
#[napi]
pub struct ExecutionPlanJob(NativeTask<api::ExecutionPlan>);

impl ExecutionPlanJob {
    pub(crate) fn start(
        session: &planarium_engine::Session,
        work: impl Future<Output = planarium_engine::Result<api::ExecutionPlan>> + Send + 'static,
    ) -> Self {
        Self(NativeTask::start(session, work))
    }

    fn start_blocking(
        session: &planarium_engine::Session,
        work: impl FnOnce(&planarium_engine::Session) -> planarium_engine::Result<api::ExecutionPlan>
        + Send
        + 'static,
    ) -> Self {
        Self(NativeTask::start_blocking(session, work))
    }
}

#[napi]
impl ExecutionPlanJob {
    /// Once only.
    #[napi]
    pub fn result<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, ExecutionPlan>> {
        self.0.result(env, |engine| ExecutionPlan { engine })
    }

    /// `result` rejects with code `cancelled`; idempotent.
    #[napi]
    pub fn cancel(&self) {
        self.0.cancel();
    }
}
