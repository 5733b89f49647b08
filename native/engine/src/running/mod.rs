//! What a plan becomes right before it runs.
//!
//! | step | what it does |
//! |---|---|
//! | [`honest_grouping_sets`], [`without_misplaced`], [`without_float_bounds`] | plans from bytes get what our optimizer rules do |
//! | `inserts` | rows on their way into a table in memory are counted |
//! | [`csv_writes`] | writers of CSV keep empty text apart from NULL |
//! | `guarded_scan` | errors of a scan name its files |
//! | `compact` | sorted rows hold no others |
//! | `bind` | operators end with their query |
//! | `aggregates` | aggregates that keep values count them |
//! | `self_time` | each operator is measured |
//!
//! For whoever looks at the plan its operators are what they were.

mod aggregates;
mod ahead;
mod bind;
mod compact;
mod inserts;
mod mapped;
mod task;

pub(crate) use inserts::counted;
pub(crate) use task::fitted;

use crate::control::Control;
use crate::csv_sink::csv_writes;
use crate::guarded_scan::{Blame, guard};
use crate::self_time::{is_measured, measured};
use crate::session::Session;
use datafusion::common::Result;
use datafusion::physical_plan::ExecutionPlan;
use planarium_df_patches::{honest_grouping_sets, without_float_bounds, without_misplaced};
use std::sync::Arc;

/// `plan` as it runs in `session` until `control` ends it: whatever the engine executes went through
/// here. A plan that is prepared stays as it is.
///
/// It is made for one run: made again from the same plan it counts from zero.
pub(crate) fn prepare_for_run(
    session: &Session,
    plan: Arc<dyn ExecutionPlan>,
    blame: Blame,
    control: &Control,
) -> Result<Arc<dyn ExecutionPlan>> {
    if is_measured(plan.as_ref()) {
        return Ok(plan);
    }
    let plan = without_float_bounds(without_misplaced(honest_grouping_sets(plan)?)?)?;
    let plan = inserts::counted_inserts(plan, session.kept())?;
    let plan = compact::compact_sorts(guard(csv_writes(plan)?, blame)?)?;
    // Measured last: binding replaces operators, and would take the observers off them.
    measured(bind::bind(plan, control, task::room(session))?)
}
