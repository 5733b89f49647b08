//! Faults of the encoders in the engine's own terms.

use crate::error::{Error, ErrorCode};
use datafusion::arrow::error::ArrowError;
use datafusion::error::DataFusionError;
use datafusion::parquet::errors::ParquetError;

pub(super) fn arrow(error: ArrowError) -> Error {
    DataFusionError::from(error).into()
}

pub(super) fn parquet(error: ParquetError) -> Error {
    DataFusionError::from(error).into()
}

pub(super) fn compression(error: std::io::Error) -> Error {
    Error::new(
        ErrorCode::ExecutionFailed,
        "The rows could not be compressed.",
    )
    .with_detail(error.to_string())
}

/// The rows are fine, the format cannot hold them.
pub(super) fn unfit(message: impl Into<String>, hint: &str) -> Error {
    Error::new(ErrorCode::UnsupportedStatement, message).with_hint(hint)
}
