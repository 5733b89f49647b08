//! Window functions that fail once their query is over.

use crate::asking_aggregate::Asking;
use crate::control::Control;
use crate::wrapped_aggregate::Wrapped;
use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{FieldRef, SchemaRef};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::window_state::WindowAggState;
use datafusion::logical_expr::{LimitEffect, PartitionEvaluator};
use datafusion::physical_expr::aggregate::AggregateFunctionExpr;
use datafusion::physical_expr::window::{
    PlainAggregateWindowExpr, SlidingAggregateWindowExpr, StandardWindowExpr,
    StandardWindowFunctionExpr, WindowExpr,
};
use datafusion::physical_expr::{PhysicalExpr, PhysicalSortExpr};
use planarium_df_patches::checked;
use std::any::Any;
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
    if let Some(plain) = expr.as_any().downcast_ref::<PlainAggregateWindowExpr>()
        && let Some(function) = aggregate(plain.get_aggregate_expr(), input)?
    {
        let asking = PlainAggregateWindowExpr::new(function, partition, order, frame(), None);
        return Ok(Arc::new(asking));
    }
    if let Some(sliding) = expr.as_any().downcast_ref::<SlidingAggregateWindowExpr>()
        && let Some(function) = aggregate(sliding.get_aggregate_expr(), input)?
    {
        let asking = SlidingAggregateWindowExpr::new(function, partition, order, frame(), None);
        return Ok(Arc::new(asking));
    }
    Ok(Arc::clone(expr))
}

/// `given` with checked arguments, which asks for each row.
fn aggregate(
    given: &AggregateFunctionExpr,
    input: &SchemaRef,
) -> Result<Option<Arc<AggregateFunctionExpr>>> {
    let arguments = given.expressions().into_iter();
    let arguments = arguments.map(|argument| Ok(checked(argument)?.data));
    let arguments = arguments.collect::<Result<Vec<_>>>()?;
    Ok(Wrapped::call(given, arguments, input, Asking))
}

/// The two kinds of aggregates tell of a FILTER clause in their debug form alone, as the last
/// field. Of others nothing is known.
fn has_filter(expr: &dyn WindowExpr) -> bool {
    !format!("{expr:?}").ends_with(", filter: None }")
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
