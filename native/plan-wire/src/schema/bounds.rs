//! Bounds the numbers of a serialised plan that decide how much memory decoding or
//! running it takes at once. A single damaged byte can turn 4 partitions into
//! billions, and an allocation that fails ends the process: no error can be made of it.
//!
//! Which fields have a bound stands in the tables of [`super::messages`] and
//! [`super::substrait_messages`]; [`crate::limits::check`] checks each wherever it is.

use super::{FieldType, json_name};

/// Most groups that an aggregate may keep for a limit.
pub const MAX_TOP_GROUPS: u64 = 1_000_000;

/// What a number may be.
#[derive(Debug, PartialEq, Eq)]
pub struct Bound {
    least: u64,
    most: u64,
    /// What an error calls the number, where its own name says too little.
    called: Option<&'static str>,
}

const fn upto(most: u64) -> Bound {
    Bound {
        least: 0,
        most,
        called: None,
    }
}

/// Partitions of one operator.
pub static PARTITIONS: Bound = Bound {
    least: 1,
    ..upto(1_024)
};
/// Partitions of an operator without rows.
pub static PARTITIONS_OR_NONE: Bound = upto(1_024);
/// Rows of one batch.
pub static BATCH_ROWS: Bound = upto(1 << 20);
/// Bytes of a fixed-size binary value, or items of a fixed-size list.
pub static FIXED_SIZE: Bound = upto(1 << 16);
/// Levels of a list that is unnested.
pub static UNNEST_DEPTH: Bound = upto(128);
/// Bytes of a buffer between operators.
pub static BUFFER_BYTES: Bound = upto(1 << 30);
/// Groups that an aggregate keeps for a limit.
pub static TOP_GROUPS: Bound = Bound {
    called: Some("aggregate"),
    ..upto(MAX_TOP_GROUPS)
};
/// Columns of rows of values; zero would be no rows of any number.
pub static COLUMNS: Bound = Bound {
    least: 1,
    ..upto(u32::MAX as u64)
};

impl Bound {
    /// The least and the most that a number may be.
    pub fn range(&self) -> (u64, u64) {
        (self.least, self.most)
    }

    /// What an error calls the number of `field`: the field's name in JSON, as a rule.
    pub fn name_of(&self, field: &FieldType) -> String {
        self.called
            .map_or_else(|| json_name(field.name), str::to_owned)
    }
}

/// The number of `field`, as it is on the wire, where it is out of its bound.
pub fn beyond(field: &FieldType, raw: u64) -> Option<(&'static Bound, i128)> {
    let bound = field.bound?;
    let number = field.kind.whole(raw);
    let within = i128::from(bound.least)..=i128::from(bound.most);
    (!within.contains(&number)).then_some((bound, number))
}
