//! The check of bytes before they are decoded, with its refusals as errors.

use planarium_plan_wire::limits::{damaged_hint, damaged_message};
use planarium_plan_wire::{Refusal, RefusalKind, Root, Shape};

use planarium_error::{Error, ErrorCode, Result};

/// Checks that `bytes` are well formed and within the limits of [`planarium_plan_wire::limits`].
///
/// # Errors
/// `plan_file_damaged`, `plan_too_deep` or `plan_file_too_large`: see [`planarium_plan_wire::check`].
pub fn check(bytes: &[u8], root: Root) -> Result<Shape> {
    planarium_plan_wire::check(bytes, root).map_err(|refusal| error_of(&refusal))
}

fn error_of(refusal: &Refusal) -> Error {
    let code = match refusal.kind() {
        RefusalKind::Damaged => ErrorCode::PlanFileDamaged,
        RefusalKind::TooDeep => ErrorCode::PlanTooDeep,
        RefusalKind::TooLarge => ErrorCode::PlanFileTooLarge,
    };
    let mut error = Error::new(code, refusal.to_string());
    if let Some(hint) = refusal.hint() {
        error = error.with_hint(hint);
    }
    match refusal.detail() {
        Some(detail) => error.with_detail(detail),
        None => error,
    }
}

/// The error of bytes that a decoder does not take for what they should be.
pub(super) fn unreadable(root: Root, detail: &str) -> Error {
    Error::new(ErrorCode::PlanFileDamaged, damaged_message(root))
        .with_hint(damaged_hint(root))
        .with_detail(detail)
}

#[cfg(test)]
mod tests {
    use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
    use prost::Message;
    use serde_json::{Value, json};

    use super::{Root, check};
    use planarium_error::Result;

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
        assert_eq!(
            error.code,
            planarium_error::ErrorCode::PlanFileDamaged,
            "{what}"
        );
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
