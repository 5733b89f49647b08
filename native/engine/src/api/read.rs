//! Bytes to values, behind the limits that plan files have.

use std::sync::Arc;

use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::physical_plan::ExecutionPlan;

use super::provenance::Provenance;
use crate::codec::{self, Root, Shape, with_deep_stack};
use crate::consent;
use crate::{Error, ErrorCode, Result, Session};
use planarium_plan_wire::limits;

/// What bytes hold, and what it may do.
pub(super) struct Read<T> {
    pub value: T,
    pub provenance: Provenance,
}

/// What makes a value of bytes that were checked.
type Build<T> = fn(&Session, &[u8], &Shape) -> Result<T>;

/// Decodes a logical plan through the session's codecs; its file sets are looked up here.
pub(super) fn logical(session: &Session, bytes: &[u8]) -> Result<Read<LogicalPlan>> {
    read(session, bytes, Root::Logical, build_logical)
}

fn build_logical(session: &Session, bytes: &[u8], shape: &Shape) -> Result<LogicalPlan> {
    // Looking up files may need the runtime's timers and threads.
    let _runtime = session.runtime().enter();
    codec::read_logical(session.codecs(), bytes, shape, &session.task_context())
}

/// As [`logical`], for a physical plan.
pub(super) fn physical(session: &Session, bytes: &[u8]) -> Result<Read<Arc<dyn ExecutionPlan>>> {
    read(session, bytes, Root::Physical, build_physical)
}

fn build_physical(session: &Session, bytes: &[u8], _: &Shape) -> Result<Arc<dyn ExecutionPlan>> {
    let _runtime = session.runtime().enter();
    codec::read_physical(session.codecs(), bytes, &session.task_context())
}

/// As [`logical`], for an expression.
pub(super) fn expr(session: &Session, bytes: &[u8]) -> Result<Read<Expr>> {
    read(session, bytes, Root::Expr, build_expr)
}

fn build_expr(session: &Session, bytes: &[u8], shape: &Shape) -> Result<Expr> {
    let _runtime = session.runtime().enter();
    codec::read_expr(session.codecs(), bytes, shape, &session.task_context())
}

fn read<T: Send>(session: &Session, bytes: &[u8], root: Root, build: Build<T>) -> Result<Read<T>> {
    within_size(bytes.len())?;
    let shape = codec::check(bytes, root)?;
    let provenance = judged(bytes, root)?;
    let value = with_deep_stack(|| build(session, bytes, &shape))?;
    Ok(Read { value, provenance })
}

/// The verdict on bytes that were checked.
///
/// # Errors
/// `plan_version_differs` for bytes of a newer format.
pub(super) fn judged(bytes: &[u8], root: Root) -> Result<Provenance> {
    let verdict = consent::judge(bytes, root);
    match verdict.newer() {
        Some(newer) => Err(newer),
        None => Ok(Provenance::of(&verdict)),
    }
}

/// `plan_file_too_large` beyond [`limits::PLAN_BYTES`].
pub(super) fn within_size(length: usize) -> Result<()> {
    if length as u64 <= limits::PLAN_BYTES {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::PlanFileTooLarge,
        format!(
            "The serialised plan is larger than {} MiB.",
            limits::PLAN_BYTES >> 20
        ),
    ))
}
