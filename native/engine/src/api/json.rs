//! The JSON form of Protocol Buffers: the same structures as the bytes, for reading and for tools.

use datafusion_proto::protobuf::{LogicalExprNode, LogicalPlanNode, PhysicalPlanNode};
use datafusion_substrait::substrait::proto::Plan as SubstraitPlan;
use prost::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::read::within_size;
use crate::codec::{self, Root, with_deep_stack};
use crate::json_text;
use crate::plan_file::PlanKind;
use crate::{Error, ErrorCode, Result};

/// The JSON of a plan's bytes; nothing is resolved.
///
/// # Errors
/// As [`codec::parse_logical`]; `plan_not_serializable` for a number that JSON has no
/// form for (infinite, not a number).
pub fn plan_to_json(bytes: &[u8], kind: PlanKind) -> Result<String> {
    match kind {
        PlanKind::Physical => to_json(bytes, Root::Physical),
        PlanKind::Logical | PlanKind::Optimized => to_json(bytes, Root::Logical),
    }
}

/// As [`plan_to_json`], for a Substrait plan.
pub fn substrait_to_json(bytes: &[u8]) -> Result<String> {
    to_json(bytes, Root::Substrait)
}

/// The bytes of a Substrait plan written as JSON.
///
/// # Errors
/// `plan_file_damaged` for text that is no such JSON, `plan_too_deep`, `plan_file_too_large`.
pub fn json_to_substrait(json: &str) -> Result<Vec<u8>> {
    to_bytes(json, Root::Substrait)
}

pub(super) fn to_json(bytes: &[u8], root: Root) -> Result<String> {
    within_size(bytes.len())?;
    with_deep_stack(|| match root {
        Root::Logical => written(&codec::parse_logical(bytes)?),
        Root::Physical => written(&codec::parse_physical(bytes)?),
        Root::Expr => written(&codec::parse_expr(bytes)?),
        Root::Substrait => written(&codec::parse_substrait(bytes)?),
    })
}

pub(super) fn to_bytes(json: &str, root: Root) -> Result<Vec<u8>> {
    within_size(json.len())?;
    with_deep_stack(|| {
        let bytes = match root {
            Root::Logical => read::<LogicalPlanNode>(json)?.encode_to_vec(),
            Root::Physical => read::<PhysicalPlanNode>(json)?.encode_to_vec(),
            Root::Expr => read::<LogicalExprNode>(json)?.encode_to_vec(),
            Root::Substrait => read::<SubstraitPlan>(json)?.encode_to_vec(),
        };
        codec::check(&bytes, root).map(|_| bytes)
    })
}

/// JSON has no infinity: what does not read back as it was is not handed out.
fn written<T: Serialize + DeserializeOwned + PartialEq>(message: &T) -> Result<String> {
    let json = serde_json::to_string(message).map_err(no_form)?;
    if read::<T>(&json).is_ok_and(|again| again == *message) {
        return Ok(json);
    }
    Err(Error::new(
        ErrorCode::PlanNotSerializable,
        "This plan has no JSON form: a number in it is infinite or not a number.",
    )
    .with_hint("Use its bytes, which hold every number."))
}

/// What cannot be written as JSON holds a number that its enumeration does not have.
fn no_form(error: serde_json::Error) -> Error {
    Error::new(
        ErrorCode::PlanFileDamaged,
        "The serialised plan is damaged: a number in it means nothing.",
    )
    .with_hint("Serialise it again where it came from.")
    .with_detail(error.to_string())
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_value(json_text::parse(json)?).map_err(|error| {
        Error::new(
            ErrorCode::PlanFileDamaged,
            "The JSON is not that of a serialised plan.",
        )
        .with_hint("Write it again with toJson where the plan came from.")
        .with_detail(error.to_string())
    })
}
