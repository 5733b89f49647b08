//! `sum` whose total must fit into its type.

use super::constants::out_of_range;
use super::group_sums::group_sums;
use super::totals::{DistinctTotal, Total};
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::{Result, ScalarValue};
use datafusion::execution::SessionState;
use datafusion::functions_aggregate::sum::sum_udaf;
use datafusion::logical_expr::expr::{AggregateFunction, AggregateFunctionParams};
use datafusion::logical_expr::function::{
    AccumulatorArgs, AggregateFunctionSimplification, StateFieldsArgs,
};
use datafusion::logical_expr::registry::FunctionRegistry;
use datafusion::logical_expr::utils::AggregateOrderSensitivity;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, Documentation, Expr, GroupsAccumulator, Operator,
    ReversedUDAF, SetMonotonicity, Signature, StatisticsArgs,
};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Puts the checked function in the place of DataFusion's.
pub fn check_sum(state: &mut SessionState) -> Result<()> {
    let checked = AggregateUDF::new_from_impl(CheckedSum { inner: sum_udaf() });
    state.register_udaf(Arc::new(checked))?;
    Ok(())
}

/// Is DataFusion's `sum` in all but what adds the values.
#[derive(Debug)]
struct CheckedSum {
    inner: Arc<AggregateUDF>,
}

impl PartialEq for CheckedSum {
    fn eq(&self, other: &Self) -> bool {
        self.inner == other.inner
    }
}

impl Eq for CheckedSum {}

impl Hash for CheckedSum {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.inner.hash(state);
    }
}

impl CheckedSum {
    fn function(&self) -> &dyn AggregateUDFImpl {
        self.inner.inner().as_ref()
    }
}

/// An error for a total that is no value of `data_type`.
pub(super) fn overflow(data_type: &DataType) -> datafusion::error::DataFusionError {
    out_of_range("A sum", &data_type.to_string()).into()
}

impl AggregateUDFImpl for CheckedSum {
    fn accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        let data_type = args.return_field.data_type().clone();
        if args.is_distinct {
            let inner = self.function().accumulator(args)?;
            return Ok(DistinctTotal::around(inner, data_type));
        }
        match Total::of(&data_type) {
            Some(total) => Ok(total),
            None => self.function().accumulator(args),
        }
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        match Total::of(args.return_field.data_type()).filter(|_| !args.is_distinct) {
            Some(total) => Ok(total),
            None => self.function().create_sliding_accumulator(args),
        }
    }

    fn create_groups_accumulator(
        &self,
        args: AccumulatorArgs,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        match group_sums(args.return_field.data_type()) {
            Some(sums) => Ok(sums),
            None => self.function().create_groups_accumulator(args),
        }
    }

    fn name(&self) -> &str {
        self.function().name()
    }

    fn aliases(&self) -> &[String] {
        self.function().aliases()
    }

    fn schema_name(&self, params: &AggregateFunctionParams) -> Result<String> {
        self.function().schema_name(params)
    }

    fn human_display(&self, params: &AggregateFunctionParams) -> Result<String> {
        self.function().human_display(params)
    }

    fn signature(&self) -> &Signature {
        self.function().signature()
    }

    fn return_type(&self, arg_types: &[DataType]) -> Result<DataType> {
        self.function().return_type(arg_types)
    }

    fn return_field(&self, arg_fields: &[FieldRef]) -> Result<FieldRef> {
        self.function().return_field(arg_fields)
    }

    fn is_nullable(&self) -> bool {
        self.function().is_nullable()
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        self.function().state_fields(args)
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs) -> bool {
        self.function().groups_accumulator_supported(args)
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        self.function().order_sensitivity()
    }

    fn simplify(&self) -> Option<AggregateFunctionSimplification> {
        self.function().simplify()
    }

    fn simplify_expr_op_literal(
        &self,
        function: &AggregateFunction,
        arg: &Expr,
        op: Operator,
        literal: &Expr,
        arg_is_left: bool,
    ) -> Result<Option<Expr>> {
        self.function()
            .simplify_expr_op_literal(function, arg, op, literal, arg_is_left)
    }

    fn reverse_expr(&self) -> ReversedUDAF {
        self.function().reverse_expr()
    }

    fn coerce_types(&self, arg_types: &[DataType]) -> Result<Vec<DataType>> {
        self.function().coerce_types(arg_types)
    }

    fn is_descending(&self) -> Option<bool> {
        self.function().is_descending()
    }

    fn value_from_stats(&self, args: &StatisticsArgs) -> Option<ScalarValue> {
        self.function().value_from_stats(args)
    }

    fn default_value(&self, data_type: &DataType) -> Result<ScalarValue> {
        self.function().default_value(data_type)
    }

    fn supports_null_handling_clause(&self) -> bool {
        self.function().supports_null_handling_clause()
    }

    fn set_monotonicity(&self, data_type: &DataType) -> SetMonotonicity {
        self.function().set_monotonicity(data_type)
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.function().documentation()
    }
}
