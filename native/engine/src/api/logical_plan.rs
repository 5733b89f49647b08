//! A logical plan that a program holds.

use std::borrow::Cow;
use std::sync::Arc;

use datafusion::common::DFSchemaRef;
use datafusion::logical_expr::LogicalPlan as Plan;
use tokio::task::block_in_place;

use super::drop_on_deep_stack::drop_on_deep_stack;
use super::form::LogicalForm;
use super::provenance::Provenance;
use super::read::Read;
use super::{ExecutionPlan, json, read};
use crate::codec::{self, EncodeOptions, Root, with_deep_stack};
use crate::field::Field;
use crate::plan_file::{in_memory, reads_deep, with_deep_files};
use crate::planning::{self, Planning, refresh_tables};
use crate::query::Query;
use crate::session::Limits;
use crate::{Error, ErrorCode, Result, Session, catalog, substrait};

/// A cheap handle on a logical plan and the session it belongs to.
#[derive(Clone)]
pub struct LogicalPlan {
    session: Session,
    plan: Arc<Plan>,
    provenance: Provenance,
}

impl LogicalPlan {
    fn new(session: &Session, plan: Plan, provenance: Provenance) -> Self {
        Self {
            session: session.clone(),
            plan: Arc::new(plan),
            provenance,
        }
    }

    fn from_read(session: &Session, read: Read<Plan>) -> Self {
        Self::new(session, read.value, read.provenance)
    }

    /// The plan of the last statement of `sql`, before the optimizer; nothing runs.
    ///
    /// # Errors
    /// Those of parsing and planning. Await it on the session's threads.
    pub async fn from_sql(session: &Session, sql: &str) -> Result<Self> {
        let parsed = planning::parse(session, sql)?.pop().ok_or_else(|| {
            Error::new(ErrorCode::EmptyStatement, "There is no statement to plan.")
        })?;
        refresh_tables(session, &parsed.statement).await?;
        let plan = Planning::new(session)
            .statement(parsed.statement)
            .await
            .map_err(|error| catalog::explain(session, sql, error))?;
        Ok(Self::new(session, plan, Provenance::Here))
    }

    /// The plan that `bytes` hold, through the codecs of `session`: tables travel in the
    /// bytes, functions are looked up by name.
    ///
    /// # Errors
    /// `plan_file_damaged`, `plan_too_deep`, `plan_file_too_large`; `plan_extension_needed` and
    /// `plan_version_differs` for what a codec wrote that is not there, or in another version.
    pub fn from_bytes(session: &Session, bytes: &[u8]) -> Result<Self> {
        Ok(Self::from_read(session, read::logical(session, bytes)?))
    }

    /// `datafusion.LogicalPlanNode`, through the codecs of `session`.
    ///
    /// # Errors
    /// `plan_not_serializable`, also for a table that lives in memory.
    pub fn to_bytes(&self, session: &Session) -> Result<Vec<u8>> {
        self.to_bytes_with(session, EncodeOptions::default())
    }

    /// As [`Self::to_bytes`], with the rows of tables in memory where `options` ask for them.
    ///
    /// # Errors
    /// As [`Self::to_bytes`].
    pub fn to_bytes_with(&self, session: &Session, options: EncodeOptions) -> Result<Vec<u8>> {
        self.with_files(session)
            .and_then(|plan| codec::write_logical(session, &plan, options))
            .map_err(|error| self.refused(error, options))
    }

    /// Bytes hold a folder by its path; which of its files are read is a setting of their reader.
    fn with_files(&self, session: &Session) -> Result<Cow<'_, Plan>> {
        Ok(match reads_deep(session) {
            true => Cow::Owned(with_deep_files(session, &self.plan)?),
            false => Cow::Borrowed(&self.plan),
        })
    }

    /// `error`, or what it comes from: a table in memory whose rows nobody asked for.
    fn refused(&self, error: Error, options: EncodeOptions) -> Error {
        in_memory(&self.plan, options).unwrap_or(error)
    }

    /// As [`Self::from_bytes`], from the JSON form of the same message.
    ///
    /// # Errors
    /// As [`Self::from_bytes`].
    pub fn from_json(session: &Session, text: &str) -> Result<Self> {
        Self::from_bytes(session, &json::to_bytes(text, Root::Logical)?)
    }

    /// The JSON form of [`Self::to_bytes_with`], through the same codecs.
    ///
    /// # Errors
    /// `plan_not_serializable`, also for a number that JSON has no form for.
    pub fn to_json(&self, session: &Session, options: EncodeOptions) -> Result<String> {
        json::to_json(&self.to_bytes_with(session, options)?, Root::Logical)
    }

    /// The plan that a Substrait plan describes; its tables are those of `session`, by name.
    ///
    /// # Errors
    /// As [`substrait::from_bytes`]; `plan_version_differs` for a relation or expression of a newer
    /// format. Await it on the session's threads.
    pub async fn from_substrait(session: &Session, bytes: &[u8]) -> Result<Self> {
        let plan = substrait::from_bytes(session, bytes).await?;
        let provenance = read::judged(bytes, Root::Substrait)?;
        Ok(Self::new(session, plan, provenance))
    }

    /// `substrait.Plan`: tables and functions go by name.
    ///
    /// # Errors
    /// `substrait_unsupported`, with the first of [`Self::substrait_refusals`].
    pub fn to_substrait(&self, session: &Session) -> Result<Vec<u8>> {
        substrait::to_bytes(session, &self.plan)
    }

    /// What stands against [`Self::to_substrait`]; empty when nothing does.
    pub fn substrait_refusals(&self) -> Vec<substrait::Refusal> {
        substrait::refusals(&self.plan)
    }

    /// This plan after the analyzer and the optimizer, with the session's settings of now.
    ///
    /// # Errors
    /// Those of planning. Call it on the session's threads.
    pub fn optimized(&self) -> Result<Self> {
        let planning = Planning::new(&self.session);
        let plan = block_in_place(|| planning.optimize_here(self.plan.as_ref().clone()))?;
        Ok(Self::new(&self.session, plan, self.provenance.clone()))
    }

    /// The physical plan; the optimizer runs first, over a plan that is optimized already too.
    ///
    /// # Errors
    /// Those of planning. Await it on the session's threads.
    pub async fn execution_plan(&self) -> Result<ExecutionPlan> {
        ExecutionPlan::of_logical(&self.session, &self.plan, self.provenance.clone()).await
    }

    /// Runs the plan in `session`; rows are kept up to `limits`. A statement that changes the
    /// session is carried out. Errors of running are told by the query's status.
    ///
    /// # Errors
    /// `plan_writes` for a plan from bytes that may do more than read, unless `allow_write`.
    pub fn execute(&self, session: &Session, limits: Limits, allow_write: bool) -> Result<Query> {
        self.provenance.allow(allow_write)?;
        let plan = self.plan.as_ref().clone();
        Ok(Query::start_logical(session, plan, limits))
    }

    /// The session it came from.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The plan as text for people.
    ///
    /// # Errors
    /// `panic` where DataFusion cannot write it.
    pub fn display(&self, form: LogicalForm) -> Result<String> {
        with_deep_stack(|| {
            Ok(match form {
                LogicalForm::Line => self.plan.display().to_string(),
                LogicalForm::Indent => self.plan.display_indent().to_string(),
                LogicalForm::IndentSchema => self.plan.display_indent_schema().to_string(),
                LogicalForm::Graphviz => self.plan.display_graphviz().to_string(),
                LogicalForm::PgJson => self.plan.display_pg_json().to_string(),
            })
        })
    }

    /// DataFusion's name of the root operator: `Projection`, `TableScan`, `Ddl`.
    pub fn variant_name(&self) -> &'static str {
        substrait::node_name(&self.plan)
    }

    /// The plans that the root operator reads from; subqueries inside expressions are not among them.
    pub fn inputs(&self) -> Vec<Self> {
        self.plan
            .inputs()
            .into_iter()
            .map(|input| Self::new(&self.session, input.clone(), self.provenance.clone()))
            .collect()
    }

    /// The output columns, in order.
    pub fn columns(&self) -> Vec<Field> {
        Field::list(self.plan.schema().as_arrow())
    }

    pub(super) fn schema(&self) -> DFSchemaRef {
        Arc::clone(self.plan.schema())
    }

    /// Whether both are the same operators with the same arguments over the same tables.
    ///
    /// # Errors
    /// `panic` only.
    pub fn equals(&self, other: &Self) -> Result<bool> {
        with_deep_stack(|| Ok(self.plan == other.plan))
    }
}

impl Drop for LogicalPlan {
    fn drop(&mut self) {
        drop_on_deep_stack(&self.session, std::mem::take(&mut self.plan));
    }
}
