//! Worker threads: as many as cores, with stacks that deep plans and expressions do not overflow.

use crate::codec::limits::THREAD_STACK_BYTES;
use crate::error::{Error, ErrorCode, Result, quiet_workers};
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::runtime::{Builder, Handle};

pub(super) struct Runtime {
    // `None` only while dropping.
    runtime: Option<tokio::runtime::Runtime>,
    handle: Handle,
}

impl Runtime {
    /// `name` is that of its threads, before a number.
    pub(super) fn start(name: &'static str) -> Result<Self> {
        quiet_workers();
        let next = AtomicUsize::new(0);
        let runtime = Builder::new_multi_thread()
            .worker_threads(cores())
            // Planning, encoding and decoding recurse with the depth of a plan.
            .thread_stack_size(THREAD_STACK_BYTES)
            .thread_name_fn(move || format!("{name}-{}", next.fetch_add(1, Ordering::Relaxed)))
            .enable_all()
            .build()
            .map_err(|error| {
                Error::new(
                    ErrorCode::Internal,
                    "The engine's worker threads cannot be started.",
                )
                .with_detail(error.to_string())
            })?;
        Ok(Self {
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })
    }

    pub(super) fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        // A session may be dropped by one of its own workers, which must not wait for itself.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// At least 2, so that waiting work never stands in the way of a page.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism()
        .map_or(2, usize::from)
        .max(2)
}
