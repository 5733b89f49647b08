//! Constants in the bytes of a plan, as the views of the plan write them.

use datafusion::common::ScalarValue;
use datafusion_proto::protobuf::logical_expr_node::ExprType;

use planarium_error::catch_panic;
use planarium_plan_codec::{self as codec, Root, parse_expr};
use planarium_plan_model::expression::literal;

/// Larger ones have no text, nor have those that nest deeper: they are read on any thread's stack.
const BYTES: usize = 1 << 20;
const NESTING: usize = 40;

/// The field of an expression that holds a constant, as a key of the wire format: number 3, with a length.
const LITERAL: u8 = 3 << 3 | 2;

/// The text of the constant in `content`, a `ScalarValue`, if it can be read.
pub(super) fn text(content: &[u8]) -> Option<String> {
    if content.is_empty() || content.len() > BYTES {
        return None;
    }
    // An expression of it alone, so that it is checked as everything is that decoders read.
    let mut expression = vec![LITERAL];
    prost::encode_length_delimiter(content.len(), &mut expression).ok()?;
    expression.extend_from_slice(content);
    let shape = codec::check(&expression, Root::Expr).ok()?;
    if shape.nesting > NESTING {
        return None;
    }
    let read = catch_panic(|| {
        let Some(ExprType::Literal(scalar)) = parse_expr(&expression)?.expr_type else {
            return Ok(None);
        };
        Ok(ScalarValue::try_from(&scalar)
            .ok()
            .map(|value| literal(&value)))
    });
    read.ok().flatten()
}
