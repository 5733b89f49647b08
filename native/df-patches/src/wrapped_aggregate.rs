//! Aggregate functions whose accumulators are wrapped.
//!
//! An operator creates its accumulators itself, so their changed behaviour has to be part of the
//! function. Otherwise the function is identical to the inner one; plans name functions, so bytes
//! and texts of plans are those of the function inside.

use datafusion::arrow::datatypes::{DataType, FieldRef, SchemaRef};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::expr::{
    AggregateFunction, AggregateFunctionParams, WindowFunctionParams,
};
use datafusion::logical_expr::function::{
    AccumulatorArgs, AggregateFunctionSimplification, StateFieldsArgs,
};
use datafusion::logical_expr::utils::AggregateOrderSensitivity;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, Documentation, Expr, GroupsAccumulator, Operator,
    ReversedUDAF, SetMonotonicity, Signature, StatisticsArgs,
};
use datafusion::physical_expr::aggregate::{AggregateExprBuilder, AggregateFunctionExpr};
use datafusion::physical_plan::PhysicalExpr;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What is put around the accumulators of a function, or takes their place.
pub trait Wrap: Clone + Send + Sync + 'static {
    /// Put around each accumulator without groups. Default: nothing.
    fn accumulator(&self, inner: Box<dyn Accumulator>) -> Box<dyn Accumulator> {
        inner
    }

    /// Put around each accumulator of groups. Default: nothing.
    fn groups(&self, inner: Box<dyn GroupsAccumulator>) -> Box<dyn GroupsAccumulator> {
        inner
    }

    fn make(
        &self,
        function: &dyn AggregateUDFImpl,
        arguments: AccumulatorArgs,
    ) -> Result<Box<dyn Accumulator>> {
        Ok(self.accumulator(function.accumulator(arguments)?))
    }

    fn make_sliding(
        &self,
        function: &dyn AggregateUDFImpl,
        arguments: AccumulatorArgs,
    ) -> Result<Box<dyn Accumulator>> {
        Ok(self.accumulator(function.create_sliding_accumulator(arguments)?))
    }

    fn make_groups(
        &self,
        function: &dyn AggregateUDFImpl,
        arguments: AccumulatorArgs,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(self.groups(function.create_groups_accumulator(arguments)?))
    }
}

pub struct Wrapped<W> {
    inner: AggregateUDF,
    /// That of the result in a plan, with its metadata.
    field: Option<FieldRef>,
    wrap: W,
}

impl<W: Wrap> Wrapped<W> {
    pub fn around(inner: AggregateUDF, wrap: W) -> AggregateUDF {
        let field = None;
        AggregateUDF::new_from_impl(Self { inner, field, wrap })
    }

    /// The function inside of one that is wrapped in this way.
    pub fn inside(function: &AggregateUDF) -> Option<&AggregateUDF> {
        let wrapped = function.inner().downcast_ref::<Self>()?;
        Some(&wrapped.inner)
    }

    /// `given`, a call in a plan that is about to run, with its accumulators wrapped and with
    /// `arguments`; `input` is the schema that they are of. `None` where DataFusion hides parts of the call.
    pub fn call(
        given: &AggregateFunctionExpr,
        arguments: Vec<Arc<dyn PhysicalExpr>>,
        input: &SchemaRef,
        wrap: W,
    ) -> Option<Arc<AggregateFunctionExpr>> {
        let function = AggregateUDF::new_from_impl(Self {
            inner: given.fun().clone(),
            field: Some(given.field()),
            wrap,
        });
        let call = AggregateExprBuilder::new(Arc::new(function), arguments)
            .schema(Arc::clone(input))
            .alias(given.name())
            .order_by(given.order_bys().to_vec())
            .with_ignore_nulls(given.ignore_nulls())
            .with_distinct(given.is_distinct())
            .with_reversed(given.is_reversed())
            .build()
            .ok()?;
        let state = |call: &AggregateFunctionExpr| call.state_fields().ok();
        (state(&call)? == state(given)?).then(|| Arc::new(call))
    }

    fn function(&self) -> &dyn AggregateUDFImpl {
        self.inner.inner().as_ref()
    }

    fn wrap_other(&self, inner: AggregateUDF) -> Self {
        Self {
            inner,
            field: self.field.clone(),
            wrap: self.wrap.clone(),
        }
    }
}

impl<W> fmt::Debug for Wrapped<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.inner().fmt(f)
    }
}

impl<W> PartialEq for Wrapped<W> {
    fn eq(&self, other: &Self) -> bool {
        self.inner == other.inner
    }
}

impl<W> Eq for Wrapped<W> {}

impl<W> Hash for Wrapped<W> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.inner.hash(state);
    }
}

impl<W: Wrap> AggregateUDFImpl for Wrapped<W> {
    fn accumulator(&self, arguments: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        self.wrap.make(self.function(), arguments)
    }

    fn create_sliding_accumulator(
        &self,
        arguments: AccumulatorArgs,
    ) -> Result<Box<dyn Accumulator>> {
        self.wrap.make_sliding(self.function(), arguments)
    }

    fn create_groups_accumulator(
        &self,
        arguments: AccumulatorArgs,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        self.wrap.make_groups(self.function(), arguments)
    }

    fn return_field(&self, arguments: &[FieldRef]) -> Result<FieldRef> {
        match &self.field {
            Some(field) => Ok(Arc::clone(field)),
            None => self.function().return_field(arguments),
        }
    }

    fn reverse_expr(&self) -> ReversedUDAF {
        match self.function().reverse_expr() {
            ReversedUDAF::Reversed(other) => {
                let other = self.wrap_other(Arc::unwrap_or_clone(other));
                ReversedUDAF::Reversed(Arc::new(AggregateUDF::new_from_impl(other)))
            }
            other => other,
        }
    }

    fn with_beneficial_ordering(
        self: Arc<Self>,
        beneficial_ordering: bool,
    ) -> Result<Option<Arc<dyn AggregateUDFImpl>>> {
        let other = self
            .inner
            .clone()
            .with_beneficial_ordering(beneficial_ordering)?;
        Ok(other.map(|other| Arc::new(self.wrap_other(other)) as Arc<dyn AggregateUDFImpl>))
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

    fn window_function_schema_name(&self, params: &WindowFunctionParams) -> Result<String> {
        self.function().window_function_schema_name(params)
    }

    fn display_name(&self, params: &AggregateFunctionParams) -> Result<String> {
        self.function().display_name(params)
    }

    fn window_function_display_name(&self, params: &WindowFunctionParams) -> Result<String> {
        self.function().window_function_display_name(params)
    }

    fn signature(&self) -> &Signature {
        self.function().signature()
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        self.function().return_type(arguments)
    }

    fn is_nullable(&self) -> bool {
        self.function().is_nullable()
    }

    fn state_fields(&self, arguments: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        self.function().state_fields(arguments)
    }

    fn groups_accumulator_supported(&self, arguments: AccumulatorArgs) -> bool {
        self.function().groups_accumulator_supported(arguments)
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
        argument: &Expr,
        operator: Operator,
        literal: &Expr,
        argument_is_left: bool,
    ) -> Result<Option<Expr>> {
        self.function().simplify_expr_op_literal(
            function,
            argument,
            operator,
            literal,
            argument_is_left,
        )
    }

    fn coerce_types(&self, arguments: &[DataType]) -> Result<Vec<DataType>> {
        self.function().coerce_types(arguments)
    }

    fn is_descending(&self) -> Option<bool> {
        self.function().is_descending()
    }

    fn value_from_stats(&self, statistics: &StatisticsArgs) -> Option<ScalarValue> {
        self.function().value_from_stats(statistics)
    }

    fn default_value(&self, data_type: &DataType) -> Result<ScalarValue> {
        self.function().default_value(data_type)
    }

    fn supports_null_handling_clause(&self) -> bool {
        self.function().supports_null_handling_clause()
    }

    fn supports_within_group_clause(&self) -> bool {
        self.function().supports_within_group_clause()
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.function().documentation()
    }

    fn set_monotonicity(&self, data_type: &DataType) -> SetMonotonicity {
        self.function().set_monotonicity(data_type)
    }
}
