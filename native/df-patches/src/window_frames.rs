//! Refuses window frames with negative offsets.
//!
//! DataFusion refuses them for ROWS and GROUPS. For RANGE it takes them, and the frame then starts
//! after its end (apache/datafusion #24902).

use datafusion::common::ScalarValue;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, LogicalPlan, WindowFrameBound};
use datafusion::optimizer::AnalyzerRule;
use planarium_error::{Error, ErrorCode};

/// Runs after DataFusion has typed the offsets.
#[derive(Debug)]
pub(crate) struct WindowFrames;

impl AnalyzerRule for WindowFrames {
    fn name(&self) -> &str {
        "window_frames"
    }

    fn analyze(&self, plan: LogicalPlan, _config: &ConfigOptions) -> Result<LogicalPlan> {
        plan.apply_with_subqueries(|plan| {
            if !matches!(plan, LogicalPlan::Window(_)) {
                return Ok(TreeNodeRecursion::Continue);
            }
            plan.apply_expressions(|expr| {
                expr.apply(|part| {
                    if let Expr::WindowFunction(function) = part {
                        let frame = &function.params.window_frame;
                        check(&frame.start_bound)?;
                        check(&frame.end_bound)?;
                    }
                    Ok(TreeNodeRecursion::Continue)
                })
            })
        })?;
        Ok(plan)
    }
}

fn check(bound: &WindowFrameBound) -> Result<()> {
    let (WindowFrameBound::Preceding(offset) | WindowFrameBound::Following(offset)) = bound else {
        return Ok(());
    };
    match is_negative(offset) {
        false => Ok(()),
        true => Err(Error::new(
            ErrorCode::SqlPlan,
            format!("The offset {offset} of a window frame is negative."),
        )
        .with_hint(
            "Write n PRECEDING for rows before the current one, n FOLLOWING for those after it.",
        )
        .into()),
    }
}

fn is_negative(offset: &ScalarValue) -> bool {
    match offset {
        ScalarValue::IntervalYearMonth(Some(months)) => *months < 0,
        ScalarValue::IntervalDayTime(Some(interval)) => {
            (interval.days, interval.milliseconds) < (0, 0)
        }
        ScalarValue::IntervalMonthDayNano(Some(interval)) => {
            (interval.months, interval.days, interval.nanoseconds) < (0, 0, 0)
        }
        offset => ScalarValue::new_zero(&offset.data_type())
            .is_ok_and(|zero| !offset.is_null() && *offset < zero),
    }
}
