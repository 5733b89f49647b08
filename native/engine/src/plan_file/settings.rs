//! Session settings that shape a plan.

use std::collections::BTreeMap;

use datafusion::config::ConfigOptions;

/// Groups that change what a query means or how it is planned.
const GROUPS: [&str; 3] = [
    "datafusion.execution.",
    "datafusion.optimizer.",
    "datafusion.sql_parser.",
];

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
