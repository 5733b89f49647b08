//! Carries through DataFusion's physical format the operators that it has no message for, and
//! what it drops of others.
//!
//! As in logical plans ([`super::inband`]), a **marker** stands in the plan: a filter whose
//! predicate is a call with the payload `DFJSSQ`. The filter's input is made of ordinary messages
//! with the same output columns, so that limits, bounds, consent and inspection see all of it.
//! After decoding, the operator is made of both. Plans without such parts keep DataFusion's bytes.
//!
//! | kind | fields | arguments | input | stands for |
//! |---|---|---|---|---|
//! | 11 recursive | name, distinct u8 | - | union of the static and the recursive term | `RecursiveQueryExec` |
//! | 12 work table | name, u8 and then a list of u32: the columns read | - | empty relation | `WorkTableExec` |
//! | 13 windows | a list of u8, one for each window expression: 1 ignores NULLs, 2 runs in reverse | - | the window | the same window; the format drops both |
//! | 14 top rows | number of partition keys u32, rows of each partition u32, keeps ties u8 | - | sort by all keys | `PartitionedTopKExec` |
//! | 15 range join | - | - | nested loop join with the comparison as filter | `PiecewiseMergeJoinExec` |
//! | 18 packed | compression u8: 0 gzip, 1 bzip2, 2 xz, 3 zstd | - | the scan | the scan of compressed files |
//! | 16 empty groups | number of sets u32 | - | the aggregate | `GROUPING SETS (())`; the format drops sets without columns |
//!
//! A list is its length as u32, then its items; numbers are little endian.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::Result;
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::filter::FilterExec;

use super::inband::{Carried, Marker};
use super::search::until;

mod aggregate;
mod range_join;
mod recursive;
pub(super) mod scan;
mod top_rows;
mod windows;

/// A marker and the input of its filter.
type StandIn = (Carried, Arc<dyn ExecutionPlan>);

/// The plan to encode: `plan` itself where the format has a place for everything.
///
/// # Errors
/// For parts that cannot be carried, and those of DataFusion's constructors.
pub(super) fn carry(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let mut needed = false;
    plan.apply(|node| {
        needed = recursive::is_one(node) || stand_in(node)?.is_some();
        Ok(until(needed))
    })?;
    if !needed {
        return Ok(plan);
    }
    let carried = plan.transform_up(|node| {
        let stand_in = match recursive::stand_in(&node)? {
            Some(stand_in) => Some(stand_in),
            None => stand_in(&node)?,
        };
        Ok(match stand_in {
            Some(stand_in) => Transformed::yes(marked(stand_in)?),
            None => Transformed::no(node),
        })
    })?;
    Ok(carried.data)
}

/// The plan that was given to [`carry`].
///
/// # Errors
/// Where a marker and its input do not fit each other, naming `DFJSSQ`.
pub(super) fn restore(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let mut needed = false;
    plan.apply(|node| {
        needed = marker(node).is_some();
        Ok(until(needed))
    })?;
    if !needed {
        return Ok(plan);
    }
    let restored = plan.transform_up(|node| {
        Ok(match marker(&node) {
            Some((carried, input)) => Transformed::yes(restored(carried, input)?),
            None => Transformed::no(node),
        })
    })?;
    Ok(restored.data)
}

fn stand_in(node: &Arc<dyn ExecutionPlan>) -> Result<Option<StandIn>> {
    scan::refuse(node)?;
    let found = windows::stand_in(node)?.or(top_rows::stand_in(node)?);
    let found = found.or(range_join::stand_in(node)?);
    let found = found.or(aggregate::stand_in(node)?);
    Ok(found.or_else(|| scan::stand_in(node)))
}

fn restored(carried: &Carried, input: &Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    match carried {
        Carried::Recursive { name, distinct } => recursive::restored(name, *distinct, input),
        Carried::WorkTable { name, columns } => {
            recursive::restored_table(name, columns.as_deref(), input)
        }
        Carried::Windows { lost } => windows::restored(lost, input),
        Carried::TopRows {
            partition_by,
            fetch,
            ties,
        } => top_rows::restored(*partition_by, *fetch, *ties, input),
        Carried::RangeJoin => range_join::restored(input),
        Carried::EmptyGroups { count } => aggregate::restored(*count, input),
        Carried::Packed { compression } => scan::restored(*compression, input),
        _ => unfit("a marker"),
    }
}

fn marked((carried, input): StandIn) -> Result<Arc<dyn ExecutionPlan>> {
    let name = carried.function_name();
    let field = Field::new(name, DataType::Boolean, false);
    let call: Arc<dyn PhysicalExpr> = Arc::new(ScalarFunctionExpr::new(
        name,
        Marker::function(carried),
        Vec::new(),
        Arc::new(field),
        Arc::new(ConfigOptions::default()),
    ));
    Ok(Arc::new(FilterExec::try_new(call, input)?))
}

/// The marker of a filter, and the filter's input.
fn marker(node: &Arc<dyn ExecutionPlan>) -> Option<(&Carried, &Arc<dyn ExecutionPlan>)> {
    let filter = node.downcast_ref::<FilterExec>()?;
    let call = filter.predicate().downcast_ref::<ScalarFunctionExpr>()?;
    Some((Marker::of(call.fun())?, filter.input()))
}

fn unfit<T>(what: &str) -> Result<T> {
    datafusion::common::plan_err!("DFJSSQ: {what} does not fit what it carries")
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::datatypes::Schema;
    use datafusion::physical_plan::empty::EmptyExec;

    use super::*;

    #[test]
    fn a_marker_over_another_operator_is_refused_by_name() {
        for carried in [
            Carried::Recursive {
                name: "r".to_string(),
                distinct: false,
            },
            Carried::WorkTable {
                name: "r".to_string(),
                columns: Some(vec![u32::MAX]),
            },
            Carried::Windows { lost: vec![1] },
            Carried::TopRows {
                partition_by: 1,
                fetch: 1,
                ties: false,
            },
            Carried::RangeJoin,
            Carried::EmptyGroups { count: u32::MAX },
            Carried::Packed { compression: 0 },
            Carried::Lateral,
        ] {
            let field = Field::new("a", DataType::Int64, true);
            let input = Arc::new(EmptyExec::new(Arc::new(Schema::new(vec![field]))));
            let marked = marked((carried.clone(), input)).unwrap();
            let error = restore(marked).unwrap_err().to_string();
            assert!(error.contains("DFJSSQ"), "{carried:?}: {error}");
        }
    }
}
