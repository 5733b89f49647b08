//! Threads that queries run on, apart from those that plan, serve pages and answer for status.
//!
//! An operator may compute for minutes within one poll, and a runtime lends each of its threads
//! out for that long. So a query gets a runtime of its own, a lane: what it keeps busy are its own
//! threads, and the system shares the cores out among them and all others. Lanes are used again,
//! since starting one takes a fraction of a millisecond.

use super::runtime::{Runtime, cores};
use crate::error::catch_panic;
use parking_lot::Mutex;
use std::sync::Arc;
use tokio::runtime::Handle;

/// Most threads in all lanes together; queries beyond that share lanes.
const MOST_THREADS: usize = 512;

/// Lanes that are kept while nothing runs on them.
const KEPT: usize = 4;

#[derive(Default)]
pub(super) struct Lanes(Mutex<Vec<Arc<Runtime>>>);

impl Lanes {
    /// A lane on which nothing runs. Above the bound, and where the system has no threads left,
    /// the one that the fewest queries share; `None` where there is none.
    pub(super) fn take(self: &Arc<Self>) -> Option<Lane> {
        let mut lanes = self.0.lock();
        let free = lanes.iter().find(|lane| is_free(lane));
        let runtime = match free {
            Some(lane) => Arc::clone(lane),
            None => match start(lanes.len()) {
                Some(lane) => {
                    lanes.push(Arc::clone(&lane));
                    lane
                }
                None => Arc::clone(lanes.iter().min_by_key(|lane| Arc::strong_count(lane))?),
            },
        };
        Some(Lane {
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
            lanes: Arc::clone(self),
        })
    }
}

/// Work that was given up may still be at its last step.
fn is_free(lane: &Arc<Runtime>) -> bool {
    Arc::strong_count(lane) == 1 && lane.handle().metrics().num_alive_tasks() == 0
}

fn start(running: usize) -> Option<Arc<Runtime>> {
    if (running + 1) * cores() > MOST_THREADS {
        return None;
    }
    // Without threads left, tokio panics.
    catch_panic(|| Runtime::start("planarium-query"))
        .ok()
        .map(Arc::new)
}

/// The threads of one query, until it is dropped.
pub(crate) struct Lane {
    handle: Handle,
    /// `None` only while dropping.
    runtime: Option<Arc<Runtime>>,
    lanes: Arc<Lanes>,
}

impl Lane {
    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.runtime.take();
        let mut lanes = self.lanes.0.lock();
        let free = lanes.iter().filter(|lane| is_free(lane)).count();
        if free > KEPT
            && let Some(place) = lanes.iter().rposition(is_free)
        {
            let ended = lanes.swap_remove(place);
            drop(lanes);
            drop(ended);
        }
    }
}
