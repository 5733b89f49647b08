//! Worker threads: as many as cores, with stacks that deep plans and expressions do not overflow.

use crate::error::{Error, ErrorCode, Result, quiet_workers};
use planarium_plan_wire::limits::THREAD_STACK_BYTES;
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

#[cfg(test)]
mod tests {
    use crate::codec::{is_deep, with_deep_stack};

    #[test]
    fn the_threads_of_a_session_are_deep() {
        let session = crate::Session::new(crate::SessionOptions::default()).unwrap();
        let on_worker = session.spawn(async { Ok(is_deep()) });
        assert!(session.runtime().block_on(on_worker).unwrap());
        let blocking = session.runtime().spawn_blocking(is_deep);
        assert!(session.runtime().block_on(blocking).unwrap());
    }

    /// As codecs do, for a lock or for another runtime.
    fn waits() -> bool {
        let lock = tokio::sync::RwLock::new(7);
        let read = || Ok((*lock.blocking_read(), is_deep()));
        with_deep_stack(read).unwrap() == (7, true)
    }

    #[test]
    fn work_may_wait_wherever_it_is_called() {
        let session = crate::Session::new(crate::SessionOptions::default()).unwrap();
        let runtime = session.runtime();
        assert!(waits(), "outside");
        assert!(runtime.block_on(runtime.spawn_blocking(waits)).unwrap());
        assert!(runtime.block_on(runtime.spawn(async { waits() })).unwrap());
        assert!(runtime.block_on(async { waits() }));
        let single = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        assert!(single.block_on(async { waits() }));
    }
}
