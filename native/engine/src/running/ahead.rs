//! Groups that an aggregate gives before they are put together.
//!
//! An aggregate of a part of the rows gives its groups when memory is short, and goes on. A
//! repartitioning above it gathers as many rows as a batch has, however large they are, and
//! reserves nothing for them: of few groups with large values that is all there is.

use datafusion::common::{DataFusionError, Result, human_readable_size};
use parking_lot::Mutex;
use std::sync::Arc;

/// Memory for rows between the operators of a plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Memory limit in bytes.
    pub(super) limit: usize,
    /// Rows that operators gather before they give them on, in all partitions.
    pub(super) rows: usize,
}

/// What all partitions of an aggregate gave.
#[derive(Debug, Clone)]
pub(super) struct Ahead {
    room: Room,
    /// Rows and their bytes.
    given: Arc<Mutex<(usize, usize)>>,
}

impl Ahead {
    pub(super) fn new(room: Room) -> Self {
        let given = Arc::default();
        Self { room, given }
    }

    /// Errors: resources exhausted when what may be gathered takes more than half of the limit.
    pub(super) fn give(&self, rows: usize, bytes: usize) -> Result<()> {
        let mut given = self.given.lock();
        given.0 += rows;
        given.1 += bytes;
        let (rows, bytes) = *given;
        let average = bytes / rows.max(1);
        let gathered = average.saturating_mul(rows.min(self.room.rows));
        if gathered <= self.room.limit / 2 {
            return Ok(());
        }
        Err(DataFusionError::ResourcesExhausted(format!(
            "groups of {} on average take {} before they are put together, more than half of the memory limit of {}",
            human_readable_size(average),
            human_readable_size(gathered),
            human_readable_size(self.room.limit),
        )))
    }
}
