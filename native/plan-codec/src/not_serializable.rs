//! The error of a plan that cannot be turned into bytes.

use datafusion::common::DataFusionError;

use super::error_bridge::recover;
use planarium_error::{Error, ErrorCode};

/// A codec's own words stand; all else means that the format has no place for a part.
pub(super) fn refused(error: DataFusionError) -> Error {
    recover(&error).unwrap_or_else(|| {
        let detail = match error {
            // Its sentence says more without what goes before it.
            DataFusionError::NotImplemented(reason) => reason,
            error => error.strip_backtrace(),
        };
        not_serializable().with_detail(detail)
    })
}

pub(super) fn not_serializable() -> Error {
    Error::new(
        ErrorCode::PlanNotSerializable,
        "This plan cannot be turned into bytes.",
    )
}
