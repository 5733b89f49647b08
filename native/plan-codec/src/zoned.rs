//! Functions that were built for a time zone. DataFusion builds `now`, `to_timestamp` and its kin
//! for the session's `execution.time_zone`, and its formats name them without it: another session
//! would take its own zone. Without a zone they travel by their names, as DataFusion writes them.
//!
//! Payload (`fun_definition` of the function's message, which has its name):
//!
//! | bytes | content |
//! |---|---|
//! | 6 | `DFJSTZ` |
//! | 1 | version: 1 |
//! | rest | the time zone as UTF-8 |

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::common::config::ConfigOptions;
use datafusion::common::plan_err;
use datafusion::error::Result;
use datafusion::execution::SessionState;
use datafusion::functions::datetime;
use datafusion::logical_expr::{ReturnFieldArgs, ScalarUDF};
use planarium_plan_wire::payload_magic::TIME_ZONE as MAGIC;

const VERSION: u8 = 1;

/// Writes the payload of `function` if it was built for a time zone.
pub(super) fn encode(function: &ScalarUDF, payload: &mut Vec<u8>) {
    if let Some(zone) = zone(function) {
        payload.extend_from_slice(MAGIC);
        payload.push(VERSION);
        payload.extend_from_slice(zone.as_bytes());
    }
}

/// The function that `payload` describes; `None` for the payload of another codec.
pub(super) fn decode(name: &str, payload: &[u8]) -> Option<Result<Arc<ScalarUDF>>> {
    payload.starts_with(MAGIC).then(|| {
        let zone = read(payload)?;
        let function = built_in(name).and_then(|function| for_zone(&function, Some(zone)));
        match function {
            Some(function) => Ok(Arc::new(function)),
            None => plan_err!("DFJSTZ: the function {name} has no time zone"),
        }
    })
}

/// What a payload says before the function is looked at: `None` for that of another codec, an error
/// for one that cannot be read here.
pub fn recognise(payload: &[u8]) -> Option<Result<()>> {
    payload
        .starts_with(MAGIC)
        .then(|| read(payload).map(|_| ()))
}

/// The functions of `state` that are built for its time zone, without one: the functions that plans
/// name without a payload.
pub fn without_zone(state: &SessionState) -> Vec<Arc<ScalarUDF>> {
    if state.config_options().execution.time_zone.is_none() {
        return Vec::new();
    }
    let functions = state.scalar_functions();
    let zoned = functions
        .iter()
        .filter(|(name, function)| *name == function.name());
    zoned
        .filter(|(_, function)| zone(function).is_some())
        .filter_map(|(_, function)| for_zone(function, None))
        .map(Arc::new)
        .collect()
}

fn read(payload: &[u8]) -> Result<&str> {
    let rest = payload.get(MAGIC.len()..).unwrap_or_default();
    match rest.split_first() {
        Some((&VERSION, zone)) => match std::str::from_utf8(zone) {
            Ok(zone) if !zone.is_empty() => Ok(zone),
            _ => plan_err!("DFJSTZ: the time zone of a function is damaged"),
        },
        Some((version, _)) => plan_err!(
            "DFJSTZ: version {version} of functions with a time zone; this program reads version {VERSION}"
        ),
        None => plan_err!("DFJSTZ: the payload is cut off"),
    }
}

fn built_in(name: &str) -> Option<Arc<ScalarUDF>> {
    let none = ConfigOptions::default();
    let function = match name {
        "now" => datetime::now(&none),
        "to_timestamp" => datetime::to_timestamp(&none),
        "to_timestamp_seconds" => datetime::to_timestamp_seconds(&none),
        "to_timestamp_millis" => datetime::to_timestamp_millis(&none),
        "to_timestamp_micros" => datetime::to_timestamp_micros(&none),
        "to_timestamp_nanos" => datetime::to_timestamp_nanos(&none),
        _ => return None,
    };
    Some(function)
}

fn for_zone(function: &ScalarUDF, zone: Option<&str>) -> Option<ScalarUDF> {
    let mut options = ConfigOptions::default();
    options.execution.time_zone = zone.map(str::to_string);
    function.inner().with_updated_config(&options)
}

/// The zone that DataFusion's function was built for, which only the type of its result shows.
fn zone(function: &ScalarUDF) -> Option<Arc<str>> {
    built_in(function.name())?;
    let text = Arc::new(Field::new("", DataType::Utf8, true));
    let result = function.return_field_from_args(ReturnFieldArgs {
        arg_fields: &[text],
        scalar_arguments: &[None],
    });
    let Ok(DataType::Timestamp(_, Some(zone))) = result.map(|field| field.data_type().clone())
    else {
        return None;
    };
    // One of a user may have the name and the type.
    let again = for_zone(function, Some(&zone));
    again
        .is_some_and(|again| again == *function)
        .then_some(zone)
}

#[cfg(test)]
mod tests {
    use datafusion::execution::SessionStateDefaults;

    use super::*;

    #[test]
    fn every_function_that_follows_a_setting_is_known() {
        let mut options = ConfigOptions::default();
        let mut following: Vec<String> = SessionStateDefaults::default_scalar_functions()
            .iter()
            .filter(|function| function.inner().with_updated_config(&options).is_some())
            .map(|function| function.name().to_string())
            .collect();
        following.sort();
        let known = [
            "now",
            "to_timestamp",
            "to_timestamp_micros",
            "to_timestamp_millis",
            "to_timestamp_nanos",
            "to_timestamp_seconds",
        ];
        assert_eq!(following, known);
        options.execution.time_zone = Some("Asia/Tokyo".to_string());
        for name in known {
            let plain = built_in(name).unwrap();
            let mut payload = Vec::new();
            encode(&plain, &mut payload);
            assert_eq!(payload, b"", "{name}");
            let zoned = plain.inner().with_updated_config(&options).unwrap();
            encode(&zoned, &mut payload);
            assert_eq!(payload, b"DFJSTZ\x01Asia/Tokyo", "{name}");
            assert_eq!(*decode(name, &payload).unwrap().unwrap(), zoned);
        }
    }

    #[test]
    fn payloads_that_fit_no_function_are_refused_by_name() {
        for (name, payload) in [
            ("abs", &b"DFJSTZ\x01UTC"[..]),
            ("now", b"DFJSTZ\x02UTC"),
            ("now", b"DFJSTZ\x01"),
            ("now", b"DFJSTZ\x01\xff"),
            ("now", b"DFJSTZ"),
        ] {
            let error = decode(name, payload).unwrap().unwrap_err().to_string();
            assert!(error.contains("DFJSTZ"), "{error}");
        }
        assert!(decode("now", b"DFJSUDF\x01").is_none());
    }
}
