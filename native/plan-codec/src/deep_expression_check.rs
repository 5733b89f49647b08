//! Looks for damage in deep expressions before they are read as a whole.
//!
//! DataFusion's reader of expressions quotes an error once for each level around it, and quotes
//! the quotes: the text doubles with every level, and thirty are gigabytes. So expressions of more
//! than [`LEVELS`] levels are first read in pieces of that many, of which the deeper parts are cut
//! off and read as pieces of their own. Then the plans of subqueries are, the inner ones first.

use std::ops::Range;

use datafusion::common::DataFusionError;
use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion_proto::logical_plan::AsLogicalPlan;
use datafusion_proto::logical_plan::from_proto;
use datafusion_proto::protobuf::logical_expr_node::ExprType;
use datafusion_proto::protobuf::logical_plan_node::LogicalPlanType;
use datafusion_proto::protobuf::{
    EmptyRelationNode, LogicalExprNode, LogicalPlanNode, ScalarValue,
};
use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint};

use super::error_bridge::external;
use super::{CodecStack, Shape};
use planarium_error::{Error, ErrorCode};
use planarium_plan_wire::schema::messages::{LOGICAL_EXPR, LOGICAL_PLAN, MESSAGES};
use planarium_plan_wire::walk::fields;

/// Expressions inside one another whose errors stay short.
const LEVELS: usize = 16;
/// Bytes of all subqueries of a plan with deeper expressions, each counted once for every one
/// around it: they are read that often, in a second or two.
const SUBQUERIES: usize = 32 << 20;

/// Reads the expressions in `bytes`, piece by piece where `shape`, which a check found, has deep
/// ones. They are those of a plan, or an expression (`kind` is the type of the message). Call it
/// inside [`super::with_deep_stack`] then.
///
/// # Errors
/// That of the first piece that makes no expression or plan; `plan_too_deep` beyond [`SUBQUERIES`].
pub(super) fn check_deep_expressions(
    codecs: &CodecStack,
    bytes: &[u8],
    kind: u16,
    shape: &Shape,
    context: &TaskContext,
) -> Result<()> {
    if shape.expressions <= LEVELS {
        return Ok(());
    }
    let mut pending = Vec::new();
    match kind {
        LOGICAL_EXPR => pending.push(0..bytes.len()),
        plan => outermost(bytes, 0..bytes.len(), plan, &mut pending),
    }
    let mut plans = Vec::new();
    while let Some(range) = pending.pop() {
        let mut piece = Vec::new();
        let mut cut = Cut {
            expressions: &mut pending,
            plans: &mut plans,
        };
        cut.copy(bytes, range, LOGICAL_EXPR, LEVELS, &mut piece);
        let node = LogicalExprNode::decode(piece.as_slice()).map_err(unreadable)?;
        from_proto::parse_expr(&node, context, codecs.logical.as_ref())?;
    }
    let total: usize = plans.iter().map(Range::len).sum();
    if total > SUBQUERIES {
        return Err(external(too_deep()));
    }
    plans.sort_by_key(Range::len);
    for range in plans {
        let plan = bytes.get(range).unwrap_or_default();
        let node = LogicalPlanNode::decode(plan).map_err(unreadable)?;
        node.try_into_logical_plan(context, codecs.logical.as_ref())?;
    }
    Ok(())
}

fn unreadable(error: prost::DecodeError) -> DataFusionError {
    DataFusionError::Internal(error.to_string())
}

fn too_deep() -> Error {
    Error::new(
        ErrorCode::PlanTooDeep,
        "The plan nests subqueries so deep that they would take too long to read.",
    )
    .with_hint("Split the query, for example with views that are saved as files.")
}

/// Finds the expressions of a plan that are in no other.
fn outermost(bytes: &[u8], range: Range<usize>, kind: u16, found: &mut Vec<Range<usize>>) {
    let mut pending = vec![(range, kind)];
    while let Some((range, kind)) = pending.pop() {
        for field in fields(bytes, range, MESSAGES, kind) {
            match field.message() {
                Some(LOGICAL_EXPR) => found.push(field.value..field.end),
                Some(inner) => pending.push((field.value..field.end, inner)),
                None => {}
            }
        }
    }
}

/// What is read by itself.
struct Cut<'a> {
    expressions: &'a mut Vec<Range<usize>>,
    plans: &'a mut Vec<Range<usize>>,
}

impl Cut<'_> {
    /// Copies a message of the type `kind` with `left` levels of expressions below it, and a
    /// constant in the place of what is deeper.
    fn copy(
        &mut self,
        bytes: &[u8],
        range: Range<usize>,
        kind: u16,
        left: usize,
        to: &mut Vec<u8>,
    ) {
        for field in fields(bytes, range, MESSAGES, kind) {
            let Some(inner) = field.message() else {
                to.extend(bytes.get(field.start..field.end).unwrap_or_default());
                continue;
            };
            let content = field.value..field.end;
            let mut part = Vec::new();
            match inner {
                LOGICAL_EXPR if left == 0 => {
                    self.expressions.push(content);
                    part = constant();
                }
                LOGICAL_EXPR => self.copy(bytes, content, inner, left - 1, &mut part),
                LOGICAL_PLAN => {
                    outermost(bytes, content.clone(), inner, self.expressions);
                    self.plans.push(content);
                    part = empty_plan();
                }
                _ => self.copy(bytes, content, inner, left, &mut part),
            }
            encode_key(field.number, WireType::LengthDelimited, to);
            encode_varint(part.len() as u64, to);
            to.extend(part);
        }
    }
}

fn constant() -> Vec<u8> {
    let value = datafusion::common::ScalarValue::Boolean(None);
    let literal = ScalarValue::try_from(&value).ok().map(ExprType::Literal);
    LogicalExprNode { expr_type: literal }.encode_to_vec()
}

fn empty_plan() -> Vec<u8> {
    let empty = LogicalPlanType::EmptyRelation(EmptyRelationNode::default());
    LogicalPlanNode {
        logical_plan_type: Some(empty),
    }
    .encode_to_vec()
}
