//! `sum` that fails on overflow.

use super::constants::out_of_range;
use super::group_sums::group_sums;
use super::totals::{DistinctTotal, Total};
use crate::wrapped_aggregate::{Wrap, Wrapped};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::execution::SessionState;
use datafusion::functions_aggregate::sum::sum_udaf;
use datafusion::logical_expr::function::AccumulatorArgs;
use datafusion::logical_expr::registry::FunctionRegistry;
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, GroupsAccumulator};
use std::sync::Arc;

/// Replaces DataFusion's function by the checked one.
pub fn check_sum(state: &mut SessionState) -> Result<()> {
    let checked = Wrapped::around(Arc::unwrap_or_clone(sum_udaf()), CheckedSum);
    state.register_udaf(Arc::new(checked))?;
    Ok(())
}

/// DataFusion's `sum` with overflow checks.
#[derive(Debug, Clone)]
struct CheckedSum;

/// An error for a total that does not fit into `data_type`.
pub(super) fn overflow(data_type: &DataType) -> datafusion::error::DataFusionError {
    out_of_range("A sum", &data_type.to_string()).into()
}

impl Wrap for CheckedSum {
    fn make(
        &self,
        sum: &dyn AggregateUDFImpl,
        args: AccumulatorArgs,
    ) -> Result<Box<dyn Accumulator>> {
        let data_type = args.return_field.data_type().clone();
        if args.is_distinct {
            return Ok(DistinctTotal::around(sum.accumulator(args)?, data_type));
        }
        match Total::of(&data_type) {
            Some(total) => Ok(total),
            None => sum.accumulator(args),
        }
    }

    fn make_sliding(
        &self,
        sum: &dyn AggregateUDFImpl,
        args: AccumulatorArgs,
    ) -> Result<Box<dyn Accumulator>> {
        match Total::of(args.return_field.data_type()).filter(|_| !args.is_distinct) {
            Some(total) => Ok(total),
            None => sum.create_sliding_accumulator(args),
        }
    }

    fn make_groups(
        &self,
        sum: &dyn AggregateUDFImpl,
        args: AccumulatorArgs,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        match group_sums(args.return_field.data_type()) {
            Some(sums) => Ok(sums),
            None => sum.create_groups_accumulator(args),
        }
    }
}
