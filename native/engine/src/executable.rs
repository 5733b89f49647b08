//! What a plan becomes right before it runs.

use crate::control::Control;
use crate::guarded_scan::{Blame, guard};
use crate::query::bind::bind;
use crate::query::compact::compact_sorts;
use crate::self_time::{is_measured, measured};
use crate::session::{honest_grouping_sets, without_misplaced};
use datafusion::common::Result;
use datafusion::physical_plan::ExecutionPlan;
use std::sync::Arc;

/// `plan` as it runs: with guarded scans, sorts that hold only their own rows, operators that end
/// with the query, and measured operators, which for whoever looks at them are what they were. A
/// plan that is executable stays as it is.
///
/// It is made for one run: made again from the same plan it counts from zero.
pub(crate) fn executable(
    plan: Arc<dyn ExecutionPlan>,
    blame: Blame,
) -> Result<Arc<dyn ExecutionPlan>> {
    match is_measured(plan.as_ref()) {
        true => Ok(plan),
        // Measured last: binding replaces operators, and would take the observers off them.
        false => {
            let plan = without_misplaced(honest_grouping_sets(plan)?)?;
            let plan = compact_sorts(guard(plan, blame)?)?;
            measured(bind(plan, &Control::current())?)
        }
    }
}
