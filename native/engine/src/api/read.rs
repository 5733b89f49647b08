//! Bytes to values, behind the limits that plan files have.

use std::sync::Arc;

use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::physical_plan::ExecutionPlan;

use crate::codec::{self, limits, with_deep_stack};
use crate::{Error, ErrorCode, Result, Session};

/// Decodes a logical plan through the session's codecs; its file sets are looked up here.
pub(super) fn logical(session: &Session, bytes: &[u8]) -> Result<LogicalPlan> {
    read(session, bytes, codec::parse_logical, |node| {
        let context = session.task_context();
        codec::decode_logical(session.codecs(), node, &context)
    })
}

/// As [`logical`], for a physical plan.
pub(super) fn physical(session: &Session, bytes: &[u8]) -> Result<Arc<dyn ExecutionPlan>> {
    read(session, bytes, codec::parse_physical, |node| {
        let context = session.task_context();
        codec::decode_physical(session.codecs(), node, &context)
    })
}

/// As [`logical`], for an expression.
pub(super) fn expr(session: &Session, bytes: &[u8]) -> Result<Expr> {
    read(session, bytes, codec::parse_expr, |node| {
        let context = session.task_context();
        codec::decode_expr(session.codecs(), node, &context)
    })
}

fn read<N, T: Send>(
    session: &Session,
    bytes: &[u8],
    parse: impl FnOnce(&[u8]) -> Result<N> + Send,
    decode: impl FnOnce(&N) -> Result<T> + Send,
) -> Result<T> {
    within_size(bytes.len())?;
    with_deep_stack(|| {
        // Looking up files may need the runtime's timers and threads.
        let _runtime = session.runtime().enter();
        decode(&parse(bytes)?)
    })
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
