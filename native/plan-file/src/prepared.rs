//! How a saved plan is run, and what it then is.

use std::collections::HashMap;

use serde::Deserialize;
use ts_rs::TS;

use super::engine::RunnablePlan;
use super::manifest::PlanKind;
use planarium_error::{Error, ErrorCode};

#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct RunOptions {
    pub kind: Option<PlanKind>,
    /// SHA-256 of the plan that was shown: another one is not run.
    pub sha256: Option<String>,
    /// Other files for tables: name to path.
    #[ts(optional, as = "Option<HashMap<String, String>>")]
    pub rebind: HashMap<String, String>,
    /// Run although sources changed since the plan was saved: logical plans only, which are
    /// planned again for them. False by default.
    #[ts(optional, as = "Option<bool>")]
    pub allow_changed: bool,
    /// Run although the plan may do more than read. False by default.
    #[ts(optional, as = "Option<bool>")]
    pub allow_write: bool,
    /// Plan the file's SQL anew and run that instead of the saved bytes, if it still is what
    /// [`super::replan()`] showed under this SHA-256.
    pub replanned: Option<String>,
    /// Credentials that were left out when the plan was saved, by the end of the variable that
    /// an inspection names: `AWS_SECRET_ACCESS_KEY`.
    #[ts(optional, as = "Option<HashMap<String, String>>")]
    pub secrets: HashMap<String, String>,
}

/// A plan that may run.
pub struct PreparedPlan {
    /// From the manifest; empty for raw bytes.
    pub sql: String,
    pub work: RunnablePlan,
}

pub(super) fn changed_since() -> Error {
    Error::new(
        ErrorCode::PlanSourceChanged,
        "The plan file changed since it was shown: it was not run.",
    )
    .with_hint("Open the file again and look at what it holds now.")
}
