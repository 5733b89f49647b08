//! Bounds what DataFusion does to give the columns of a Substrait relation different names.
//!
//! A column that is called like others before it is tried under a new name for each of them
//! (`NameTracker` in `datafusion-substrait`), so a list of equal expressions takes the square of
//! its length. Which names are equal shows only once the plan is made: all columns count.

use std::sync::LazyLock;

use super::{Root, limits};
use crate::wire::scan::WireType;
use crate::wire::schema::{FieldType, Kind};
use crate::{Error, ErrorCode, Result};

/// Message types whose repeated fields become columns of one relation.
const LISTS: [&str; 4] = [
    "ProjectRel",
    "AggregateRel",
    "AggregateRel.Grouping",
    "RelCommon.Emit",
];

static PLACES: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let names = Root::Substrait.names();
    names.map(|name| LISTS.contains(&name)).collect()
});

/// The pairs of columns within one relation, of all relations.
pub(super) struct Namesakes {
    lists: &'static [bool],
    pairs: u64,
}

impl Namesakes {
    pub(super) fn of(root: Root) -> Self {
        let lists = match root {
            Root::Substrait => PLACES.as_slice(),
            _ => &[],
        };
        Self { lists, pairs: 0 }
    }

    /// Adds what `field` of a message of the type `kind` brings to the message's `columns`.
    /// `content` is that of a field with a length.
    ///
    /// # Errors
    /// `plan_file_too_large` beyond [`limits::COLUMN_PAIRS`].
    pub(super) fn add(
        &mut self,
        kind: u16,
        field: &FieldType,
        wire: WireType,
        content: &[u8],
        columns: &mut u32,
    ) -> Result<()> {
        let counts = field.repeated && self.lists.get(usize::from(kind)) == Some(&true);
        if !counts {
            return Ok(());
        }
        let more = match (field.kind, wire) {
            // Numbers in a row: each ends with a byte below 128.
            (Kind::Int32 | Kind::Uint32, WireType::Length) => {
                content.iter().filter(|byte| **byte < 0x80).count() as u64
            }
            _ => 1,
        };
        let before = u64::from(*columns);
        self.pairs += more * before + more * more.saturating_sub(1) / 2;
        if self.pairs > limits::COLUMN_PAIRS {
            return Err(too_many());
        }
        // Far below a number of 32 bits, by the limit.
        *columns = u32::try_from(before + more).unwrap_or(u32::MAX);
        Ok(())
    }
}

fn too_many() -> Error {
    Error::new(
        ErrorCode::PlanFileTooLarge,
        "The Substrait plan has relations of too many columns to be opened.",
    )
    .with_hint("Select fewer columns, or open the plan as a plan file.")
    .with_detail(format!(
        "more than {} pairs of columns within one relation, over all relations",
        limits::COLUMN_PAIRS
    ))
}
