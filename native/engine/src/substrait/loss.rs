//! Clauses of functions that the producer drops without a word, or refuses.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::expr::{AggregateFunction, WindowFunction};
use datafusion::logical_expr::{WindowFrameBound, WindowFrameUnits};

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

/// Whole numbers and no bound at all are kept; anything else would become no bound.
fn is_count(bound: &WindowFrameBound) -> bool {
    match bound {
        WindowFrameBound::CurrentRow => true,
        WindowFrameBound::Preceding(value) | WindowFrameBound::Following(value) => {
            value.is_null() || value.data_type().is_integer() || *value == ScalarValue::Null
        }
    }
}
