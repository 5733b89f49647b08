//! What a run of many statements came to.

use std::collections::BTreeMap;

use serde_json::{Value, json};

#[derive(Debug, Default)]
pub struct Counts {
    pub cases: usize,
    pub planned: usize,
    /// Statements without a plan, by the code of the error.
    pub unplanned: BTreeMap<String, usize>,
    /// Planned statements by what they use.
    pub features: BTreeMap<&'static str, usize>,
    /// Plans by kind and what became of them.
    pub trips: BTreeMap<String, usize>,
    /// Refused plans by kind and reason.
    pub refusals: BTreeMap<String, usize>,
}

fn add<K: Ord>(to: &mut BTreeMap<K, usize>, from: BTreeMap<K, usize>) {
    for (key, count) in from {
        *to.entry(key).or_default() += count;
    }
}

impl Counts {
    pub fn trip(&mut self, stage: &str, what: &str) {
        *self.trips.entry(format!("{stage}: {what}")).or_default() += 1;
    }

    pub fn refusal(&mut self, stage: &str, reason: &str) {
        *self
            .refusals
            .entry(format!("{stage}: {reason}"))
            .or_default() += 1;
    }

    pub fn merge(&mut self, other: Self) {
        self.cases += other.cases;
        self.planned += other.planned;
        add(&mut self.unplanned, other.unplanned);
        add(&mut self.features, other.features);
        add(&mut self.trips, other.trips);
        add(&mut self.refusals, other.refusals);
    }

    pub fn to_json(&self) -> Value {
        json!({
            "cases": self.cases,
            "planned": self.planned,
            "unplanned": self.unplanned,
            "trips": self.trips,
            "refusals": self.refusals,
            "features": self.features,
        })
    }
}
