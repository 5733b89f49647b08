//! The memory pool of a session: fair among operators that can spill, with a limit that can change
//! while queries run.
//!
//! DataFusion's `FairSpillPool` counts every consumer that can spill, the buffers of a repartition
//! too, and lets them take all memory together. A sort that spills then finds no memory to merge
//! what it sorted, depending on which partition was faster. Here:
//!
//! | consumer | may hold |
//! |---|---|
//! | can spill | an equal share of [`SPILL_PERCENT`] of what is left by those that cannot; of twice that while nothing sorts |
//! | buffers of a repartition | as above, and no more than [`BUFFER_PERCENT`] together |
//! | merges of sorts | an equal share of [`SPILL_PERCENT`], what their sorter leaves of its own, and what nobody has a share in |
//! | the merge of all partitions | [`LAST_PERCENT`], and what nobody has a share in |
//! | all others | what is free |
//!
//! What a share has not taken yet is kept for it: a sorter without memory for one batch fails, and
//! so does a merge without memory for two runs. A sorter that started before the others holds more
//! than its later share until it spills. Meanwhile the shares are more than the limit together, and
//! each consumer still gets its own while there is free memory.

use datafusion::common::{DataFusionError, Result, human_readable_size};
use datafusion::execution::memory_pool::{
    MemoryConsumer, MemoryLimit, MemoryPool, MemoryReservation,
};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::fmt;

/// Share of the memory that sorters and aggregates may fill before they spill, and share for merging
/// what they sorted. A merge holds the sorted rows, half of what their sorter had reserved, and
/// their keys in row format, which may be as large.
const SPILL_PERCENT: usize = 35;

/// Share of the memory for merging sorted partitions into one.
const LAST_PERCENT: usize = 20;

/// Share of the memory that buffers of repartitions may fill before they spill.
const BUFFER_PERCENT: usize = 10;

/// How DataFusion names the consumers that need a rule of their own, before their partition.
const SORTER: &str = "ExternalSorter";
const MERGE: &str = "ExternalSorterMerge";
const LAST: &str = "SortPreservingMergeExec";
const BUFFER: &str = "RepartitionExec";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Spills,
    Buffers,
    Merges,
    MergesLast,
    Stays,
}

impl Kind {
    fn of(consumer: &MemoryConsumer) -> Self {
        match consumer.can_spill() {
            true if consumer.name().starts_with(BUFFER) => Self::Buffers,
            true => Self::Spills,
            false if consumer.name().starts_with(MERGE) => Self::Merges,
            false if consumer.name().starts_with(LAST) => Self::MergesLast,
            false => Self::Stays,
        }
    }
}

#[derive(Debug)]
pub(super) struct SessionPool {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    limit: usize,
    /// By the id of the consumer.
    held: HashMap<usize, Held>,
    spills: Group,
    buffers: Group,
    merges: Group,
    merges_last: Group,
    stays: Group,
}

#[derive(Debug)]
struct Held {
    kind: Kind,
    bytes: usize,
    /// Of a sorter or its merge: what follows in their names.
    partition: Option<String>,
    /// Of a merge: the id of its sorter.
    sorter: Option<usize>,
}

impl Held {
    fn new(consumer: &MemoryConsumer) -> Self {
        let kind = Kind::of(consumer);
        let prefix = if kind == Kind::Merges { MERGE } else { SORTER };
        let partition = consumer.name().strip_prefix(prefix);
        Self {
            kind,
            bytes: 0,
            partition: partition.map(str::to_owned),
            sorter: None,
        }
    }
}

#[derive(Debug, Default)]
struct Group {
    consumers: usize,
    bytes: usize,
}

impl State {
    fn group(&mut self, kind: Kind) -> &mut Group {
        match kind {
            Kind::Spills => &mut self.spills,
            Kind::Buffers => &mut self.buffers,
            Kind::Merges => &mut self.merges,
            Kind::MergesLast => &mut self.merges_last,
            Kind::Stays => &mut self.stays,
        }
    }

    fn reserved(&self) -> usize {
        let groups = [
            &self.spills,
            &self.buffers,
            &self.merges,
            &self.merges_last,
            &self.stays,
        ];
        groups.iter().map(|group| group.bytes).sum()
    }

    /// What a consumer may take in addition.
    fn available(&self, consumer: &MemoryConsumer) -> usize {
        let free = self.limit.saturating_sub(self.reserved());
        let kind = Kind::of(consumer);
        let held = self.held.get(&consumer.id());
        let own = self
            .share(kind)
            .saturating_sub(held.map_or(0, |held| held.bytes));
        match kind {
            Kind::Stays => free,
            Kind::Spills => own.min(free),
            Kind::MergesLast => {
                let unclaimed = free.saturating_sub(self.owed().saturating_sub(own));
                unclaimed.max(own.min(free))
            }
            Kind::Buffers => {
                let all = self.part(BUFFER_PERCENT).saturating_sub(self.buffers.bytes);
                all.min(free.saturating_sub(self.owed()))
            }
            Kind::Merges => {
                // A sorter takes nothing while its rows are merged.
                let sorter = held.and_then(|held| self.held.get(&held.sorter?));
                let bytes = held.map_or(0, |held| held.bytes);
                let lent = bytes.saturating_sub(self.share(Kind::Merges));
                let left = sorter.map_or(0, |sorter| {
                    self.share(Kind::Spills).saturating_sub(sorter.bytes + lent)
                });
                let unclaimed = free.saturating_sub(self.owed().saturating_sub(own + left));
                unclaimed.max(own.min(free))
            }
        }
    }

    /// The sorter that `merge` was registered for: the last one of its partition.
    fn sorter_of(&self, merge: &Held) -> Option<usize> {
        let partition = merge.partition.as_ref()?;
        let sorters = self.held.iter().filter(|(_, held)| {
            held.kind == Kind::Spills && held.partition.as_ref() == Some(partition)
        });
        sorters.map(|(id, _)| *id).max()
    }

    /// What each consumer of a kind can count on.
    fn share(&self, kind: Kind) -> usize {
        match kind {
            Kind::Spills if self.merges.consumers == 0 => {
                self.part(2 * SPILL_PERCENT) / self.spills.consumers.max(1)
            }
            Kind::Spills => self.part(SPILL_PERCENT) / self.spills.consumers.max(1),
            Kind::Merges => self.part(SPILL_PERCENT) / self.merges.consumers.max(1),
            Kind::MergesLast => self.part(LAST_PERCENT) / self.merges_last.consumers.max(1),
            Kind::Buffers | Kind::Stays => 0,
        }
    }

    /// What consumers have not taken yet of their shares. What a merge holds beyond its own is that
    /// of its sorter.
    fn owed(&self) -> usize {
        let (spills, merges) = (self.share(Kind::Spills), self.share(Kind::Merges));
        let last = self.share(Kind::MergesLast);
        let lent: HashMap<usize, usize> = self
            .held
            .values()
            .filter_map(|merge| Some((merge.sorter?, merge.bytes.saturating_sub(merges))))
            .collect();
        let all = self.held.iter().map(|(id, held)| match held.kind {
            Kind::Spills => {
                let lent = lent.get(id).copied().unwrap_or(0);
                spills.saturating_sub(held.bytes + lent)
            }
            Kind::Merges => merges.saturating_sub(held.bytes),
            Kind::MergesLast => last.saturating_sub(held.bytes),
            Kind::Buffers | Kind::Stays => 0,
        });
        all.sum()
    }

    /// Of what consumers that cannot spill leave.
    fn part(&self, percent: usize) -> usize {
        self.limit.saturating_sub(self.stays.bytes) / 100 * percent
    }

    fn add(&mut self, consumer: &MemoryConsumer, bytes: usize) {
        let kind = Kind::of(consumer);
        self.group(kind).bytes += bytes;
        if let Some(held) = self.held.get_mut(&consumer.id()) {
            held.bytes += bytes;
        }
    }
}

impl SessionPool {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            state: Mutex::new(State {
                limit,
                held: HashMap::new(),
                spills: Group::default(),
                buffers: Group::default(),
                merges: Group::default(),
                merges_last: Group::default(),
                stays: Group::default(),
            }),
        }
    }

    /// In bytes.
    pub(super) fn limit(&self) -> usize {
        self.state.lock().limit
    }

    /// Holds from now on, for queries that run too: what they hold already stays theirs.
    pub(super) fn set_limit(&self, bytes: usize) {
        self.state.lock().limit = bytes;
    }
}

impl MemoryPool for SessionPool {
    fn name(&self) -> &str {
        "session"
    }

    fn register(&self, consumer: &MemoryConsumer) {
        let mut held = Held::new(consumer);
        let mut state = self.state.lock();
        if held.kind == Kind::Merges {
            held.sorter = state.sorter_of(&held);
        }
        state.group(held.kind).consumers += 1;
        state.held.insert(consumer.id(), held);
    }

    fn unregister(&self, consumer: &MemoryConsumer) {
        let mut state = self.state.lock();
        if state.held.remove(&consumer.id()).is_some() {
            state.group(Kind::of(consumer)).consumers -= 1;
        }
    }

    fn grow(&self, reservation: &MemoryReservation, additional: usize) {
        self.state.lock().add(reservation.consumer(), additional);
    }

    fn shrink(&self, reservation: &MemoryReservation, shrink: usize) {
        let consumer = reservation.consumer();
        let mut state = self.state.lock();
        let group = state.group(Kind::of(consumer));
        group.bytes = group.bytes.saturating_sub(shrink);
        if let Some(held) = state.held.get_mut(&consumer.id()) {
            held.bytes = held.bytes.saturating_sub(shrink);
        }
    }

    fn try_grow(&self, reservation: &MemoryReservation, additional: usize) -> Result<()> {
        let consumer = reservation.consumer();
        let mut state = self.state.lock();
        let available = state.available(consumer);
        if additional > available {
            let held = state.held.get(&consumer.id()).map_or(0, |held| held.bytes);
            return Err(DataFusionError::ResourcesExhausted(format!(
                "{} needs {} more, beside the {} it holds; {} of the memory limit of {} are left for it",
                consumer.name(),
                human_readable_size(additional),
                human_readable_size(held),
                human_readable_size(available),
                human_readable_size(state.limit),
            )));
        }
        state.add(consumer, additional);
        Ok(())
    }

    fn reserved(&self) -> usize {
        self.state.lock().reserved()
    }

    fn memory_limit(&self) -> MemoryLimit {
        MemoryLimit::Finite(self.limit())
    }
}

impl fmt::Display for SessionPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "session(limit: {})", human_readable_size(self.limit()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    const LIMIT: usize = 1_000_000;

    fn consumer(pool: &Arc<dyn MemoryPool>, name: &str, spills: bool) -> MemoryReservation {
        MemoryConsumer::new(name)
            .with_can_spill(spills)
            .register(pool)
    }

    /// The most that a reservation can grow by, which it then holds.
    fn fill(reservation: &MemoryReservation) -> usize {
        let (mut low, mut high) = (0, LIMIT + 1);
        while high - low > 1 {
            let middle = usize::midpoint(low, high);
            match reservation.try_grow(middle) {
                Ok(()) => {
                    reservation.shrink(middle);
                    low = middle;
                }
                Err(_) => high = middle,
            }
        }
        reservation.grow(low);
        low
    }

    #[test]
    fn a_merge_finds_its_share_whoever_was_first() {
        let pool: Arc<dyn MemoryPool> = Arc::new(SessionPool::new(LIMIT));
        let sorters = [0, 1].map(|n| consumer(&pool, &format!("ExternalSorter[{n}]"), true));
        let merges = [0, 1].map(|n| consumer(&pool, &format!("ExternalSorterMerge[{n}]"), false));
        let buffer = consumer(&pool, "RepartitionExec[0]", true);
        // Its share, what its sorter leaves, and what nobody has a share in.
        assert_eq!(fill(&merges[0]), 650_000);
        assert_eq!(fill(&buffer), 0);
        assert_eq!(fill(&sorters[1]), 175_000);
        assert_eq!(fill(&merges[1]), 175_000);
        assert_eq!(pool.reserved(), LIMIT);
        assert!(sorters[0].try_grow(1).is_err());
    }

    #[test]
    fn a_merge_finds_its_share_when_one_sorter_started_before_the_others() {
        let pool: Arc<dyn MemoryPool> = Arc::new(SessionPool::new(LIMIT));
        let sorter = |n: usize| {
            [("ExternalSorter", true), ("ExternalSorterMerge", false)]
                .map(|(name, spills)| consumer(&pool, &format!("{name}[{n}]"), spills))
        };
        let [first, merge] = sorter(0);
        assert_eq!(fill(&first), 350_000);
        let _others = [1, 2, 3].map(sorter);
        let last = consumer(&pool, "SortPreservingMergeExec[0]", false);
        assert_eq!(fill(&merge), 87_500);
        assert_eq!(fill(&last), 200_000);
    }

    #[test]
    fn memory_that_stays_is_shared_by_nobody_and_a_new_limit_holds_at_once() {
        let session = Arc::new(SessionPool::new(LIMIT));
        let pool: Arc<dyn MemoryPool> = Arc::<SessionPool>::clone(&session);
        let stays = consumer(&pool, "HashJoinInput", false);
        stays.try_grow(LIMIT / 2).unwrap();
        let aggregate = consumer(&pool, "FinalHashAggregateStream[0]", true);
        assert_eq!(fill(&aggregate), 350_000);
        session.set_limit(LIMIT / 10);
        assert!(stays.try_grow(1).is_err());
        assert_eq!(pool.reserved(), 850_000);
        session.set_limit(2 * LIMIT);
        assert_eq!(fill(&stays), LIMIT);
    }
}
