//! Expressions as values.

use crate::job::{BytesJob, Job, NativeTask};
use crate::json::{from_json, thrown};
use crate::logical_plan::LogicalPlan;
use crate::session::Session;
use napi::bindgen_prelude::{Env, PromiseRaw, Result, Uint8Array};
use napi_derive::napi;
use planarium_engine::api;
use planarium_engine::error::catch_panic;

/// A logical expression and the session it belongs to.
#[napi]
pub struct Expr {
    pub(crate) engine: api::Expr,
}

#[napi]
impl Expr {
    #[napi]
    pub fn display(&self) -> Result<String> {
        self.engine.display().map_err(thrown)
    }

    #[napi]
    pub fn canonical_name(&self) -> Result<String> {
        self.engine.canonical_name().map_err(thrown)
    }

    #[napi]
    pub fn schema_name(&self) -> Result<String> {
        self.engine.schema_name().map_err(thrown)
    }

    #[napi]
    pub fn variant_name(&self) -> String {
        self.engine.variant_name().to_owned()
    }

    #[napi]
    pub fn children(&self) -> Result<Vec<Expr>> {
        let children = self.engine.children().map_err(thrown)?.into_iter();
        Ok(children.map(|engine| Expr { engine }).collect())
    }

    #[napi]
    pub fn equals(&self, other: &Expr) -> Result<bool> {
        catch_panic(|| self.engine.equals(&other.engine)).map_err(thrown)
    }
}

#[napi]
impl Session {
    /// `schema`: JSON of `ExprSchema`.
    #[napi]
    pub fn parse_sql_expr(&self, sql: String, schema: String) -> Result<ExprJob> {
        self.with(|session| {
            let schema: api::ExprSchema = from_json(&schema)?;
            let worker = session.clone();
            Ok(ExprJob::start(&session, async move {
                api::Expr::parse(&worker, &sql, &schema).await
            }))
        })
    }

    /// Over the output columns of a plan.
    #[napi]
    pub fn parse_sql_expr_over(&self, sql: String, plan: &LogicalPlan) -> Result<ExprJob> {
        self.with(|session| {
            let (worker, plan) = (session.clone(), plan.engine.clone());
            Ok(ExprJob::start(&session, async move {
                api::Expr::parse_over_plan(&worker, &sql, &plan)
            }))
        })
    }

    #[napi]
    pub fn decode_expr(&self, bytes: Uint8Array) -> Result<ExprJob> {
        self.with(|session| {
            let bytes = bytes.to_vec();
            Ok(ExprJob::start_blocking(&session, move |session| {
                api::Expr::from_bytes(session, &bytes)
            }))
        })
    }

    #[napi]
    pub fn expr_of_json(&self, json: String) -> Result<ExprJob> {
        self.with(|session| {
            let worker = session.clone();
            Ok(ExprJob::start(&session, async move {
                api::Expr::from_json(&worker, &json)
            }))
        })
    }

    #[napi]
    pub fn encode_expr(&self, expr: &Expr) -> Result<BytesJob> {
        let expr = expr.engine.clone();
        self.with(|session| {
            Ok(BytesJob::start_blocking(&session, move |session| {
                expr.to_bytes(session)
            }))
        })
    }

    /// Gives the JSON as a string.
    #[napi]
    pub fn expr_to_json(&self, expr: &Expr) -> Result<Job> {
        self.with(|session| {
            let (worker, expr) = (session.clone(), expr.engine.clone());
            Ok(Job::start(&session, async move { expr.to_json(&worker) }))
        })
    }
}

/// Work that ends in an expression.
#[napi]
pub struct ExprJob(NativeTask<api::Expr>);

impl ExprJob {
    pub(crate) fn start(
        session: &planarium_engine::Session,
        work: impl Future<Output = planarium_engine::Result<api::Expr>> + Send + 'static,
    ) -> Self {
        Self(NativeTask::start(session, work))
    }

    fn start_blocking(
        session: &planarium_engine::Session,
        work: impl FnOnce(&planarium_engine::Session) -> planarium_engine::Result<api::Expr>
        + Send
        + 'static,
    ) -> Self {
        Self(NativeTask::start_blocking(session, work))
    }
}

#[napi]
impl ExprJob {
    /// Once only.
    #[napi]
    pub fn result<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Expr>> {
        self.0.result(env, |engine| Expr { engine })
    }

    /// `result` rejects with code `cancelled`; idempotent.
    #[napi]
    pub fn cancel(&self) {
        self.0.cancel();
    }
}
