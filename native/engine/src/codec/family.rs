//! Marks at the head of what a plan carries in-band, as `codec/mod.rs` lists them.

use super::frame;
use crate::{Error, ErrorCode, Result};

/// A JavaScript scalar function. Reserved: not written and not run by this version.
pub const JS_SCALAR: &[u8] = b"DFJSUDF";
/// A JavaScript aggregate function. Reserved.
pub const JS_AGGREGATE: &[u8] = b"DFJSUDA";
/// A JavaScript window function. Reserved.
pub const JS_WINDOW: &[u8] = b"DFJSUDW";
/// An expression. Reserved.
pub const JS_EXPRESSION: &[u8] = b"DFJSEX";

/// What datafusion-python writes around the payload of an extension codec.
const PYTHON_FRAME: &[u8] = b"DFPYCHN";
/// datafusion-python's functions: a cloudpickle of the function's code.
const PYTHON_FUNCTIONS: [(&[u8], &str); 3] = [
    (b"DFPYUDF", "scalar"),
    (b"DFPYUDA", "aggregate"),
    (b"DFPYUDW", "window"),
];

/// Refuses a payload that is marked as somebody's and that no codec here can read,
/// before a codec that knows no marks takes it for its own.
///
/// # Errors
/// `plan_extension_needed`, which names whose it is.
pub(super) fn refuse(payload: &[u8], what: &str) -> Result<()> {
    if payload.starts_with(PYTHON_FRAME) {
        let writer = frame::read_marked(payload, PYTHON_FRAME)
            .map(|frame| format!("the extension codec {:?} of datafusion-python", frame.id))
            .unwrap_or_else(|_| "an extension codec of datafusion-python".to_string());
        return Err(needed(
            format!("{what} was written by {writer}."),
            "Read the plan with datafusion-python, or write it there without that codec.",
        ));
    }
    if let Some((_, kind)) = PYTHON_FUNCTIONS
        .iter()
        .find(|(mark, _)| payload.starts_with(mark))
    {
        return Err(needed(
            format!("{what} is a Python {kind} function that datafusion-python put into the plan."),
            "Only Python can run it. Write the plan with with_python_udf_inlining(False): the function then goes by its name.",
        ));
    }
    let reserved = [JS_SCALAR, JS_AGGREGATE, JS_WINDOW, JS_EXPRESSION];
    if reserved.iter().any(|mark| payload.starts_with(mark)) {
        return Err(needed(
            format!("{what} is JavaScript code that a newer version put into the plan."),
            "Open the plan with the version that saved it.",
        ));
    }
    Ok(())
}

fn needed(message: String, hint: &str) -> Error {
    Error::new(ErrorCode::PlanExtensionNeeded, message).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_of_datafusion_python_are_named() {
        let mut framed = b"DFPYCHN\x01".to_vec();
        framed.extend(7_u32.to_le_bytes());
        framed.extend(b"geo.lib");
        framed.extend(b"payload");
        let error = refuse(&framed, "The table roads").unwrap_err();
        assert_eq!(error.code, ErrorCode::PlanExtensionNeeded);
        assert_eq!(
            error.message,
            "The table roads was written by the extension codec \"geo.lib\" of datafusion-python."
        );
        let error = refuse(b"DFPYUDA\x01\x03\x0bxyz", "The function f").unwrap_err();
        assert!(
            error.message.contains("Python aggregate function"),
            "{error}"
        );
    }

    #[test]
    fn a_damaged_python_frame_is_still_named() {
        for end in 7..12 {
            let error = refuse(&b"DFPYCHN\x01\xff\xff\xff\xff"[..end], "x").unwrap_err();
            assert!(error.message.contains("datafusion-python"), "{error}");
        }
    }

    #[test]
    fn reserved_families_are_refused_and_others_pass() {
        for mark in [JS_SCALAR, JS_AGGREGATE, JS_WINDOW, JS_EXPRESSION] {
            assert!(refuse(mark, "x").is_err());
        }
        for payload in [&b""[..], b"DFJS", b"DFPY", b"{}", b"dfpychn"] {
            assert!(refuse(payload, "x").is_ok(), "{payload:?}");
        }
    }
}
