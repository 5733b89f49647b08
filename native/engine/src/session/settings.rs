//! The settings of a session with their defaults, as `SHOW ALL` lists them.

use super::{Session, runtime_settings};
use datafusion::config::{ConfigEntry, ConfigOptions};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use ts_rs::TS;

/// One setting of DataFusion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Setting {
    /// Such as `datafusion.execution.batch_size`.
    pub name: String,
    /// As `SET` takes it; null where none is set.
    pub value: Option<String>,
    /// What `RESET` sets; null where that is nothing.
    pub default: Option<String>,
    pub description: String,
    /// True where it can only be chosen when a session starts.
    pub at_start: bool,
}

/// The settings that a session starts with other than DataFusion does, by name.
pub(super) fn own_defaults(config: &ConfigOptions) -> BTreeMap<String, String> {
    let usual: HashMap<String, Option<String>> = ConfigOptions::default()
        .entries()
        .into_iter()
        .map(|entry| (entry.key, entry.value))
        .collect();
    let entries = config.entries().into_iter();
    let own = entries.filter(|entry| usual.get(&entry.key) != Some(&entry.value));
    own.filter_map(|entry| Some((entry.key, entry.value?)))
        .collect()
}

/// All settings, by name.
pub(super) fn all(session: &Session) -> Vec<Setting> {
    let config = session.context().copied_config();
    let mut defaults: HashMap<String, Option<String>> = ConfigOptions::default()
        .entries()
        .into_iter()
        .chain(RuntimeEnvBuilder::default().entries())
        .map(|entry| (entry.key, entry.value))
        .collect();
    let own = session.inner.own_defaults.iter();
    defaults.extend(own.map(|(name, value)| (name.clone(), Some(value.clone()))));
    defaults.extend(runtime_settings::own_defaults(session));
    let runtime = session.context().runtime_env().config_entries();
    let exact: HashMap<&str, String> = runtime_settings::exact_values(session).into();
    let setting = |entry: ConfigEntry| Setting {
        value: exact.get(entry.key.as_str()).cloned().or(entry.value),
        default: defaults.get(&entry.key).cloned().flatten(),
        description: entry
            .description
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
        at_start: entry.key == runtime_settings::TEMP_DIRECTORY,
        name: entry.key,
    };
    let entries = config.options().entries().into_iter();
    let mut settings: Vec<Setting> = entries.chain(runtime).map(setting).collect();
    settings.sort_by(|a, b| a.name.cmp(&b.name));
    settings
}
