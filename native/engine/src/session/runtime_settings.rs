//! The settings `datafusion.runtime.*`: memory, spilling and caches.
//!
//! DataFusion answers each of them with a new environment. A new memory limit forgets what running
//! queries hold, and a new size of the spill folder moves it to the system's. Here they change what
//! is there.

use super::Session;
use super::pool::SessionPool;
use crate::error::{Error, ErrorCode, Result};
use datafusion::execution::cache::cache_manager::{
    DEFAULT_FILE_STATISTICS_MEMORY_LIMIT, DEFAULT_LIST_FILES_CACHE_MEMORY_LIMIT,
    DEFAULT_LIST_FILES_CACHE_TTL, DEFAULT_METADATA_CACHE_LIMIT,
};
use datafusion::execution::disk_manager::{
    DEFAULT_MAX_SPILL_MERGE_FAN_IN, DEFAULT_MAX_TEMP_DIRECTORY_SIZE,
};
use std::time::Duration;

const PREFIX: &str = "datafusion.runtime.";

/// Where the spill folder is made. It can be chosen when a session starts.
pub(super) const TEMP_DIRECTORY: &str = "datafusion.runtime.temp_directory";

const LEAST_MEMORY: usize = 1 << 20;
/// 1 PiB: numbers beyond it lose digits on their way to the window.
const MOST_BYTES: f64 = (1u64 << 50) as f64;

const AMOUNT: &str = "Write an amount of bytes with K, M or G, such as 500M or 1.5G.";
const DURATION: &str = "Write minutes and seconds, such as 90s or 1m30s.";
const COUNT: &str = "Write a whole number; 0 is no limit.";
const START: &str = "Running queries keep spilled data there. Choose another folder when the session starts: \
     -c datafusion.runtime.temp_directory=FOLDER on the command line.";

pub(crate) fn is_one(name: &str) -> bool {
    name.starts_with(PREFIX)
}

/// Changes a setting, for running queries too.
///
/// Errors: `sql_plan` for one that does not exist or a value that it does not take.
pub(crate) fn set(session: &Session, name: &str, value: &str) -> Result<()> {
    let refused = |hint: &str| {
        Error::new(
            ErrorCode::SqlPlan,
            format!("{name} cannot be set to {value}."),
        )
        .with_hint(hint)
    };
    let amount = || bytes(value).ok_or_else(|| refused(AMOUNT));
    match key(name) {
        "memory_limit" => match amount()? {
            limit if limit < LEAST_MEMORY => {
                return Err(refused("The least memory limit is 1M."));
            }
            limit => pool(session).set_limit(limit),
        },
        "max_temp_directory_size" => set_spill_size(session, amount()? as u64)?,
        "max_spill_merge_fan_in" => {
            let count = value.trim().parse().map_err(|_| refused(COUNT))?;
            env(session).disk_manager.set_max_spill_merge_fan_in(count);
        }
        "temp_directory" => return Err(refused(START)),
        "metadata_cache_limit" => set_metadata_cache(session, amount()?),
        "list_files_cache_limit" => set_list_cache(session, amount()?),
        "list_files_cache_ttl" => {
            let ttl = duration(value).ok_or_else(|| refused(DURATION))?;
            set_list_ttl(session, Some(ttl));
        }
        "file_statistics_cache_limit" => set_statistics_cache(session, amount()?),
        _ => return Err(unknown(name)),
    }
    Ok(())
}

/// Gives a setting the value that the session started with.
///
/// Errors: `sql_plan` for one that does not exist.
pub(crate) fn reset(session: &Session, name: &str) -> Result<()> {
    if let Some(value) = session.inner.started_with.get(name)
        && name != TEMP_DIRECTORY
    {
        return set(session, name, value);
    }
    match key(name) {
        "memory_limit" => pool(session).set_limit(session.inner.memory_limit),
        "max_temp_directory_size" => set_spill_size(session, DEFAULT_MAX_TEMP_DIRECTORY_SIZE)?,
        "max_spill_merge_fan_in" => env(session)
            .disk_manager
            .set_max_spill_merge_fan_in(DEFAULT_MAX_SPILL_MERGE_FAN_IN),
        // It never changes.
        "temp_directory" => {}
        "metadata_cache_limit" => set_metadata_cache(session, DEFAULT_METADATA_CACHE_LIMIT),
        "list_files_cache_limit" => set_list_cache(session, DEFAULT_LIST_FILES_CACHE_MEMORY_LIMIT),
        "list_files_cache_ttl" => set_list_ttl(session, DEFAULT_LIST_FILES_CACHE_TTL),
        "file_statistics_cache_limit" => {
            set_statistics_cache(session, DEFAULT_FILE_STATISTICS_MEMORY_LIMIT);
        }
        _ => return Err(unknown(name)),
    }
    Ok(())
}

/// What the session started with, where that is not DataFusion's default.
pub(super) fn own_defaults(session: &Session) -> Vec<(String, Option<String>)> {
    let started = &session.inner.started_with;
    let runtime = started.iter().filter(|(name, _)| is_one(name));
    let limit = (
        "datafusion.runtime.memory_limit".to_owned(),
        Some(amount(session.inner.memory_limit as u64)),
    );
    let runtime = runtime.map(|(name, value)| (name.clone(), Some(value.clone())));
    std::iter::once(limit).chain(runtime).collect()
}

/// Amounts of bytes in full: `SHOW` rounds them down to a whole unit.
pub(super) fn exact_values(session: &Session) -> [(&'static str, String); 5] {
    let env = env(session);
    let caches = &env.cache_manager;
    [
        (
            "datafusion.runtime.memory_limit",
            session.memory_limit() as u64,
        ),
        (
            "datafusion.runtime.max_temp_directory_size",
            env.disk_manager.max_temp_directory_size(),
        ),
        (
            "datafusion.runtime.metadata_cache_limit",
            caches.get_metadata_cache_limit() as u64,
        ),
        (
            "datafusion.runtime.list_files_cache_limit",
            caches.get_list_files_cache_limit() as u64,
        ),
        (
            "datafusion.runtime.file_statistics_cache_limit",
            caches.get_file_statistic_cache_limit() as u64,
        ),
    ]
    .map(|(name, bytes)| (name, amount(bytes)))
}

/// In the largest unit that it is a whole number of.
fn amount(bytes: u64) -> String {
    let units = [(1 << 30, "G"), (1 << 20, "M"), (1 << 10, "K")];
    let unit = units
        .into_iter()
        .find(|(size, _)| bytes > 0 && bytes.is_multiple_of(*size));
    let (size, name) = unit.unwrap_or((1, ""));
    format!("{}{name}", bytes / size)
}

fn key(name: &str) -> &str {
    name.strip_prefix(PREFIX).unwrap_or(name)
}

fn unknown(name: &str) -> Error {
    Error::new(ErrorCode::SqlPlan, format!("There is no setting {name}."))
        .with_hint("SHOW ALL lists the settings and their values.")
}

fn pool(session: &Session) -> &SessionPool {
    session.inner.pool.inner()
}

fn env(session: &Session) -> std::sync::Arc<datafusion::execution::runtime_env::RuntimeEnv> {
    session.context().runtime_env()
}

fn set_spill_size(session: &Session, bytes: u64) -> Result<()> {
    Ok(env(session)
        .disk_manager
        .set_max_temp_directory_size(bytes)?)
}

fn set_metadata_cache(session: &Session, bytes: usize) {
    let caches = &env(session).cache_manager;
    caches.get_file_metadata_cache().update_cache_limit(bytes);
}

fn set_list_cache(session: &Session, bytes: usize) {
    if let Some(listed) = env(session).cache_manager.get_list_files_cache() {
        listed.update_cache_limit(bytes);
    }
}

/// For listings that are made from now on.
fn set_list_ttl(session: &Session, ttl: Option<Duration>) {
    if let Some(listed) = env(session).cache_manager.get_list_files_cache() {
        listed.update_cache_ttl(ttl);
    }
}

fn set_statistics_cache(session: &Session, bytes: usize) {
    if let Some(statistics) = env(session).cache_manager.get_file_statistic_cache() {
        statistics.update_cache_limit(bytes);
    }
}

/// `500M`, `1.5G`, `2 GiB` or a plain number of bytes.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 2^50"
)]
fn bytes(text: &str) -> Option<usize> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits)?;
    let factor: u64 = match unit.trim() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        "t" | "tb" | "tib" => 1 << 40,
        _ => return None,
    };
    let number: f64 = number.parse().ok()?;
    let bytes = number * factor as f64;
    (0.0..=MOST_BYTES)
        .contains(&bytes)
        .then_some(bytes as usize)
}

/// `2m`, `90s` or `1m30s`, above zero.
fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (minutes, rest) = text.split_once('m').unwrap_or(("0", text));
    let seconds = match rest {
        "" => 0,
        rest => rest.strip_suffix('s')?.parse::<u32>().ok()?,
    };
    let seconds = u64::from(minutes.parse::<u32>().ok()?) * 60 + u64::from(seconds);
    (seconds > 0).then(|| Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_in_full_and_read_back() {
        for bytes_of in [0, 1, 1023, 1 << 10, 3 << 29, 5 << 30, (1 << 30) + 1] {
            assert_eq!(bytes(&amount(bytes_of)), Some(bytes_of as usize));
        }
        assert_eq!(amount(3 << 29), "1536M");
    }

    #[test]
    fn amounts_and_durations_of_nonsense_are_refused() {
        assert_eq!(bytes("1.5G"), Some(3 << 29));
        assert_eq!(bytes(" 500 mb "), Some(500 << 20));
        assert_eq!(bytes("4096"), Some(4096));
        for nonsense in [
            "", "G", "-1G", "NaNG", "1e300G", "infG", "1.2.3G", "5X", "999999T", "é",
        ] {
            assert_eq!(bytes(nonsense), None, "{nonsense}");
        }
        assert_eq!(duration("1m30s"), Some(Duration::from_secs(90)));
        assert_eq!(duration("2m"), Some(Duration::from_secs(120)));
        for nonsense in ["", "0s", "5", "-5s", "1s2m", "99999999999m"] {
            assert_eq!(duration(nonsense), None, "{nonsense}");
        }
    }
}
