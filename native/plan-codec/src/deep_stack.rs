//! A place where the deepest plan within [`limits`] can be worked on: enough stack, and a thread
//! that may wait, since codecs do.

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

use planarium_error::catch_panic;
use planarium_error::{Error, ErrorCode, Result};
use planarium_plan_wire::limits;

/// Runs `work` with [`limits::STACK_BYTES`] of stack, outside of asynchronous code.
///
/// On the session's threads for work that waits (`Handle::spawn_blocking`) that costs nothing.
/// Its other threads hand over their tasks first, and threads without such a stack get a second
/// one for as long as the work takes: tens of microseconds, mostly for the pages that are
/// touched.
///
/// # Errors
/// Those of `work`; a panic in it becomes an error with code `panic`.
pub fn with_deep_stack<T: Send>(work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    let runtime = Handle::try_current().map(|handle| handle.runtime_flavor());
    if matches!(runtime, Ok(RuntimeFlavor::CurrentThread)) {
        return on_a_thread(work);
    }
    block_in_place(|| {
        if is_deep() {
            catch_panic(work)
        } else {
            // The outer one is for the panic of a system that has no room for a stack.
            catch_panic(|| stacker::grow(limits::THREAD_STACK_BYTES, || catch_panic(work)))
        }
    })
}

/// For a runtime of one thread, which cannot hand over its tasks.
fn on_a_thread<T: Send>(work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("plan-codec".to_string())
            .stack_size(limits::THREAD_STACK_BYTES)
            .spawn_scoped(scope, || catch_panic(work))
            .map_err(|error| {
                Error::new(
                    ErrorCode::Internal,
                    "No thread could be started to read the plan.",
                )
                .with_detail(error.to_string())
            })?
            .join()
            .unwrap_or_else(|_| Err(Error::new(ErrorCode::Panic, "Reading the plan failed.")))
    })
}

/// True on a thread that has [`limits::STACK_BYTES`] left.
pub fn is_deep() -> bool {
    stacker::remaining_stack().is_some_and(|left| left >= limits::STACK_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use planarium_error::ErrorCode;

    /// Frames of a kilobyte and more that call each other.
    fn dive(levels: usize) -> usize {
        let frame = std::hint::black_box([levels; 128]);
        match levels {
            0 => 0,
            _ => dive(levels - 1) + usize::from(frame[levels % 128] == levels),
        }
    }

    #[test]
    fn a_small_stack_gives_way_to_a_deep_one() {
        let started = std::thread::Builder::new().stack_size(256 << 10);
        let dived = started.spawn(|| {
            assert!(!is_deep());
            with_deep_stack(|| {
                assert!(is_deep(), "work within work stays where it is");
                Ok(dive(50_000))
            })
        });
        assert_eq!(dived.unwrap().join().unwrap().unwrap(), 50_000);
    }

    #[test]
    fn a_panic_on_either_stack_is_an_error() {
        let failed = || with_deep_stack::<()>(|| panic!("seven"));
        let error = failed().unwrap_err();
        assert_eq!(error.code, ErrorCode::Panic);
        assert_eq!(error.detail.as_deref(), Some("seven"));
        let nested = with_deep_stack(|| Ok(failed().unwrap_err().detail)).unwrap();
        assert_eq!(nested.as_deref(), Some("seven"));
    }
}
