//! Bytes to plans, within the limits of [`planarium_plan_wire::limits`].

use std::sync::Arc;

use datafusion::common::DataFusionError;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::logical_plan::AsLogicalPlan;
use datafusion_proto::physical_plan::{PhysicalPlanDecodeContext, PhysicalProtoConverterExtension};
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use prost::Message;

use super::adapting_reader::AdaptingReader;
use super::check::{check, unreadable};
use super::deep_expression_check::check_deep_expressions;
use super::error_bridge::recover;
use super::{CodecStack, Root, Shape, constraints, inband, operators, sinks};
use planarium_error::catch_panic;
use planarium_error::{Error, ErrorCode, Result};
use planarium_plan_wire::schema::messages::LOGICAL_PLAN;

/// Reads the structure of a logical plan: nothing is resolved, no codec called.
///
/// # Errors
/// As [`check`]; `plan_file_damaged` for values that the schema forbids.
/// Call it inside [`super::with_deep_stack`].
pub fn parse_logical(bytes: &[u8]) -> Result<LogicalPlanNode> {
    check(bytes, Root::Logical)?;
    build_logical(bytes)
}

/// As [`parse_logical`], for bytes that were checked.
fn build_logical(bytes: &[u8]) -> Result<LogicalPlanNode> {
    LogicalPlanNode::decode(bytes).map_err(|error| unreadable(Root::Logical, &error.to_string()))
}

/// As [`parse_logical`], for a physical plan.
pub fn parse_physical(bytes: &[u8]) -> Result<PhysicalPlanNode> {
    check(bytes, Root::Physical)?;
    build_physical(bytes)
}

/// As [`build_logical`], for a physical plan.
fn build_physical(bytes: &[u8]) -> Result<PhysicalPlanNode> {
    PhysicalPlanNode::decode(bytes).map_err(|error| unreadable(Root::Physical, &error.to_string()))
}

/// The logical plan in `bytes`, which were checked and found to be of `shape`, through the codec
/// stack, if its policy admits them. Call it inside [`super::with_deep_stack`].
///
/// # Errors
/// As [`parse_logical`] and [`decode_logical`].
pub fn read_logical(
    codecs: &CodecStack,
    bytes: &[u8],
    shape: &Shape,
    context: &TaskContext,
) -> Result<LogicalPlan> {
    codecs.admit(bytes, Root::Logical)?;
    let node = build_logical(bytes)?;
    catch_panic(|| {
        check_deep_expressions(codecs, bytes, LOGICAL_PLAN, shape, context).map_err(refused)
    })
    .map_err(panicked)?;
    decode_logical(codecs, &node, context)
}

/// As [`read_logical`], for a physical plan.
pub fn read_physical(
    codecs: &CodecStack,
    bytes: &[u8],
    context: &TaskContext,
) -> Result<Arc<dyn ExecutionPlan>> {
    codecs.admit(bytes, Root::Physical)?;
    decode_physical(codecs, &build_physical(bytes)?, context)
}

/// Makes a logical plan of its structure through the codec stack. File sets are
/// looked up here; functions come from `context`.
///
/// # Errors
/// `plan_file_damaged` where the structure makes no plan.
pub fn decode_logical(
    codecs: &CodecStack,
    node: &LogicalPlanNode,
    context: &TaskContext,
) -> Result<LogicalPlan> {
    catch_panic(|| {
        inband::mark_unions(node)
            .try_into_logical_plan(context, codecs.logical.as_ref())
            .and_then(inband::restore)
            .and_then(|plan| constraints::restore(plan, context))
            .map_err(refused)
    })
    .map_err(panicked)
}

/// As [`decode_logical`], for a physical plan. Expressions that several
/// operators share (dynamic filters) stay shared.
pub fn decode_physical(
    codecs: &CodecStack,
    node: &PhysicalPlanNode,
    context: &TaskContext,
) -> Result<Arc<dyn ExecutionPlan>> {
    catch_panic(|| {
        let decode = PhysicalPlanDecodeContext::new(context, codecs.physical.as_ref());
        AdaptingReader::new(codecs.adapter.as_ref())
            .proto_to_execution_plan(node, &decode)
            .and_then(operators::restore)
            .and_then(sinks::restore)
            .and_then(|plan| codecs.adapter.read_plan(plan, context))
            .map_err(refused)
    })
    .map_err(panicked)
}

/// A codec's own words stand; all else means that the bytes do not fit.
fn refused(error: DataFusionError) -> Error {
    recover(&error).unwrap_or_else(|| unfit(error.strip_backtrace()))
}

/// DataFusion's decoders panic on some values that its encoders never write.
fn panicked(error: Error) -> Error {
    match error.code {
        ErrorCode::Panic => unfit(error.detail.unwrap_or(error.message)),
        _ => error,
    }
}

fn unfit(detail: String) -> Error {
    Error::new(
        ErrorCode::PlanFileDamaged,
        "The serialised plan is readable but makes no plan: a part is missing or does not fit.",
    )
    .with_hint("Save the plan again from its SQL.")
    .with_detail(detail)
}
