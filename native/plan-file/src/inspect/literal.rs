//! Constants, types and window frames of a serialised plan, read with DataFusion's own conversions.
//!
//! None of them resolves a name or touches a path, and what they read was checked with the plan
//! (see [`super::super::raw::parse`]), rows of nested constants included. What they refuse, or
//! panic on, is unreadable: nothing is guessed.

use datafusion::arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::WindowFrame;
use datafusion_proto::protobuf;
use serde::Deserialize;
use serde_json::Value;

use planarium_error::catch_panic;
use planarium_plan_model::expression::literal;

/// The text of a constant, as the views of the decoded plan write it.
pub(super) fn render(scalar: &Value) -> String {
    text(scalar, Some).unwrap_or_else(|| unreadable(scalar))
}

/// As [`render`], for a half float, which is carried as a REAL.
pub(super) fn render_half(scalar: &Value) -> String {
    let half = |value: ScalarValue| value.cast_to(&DataType::Float16).ok();
    text(scalar, half).unwrap_or_else(|| unreadable(scalar))
}

fn text(scalar: &Value, of: impl FnOnce(ScalarValue) -> Option<ScalarValue>) -> Option<String> {
    guarded(|| {
        let message = protobuf::ScalarValue::deserialize(scalar).ok()?;
        let value = ScalarValue::try_from(&message).ok()?;
        Some(literal(&of(value)?))
    })
}

/// `decimal128 (unreadable)`.
fn unreadable(scalar: &Value) -> String {
    let kind = scalar.as_object().and_then(|fields| fields.keys().next());
    let kind = kind.map_or("constant", |kind| kind.trim_end_matches("Value"));
    format!("{kind} (unreadable)")
}

/// The type that a cast is to.
pub(super) fn data_type(arrow_type: &Value) -> Option<DataType> {
    guarded(|| {
        let message = protobuf::ArrowType::deserialize(arrow_type).ok()?;
        DataType::try_from(&message).ok()
    })
}

/// The rows around the current one that a window function sees.
pub(super) fn frame(frame: &Value) -> Option<WindowFrame> {
    guarded(|| {
        let message = protobuf::WindowFrame::deserialize(frame).ok()?;
        WindowFrame::try_from(message).ok()
    })
}

fn guarded<T>(read: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_panic(|| Ok(read())).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn damaged_constants_are_unreadable() {
        for (scalar, text) in [
            (json!({}), "constant (unreadable)"),
            (
                json!({"decimal128Value": {"value": "AAU="}}),
                "decimal128 (unreadable)",
            ),
            (
                json!({"listValue": {"ipcMessage": "AAAA"}}),
                "list (unreadable)",
            ),
            (json!({"timestampValue": {}}), "timestamp (unreadable)"),
            (json!({"int64Value": "five"}), "int64 (unreadable)"),
        ] {
            assert_eq!(render(&scalar), text);
        }
        assert_eq!(data_type(&json!({"TIMESTAMP": {"timeUnit": "Hour"}})), None);
        assert_eq!(frame(&json!({})), None);
    }
}
