//! Letting go of values whose end recurses as deep as they nest.

use std::sync::Arc;

use crate::Session;
use crate::codec::is_deep;

/// Drops `value` on a deep stack: here, or on the session's own threads where the thread
/// that lets go of it, such as one of JavaScript, may have a small one.
pub(super) fn drop_on_deep_stack<T: Send + Sync + 'static>(session: &Session, value: Arc<T>) {
    if Arc::strong_count(&value) == 1 && !is_deep() {
        session.runtime().spawn_blocking(move || drop(value));
    }
}
