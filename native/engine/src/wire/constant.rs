//! Constants in the bytes of a plan, as the views of the plan write them.

use std::sync::LazyLock;

use datafusion::common::ScalarValue;
use datafusion_proto::protobuf::logical_expr_node::ExprType;

use super::messages::MESSAGES;
use crate::codec::{self, Root, parse_expr};
use crate::error::catch_panic;
use crate::plan::expression::literal;

/// Larger ones have no text, nor have those that nest deeper: they are read on any thread's stack.
const BYTES: usize = 1 << 20;
const NESTING: usize = 40;

/// The field of an expression that holds a constant, as a key of the wire format: number 3, with a length.
const LITERAL: u8 = 3 << 3 | 2;

static SCALAR: LazyLock<Option<u16>> = LazyLock::new(|| {
    let place = MESSAGES
        .iter()
        .position(|kind| kind.name == "ScalarValue")?;
    u16::try_from(place).ok()
});

/// The text of the constant in `content`, if messages of type `kind` are constants and it can be read.
pub(super) fn text(kind: u16, content: &[u8]) -> Option<String> {
    if Some(kind) != *SCALAR || content.is_empty() || content.len() > BYTES {
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
