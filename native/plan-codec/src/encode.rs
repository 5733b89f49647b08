//! Plans to bytes.

use std::sync::Arc;

use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::bytes::{
    logical_plan_to_bytes_with_extension_codec, physical_plan_to_bytes_with_proto_converter,
};
use datafusion_proto::physical_plan::PhysicalExtensionCodec;

use super::not_serializable::{not_serializable, refused};
use super::{
    CodecStack, constraints, field_metadata, generated, inband, memory, numbers, operators,
    physical_values, qualifiers, sinks, union_names, unqualified, with_deep_stack,
};
use planarium_error::catch_panic;
use planarium_error::{ErrorCode, Result};

/// Serialises a logical plan, with what DataFusion's format refuses carried as [`super::inband`] tells.
///
/// # Errors
/// `plan_not_serializable` with the first obstacle as detail; callers that know
/// the plan say which node it is (`planarium-plan-file`).
pub fn encode_logical(codecs: &CodecStack, plan: &LogicalPlan) -> Result<Vec<u8>> {
    encode_logical_with(codecs, plan, EncodeOptions::default())
}

/// What goes into the bytes of a logical plan besides the plan.
#[derive(Debug, Clone, Copy, Default)]
pub struct EncodeOptions {
    /// The rows of tables that live in memory. False by default: they are refused then.
    pub embed_memory_tables: bool,
}

/// As [`encode_logical`], with options.
///
/// # Errors
/// As [`encode_logical`].
pub fn encode_logical_with(
    codecs: &CodecStack,
    plan: &LogicalPlan,
    options: EncodeOptions,
) -> Result<Vec<u8>> {
    with_deep_stack(|| written(|| write_logical(codecs, plan, options)))
}

fn write_logical(
    codecs: &CodecStack,
    plan: &LogicalPlan,
    options: EncodeOptions,
) -> Result<Vec<u8>> {
    let embedded = options
        .embed_memory_tables
        .then(|| memory::embed(plan.clone()))
        .transpose()
        .map_err(refused)?;
    let carried = inband::carry(embedded.as_ref().unwrap_or(plan)).map_err(refused)?;
    let spelled = constraints::carry(carried)
        .and_then(union_names::keep)
        .and_then(unqualified::name)
        .and_then(qualifiers::spell)
        .map_err(refused)?;
    logical_plan_to_bytes_with_extension_codec(&spelled, codecs.logical.as_ref())
        .and_then(|bytes| constraints::unique(plan, bytes.into()))
        .map_err(refused)
}

/// Serialises a physical plan that has **not** run: a run fills in dynamic
/// filters, which then travel as literals that cannot be read back.
///
/// # Errors
/// As [`encode_logical`].
pub fn encode_physical(codecs: &CodecStack, plan: &Arc<dyn ExecutionPlan>) -> Result<Vec<u8>> {
    encode_physical_through(codecs.physical.as_ref(), plan)
}

pub(super) fn encode_physical_through(
    codec: &dyn PhysicalExtensionCodec,
    plan: &Arc<dyn ExecutionPlan>,
) -> Result<Vec<u8>> {
    with_deep_stack(|| written(|| write_physical(codec, plan)))
}

fn write_physical(
    codec: &dyn PhysicalExtensionCodec,
    plan: &Arc<dyn ExecutionPlan>,
) -> Result<Vec<u8>> {
    numbers::refuse(plan)
        .and_then(|()| sinks::refuse(plan))
        .map_err(refused)?;
    let metadata = field_metadata::is_needed(plan).map_err(refused)?;
    let spelled = sinks::spell(Arc::clone(plan))
        .and_then(generated::spell)
        .and_then(operators::scan::without_unique)
        .and_then(operators::carry)
        .map_err(refused)?;
    let converter = physical_values::Writer { metadata };
    physical_plan_to_bytes_with_proto_converter(spelled, codec, &converter)
        .map(Into::into)
        .map_err(refused)
}

/// What `work` writes. DataFusion's writers panic over some constants.
fn written(work: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    catch_panic(work).map_err(|error| match error.code {
        ErrorCode::Panic => not_serializable().with_detail(error.detail.unwrap_or(error.message)),
        _ => error,
    })
}
