//! The way to bytes for everything that leaves a session: files, values, exports. What is written
//! is read back before it is handed out, so that bytes which nobody can read, or which hold other
//! columns, are an error where they are made.

use std::sync::Arc;

use datafusion::arrow::datatypes::{FieldRef, Schema};
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::physical_plan::ExecutionPlan;

use super::PlanSession;
use super::decode::{read_logical, read_physical};
use super::encode::{encode_logical_with, encode_physical_through};
use super::expression::{encode_expr, read_expr};
use super::memory::session_rows;
use super::not_serializable::refused;
use super::{EncodeOptions, Root, Shape, check, with_deep_stack};
use planarium_error::{Error, ErrorCode, Result};

/// Serialises a logical plan through the codecs of `session`, and reads it back there.
///
/// # Errors
/// As [`super::encode_logical`], and `plan_not_serializable` for bytes that cannot be read back;
/// those of the limits for a plan that is beyond them.
pub fn write_logical(
    session: &impl PlanSession,
    plan: &LogicalPlan,
    options: EncodeOptions,
) -> Result<Vec<u8>> {
    with_deep_stack(|| {
        let _runtime = session.runtime().enter();
        let rows = options
            .embed_memory_tables
            .then(|| session_rows::logical(session, plan.clone()))
            .transpose()
            .map_err(refused)?;
        let written = rows.as_ref().unwrap_or(plan);
        let bytes = encode_logical_with(session.codecs(), written, options)?;
        let shape = check(&bytes, Root::Logical)?;
        confirm_logical(session, plan, &bytes, &shape)?;
        Ok(bytes)
    })
}

/// Why a physical plan has no bytes.
#[derive(Debug)]
pub struct NotWritten {
    pub error: Box<Error>,
    /// Name of the operator that neither the format nor a codec has a form for, if that is why.
    pub operator: Option<String>,
}

impl From<NotWritten> for Error {
    fn from(refused: NotWritten) -> Self {
        *refused.error
    }
}

/// As [`write_logical`], for a physical plan that has not run.
pub fn write_physical(
    session: &impl PlanSession,
    plan: &Arc<dyn ExecutionPlan>,
    options: EncodeOptions,
) -> Result<Vec<u8>, NotWritten> {
    let codec = session.codecs().for_one_physical();
    let written = with_deep_stack(|| {
        let _runtime = session.runtime().enter();
        let rows = options
            .embed_memory_tables
            .then(|| session_rows::physical(session, Arc::clone(plan)))
            .transpose()
            .map_err(refused)?;
        let bytes = encode_physical_through(&codec, rows.as_ref().unwrap_or(plan))?;
        check(&bytes, Root::Physical)?;
        confirm_physical(session, plan, &bytes)?;
        Ok(bytes)
    });
    written.map_err(|error| NotWritten {
        error: Box::new(error),
        operator: codec.refused().map(str::to_string),
    })
}

/// As [`write_logical`], for an expression.
pub fn write_expr(session: &impl PlanSession, expr: &Expr) -> Result<Vec<u8>> {
    with_deep_stack(|| {
        let bytes = encode_expr(session.codecs(), expr)?;
        let shape = check(&bytes, Root::Expr)?;
        confirm_expr(session, &bytes, &shape)?;
        Ok(bytes)
    })
}

fn confirm_logical(
    session: &impl PlanSession,
    plan: &LogicalPlan,
    bytes: &[u8],
    shape: &Shape,
) -> Result<()> {
    let _runtime = session.runtime().enter();
    let back = read_logical(
        &session.codecs().without_policy(),
        bytes,
        shape,
        &session.task_context(),
    )
    .map_err(unreadable)?;
    same_columns(plan.schema().as_arrow(), back.schema().as_arrow())
}

fn confirm_physical(
    session: &impl PlanSession,
    plan: &Arc<dyn ExecutionPlan>,
    bytes: &[u8],
) -> Result<()> {
    let _runtime = session.runtime().enter();
    let back = read_physical(
        &session.codecs().without_policy(),
        bytes,
        &session.task_context(),
    )
    .map_err(unreadable)?;
    same_columns(&plan.schema(), &back.schema())
}

fn confirm_expr(session: &impl PlanSession, bytes: &[u8], shape: &Shape) -> Result<()> {
    let _runtime = session.runtime().enter();
    read_expr(
        &session.codecs().without_policy(),
        bytes,
        shape,
        &session.task_context(),
    )
    .map(drop)
    .map_err(unreadable)
}

/// Names and types of the output; whether a column may be NULL is a hint that the format drops. A
/// column of NULLs alone gets its type when a logical plan is optimized.
fn same_columns(written: &Schema, read: &Schema) -> Result<()> {
    let is_same = |(one, other): &(&FieldRef, &FieldRef)| {
        let (one_type, other_type) = (one.data_type(), other.data_type());
        let untyped = one_type.is_null() || other_type.is_null();
        one.name() == other.name() && (untyped || one_type == other_type)
    };
    let (written, read) = (written.fields(), read.fields());
    let detail = match written.iter().zip(read).find(|pair| !is_same(pair)) {
        Some((one, other)) => format!(
            "the column {} {} becomes {} {}",
            one.name(),
            one.data_type(),
            other.name(),
            other.data_type()
        ),
        None if written.len() == read.len() => return Ok(()),
        None => format!("{} columns become {}", written.len(), read.len()),
    };
    Err(lossy().with_detail(detail))
}

fn unreadable(error: Error) -> Error {
    lossy().with_detail(error.detail.unwrap_or(error.message))
}

fn lossy() -> Error {
    Error::new(
        ErrorCode::PlanNotSerializable,
        "DataFusion's format writes this plan in a form that cannot be read back.",
    )
}
