//! Panics become errors: one fault must not take the process with it.

use super::{Error, ErrorCode, Result};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `work`; a panic in it is an error with code `panic`.
pub fn catch_panic<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result,
        Err(payload) => Err(Error::from_panic(payload.as_ref())),
    }
}

/// The text a panic was raised with.
pub fn panic_text(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no text".to_owned())
}

impl Error {
    pub(crate) fn from_panic(payload: &(dyn Any + Send)) -> Self {
        Self::panicked(panic_text(payload))
    }

    pub(crate) fn panicked(detail: impl Into<String>) -> Self {
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
