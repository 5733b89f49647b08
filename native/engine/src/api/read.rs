//! Bytes to values, behind the limits that plan files have.

use std::sync::Arc;

use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::physical_plan::ExecutionPlan;

use super::provenance::Provenance;
use crate::codec::{self, Root, Shape, small, with_deep_stack};
use crate::consent;
use crate::error::catch_panic;
use crate::{Error, ErrorCode, Result, Session};
use planarium_plan_wire::limits;

/// What bytes hold, and whether that is [`small`].
pub(super) struct Read<T> {
    pub value: T,
    pub small: bool,
    pub provenance: Provenance,
}

/// What makes a value of bytes that were checked.
type Build<T> = fn(&Session, &[u8], &Shape) -> Result<T>;

/// Decodes a logical plan through the session's codecs; its file sets are looked up here.
pub(super) fn logical(session: &Session, bytes: &[u8]) -> Result<Read<LogicalPlan>> {
    read(session, bytes, Root::Logical, build_logical)
}

/// As [`logical`] if `bytes` are small; `None` otherwise, and where a codec may wait or this
/// thread has too little stack left.
pub(super) fn logical_here(session: &Session, bytes: &[u8]) -> Option<Result<Read<LogicalPlan>>> {
    read_here(session, bytes, Root::Logical, build_logical)
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

/// As [`logical_here`], for a physical plan.
pub(super) fn physical_here(
    session: &Session,
    bytes: &[u8],
) -> Option<Result<Read<Arc<dyn ExecutionPlan>>>> {
    read_here(session, bytes, Root::Physical, build_physical)
}

fn build_physical(session: &Session, bytes: &[u8], _: &Shape) -> Result<Arc<dyn ExecutionPlan>> {
    let _runtime = session.runtime().enter();
    codec::read_physical(session.codecs(), bytes, &session.task_context())
}

/// As [`logical`], for an expression.
pub(super) fn expr(session: &Session, bytes: &[u8]) -> Result<Read<Expr>> {
    read(session, bytes, Root::Expr, build_expr)
}

/// As [`logical_here`], for an expression.
pub(super) fn expr_here(session: &Session, bytes: &[u8]) -> Option<Result<Read<Expr>>> {
    read_here(session, bytes, Root::Expr, build_expr)
}

fn build_expr(session: &Session, bytes: &[u8], shape: &Shape) -> Result<Expr> {
    let _runtime = session.runtime().enter();
    codec::read_expr(session.codecs(), bytes, shape, &session.task_context())
}

fn read<T: Send>(session: &Session, bytes: &[u8], root: Root, build: Build<T>) -> Result<Read<T>> {
    within_size(bytes.len())?;
    let shape = codec::check(bytes, root)?;
    let provenance = judged(bytes, root)?;
    let small = small::is_small_shape(&shape, bytes.len());
    let built = || build(session, bytes, &shape);
    let value = match small && may_stay(session, root) {
        true => catch_panic(built),
        false => with_deep_stack(built),
    }?;
    Ok(Read {
        value,
        small,
        provenance,
    })
}

fn read_here<T>(
    session: &Session,
    bytes: &[u8],
    root: Root,
    build: Build<T>,
) -> Option<Result<Read<T>>> {
    if bytes.len() > small::BYTES || !may_stay(session, root) {
        return None;
    }
    let shape = match codec::check(bytes, root) {
        Ok(shape) => shape,
        Err(error) => return Some(Err(error)),
    };
    small::is_small_shape(&shape, bytes.len()).then(|| {
        let provenance = judged(bytes, root)?;
        let value = catch_panic(|| build(session, bytes, &shape))?;
        Ok(Read {
            value,
            small: true,
            provenance,
        })
    })
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

/// Whether this thread may read what is small: no codec of a stranger waits in it, and there is room.
fn may_stay(session: &Session, root: Root) -> bool {
    let plain = match root {
        Root::Physical => session.codecs().is_plain_physical(),
        _ => session.codecs().is_plain_logical(),
    };
    plain && small::has_room()
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
