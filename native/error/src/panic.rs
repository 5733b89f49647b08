//! Panics become errors, so that a single fault does not end the process.

use super::tidy::tidy;
use super::{Error, ErrorCode, Result};
use parking_lot::Mutex;
use std::any::Any;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// Name prefix of the session's threads, before their number.
const WORKERS: &str = "planarium-";

/// Text and source location of the last panic on a worker.
static LAST: Mutex<Option<(String, String)>> = Mutex::new(None);

/// Panics on the session's threads are returned as errors. By default they would be written to the
/// process's error output as well, with paths of the machine that built the product.
pub fn quiet_workers() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
            let thread = std::thread::current();
            if !thread.name().is_some_and(|name| name.starts_with(WORKERS)) {
                return before(info);
            }
            let place = info
                .location()
                .map_or_else(String::new, ToString::to_string);
            *LAST.lock() = Some((panic_text(info.payload()), tidy(&place)));
        }));
    });
}

/// A panic's text with its source location, if it was the last one.
fn with_place(text: String) -> String {
    match LAST.lock().as_ref() {
        Some((last, place)) if *last == text => format!("{text} ({place})"),
        _ => text,
    }
}

/// Runs `work`; a panic in it is an error with code `panic`.
pub fn catch_panic<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result,
        Err(payload) => Err(Error::from_panic(payload.as_ref())),
    }
}

/// The text of a panic.
pub fn panic_text(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no text".to_owned())
}

impl Error {
    pub fn from_panic(payload: &(dyn Any + Send)) -> Self {
        Self::panicked(with_place(panic_text(payload)))
    }

    pub fn panicked(detail: impl Into<String>) -> Self {
        Self::new(
            ErrorCode::Panic,
            "The engine failed at this point; the session goes on.",
        )
        .with_hint("This is a fault of the product: please report it with the details.")
        .with_detail(detail)
    }
}

impl From<tokio::task::JoinError> for Error {
    fn from(error: tokio::task::JoinError) -> Self {
        match error.try_into_panic() {
            Ok(payload) => Self::from_panic(payload.as_ref()),
            Err(_) => Self::cancelled(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_with_its_text() {
        let error = catch_panic::<()>(|| panic!("seven")).unwrap_err();
        assert_eq!(
            (error.code, error.detail.as_deref()),
            (ErrorCode::Panic, Some("seven"))
        );
    }
}
