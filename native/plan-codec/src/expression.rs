//! Logical expressions by themselves, and the structure of Substrait plans: to bytes and back.

use datafusion::execution::TaskContext;
use datafusion::logical_expr::Expr;
use datafusion_proto::logical_plan::from_proto;
use datafusion_proto::logical_plan::to_proto;
use datafusion_proto::protobuf::LogicalExprNode;
use datafusion_substrait::substrait::proto::Plan as SubstraitPlan;
use prost::Message;

use super::check::{check, unreadable};
use super::deep_expression_check::check_deep_expressions;
use super::{CodecStack, Root, Shape, inband, qualifiers, with_deep_stack};
use planarium_error::catch_panic;
use planarium_error::{Error, ErrorCode, Result};
use planarium_plan_wire::schema::messages::LOGICAL_EXPR;

/// Serialises an expression.
///
/// # Errors
/// `plan_not_serializable` for what neither DataFusion's format nor [`super::inband`] carries.
pub fn encode_expr(codecs: &CodecStack, expr: &Expr) -> Result<Vec<u8>> {
    with_deep_stack(|| {
        let carried = inband::carry_alone(expr)
            .and_then(|carried| Ok(qualifiers::spell_expression(carried)?.data))
            .map_err(|error| refused(&error.to_string()))?;
        to_proto::serialize_expr(&carried, codecs.logical.as_ref())
            .map(|node| node.encode_to_vec())
            .map_err(|error| refused(&error.to_string()))
    })
}

fn refused(detail: &str) -> Error {
    Error::new(
        ErrorCode::PlanNotSerializable,
        "This expression cannot be turned into bytes.",
    )
    .with_detail(detail)
}

/// Reads the structure of an expression: nothing is resolved, no codec called.
/// Call it inside [`with_deep_stack`].
///
/// # Errors
/// As [`super::parse_logical`], naming an expression.
pub fn parse_expr(bytes: &[u8]) -> Result<LogicalExprNode> {
    parse(bytes, Root::Expr)
}

/// As [`parse_expr`], for a Substrait plan.
pub fn parse_substrait(bytes: &[u8]) -> Result<SubstraitPlan> {
    parse(bytes, Root::Substrait)
}

fn parse<T: Message + Default>(bytes: &[u8], root: Root) -> Result<T> {
    check(bytes, root)?;
    build(bytes, root)
}

/// Of bytes that were checked.
fn build<T: Message + Default>(bytes: &[u8], root: Root) -> Result<T> {
    T::decode(bytes).map_err(|error| unreadable(root, &error.to_string()))
}

/// As [`super::read_logical`], for an expression.
///
/// # Errors
/// As [`parse_expr`] and [`decode_expr`].
pub fn read_expr(
    codecs: &CodecStack,
    bytes: &[u8],
    shape: &Shape,
    context: &TaskContext,
) -> Result<Expr> {
    codecs.admit(bytes, Root::Expr)?;
    let node = build(bytes, Root::Expr)?;
    let checked = || check_deep_expressions(codecs, bytes, LOGICAL_EXPR, shape, context);
    catch_panic(|| checked().map_err(|error| unfit(error.to_string()))).map_err(panicked)?;
    decode_expr(codecs, &node, context)
}

/// Makes an expression of its structure through the codec stack; functions come from `context`.
///
/// # Errors
/// `plan_file_damaged` where the structure makes no expression, such as an unknown function.
pub fn decode_expr(
    codecs: &CodecStack,
    node: &LogicalExprNode,
    context: &TaskContext,
) -> Result<Expr> {
    catch_panic(|| {
        from_proto::parse_expr(node, context, codecs.logical.as_ref())
            .map_err(|error| unfit(error.to_string()))
            .and_then(|expression| {
                inband::restore_alone(expression).map_err(|error| unfit(error.to_string()))
            })
    })
    .map_err(panicked)
}

fn panicked(error: Error) -> Error {
    match error.code {
        ErrorCode::Panic => unfit(error.detail.unwrap_or(error.message)),
        _ => error,
    }
}

fn unfit(detail: String) -> Error {
    Error::new(
        ErrorCode::PlanFileDamaged,
        "The serialised expression is readable but makes no expression: a part is missing or unknown.",
    )
    .with_hint("Register what it names in this session, or serialise it again where it came from.")
    .with_detail(detail)
}
