//! Serialisation of values and errors.

use napi::bindgen_prelude::Error as NapiError;
use planarium_engine::{Error, ErrorCode, Result as EngineResult};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The engine's error as the reason of a JavaScript one.
pub(crate) fn thrown(error: Error) -> NapiError {
    let reason = serde_json::to_string(&error).unwrap_or_else(|_| error.to_string());
    NapiError::from_reason(reason)
}

pub(crate) fn to_json(value: &impl Serialize) -> EngineResult<String> {
    Ok(serde_json::to_string(value)?)
}

/// Text that does not describe a `T` is `invalid_request`.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> EngineResult<T> {
    serde_json::from_str(text).map_err(|error| {
        Error::new(
            ErrorCode::InvalidRequest,
            "The engine was asked for something it does not know.",
        )
        .with_detail(error.to_string())
    })
}
