//! Serialised plans as what they are: bytes. A tree of fields over them, read on demand;
//! where decoding fails; and which codec wrote which part, told from the bytes alone.
//!
//! Nothing here decodes a plan, resolves a name or calls a codec, and nothing calls itself:
//! the bytes may be damaged, hostile or no plan at all.

mod attribution;
mod body;
mod constant;
mod fault;
mod frame;
pub(crate) mod messages;
pub(crate) mod scan;
pub(crate) mod schema;
pub(crate) mod substrait_messages;
mod tree;
mod value;
mod walk;

pub use attribution::{Attribution, PlanNodeBytes, PlanPart, PlanPartKind, attribute};
pub use fault::WireFault;
pub use tree::{WireChildren, WireField, WireTree};

pub(crate) use walk::{Visitor, walk};

use crate::codec;

/// What the outermost message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    Logical,
    Physical,
    /// No plan that is known here: fields are told by their wire types alone.
    Foreign,
    /// Not to be read as fields.
    Opaque,
}

/// The kind of plan that most of `bytes` reads like up to where decoding fails.
pub fn guess_root(bytes: &[u8]) -> Root {
    struct Nothing;
    impl Visitor for Nothing {}
    [Root::Logical, Root::Physical]
        .map(|root| (root, walk(bytes, root, &mut Nothing)))
        .into_iter()
        .filter(|(_, walked)| walked.known > 2 && walked.known > walked.unknown * 4)
        // Of two that read alike the first is taken.
        .reduce(|best, next| {
            if next.1.known > best.1.known {
                next
            } else {
                best
            }
        })
        .map_or(Root::Foreign, |(root, _)| root)
}

/// The place where decoding `bytes` fails, if it does.
pub fn find_fault(bytes: &[u8], root: Root) -> Option<WireFault> {
    struct Nothing;
    impl Visitor for Nothing {}
    if root == Root::Opaque {
        return None;
    }
    if let Some(stop) = walk(bytes, root, &mut Nothing).stop {
        return Some(fault::of_stop(bytes, root, &stop));
    }
    let whole = match root {
        Root::Logical => codec::Root::Logical,
        Root::Physical => codec::Root::Physical,
        Root::Foreign | Root::Opaque => return None,
    };
    let (start, error) = codec::refused(bytes, whole)?;
    Some(fault::of_refusal(bytes, root, start, error))
}

/// Offsets fit: [`crate::codec::limits::PLAN_BYTES`] is far below 4 GiB.
pub(crate) fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
