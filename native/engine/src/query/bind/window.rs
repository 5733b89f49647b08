//! Window functions that fail once their query is over.

use crate::control::Control;
use crate::session::checked;
use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{DataType, FieldRef, SchemaRef};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::window_state::WindowAggState;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, LimitEffect, PartitionEvaluator, Signature,
};
use datafusion::physical_expr::aggregate::{AggregateExprBuilder, AggregateFunctionExpr};
use datafusion::physical_expr::window::{
    PlainAggregateWindowExpr, SlidingAggregateWindowExpr, StandardWindowExpr,
    StandardWindowFunctionExpr, WindowExpr,
};
use datafusion::physical_expr::{PhysicalExpr, PhysicalSortExpr};
use std::any::Any;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

/// `exprs`, which ask for each row; `input` is the schema they read.
pub(super) fn asking(
    exprs: &[Arc<dyn WindowExpr>],
    input: &SchemaRef,
    control: &Control,
) -> Result<Vec<Arc<dyn WindowExpr>>> {
    exprs.iter().map(|expr| one(expr, input, control)).collect()
}

fn one(
    expr: &Arc<dyn WindowExpr>,
    input: &SchemaRef,
    control: &Control,
) -> Result<Arc<dyn WindowExpr>> {
    let (partition, order) = (expr.partition_by(), expr.order_by());
    let frame = || Arc::clone(expr.get_window_frame());
    if let Some(standard) = expr.as_any().downcast_ref::<StandardWindowExpr>() {
        let function = AskingFunction {
            inner: Arc::clone(standard.get_standard_func_expr()),
            control: control.clone(),
        };
        let asking = StandardWindowExpr::new(Arc::new(function), partition, order, frame());
        return Ok(Arc::new(asking));
    }
    if has_filter(expr.as_ref()) {
        return Ok(Arc::clone(expr));
    }
    if let Some(plain) = expr.as_any().downcast_ref::<PlainAggregateWindowExpr>() {
        let function = aggregate(plain.get_aggregate_expr(), input, control)?;
        let asking = PlainAggregateWindowExpr::new(function, partition, order, frame(), None);
        return Ok(Arc::new(asking));
    }
    if let Some(sliding) = expr.as_any().downcast_ref::<SlidingAggregateWindowExpr>() {
        let function = aggregate(sliding.get_aggregate_expr(), input, control)?;
        let asking = SlidingAggregateWindowExpr::new(function, partition, order, frame(), None);
        return Ok(Arc::new(asking));
    }
    Ok(Arc::clone(expr))
}

/// The two kinds of aggregates tell of a FILTER clause in their debug form alone, as the last
/// field. Of others nothing is known.
fn has_filter(expr: &dyn WindowExpr) -> bool {
    !format!("{expr:?}").ends_with(", filter: None }")
}

fn aggregate(
    given: &AggregateFunctionExpr,
    input: &SchemaRef,
    control: &Control,
) -> Result<Arc<AggregateFunctionExpr>> {
    let function = AskingAggregate {
        inner: given.fun().clone(),
        field: given.field(),
        control: control.clone(),
    };
    let function = Arc::new(AggregateUDF::new_from_impl(function));
    let args = given
        .expressions()
        .into_iter()
        .map(|arg| Ok(checked(arg)?.data))
        .collect::<Result<Vec<_>>>()?;
    let asking = AggregateExprBuilder::new(function, args)
        .schema(Arc::clone(input))
        .alias(given.name())
        .order_by(given.order_bys().to_vec())
        .with_ignore_nulls(given.ignore_nulls())
        .with_distinct(given.is_distinct())
        .with_reversed(given.is_reversed())
        .build()?;
    Ok(Arc::new(asking))
}

/// An aggregate as a window runs it; nothing is planned with it.
#[derive(Debug)]
struct AskingAggregate {
    inner: AggregateUDF,
    /// That of the result, with its metadata.
    field: FieldRef,
    control: Control,
}

impl PartialEq for AskingAggregate {
    fn eq(&self, other: &Self) -> bool {
        self.inner == other.inner
    }
}

impl Eq for AskingAggregate {}

impl Hash for AskingAggregate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.inner.hash(state);
    }
}

impl AskingAggregate {
    fn around(&self, inner: Box<dyn Accumulator>) -> Box<dyn Accumulator> {
        Box::new(AskingAccumulator {
            inner,
            control: self.control.clone(),
        })
    }
}

impl AggregateUDFImpl for AskingAggregate {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        self.inner.return_type(arguments)
    }

    fn return_field(&self, _arguments: &[FieldRef]) -> Result<FieldRef> {
        Ok(Arc::clone(&self.field))
    }

    fn is_nullable(&self) -> bool {
        self.inner.is_nullable()
    }

    fn default_value(&self, kind: &DataType) -> Result<ScalarValue> {
        self.inner.default_value(kind)
    }

    fn state_fields(&self, arguments: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        self.inner.state_fields(arguments)
    }

    fn accumulator(&self, arguments: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        Ok(self.around(self.inner.accumulator(arguments)?))
    }

    fn create_sliding_accumulator(
        &self,
        arguments: AccumulatorArgs,
    ) -> Result<Box<dyn Accumulator>> {
        Ok(self.around(self.inner.create_sliding_accumulator(arguments)?))
    }
}

#[derive(Debug)]
struct AskingAccumulator {
    inner: Box<dyn Accumulator>,
    control: Control,
}

impl Accumulator for AskingAccumulator {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.control.check()?;
        self.inner.update_batch(values)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.control.check()?;
        self.inner.evaluate()
    }

    fn size(&self) -> usize {
        self.inner.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.inner.state()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.inner.merge_batch(states)
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.control.check()?;
        self.inner.retract_batch(values)
    }

    fn supports_retract_batch(&self) -> bool {
        self.inner.supports_retract_batch()
    }
}

#[derive(Debug)]
struct AskingFunction {
    inner: Arc<dyn StandardWindowFunctionExpr>,
    control: Control,
}

impl StandardWindowFunctionExpr for AskingFunction {
    fn as_any(&self) -> &dyn Any {
        self.inner.as_any()
    }

    fn field(&self) -> Result<FieldRef> {
        self.inner.field()
    }

    fn expressions(&self) -> Vec<Arc<dyn PhysicalExpr>> {
        self.inner.expressions()
    }

    fn name(&self) -> &str {
        self.inner.name()
    }

    fn create_evaluator(&self) -> Result<Box<dyn PartitionEvaluator>> {
        Ok(Box::new(AskingEvaluator {
            inner: self.inner.create_evaluator()?,
            control: self.control.clone(),
        }))
    }

    fn get_result_ordering(&self, schema: &SchemaRef) -> Option<PhysicalSortExpr> {
        self.inner.get_result_ordering(schema)
    }

    fn limit_effect(&self) -> LimitEffect {
        self.inner.limit_effect()
    }
}

#[derive(Debug)]
struct AskingEvaluator {
    inner: Box<dyn PartitionEvaluator>,
    control: Control,
}

impl PartitionEvaluator for AskingEvaluator {
    fn memoize(&mut self, state: &mut WindowAggState) -> Result<()> {
        self.inner.memoize(state)
    }

    fn get_range(&self, row: usize, rows: usize) -> Result<Range<usize>> {
        self.inner.get_range(row, rows)
    }

    fn is_causal(&self) -> bool {
        self.inner.is_causal()
    }

    fn evaluate_all(&mut self, values: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
        self.control.check()?;
        self.inner.evaluate_all(values, rows)
    }

    fn evaluate(&mut self, values: &[ArrayRef], range: &Range<usize>) -> Result<ScalarValue> {
        self.control.check()?;
        self.inner.evaluate(values, range)
    }

    fn evaluate_all_with_rank(&self, rows: usize, ranks: &[Range<usize>]) -> Result<ArrayRef> {
        self.control.check()?;
        self.inner.evaluate_all_with_rank(rows, ranks)
    }

    fn supports_bounded_execution(&self) -> bool {
        self.inner.supports_bounded_execution()
    }

    fn uses_window_frame(&self) -> bool {
        self.inner.uses_window_frame()
    }

    fn include_rank(&self) -> bool {
        self.inner.include_rank()
    }
}
