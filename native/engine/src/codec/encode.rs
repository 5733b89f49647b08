//! Plans to bytes.

use std::sync::Arc;

use datafusion::common::DataFusionError;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::bytes::{
    logical_plan_to_bytes_with_extension_codec, physical_plan_to_bytes_with_proto_converter,
};
use datafusion_proto::physical_plan::DeduplicatingProtoConverter;

use super::raised::own;
use super::{CodecStack, subquery, with_deep_stack};
use crate::{Error, ErrorCode, Result};

/// Serialises a logical plan, with what DataFusion's format refuses carried as [`super::subquery`] tells.
///
/// # Errors
/// `plan_not_serializable` with the first obstacle as detail; callers that know
/// the plan say which node it is (`plan_file::obstacles`).
pub fn encode_logical(codecs: &CodecStack, plan: &LogicalPlan) -> Result<Vec<u8>> {
    with_deep_stack(|| {
        let carried = subquery::carry(plan).map_err(refused)?;
        logical_plan_to_bytes_with_extension_codec(&carried, codecs.logical.as_ref())
            .map(Into::into)
            .map_err(refused)
    })
}

/// Serialises a physical plan that has **not** run: a run fills in dynamic
/// filters, which then travel as literals that cannot be read back.
///
/// # Errors
/// As [`encode_logical`].
pub fn encode_physical(codecs: &CodecStack, plan: &Arc<dyn ExecutionPlan>) -> Result<Vec<u8>> {
    with_deep_stack(|| {
        let converter = DeduplicatingProtoConverter {};
        physical_plan_to_bytes_with_proto_converter(
            Arc::clone(plan),
            codecs.physical.as_ref(),
            &converter,
        )
        .map(Into::into)
        .map_err(refused)
    })
}

fn refused(error: DataFusionError) -> Error {
    own(&error).unwrap_or_else(|| {
        Error::new(
            ErrorCode::PlanNotSerializable,
            "This plan cannot be turned into bytes.",
        )
        .with_detail(error.strip_backtrace())
    })
}
