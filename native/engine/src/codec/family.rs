//! Marks at the head of what a plan carries in-band, as `codec/mod.rs` lists them.

use super::frame;
use crate::{Error, ErrorCode, Result};

/// A kind of payload.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Family {
    pub mark: &'static [u8],
    /// What it is, in words.
    pub what: &'static str,
    pub writer: Writer,
    /// The id of a codec stands between version and payload.
    pub chain: bool,
    /// A codec of this version reads it.
    pub readable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writer {
    Planarium,
    DatafusionPython,
}

/// What an extension codec wrote, with its id.
pub(super) const CHAIN: &[u8] = b"DFJSCHN";
/// What DataFusion's format refuses.
pub(super) const SUBQUERIES: &[u8] = b"DFJSSQ";
/// The rows of a table.
pub(super) const MEMORY_TABLE: &[u8] = b"DFJSMT";

/// A table function.
pub(super) const TABLE_FUNCTION: &[u8] = b"DFJSTF";
/// A function that was built for a time zone.
pub(super) const TIME_ZONE: &[u8] = b"DFJSTZ";

/// Every mark there is; none begins with another.
pub(crate) static FAMILIES: [Family; 13] = [
    ours(CHAIN, "codec chain").in_chain().read_here(),
    ours(SUBQUERIES, "subqueries").read_here(),
    ours(MEMORY_TABLE, "memory table").read_here(),
    ours(TABLE_FUNCTION, "table function").read_here(),
    ours(TIME_ZONE, "function with a time zone").read_here(),
    ours(b"DFJSUDF", "JavaScript scalar function"),
    ours(b"DFJSUDA", "JavaScript aggregate function"),
    ours(b"DFJSUDW", "JavaScript window function"),
    ours(b"DFJSEX", "expression"),
    pythons(b"DFPYCHN", "datafusion-python codec chain").in_chain(),
    pythons(b"DFPYUDF", "Python scalar function"),
    pythons(b"DFPYUDA", "Python aggregate function"),
    pythons(b"DFPYUDW", "Python window function"),
];

const fn ours(mark: &'static [u8], what: &'static str) -> Family {
    Family {
        mark,
        what,
        writer: Writer::Planarium,
        chain: false,
        readable: false,
    }
}

const fn pythons(mark: &'static [u8], what: &'static str) -> Family {
    Family {
        writer: Writer::DatafusionPython,
        ..ours(mark, what)
    }
}

impl Family {
    const fn in_chain(self) -> Self {
        Self {
            chain: true,
            ..self
        }
    }

    const fn read_here(self) -> Self {
        Self {
            readable: true,
            ..self
        }
    }

    /// The family that `payload` is marked as.
    pub(crate) fn of(payload: &[u8]) -> Option<&'static Self> {
        FAMILIES
            .iter()
            .find(|family| payload.starts_with(family.mark))
    }
}

/// Refuses a payload that is marked as somebody's and that no codec here can read,
/// before a codec that knows no marks takes it for its own.
///
/// # Errors
/// `plan_extension_needed`, which names whose it is.
pub(super) fn refuse(payload: &[u8], what: &str) -> Result<()> {
    let Some(family) = Family::of(payload).filter(|family| !family.readable) else {
        return Ok(());
    };
    Err(match (family.writer, family.chain) {
        (Writer::DatafusionPython, true) => {
            let writer = frame::read_marked(payload, family.mark)
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
                family.what
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
