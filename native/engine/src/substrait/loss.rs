//! Clauses of functions that the producer drops without a word, or refuses, and depth that
//! it has no time for.

use datafusion::common::ScalarValue;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::expr::{AggregateFunction, WindowFunction};
use datafusion::logical_expr::{WindowFrameBound, WindowFrameUnits};

use planarium_plan_wire::limits;

/// Whether `expression` is within [`limits::SUBSTRAIT_EXPRESSIONS`].
pub(super) fn is_shallow(expression: &Expr) -> datafusion::error::Result<bool> {
    let mut pending = vec![(expression, 1)];
    while let Some((part, depth)) = pending.pop() {
        if depth > limits::SUBSTRAIT_EXPRESSIONS {
            return Ok(false);
        }
        part.apply_children(|child| {
            pending.push((child, depth + 1));
            Ok(TreeNodeRecursion::Continue)
        })?;
    }
    Ok(true)
}

pub(super) fn in_aggregate(aggregate: &AggregateFunction) -> Option<&'static str> {
    aggregate
        .params
        .null_treatment
        .is_some()
        .then_some("IGNORE NULLS and RESPECT NULLS")
}

pub(super) fn in_window(window: &WindowFunction) -> Option<&'static str> {
    let params = &window.params;
    let frame = &params.window_frame;
    if frame.units == WindowFrameUnits::Groups {
        Some("GROUPS frames of windows")
    } else if !(is_count(&frame.start_bound) && is_count(&frame.end_bound)) {
        Some("window frames that reach over a length of time or a fraction")
    } else if frame.units == WindowFrameUnits::Range
        && (is_offset(&frame.start_bound) || is_offset(&frame.end_bound))
    {
        Some("window frames that reach over a range of values")
    } else if params.null_treatment.is_some() {
        Some("IGNORE NULLS and RESPECT NULLS")
    } else if params.distinct {
        Some("DISTINCT in window functions")
    } else if params.filter.is_some() {
        Some("FILTER in window functions")
    } else {
        None
    }
}

/// A bound that the reader takes for none in a RANGE.
fn is_offset(bound: &WindowFrameBound) -> bool {
    match bound {
        WindowFrameBound::CurrentRow => false,
        WindowFrameBound::Preceding(value) | WindowFrameBound::Following(value) => !value.is_null(),
    }
}

/// Whole numbers and no bound at all are kept; anything else would become no bound.
fn is_count(bound: &WindowFrameBound) -> bool {
    match bound {
        WindowFrameBound::CurrentRow => true,
        WindowFrameBound::Preceding(value) | WindowFrameBound::Following(value) => {
            value.is_null() || value.data_type().is_integer() || *value == ScalarValue::Null
        }
    }
}
