//! Letting go of values whose end recurses as deep as they nest.

use std::sync::Arc;

use crate::Session;

/// Drops `value` on the session's own threads, whose stacks are deep: the thread
/// that lets go of it, such as one of JavaScript, may have a small one.
pub(super) fn shed<T: Send + Sync + 'static>(session: &Session, value: Arc<T>) {
    if Arc::strong_count(&value) == 1 {
        session.runtime().spawn_blocking(move || drop(value));
    }
}
