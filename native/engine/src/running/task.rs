//! How many rows a batch has while a plan runs.
//!
//! Sorting and merging hold at least two batches of each partition, and reserve
//! `sort_spill_reservation_bytes` for each. With the defaults eight partitions of rows of 200 bytes
//! take a quarter of 250 MB before the first row is sorted. Where rows are wide, readers and
//! operators make room for a whole batch of each column before they see a row.

use super::aggregates::has_large_rows;
use super::ahead::Room;
use crate::session::Session;
use crate::wide_batches::{BATCH_ROWS, batch_rows, columns_of};
use datafusion::common::Result;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::execution::TaskContext;
use datafusion::execution::context::SessionConfig;
use datafusion::execution::memory_pool::MemoryLimit;
use datafusion::physical_plan::ExecutionPlan;
use std::sync::Arc;

/// Memory of its partition that a row of a batch needs at least, in bytes.
const ROW: usize = 4 << 10;

/// The same where an operator gives large rows.
const LARGE_ROW: usize = 64 << 10;

/// Fewer rows than this make every operator slow.
const LEAST_ROWS: usize = 1024;

/// What DataFusion reserves for a sorter by default, in bytes.
const SPILL_RESERVATION: usize = 10 << 20;

/// Part of its partition's memory that a sorter reserves at most.
const RESERVED_PART: usize = 8;

/// `context` with batches that suit its memory limit and the widest operator of `plan`. Under a
/// small limit only defaults change: what the user set stays.
pub(crate) fn fitted(
    context: Arc<TaskContext>,
    plan: &Arc<dyn ExecutionPlan>,
) -> Result<Arc<TaskContext>> {
    let (mut widest, mut row) = (0, ROW);
    plan.apply(|node| {
        widest = widest.max(columns_of(&node.schema()));
        if has_large_rows(node.as_ref()) {
            row = LARGE_ROW;
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    let given = context.session_config();
    let mut config = match context.memory_pool().memory_limit() {
        MemoryLimit::Finite(limit) => within(given.clone(), limit, row),
        _ => given.clone(),
    };
    let rows = batch_rows(widest, config.batch_size());
    if rows != config.batch_size() {
        config = config.with_batch_size(rows);
    }
    let fitted = TaskContext::new(
        context.task_id(),
        context.session_id(),
        config,
        context.scalar_functions().clone(),
        context.higher_order_functions().clone(),
        context.aggregate_functions().clone(),
        context.window_functions().clone(),
        context.runtime_env(),
    );
    Ok(Arc::new(fitted))
}

/// For operators with large rows, of a plan that is about to run in `session`.
pub(super) fn room(session: &Session) -> Room {
    let limit = session.memory_limit();
    let config = within(session.context().copied_config(), limit, LARGE_ROW);
    let rows = config.batch_size() * config.target_partitions();
    Room { limit, rows }
}

fn within(mut config: SessionConfig, limit: usize, row: usize) -> SessionConfig {
    let partition = limit / config.target_partitions().max(1);
    let rows = previous_power_of_two(partition / row).max(LEAST_ROWS);
    if config.batch_size() == BATCH_ROWS && rows < BATCH_ROWS {
        config = config.with_batch_size(rows);
    }
    let reserved = partition / RESERVED_PART;
    let options = &config.options().execution;
    if options.sort_spill_reservation_bytes == SPILL_RESERVATION && reserved < SPILL_RESERVATION {
        config = config.with_sort_spill_reservation_bytes(reserved);
    }
    config
}

fn previous_power_of_two(number: usize) -> usize {
    number.checked_ilog2().map_or(0, |bits| 1 << bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(config: &SessionConfig, limit: usize) -> (usize, usize) {
        let config = within(config.clone(), limit, ROW);
        let options = &config.options().execution;
        (config.batch_size(), options.sort_spill_reservation_bytes)
    }

    #[test]
    fn only_defaults_shrink_and_only_under_a_small_limit() {
        let defaults = SessionConfig::new()
            .with_target_partitions(8)
            .with_batch_size(BATCH_ROWS);
        assert_eq!(of(&defaults, 1 << 30), (BATCH_ROWS, SPILL_RESERVATION));
        assert_eq!(of(&defaults, 256 << 20), (8192, 4 << 20));
        assert_eq!(of(&defaults, 1), (LEAST_ROWS, 0));
        let chosen = defaults
            .with_batch_size(20_000)
            .with_sort_spill_reservation_bytes(30 << 20);
        assert_eq!(of(&chosen, 32 << 20), (20_000, 30 << 20));
    }
}
