//! COPY as it is written: a target without a folder would be written wherever the plan runs.

use datafusion::logical_expr::LogicalPlan;

/// Names the target of a COPY in full.
pub(super) fn in_full(plan: LogicalPlan) -> LogicalPlan {
    match plan {
        LogicalPlan::Copy(mut copy) if !copy.output_url.contains("://") => {
            if let Ok(path) = std::path::absolute(&copy.output_url) {
                copy.output_url = path.to_string_lossy().into_owned();
            }
            LogicalPlan::Copy(copy)
        }
        plan => plan,
    }
}
