//! Bounds the numbers of a serialised plan that decide how much memory decoding or
//! running it takes at once. A single damaged byte can turn 4 partitions into
//! billions, and an allocation that fails ends the process: no error can be made of it.
//!
//! Which fields have a bound stands in the tables of [`crate::wire::messages`] and
//! [`crate::wire::substrait_messages`]; [`super::depth`] checks each wherever it is.

use crate::wire::schema::FieldType;
use crate::{Error, ErrorCode, Result};
use planarium_df_patches::TOP_GROUPS as GROUPS;

/// What a number may be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Bound {
    least: u64,
    most: u64,
    /// What an error calls the number, where its own name says too little.
    called: Option<&'static str>,
}

const fn upto(most: u64) -> Bound {
    Bound {
        least: 0,
        most,
        called: None,
    }
}

/// Partitions of one operator.
pub(crate) static PARTITIONS: Bound = Bound {
    least: 1,
    ..upto(1_024)
};
/// Partitions of an operator without rows.
pub(crate) static PARTITIONS_OR_NONE: Bound = upto(1_024);
/// Rows of one batch.
pub(crate) static BATCH_ROWS: Bound = upto(1 << 20);
/// Bytes of a fixed-size binary value, or items of a fixed-size list.
pub(crate) static FIXED_SIZE: Bound = upto(1 << 16);
/// Levels of a list that is unnested.
pub(crate) static UNNEST_DEPTH: Bound = upto(128);
/// Bytes of a buffer between operators.
pub(crate) static BUFFER_BYTES: Bound = upto(1 << 30);
/// Groups that an aggregate keeps for a limit.
pub(crate) static TOP_GROUPS: Bound = Bound {
    called: Some("aggregate"),
    ..upto(GROUPS as u64)
};
/// Columns of rows of values; zero would be no rows of any number.
pub(crate) static COLUMNS: Bound = Bound {
    least: 1,
    ..upto(u32::MAX as u64)
};

impl Bound {
    /// The least and the most that a number may be.
    pub(crate) fn range(&self) -> (u64, u64) {
        (self.least, self.most)
    }
}

/// The number of `field`, as it is on the wire, where it is out of its bound.
pub(crate) fn beyond(field: &FieldType, raw: u64) -> Option<(&'static Bound, i128)> {
    let bound = field.bound?;
    let number = field.kind.whole(raw);
    let within = i128::from(bound.least)..=i128::from(bound.most);
    (!within.contains(&number)).then_some((bound, number))
}

/// Checks the number of `field`, as it is on the wire.
///
/// # Errors
/// `plan_file_damaged`, naming the field as JSON does, and its bound.
pub(super) fn check(field: &FieldType, raw: u64) -> Result<()> {
    let Some((bound, number)) = beyond(field, raw) else {
        return Ok(());
    };
    let name = bound
        .called
        .map_or_else(|| json_name(field.name), str::to_owned);
    let most = bound.most;
    Err(Error::new(
        ErrorCode::PlanFileDamaged,
        "The serialised plan is damaged: a number in it is out of all proportion.",
    )
    .with_hint("Save the plan again, or copy the file again from where it came from.")
    .with_detail(format!("{name} is {number}, at most {most} is accepted")))
}

/// `partitionCount` of `partition_count`: what the JSON form of Protocol Buffers calls a field.
fn json_name(name: &str) -> String {
    let mut parts = name.split('_');
    let mut json = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        json.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        json.push_str(letters.as_str());
    }
    json
}

#[cfg(test)]
mod tests {
    use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
    use prost::Message;
    use serde_json::{Value, json};

    use crate::Result;
    use crate::codec::{Root, check};

    fn logical(plan: &Value) -> Result<()> {
        let node: LogicalPlanNode = serde_json::from_value(plan.clone()).unwrap();
        check(&node.encode_to_vec(), Root::Logical).map(drop)
    }

    fn physical(plan: &Value) -> Result<()> {
        let node: PhysicalPlanNode = serde_json::from_value(plan.clone()).unwrap();
        check(&node.encode_to_vec(), Root::Physical).map(drop)
    }

    fn refused(what: &Value, checked: Result<()>, detail: &str) {
        let error = checked.expect_err(&what.to_string());
        assert_eq!(error.code, crate::ErrorCode::PlanFileDamaged, "{what}");
        assert_eq!(error.detail.as_deref(), Some(detail), "{what}");
    }

    #[test]
    fn numbers_out_of_proportion_are_refused_wherever_they_are() {
        for (plan, detail) in [
            (
                json!({"repartition": {"hash": {"partitionCount": "1099511627776"}}}),
                "partitionCount is 1099511627776, at most 1024 is accepted",
            ),
            (
                json!({"projection": {"input": {"repartition": {"roundRobin": "1025"}}}}),
                "roundRobin is 1025, at most 1024 is accepted",
            ),
            (
                json!({"projection": {"expr": [{"cast": {"arrowType": {"FIXEDSIZEBINARY": -1}}}]}}),
                "FIXEDSIZEBINARY is -1, at most 65536 is accepted",
            ),
            (
                json!({"unnest": {"listTypeColumns": [{"recursion": {"depth": 4_000_000_000_u32}}]}}),
                "depth is 4000000000, at most 128 is accepted",
            ),
        ] {
            refused(&plan, logical(&plan), detail);
        }
        for (plan, detail) in [
            (
                json!({"repartition": {"partitioning": {"roundRobin": "1025"}}}),
                "roundRobin is 1025, at most 1024 is accepted",
            ),
            (
                json!({"repartition": {"partitioning": {"unknown": "0"}}}),
                "unknown is 0, at most 1024 is accepted",
            ),
            (
                json!({"sort": {"input": {"filter": {"batchSize": 4_294_967_295_u32}}}}),
                "batchSize is 4294967295, at most 1048576 is accepted",
            ),
            (
                json!({"aggregate": {"limit": {"limit": "1000000000000"}}}),
                "aggregate is 1000000000000, at most 1000000 is accepted",
            ),
            (
                json!({"buffer": {"capacity": "18446744073709551615"}}),
                "capacity is 18446744073709551615, at most 1073741824 is accepted",
            ),
        ] {
            refused(&plan, physical(&plan), detail);
        }
    }

    #[test]
    fn ordinary_numbers_and_any_limit_pass() {
        for plan in [
            json!({"repartition": {"hash": {"partitionCount": "8"}}}),
            json!({"limit": {"skip": "9223372036854775807", "fetch": "9223372036854775807"}}),
            json!({"projection": {"expr": [{"literal": {"uint64Value": "18446744073709551615"}}]}}),
        ] {
            assert_eq!(logical(&plan).err(), None, "{plan}");
        }
        for plan in [
            json!({"parquetScan": {"baseConf": {"limit": {"limit": 4_294_967_295_u32}, "batchSize": "16384"}}}),
            json!({"memoryScan": {"partitions": [""]}}),
            json!({"empty": {"partitions": 1_024}}),
        ] {
            assert_eq!(physical(&plan).err(), None, "{plan}");
        }
    }

    /// The last value of a field wins when it is decoded: none may be out of bounds, whichever
    /// it is, and however many bytes it is written with.
    #[test]
    fn every_occurrence_counts_and_every_spelling() {
        let values = |n_cols: &[&[u8]]| {
            let body: Vec<u8> = n_cols
                .iter()
                .flat_map(|raw| [&[0x08], *raw].concat())
                .collect();
            [&[0x82, 0x01, body.len() as u8], body.as_slice()].concat()
        };
        for fine in [values(&[]), values(&[&[3], &[0x83, 0x80, 0]])] {
            assert!(check(&fine, Root::Logical).is_ok(), "{fine:?}");
        }
        for wrong in [&[0_u8][..], &[0x80, 0x80, 0]] {
            for bytes in [
                values(&[wrong]),
                values(&[&[3], wrong]),
                values(&[wrong, &[3]]),
            ] {
                let error = check(&bytes, Root::Logical).unwrap_err();
                let detail = "nCols is 0, at most 4294967295 is accepted";
                assert_eq!(error.detail.as_deref(), Some(detail), "{bytes:?}");
            }
        }
    }

    /// Names of options are no fields.
    #[test]
    fn text_that_is_called_like_a_bounded_field_passes() {
        let metadata = json!({"depth": "1000000", "capacity": "99999999999"});
        let plan = json!({"emptyTableScan": {"schema": {"metadata": metadata}}});
        assert_eq!(logical(&plan).err(), None);
    }
}
