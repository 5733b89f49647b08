//! The first rows of each partition. A sort by the same keys has its columns and its order.

use std::sync::Arc;

use datafusion::common::not_impl_err;
use datafusion::error::Result;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::sorts::partitioned_topk::{PartitionedTopKExec, WindowFnKind};
use datafusion::physical_plan::sorts::sort::SortExec;

use super::{Carried, StandIn, unfit};

pub(super) fn stand_in(node: &Arc<dyn ExecutionPlan>) -> Result<Option<StandIn>> {
    let Some(top) = node.downcast_ref::<PartitionedTopKExec>() else {
        return Ok(None);
    };
    let (Ok(partition_by), Ok(fetch)) = (
        u32::try_from(top.partition_prefix_len()),
        u32::try_from(top.fetch()),
    ) else {
        return not_impl_err!("More than {} rows of each partition are kept", u32::MAX);
    };
    let carried = Carried::TopRows {
        partition_by,
        fetch,
        ties: top.fn_kind() == WindowFnKind::Rank,
    };
    let sort = SortExec::new(top.expr().clone(), Arc::clone(top.input()));
    Ok(Some((
        carried,
        Arc::new(sort.with_preserve_partitioning(true)),
    )))
}

pub(super) fn restored(
    partition_by: u32,
    fetch: u32,
    ties: bool,
    input: &Arc<dyn ExecutionPlan>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let keys = partition_by as usize;
    let sort = input.downcast_ref::<SortExec>();
    let Some(sort) = sort.filter(|sort| {
        let whole = sort.fetch().is_none() && sort.preserve_partitioning();
        whole && keys > 0 && keys < sort.expr().len()
    }) else {
        return unfit("the first rows of partitions");
    };
    let kind = match ties {
        true => WindowFnKind::Rank,
        false => WindowFnKind::RowNumber,
    };
    let (by, rows) = (sort.expr().clone(), Arc::clone(sort.input()));
    let top = PartitionedTopKExec::try_new(rows, by, keys, fetch as usize, kind)?;
    Ok(Arc::new(top))
}
