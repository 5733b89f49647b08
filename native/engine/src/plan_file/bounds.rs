//! Bounds the numbers of a serialised plan that decide how much memory decoding or
//! running it takes at once. A single damaged byte can turn 4 partitions into
//! billions, and an allocation that fails ends the process: no error can be made of it.

use serde_json::Value;

use crate::session::TOP_GROUPS;
use crate::{Error, ErrorCode, Result};

/// Most partitions of one operator.
pub(super) const PARTITIONS: u64 = 1_024;
/// Most rows of one batch.
const BATCH_ROWS: u64 = 1 << 20;
/// Most bytes of a fixed-size binary value, or items of a fixed-size list.
const FIXED_SIZE: u64 = 1 << 16;
/// Deepest list that is unnested.
const UNNEST_DEPTH: u64 = 128;
/// Most bytes of a buffer between operators.
const BUFFER_BYTES: u64 = 1 << 30;

/// Checks every number of `plan`, wherever it is.
///
/// # Errors
/// `plan_file_damaged`, naming the field and its bound.
pub(crate) fn check(plan: &Value) -> Result<()> {
    let mut pending = vec![plan];
    while let Some(value) = pending.pop() {
        match value {
            Value::Array(items) => pending.extend(items),
            Value::Object(fields) => {
                for (name, inner) in fields {
                    if let Some((number, range)) = bound(name, inner)
                        && !range.contains(&number)
                    {
                        return Err(damaged(name, number, *range.end()));
                    }
                    pending.push(inner);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// The number in a field and what it may be; `None` for fields that may hold anything.
fn bound(name: &str, value: &Value) -> Option<(i128, std::ops::RangeInclusive<i128>)> {
    let (number, least, most) = match name {
        "partitionCount" | "roundRobin" | "unknown" => (number(value)?, 1, PARTITIONS),
        "partitions" => (number(value)?, 0, PARTITIONS),
        "batchSize" | "targetBatchSize" => (number(value)?, 0, BATCH_ROWS),
        "FIXEDSIZEBINARY" | "listSize" | "length" => (number(value)?, 0, FIXED_SIZE),
        "depth" => (number(value)?, 0, UNNEST_DEPTH),
        "capacity" => (number(value)?, 0, BUFFER_BYTES),
        // The rows that an aggregate keeps, not those of other limits, which allocate nothing.
        "aggregate" => (
            number(value.pointer("/limit/limit")?)?,
            0,
            TOP_GROUPS as u64,
        ),
        // Rows of so many columns; zero would be no rows of any number.
        "nCols" => (number(value)?, 1, u64::from(u32::MAX)),
        _ => return None,
    };
    Some((number, least..=i128::from(most)))
}

/// JSON of Protocol Buffers writes 64-bit numbers as text.
fn number(value: &Value) -> Option<i128> {
    match value {
        Value::Number(number) => number
            .as_i64()
            .map(i128::from)
            .or_else(|| number.as_u64().map(i128::from)),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn damaged(field: &str, number: i128, most: i128) -> Error {
    Error::new(
        ErrorCode::PlanFileDamaged,
        "The serialised plan is damaged: a number in it is out of all proportion.",
    )
    .with_hint("Save the plan again, or copy the file again from where it came from.")
    .with_detail(format!("{field} is {number}, at most {most} is accepted"))
}

#[cfg(test)]
mod tests {
    use super::check;
    use serde_json::json;

    #[test]
    fn numbers_out_of_proportion_are_refused_wherever_they_are() {
        for plan in [
            json!({"repartition": {"hash": {"partitionCount": "1099511627776"}}}),
            json!({"repartition": {"partitioning": {"roundRobin": "1025"}}}),
            json!({"repartition": {"partitioning": {"unknown": "0"}}}),
            json!({"sort": {"input": {"filter": {"batchSize": 4_294_967_295_u32}}}}),
            json!({"aggregate": {"limit": {"limit": "1000000000000"}}}),
            json!({"projection": {"schema": {"columns": [{"arrowType": {"FIXEDSIZEBINARY": -1}}]}}}),
            json!({"unnest": {"listTypeColumns": [{"recursion": {"depth": 4_000_000_000_u32}}]}}),
            json!({"values": {"nCols": "0"}}),
        ] {
            assert!(check(&plan).is_err(), "{plan}");
        }
    }

    #[test]
    fn ordinary_numbers_and_any_limit_pass() {
        for plan in [
            json!({"repartition": {"hash": {"partitionCount": "8"}}}),
            json!({"limit": {"skip": "9223372036854775807", "fetch": "9223372036854775807"}}),
            json!({"parquetScan": {"baseConf": {"limit": {"limit": 4_294_967_295_u32}, "batchSize": "16384"}}}),
            json!({"memoryScan": {"partitions": ["AAAA"]}}),
            json!({"projection": {"expr": [{"literal": {"uint64Value": "18446744073709551615"}}]}}),
        ] {
            assert!(check(&plan).is_ok(), "{plan}");
        }
    }
}
