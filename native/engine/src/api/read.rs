//! Bytes to values, behind the limits that plan files have.

use std::sync::Arc;

use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::physical_plan::ExecutionPlan;

use crate::codec::{self, Root, limits, small, with_deep_stack};
use crate::error::catch_panic;
use crate::{Error, ErrorCode, Result, Session};

/// What bytes hold, and whether that is [`small`].
pub(super) struct Read<T> {
    pub value: T,
    pub small: bool,
}

/// Decodes a logical plan through the session's codecs; its file sets are looked up here.
pub(super) fn logical(session: &Session, bytes: &[u8]) -> Result<Read<LogicalPlan>> {
    let plain = session.codecs().is_plain_logical();
    read(bytes, Root::Logical, plain, |small| {
        build_logical(session, bytes, small)
    })
}

/// As [`logical`] if `bytes` are small; `None` otherwise, and where a codec may wait or this
/// thread has too little stack left.
pub(super) fn logical_here(session: &Session, bytes: &[u8]) -> Option<Result<LogicalPlan>> {
    let plain = session.codecs().is_plain_logical();
    read_here(bytes, Root::Logical, plain, |small| {
        build_logical(session, bytes, small)
    })
}

fn build_logical(session: &Session, bytes: &[u8], small: bool) -> Result<LogicalPlan> {
    // Looking up files may need the runtime's timers and threads.
    let _runtime = session.runtime().enter();
    let (codecs, context) = (session.codecs(), session.task_context());
    let node = codec::build_logical(bytes)?;
    if !small {
        codec::probe_plan(codecs, bytes, &context)?;
    }
    codec::decode_logical(codecs, &node, &context)
}

/// As [`logical`], for a physical plan.
pub(super) fn physical(session: &Session, bytes: &[u8]) -> Result<Read<Arc<dyn ExecutionPlan>>> {
    let plain = session.codecs().is_plain_physical();
    read(bytes, Root::Physical, plain, |_| {
        build_physical(session, bytes)
    })
}

/// As [`logical_here`], for a physical plan.
pub(super) fn physical_here(
    session: &Session,
    bytes: &[u8],
) -> Option<Result<Arc<dyn ExecutionPlan>>> {
    let plain = session.codecs().is_plain_physical();
    read_here(bytes, Root::Physical, plain, |_| {
        build_physical(session, bytes)
    })
}

fn build_physical(session: &Session, bytes: &[u8]) -> Result<Arc<dyn ExecutionPlan>> {
    let _runtime = session.runtime().enter();
    let node = codec::build_physical(bytes)?;
    codec::decode_physical(session.codecs(), &node, &session.task_context())
}

/// As [`logical`], for an expression.
pub(super) fn expr(session: &Session, bytes: &[u8]) -> Result<Read<Expr>> {
    let plain = session.codecs().is_plain_logical();
    read(bytes, Root::Expr, plain, |small| {
        build_expr(session, bytes, small)
    })
}

/// As [`logical_here`], for an expression.
pub(super) fn expr_here(session: &Session, bytes: &[u8]) -> Option<Result<Expr>> {
    let plain = session.codecs().is_plain_logical();
    read_here(bytes, Root::Expr, plain, |small| {
        build_expr(session, bytes, small)
    })
}

fn build_expr(session: &Session, bytes: &[u8], small: bool) -> Result<Expr> {
    let _runtime = session.runtime().enter();
    let (codecs, context) = (session.codecs(), session.task_context());
    let node = codec::build_expr(bytes)?;
    if !small {
        codec::probe_expr(codecs, bytes, &context)?;
    }
    codec::decode_expr(codecs, &node, &context)
}

fn read<T: Send>(
    bytes: &[u8],
    root: Root,
    plain: bool,
    build: impl FnOnce(bool) -> Result<T> + Send,
) -> Result<Read<T>> {
    within_size(bytes.len())?;
    let small = small::is_small_shape(&codec::check(bytes, root)?, bytes.len());
    let value = match small && plain && small::has_room() {
        true => catch_panic(|| build(true)),
        false => with_deep_stack(|| build(small)),
    };
    Ok(Read {
        value: value?,
        small,
    })
}

fn read_here<T>(
    bytes: &[u8],
    root: Root,
    plain: bool,
    build: impl FnOnce(bool) -> Result<T>,
) -> Option<Result<T>> {
    if bytes.len() > small::BYTES || !plain || !small::has_room() {
        return None;
    }
    match codec::check(bytes, root) {
        Ok(shape) => {
            small::is_small_shape(&shape, bytes.len()).then(|| catch_panic(|| build(true)))
        }
        Err(error) => Some(Err(error)),
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
