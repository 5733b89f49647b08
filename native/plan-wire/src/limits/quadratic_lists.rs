//! Bounds lists of which DataFusion compares each part with all before it, and chains of operators.
//!
//! Columns of a Substrait relation that are called alike get new names, each tried until no other
//! has it (`NameTracker` in `datafusion-substrait`). Which names are equal shows only once the plan
//! is made, so all columns count. The keys of a window are compared in the same way. A chain such
//! as `a + b + c` is one message and becomes an operator in an operator for each part, which are
//! named, typed and hashed with all that is inside them.

use std::sync::LazyLock;

use super::LIST_PAIRS;
use super::refusal::Reason;
use crate::scan::{WireType, whole_field};
use crate::schema::{FieldType, Kind, Root};

/// Message types whose repeated fields are such a list.
const LISTS: [&str; 6] = [
    "ProjectRel",
    "AggregateRel",
    "AggregateRel.Grouping",
    "RelCommon.Emit",
    "WindowExprNode",
    "PhysicalWindowExprNode",
];
/// Chains, whose operands are such a list, and the number of the operands' field.
const CHAINS: [(&str, u32); 2] = [("BinaryExprNode", 1), ("PhysicalBinaryExprNode", 4)];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Other,
    List,
    /// The number of the operands' field.
    Chain(u32),
}

static OF_PLANS: LazyLock<Vec<Part>> = LazyLock::new(|| parts(Root::Logical));
static OF_SUBSTRAIT: LazyLock<Vec<Part>> = LazyLock::new(|| parts(Root::Substrait));

/// By the place of the message type.
fn parts(root: Root) -> Vec<Part> {
    let part = |name| match CHAINS.iter().find(|(chain, _)| *chain == name) {
        Some((_, operands)) => Part::Chain(*operands),
        None if LISTS.contains(&name) => Part::List,
        None => Part::Other,
    };
    root.names().map(part).collect()
}

/// The pairs of parts within one list, of all lists.
pub(super) struct Lists {
    parts: &'static [Part],
    count: u64,
}

impl Lists {
    pub(super) fn of(root: Root) -> Self {
        let parts = match root {
            Root::Substrait => &OF_SUBSTRAIT,
            _ => &OF_PLANS,
        };
        Self { parts, count: 0 }
    }

    fn part(&self, kind: u16) -> Part {
        let part = self.parts.get(usize::from(kind));
        part.copied().unwrap_or(Part::Other)
    }

    /// Operators inside one another that a message of the type `kind` becomes, besides the one that
    /// every message may be.
    pub(super) fn levels(&self, kind: u16, bytes: &[u8]) -> usize {
        let Part::Chain(operands) = self.part(kind) else {
            return 0;
        };
        let (mut at, mut count) = (0, 0_usize);
        while let Some(field) = whole_field(bytes, at, bytes.len()) {
            count += usize::from(field.number == operands);
            at = field.end;
        }
        count.saturating_sub(2)
    }

    /// Adds what `field` of a message of the type `kind` brings to the `listed` parts of that
    /// message. `content` is that of a field with a length.
    ///
    /// # Errors
    /// Beyond [`LIST_PAIRS`].
    #[inline]
    pub(super) fn add(
        &mut self,
        kind: u16,
        field: &FieldType,
        wire: WireType,
        content: &[u8],
        listed: &mut u32,
    ) -> Result<(), Reason> {
        if !field.repeated || self.part(kind) == Part::Other {
            return Ok(());
        }
        let more = match (field.kind, wire) {
            // Numbers in a row: each ends with a byte below 128.
            (Kind::Int32 | Kind::Uint32, WireType::Length) => {
                content.iter().filter(|byte| **byte < 0x80).count() as u64
            }
            _ => 1,
        };
        let before = u64::from(*listed);
        self.count += more * before + more * more.saturating_sub(1) / 2;
        if self.count > LIST_PAIRS {
            return Err(Reason::ListsTooLong);
        }
        // Far below a number of 32 bits, by the limit.
        *listed = u32::try_from(before + more).unwrap_or(u32::MAX);
        Ok(())
    }

    /// True for a field that holds operands of a chain.
    #[inline]
    pub(super) fn is_operand(&self, kind: u16, field: u32) -> bool {
        self.part(kind) == Part::Chain(field)
    }
}
