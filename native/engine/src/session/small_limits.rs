//! Smaller batches where the memory limit is small.
//!
//! Sorting and merging hold at least two batches of each partition, and reserve
//! `sort_spill_reservation_bytes` for each. With the defaults eight partitions of rows of 200 bytes
//! take a quarter of 250 MB before the first row is sorted.

use super::Session;
use super::context::BATCH_ROWS;
use datafusion::execution::TaskContext;
use datafusion::execution::context::SessionConfig;
use std::sync::Arc;

/// Memory of its partition that a row of a batch needs at least, in bytes.
const PER_ROW: usize = 4 << 10;

/// Fewer rows than this make every operator slow.
const LEAST_ROWS: usize = 1024;

/// What DataFusion reserves for a sorter by default, in bytes.
const SPILL_RESERVATION: usize = 10 << 20;

/// Part of its partition's memory that a sorter reserves at most.
const RESERVED_PART: usize = 8;

/// The context that a plan made here runs in. What the user set stays.
pub(super) fn task_context(session: &Session) -> Arc<TaskContext> {
    let state = session.context().state();
    let config = fitted(state.config().clone(), session.memory_limit());
    Arc::new(TaskContext::from(&state).with_session_config(config))
}

fn fitted(mut config: SessionConfig, limit: usize) -> SessionConfig {
    let partition = limit / config.target_partitions().max(1);
    let rows = previous_power_of_two(partition / PER_ROW).max(LEAST_ROWS);
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
        let config = fitted(config.clone(), limit);
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
