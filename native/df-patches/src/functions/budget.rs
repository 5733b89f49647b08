//! The maximum output size of one function call.

use datafusion::common::config::ConfigOptions;
use datafusion::execution::memory_pool::{MemoryLimit, MemoryPool};
use std::cell::Cell;

/// Smaller outputs are never refused, unless the memory limit itself is smaller.
const LEAST: usize = 64 << 20;

/// Maximum that the optimizer may fold into a plan; larger calls are left for the run.
const FOLDED: usize = 16 << 20;

thread_local! {
    static PLANNING: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`, which plans: function calls in it are constant folding.
pub fn planning<T>(work: impl FnOnce() -> T) -> T {
    struct Reset(bool);
    impl Drop for Reset {
        fn drop(&mut self) {
            PLANNING.set(self.0);
        }
    }
    let _reset = Reset(PLANNING.replace(true));
    work()
}

/// In bytes: each partition calls functions at the same time.
pub(super) fn of_one_call(pool: &dyn MemoryPool, options: &ConfigOptions) -> usize {
    let MemoryLimit::Finite(limit) = pool.memory_limit() else {
        return usize::MAX;
    };
    let share = limit / options.execution.target_partitions.max(1);
    let budget = share.max(LEAST).min(limit);
    match PLANNING.get() {
        true => budget.min(FOLDED),
        false => budget,
    }
}
