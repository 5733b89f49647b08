//! Session settings that shape a plan: kept in the manifest, applied when the plan runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::config::{ConfigField, ConfigOptions};
use datafusion::execution::{FunctionRegistry, SessionState};

/// Groups that change what a query means or how it is planned.
const GROUPS: [&str; 3] = [EXECUTION, "datafusion.optimizer.", "datafusion.sql_parser."];
const EXECUTION: &str = "datafusion.execution.";

/// What becomes of a setting of a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Applied,
    /// Numbers of the `execution` group are amounts (partitions, rows, bytes): they suit the
    /// machine that wrote them, and could ask any amount of this one.
    Machine,
    /// Of another group, unknown to this DataFusion, or with a value it does not take.
    Unfit,
}

/// The settings of these groups that differ from DataFusion's defaults.
pub(super) fn differing(options: &ConfigOptions) -> BTreeMap<String, String> {
    let defaults: BTreeMap<String, Option<String>> = ConfigOptions::default()
        .entries()
        .into_iter()
        .map(|entry| (entry.key, entry.value))
        .collect();
    let kept = options.entries().into_iter().filter(|entry| {
        GROUPS.iter().any(|group| entry.key.starts_with(group))
            && defaults.get(&entry.key) != Some(&entry.value)
    });
    kept.filter_map(|entry| Some((entry.key, entry.value?)))
        .collect()
}

/// The state of a session with those of `settings` that can be applied, and DataFusion's defaults for
/// the others that decide about rows; the session keeps its own.
pub(super) fn apply(mut state: SessionState, settings: &BTreeMap<String, String>) -> SessionState {
    let mut applied = false;
    for (name, _) in shaping(&Arc::clone(state.config().options())) {
        applied |= state.config_mut().options_mut().reset(&name).is_ok();
    }
    for (name, value) in settings {
        if judge(name, value) == Use::Applied {
            // Tried on a copy above: it fits.
            applied |= state.config_mut().options_mut().set(name, value).is_ok();
        }
    }
    if applied {
        follow(&mut state);
    }
    state
}

/// Makes functions that were made for the settings anew, as `SET` does.
fn follow(state: &mut SessionState) {
    let options = state.config().options();
    let updated: Vec<_> = state
        .scalar_functions()
        .values()
        .filter_map(|function| function.inner().with_updated_config(options))
        .collect();
    for function in updated {
        // Only a registry that takes none refuses.
        let _ = state.register_udf(Arc::new(function));
    }
}

/// The settings that differ from DataFusion's defaults and decide about rows where a plan runs, each
/// with its value.
pub(crate) fn shaping(options: &ConfigOptions) -> Vec<(String, String)> {
    let differing = differing(options).into_iter();
    differing
        .filter(|(name, _)| SHAPING.contains(&name.as_str()))
        .collect()
}

/// All others only decide about how a query is planned, or are part of the plan.
const SHAPING: [&str; 4] = [
    "datafusion.execution.enable_ansi_mode",
    "datafusion.execution.keep_partition_by_columns",
    "datafusion.execution.listing_table_ignore_subdirectory",
    "datafusion.execution.time_zone",
];

/// A sentence for each setting that a run leaves out because it does not fit.
pub(super) fn notes(settings: &BTreeMap<String, String>) -> Vec<String> {
    settings
        .iter()
        .filter(|(name, value)| judge(name, value) == Use::Unfit)
        .map(|(name, _)| {
            let shown: String = name
                .chars()
                .filter(|letter| !letter.is_control())
                .take(80)
                .collect();
            format!("The setting {shown} of the file is not applied: it is unknown here or its value does not fit.")
        })
        .collect()
}

fn judge(name: &str, value: &str) -> Use {
    let known = GROUPS.iter().any(|group| name.starts_with(group));
    if !known || ConfigOptions::default().set(name, value).is_err() {
        Use::Unfit
    } else if name.starts_with(EXECUTION) && value.parse::<f64>().is_ok() {
        Use::Machine
    } else {
        Use::Applied
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_settings_that_shape_the_plan_are_applied() {
        for (name, value, expected) in [
            (
                "datafusion.optimizer.prefer_hash_join",
                "false",
                Use::Applied,
            ),
            ("datafusion.execution.time_zone", "+02:00", Use::Applied),
            (
                "datafusion.execution.target_partitions",
                "1000000000",
                Use::Machine,
            ),
            (
                "datafusion.execution.sort_spill_reservation_bytes",
                "1",
                Use::Machine,
            ),
            ("datafusion.optimizer.no_such_setting", "1", Use::Unfit),
            (
                "datafusion.optimizer.prefer_hash_join",
                "perhaps",
                Use::Unfit,
            ),
            ("datafusion.runtime.memory_limit", "1K", Use::Unfit),
            ("datafusion.catalog.location", "/etc", Use::Unfit),
        ] {
            assert_eq!(judge(name, value), expected, "{name}");
        }
    }
}
