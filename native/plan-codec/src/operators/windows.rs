//! What the format drops of window expressions: that NULLs are ignored, and that a function such
//! as `lag` runs in reverse because the rows are in the reverse order. Neither has an accessor, nor
//! has the `FILTER` of an aggregate; their `Debug` form ends with them.

use std::fmt::Debug;
use std::sync::Arc;

use datafusion::common::not_impl_err;
use datafusion::error::Result;
use datafusion::physical_expr::window::{
    PlainAggregateWindowExpr, SlidingAggregateWindowExpr, StandardWindowExpr,
};
use datafusion::physical_plan::windows::{
    BoundedWindowAggExec, WindowAggExec, WindowUDFExpr, create_udwf_window_expr,
};
use datafusion::physical_plan::{ExecutionPlan, WindowExpr};

use super::{Carried, StandIn, unfit};

const IGNORES_NULLS: u8 = 1;
const REVERSED: u8 = 2;

/// # Errors
/// For a `FILTER`, which cannot be read from the expression, and for a function that runs in
/// reverse and cannot be made to again.
pub(super) fn stand_in(node: &Arc<dyn ExecutionPlan>) -> Result<Option<StandIn>> {
    let Some(expressions) = expressions(node) else {
        return Ok(None);
    };
    let lost: Vec<u8> = expressions.iter().map(lost).collect::<Result<_>>()?;
    Ok(lost
        .iter()
        .any(|lost| *lost != 0)
        .then(|| (Carried::Windows { lost }, Arc::clone(node))))
}

pub(super) fn restored(
    lost: &[u8],
    input: &Arc<dyn ExecutionPlan>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let Some(expressions) = expressions(input).filter(|parts| parts.len() == lost.len()) else {
        return unfit("a window");
    };
    if let Some(window) = input.downcast_ref::<BoundedWindowAggExec>() {
        let expressions = with(expressions, lost, window.input())?;
        let may_repartition = !window.partition_keys().is_empty();
        return Ok(Arc::new(BoundedWindowAggExec::try_new(
            expressions,
            Arc::clone(window.input()),
            window.input_order_mode.clone(),
            may_repartition,
        )?));
    }
    let Some(window) = input.downcast_ref::<WindowAggExec>() else {
        return unfit("a window");
    };
    let expressions = with(expressions, lost, window.input())?;
    let may_repartition = !window.partition_keys().is_empty();
    let window = WindowAggExec::try_new(expressions, Arc::clone(window.input()), may_repartition)?;
    Ok(Arc::new(window))
}

fn expressions(node: &Arc<dyn ExecutionPlan>) -> Option<&[Arc<dyn WindowExpr>]> {
    let bounded = node.downcast_ref::<BoundedWindowAggExec>();
    bounded
        .map(BoundedWindowAggExec::window_expr)
        .or_else(|| Some(node.downcast_ref::<WindowAggExec>()?.window_expr()))
}

fn lost(expression: &Arc<dyn WindowExpr>) -> Result<u8> {
    let any = expression.as_any();
    let aggregates = any.is::<PlainAggregateWindowExpr>() || any.is::<SlidingAggregateWindowExpr>();
    if aggregates && !ends_with(expression, "filter: None }") {
        return not_impl_err!(
            "DataFusion's format for physical plans loses the FILTER of the window function {}: use the optimized plan",
            expression.name()
        );
    }
    let Some(function) = function(expression) else {
        return Ok(0);
    };
    let ignores = [
        (", ignore_nulls: false }", 0),
        (", ignore_nulls: true }", IGNORES_NULLS),
    ];
    let Some((end, ignores)) = ignores
        .into_iter()
        .find(|(end, _)| ends_with(function, end))
    else {
        return not_impl_err!(
            "The window function {} is of an unknown form",
            expression.name()
        );
    };
    if !ends_with(function, &format!("is_reversed: true{end}")) {
        return Ok(ignores);
    }
    // The result of these two does not depend on it: the reverse of each is the other one.
    match function.fun().name() {
        "first_value" | "last_value" => Ok(ignores),
        _ if runs_in_reverse(function) => Ok(ignores | REVERSED),
        name => not_impl_err!(
            "DataFusion's format for physical plans loses that the window function {name} runs in reverse: use the optimized plan"
        ),
    }
}

/// Whether the reverse of a function is itself told to run in reverse.
fn runs_in_reverse(function: &WindowUDFExpr) -> bool {
    use datafusion::logical_expr::ReversedUDWF;
    match function.fun().inner().reverse_expr() {
        ReversedUDWF::Reversed(reversed) => reversed.name() == function.fun().name(),
        _ => false,
    }
}

fn ends_with(part: &impl Debug, end: &str) -> bool {
    format!("{part:?}").ends_with(end)
}

fn function(expression: &Arc<dyn WindowExpr>) -> Option<&WindowUDFExpr> {
    let standard = expression.as_any().downcast_ref::<StandardWindowExpr>()?;
    standard.get_standard_func_expr().as_any().downcast_ref()
}

fn with(
    expressions: &[Arc<dyn WindowExpr>],
    lost: &[u8],
    input: &Arc<dyn ExecutionPlan>,
) -> Result<Vec<Arc<dyn WindowExpr>>> {
    let expressions = expressions.iter().zip(lost);
    expressions
        .map(|(expression, lost)| {
            if *lost == 0 {
                return Ok(Arc::clone(expression));
            }
            let Some(plain) = function(expression).filter(|_| *lost <= IGNORES_NULLS | REVERSED)
            else {
                return unfit("a window function");
            };
            let mut function = create_udwf_window_expr(
                plain.fun(),
                plain.args(),
                &input.schema(),
                expression.name().to_string(),
                lost & IGNORES_NULLS != 0,
            )?;
            if lost & REVERSED != 0 {
                function = match function.reverse_expr() {
                    Some(reversed) if runs_in_reverse(plain) => reversed,
                    _ => return unfit("a window function"),
                };
            }
            Ok(Arc::new(StandardWindowExpr::new(
                function,
                expression.partition_by(),
                expression.order_by(),
                Arc::clone(expression.get_window_frame()),
            )) as Arc<dyn WindowExpr>)
        })
        .collect()
}
