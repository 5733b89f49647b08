//! What came of the calls of a case, and whether that is among what they document.

use std::collections::BTreeMap;

use planarium_engine::{Error, ErrorCode};

use super::watch;

/// How often a call ended how: `inspect plan_file_damaged`.
pub type Tally = BTreeMap<String, u64>;

#[derive(Default)]
pub struct Outcomes {
    pub tally: Tally,
    /// What no call may end in.
    pub wrong: Vec<String>,
}

impl Outcomes {
    /// Notes how `call` ended; its value, if it has one.
    pub fn note<T>(
        &mut self,
        call: &str,
        result: Result<T, Error>,
        documented: &[ErrorCode],
    ) -> Option<T> {
        // Each call may take as long as one may take.
        watch::begin();
        let (name, value) = match result {
            Ok(value) => ("value", Some(value)),
            Err(error) => {
                if !documented.contains(&error.code) {
                    self.wrong.push(format!("{call}: {error:?}"));
                }
                (error.code.as_str(), None)
            }
        };
        *self.tally.entry(format!("{call} {name}")).or_default() += 1;
        value
    }

    /// A finding that is no result of a call.
    pub fn wrong(&mut self, what: impl Into<String>) {
        self.wrong.push(what.into());
    }
}

pub fn add(to: &mut Tally, more: &Tally) {
    for (name, count) in more {
        *to.entry(name.clone()).or_default() += count;
    }
}
