//! Grouping sets that are all empty: the format writes the sets as one flat list.

use std::sync::Arc;

use datafusion::common::not_impl_err;
use datafusion::error::Result;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::aggregates::{AggregateExec, PhysicalGroupBy};

use super::{Carried, StandIn, unfit};

/// Sets of one query.
const MOST: u32 = 1_024;

pub(super) fn stand_in(node: &Arc<dyn ExecutionPlan>) -> Result<Option<StandIn>> {
    let Some(aggregate) = node.downcast_ref::<AggregateExec>() else {
        return Ok(None);
    };
    let groups = aggregate.group_expr();
    if !groups.expr().is_empty() || groups.groups().is_empty() || !groups.has_grouping_set() {
        return Ok(None);
    }
    match u32::try_from(groups.groups().len()) {
        Ok(count) if count <= MOST => Ok(Some((Carried::EmptyGroups { count }, Arc::clone(node)))),
        _ => not_impl_err!("More than {MOST} grouping sets have no columns"),
    }
}

pub(super) fn restored(
    count: u32,
    input: &Arc<dyn ExecutionPlan>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let aggregate = input.downcast_ref::<AggregateExec>().filter(|aggregate| {
        let groups = aggregate.group_expr();
        groups.expr().is_empty() && groups.groups().is_empty() && groups.has_grouping_set()
    });
    let Some(aggregate) = aggregate.filter(|_| (1..=MOST).contains(&count)) else {
        return unfit("an aggregate");
    };
    let groups = PhysicalGroupBy::new(
        Vec::new(),
        Vec::new(),
        vec![Vec::new(); count as usize],
        true,
    );
    let restored = AggregateExec::try_new(
        *aggregate.mode(),
        groups,
        aggregate.aggr_expr().to_vec(),
        aggregate.filter_expr().to_vec(),
        Arc::clone(aggregate.input()),
        aggregate.input_schema(),
    )?;
    Ok(Arc::new(
        restored.with_limit_options(aggregate.limit_options()),
    ))
}
