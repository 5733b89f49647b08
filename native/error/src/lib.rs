//! The only error type of the engine: a code for programs, a sentence for users, a position in the
//! text; and the control that ends a piece of work with the error `cancelled`.

mod classify;
mod code;
mod column;
pub mod control;
pub mod file;
mod list;
mod message;
pub mod observer;
mod panic;
pub mod reader;
mod reopen;
mod similar;
mod span;
pub mod streams;
mod system;
mod tidy;

pub use classify::absolute;
pub use code::ErrorCode;
pub use list::listed;
pub use panic::quiet_workers;
pub use panic::{catch_panic, panic_text};
pub use reopen::{Fix, Reopen};
pub use similar::similar_names;
pub use span::{Position, Span, Utf16Columns};
pub use system::{system_error, unreadable, unwritable};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error for users and for programs. Mirrors `appError` of `app/shared/errors.ts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "EngineErrorData")]
#[error("{message}")]
pub struct Error {
    pub code: ErrorCode,
    /// What went wrong and where, one sentence.
    pub message: String,
    /// What to do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hint: Option<String>,
    /// Position in the given text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub span: Option<Span>,
    /// Full text of the cause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub detail: Option<String>,
    /// How the files could be opened instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reopen: Option<Box<Reopen>>,
}

impl Error {
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            span: None,
            detail: None,
            reopen: None,
        }
    }

    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn with_span(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Stores the full text of the cause, unless it adds nothing to the message.
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        let detail = tidy::tidy(&detail.into());
        self.detail = (detail != self.message).then_some(detail);
        self
    }

    /// The error of cancelled work.
    pub fn cancelled() -> Self {
        Self::new(ErrorCode::Cancelled, "Cancelled.")
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::new(
            ErrorCode::Internal,
            "A value could not be turned into JSON.",
        )
        .with_detail(error.to_string())
    }
}
