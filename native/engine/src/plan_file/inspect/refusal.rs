//! Why a plan may not run, if so.

use super::load::Loaded;
use super::survey::Survey;
use crate::{Error, ErrorCode};

/// Most characters of the SQL in a hint; the manifest holds all of it.
const SHOWN_SQL: usize = 2_000;

/// The first reason against running, the weightiest first. `installed`: ids of the extension
/// codecs that can read parts of the plan.
pub(in crate::plan_file) fn of(
    loaded: &Loaded,
    survey: &Survey,
    installed: &[String],
) -> Option<Error> {
    writes(survey)
        .or_else(|| extensions(survey, installed))
        .or_else(|| version(loaded))
}

fn writes(survey: &Survey) -> Option<Error> {
    let write = survey.writes.first()?;
    let target = if write.target.is_empty() {
        String::new()
    } else {
        format!(" ({})", write.target)
    };
    let message = format!("The plan would write: {}{target}.", write.operator);
    Some(Error::new(ErrorCode::PlanWrites, message).with_hint(
        "Plans that write are shown but not run. Run the statement from its SQL instead.",
    ))
}

fn extensions(survey: &Survey, installed: &[String]) -> Option<Error> {
    let hint = "Plans that need extensions are shown but not run.";
    let missing = |codec: &String| !installed.contains(codec);
    if let Some(extension) = survey.extensions.iter().find(|found| missing(&found.codec)) {
        let message = format!(
            "The plan needs an extension that can read its {}.",
            extension.operator
        );
        return Some(Error::new(ErrorCode::PlanExtensionNeeded, message).with_hint(hint));
    }
    let function = survey
        .functions
        .iter()
        .find(|found| found.payload_bytes > 0.0 && found.codec.as_ref().is_none_or(missing))?;
    let message = match &function.codec {
        Some(codec) => format!(
            "The plan needs the extension codec {codec:?} for its function {}.",
            function.name
        ),
        None => format!("The plan brings its own function {}.", function.name),
    };
    Some(Error::new(ErrorCode::PlanExtensionNeeded, message).with_hint(hint))
}

fn version(loaded: &Loaded) -> Option<Error> {
    let saved = &loaded.manifest.as_ref()?.datafusion;
    let major = |version: &str| version.split('.').next().unwrap_or_default().to_string();
    if major(saved) == major(datafusion::DATAFUSION_VERSION) {
        return None;
    }
    let message = format!(
        "The plan was saved with DataFusion {saved}; this is {}, which may read it differently.",
        datafusion::DATAFUSION_VERSION
    );
    let sql = loaded
        .manifest
        .as_ref()
        .map(|manifest| shorten_to(&manifest.sql, SHOWN_SQL))
        .unwrap_or_default();
    Some(
        Error::new(ErrorCode::PlanVersionDiffers, message)
            .with_hint(format!("Plan it again from its SQL: {sql}")),
    )
}

fn shorten_to(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}
