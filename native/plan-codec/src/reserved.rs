//! Payloads that no codec here can read, and frames that are damaged, as errors.

use planarium_plan_wire::frame::{FrameFault, VERSION, read_marked};
use planarium_plan_wire::payload_magic::{PayloadMagic, Writer};

use planarium_error::{Error, ErrorCode, Result};

/// The error of a frame that cannot be read: `plan_version_differs` for another version, else
/// `plan_file_damaged`.
pub fn frame_error(fault: FrameFault) -> Error {
    match fault {
        FrameFault::Version(version) => Error::new(
            ErrorCode::PlanVersionDiffers,
            format!(
                "A part of the plan is framed in version {version}; this version reads {VERSION}."
            ),
        )
        .with_hint("Open the plan with the version that saved it, or save it again from its SQL."),
        _ => Error::new(
            ErrorCode::PlanFileDamaged,
            format!("A part of the plan from an extension is damaged: {fault}."),
        )
        .with_hint("Save the plan again, or copy the file again from where it came from."),
    }
}

/// Refuses a payload that is marked as somebody's and that no codec here can read,
/// before a codec that knows no marks takes it for its own.
///
/// # Errors
/// `plan_extension_needed`, which names whose it is.
pub fn refuse(payload: &[u8], what: &str) -> Result<()> {
    let Some(kind) = PayloadMagic::of(payload).filter(|kind| !kind.readable) else {
        return Ok(());
    };
    Err(match (kind.writer, kind.chain) {
        (Writer::DatafusionPython, true) => {
            let writer = read_marked(payload, kind.magic)
                .map(|frame| format!("the extension codec {:?} of datafusion-python", frame.id))
                .unwrap_or_else(|_| "an extension codec of datafusion-python".to_string());
            needed(
                format!("{what} was written by {writer}."),
                "Read the plan with datafusion-python, or write it there without that codec.",
            )
        }
        (Writer::DatafusionPython, false) => needed(
            format!(
                "{what} is a {} that datafusion-python put into the plan.",
                kind.what
            ),
            "Only Python can run it. Write the plan with with_python_udf_inlining(False): the function then goes by its name.",
        ),
        (Writer::Planarium, _) => needed(
            format!("{what} is JavaScript code that a newer version put into the plan."),
            "Open the plan with the version that saved it.",
        ),
    })
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
        for mark in [b"DFJSUDF", b"DFJSUDA", b"DFJSUDW", &b"DFJSEX"[..]] {
            assert!(refuse(mark, "x").is_err());
        }
        for payload in [
            &b""[..],
            b"DFJS",
            b"DFJSSQ",
            b"DFJSMT",
            b"DFJSTF",
            b"DFJSTZ",
            b"DFPY",
            b"{}",
            b"dfpychn",
        ] {
            assert!(refuse(payload, "x").is_ok(), "{payload:?}");
        }
    }
}
