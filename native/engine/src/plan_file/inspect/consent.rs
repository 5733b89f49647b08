//! What a plan may do only once that was allowed: write, or hand work to an extension,
//! which may do anything.

use super::survey::Survey;
use crate::{Error, ErrorCode};

/// What must be allowed before the plan runs; `None` when it only reads.
pub(in crate::plan_file) fn of(survey: &Survey) -> Option<Error> {
    let mut what: Vec<String> = survey
        .writes
        .iter()
        .map(|write| match write.target.as_str() {
            "" => write.operator.clone(),
            target => format!("{} ({target})", write.operator),
        })
        .collect();
    let foreign = survey
        .extensions
        .iter()
        .map(|extension| format!("{} of {}", extension.operator, extension.codec));
    what.extend(foreign.map(|part| format!("{part}, which may do anything")));
    let first = what.first()?;
    let more = match what.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    Some(
        Error::new(
            ErrorCode::PlanWrites,
            format!("The plan would write: {first}{more}."),
        )
        .with_hint("Look at what it would write, then allow it (--allow-write)."),
    )
}
