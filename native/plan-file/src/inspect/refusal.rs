//! Why a plan may not run as it is, if so. What only needs to be allowed is in
//! [`crate::consent`].

use super::super::manifest::Manifest;
use super::load::Loaded;
use super::survey::Survey;
use crate::consent::Verdict;
use planarium_error::{Error, ErrorCode};
use planarium_plan_codec::CODEC_VERSION;

/// Most characters of the SQL in a hint; the manifest holds all of it.
const SHOWN_SQL: usize = 2_000;

/// The first reason against running, the weightiest first. `installed`: ids of the extension
/// codecs that can read parts of the plan.
pub(crate) fn of(
    loaded: &Loaded,
    survey: &Survey,
    verdict: &Verdict,
    installed: &[String],
) -> Option<Error> {
    version(loaded)
        .or_else(|| newer(loaded, verdict))
        .or_else(|| extensions(survey, verdict, installed))
}

/// A field that is not known here: the plan is of another format than it says, or says none.
fn newer(loaded: &Loaded, verdict: &Verdict) -> Option<Error> {
    let error = verdict.newer()?;
    Some(match &loaded.manifest {
        Some(manifest) => error.with_hint(replan_hint(manifest)),
        None => error,
    })
}

fn extensions(survey: &Survey, verdict: &Verdict, installed: &[String]) -> Option<Error> {
    let hint = "Install the extension that wrote it, then run the plan.";
    let missing = |codec: &String| !installed.contains(codec);
    if let Some(extension) = verdict
        .extensions
        .iter()
        .find(|found| missing(&found.codec))
    {
        let message = format!(
            "The plan needs an extension that can read its {} (codec {}).",
            extension.operator, extension.codec
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

/// The bytes of plans have no version of their own and change with every release: only those
/// of the same release line are decoded.
fn version(loaded: &Loaded) -> Option<Error> {
    let manifest = loaded.manifest.as_ref()?;
    let ours = datafusion::DATAFUSION_VERSION;
    let message = if release_line(&manifest.datafusion) != release_line(ours) {
        format!(
            "The plan was saved with DataFusion {}; this is {ours}, which may read it differently.",
            manifest.datafusion
        )
    } else if manifest.codec_version > CODEC_VERSION {
        format!(
            "The plan was saved with version {} of the codecs; this has version {CODEC_VERSION}.",
            manifest.codec_version
        )
    } else {
        return None;
    };
    Some(Error::new(ErrorCode::PlanVersionDiffers, message).with_hint(replan_hint(manifest)))
}

fn replan_hint(manifest: &Manifest) -> String {
    format!(
        "Plan it again from its SQL (--replan): {}",
        shorten_to(&manifest.sql, SHOWN_SQL)
    )
}

/// `55.2` of `55.2.0`.
fn release_line(version: &str) -> Option<(&str, &str)> {
    let (major, rest) = version.split_once('.')?;
    Some((major, rest.split('.').next().unwrap_or_default()))
}

fn shorten_to(text: &str, most: usize) -> String {
    let start: String = text.chars().take(most).collect();
    match start.len() < text.len() {
        true => format!("{start}…"),
        false => start,
    }
}
