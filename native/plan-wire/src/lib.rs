//! Serialised plans as bytes: a tree of fields that is read on demand, where decoding fails,
//! which codec wrote which part, and the limits that bytes must keep before a decoder sees them.
//!
//! Nothing here decodes a plan, resolves a name or calls a codec, and nothing calls itself:
//! the bytes may be damaged, hostile or no plan at all. Modules in the order in which they build
//! on each other:
//!
//! | module | what it does |
//! |---|---|
//! | [`scan`] | reads one field of the Protocol Buffers wire format |
//! | [`schema`] | message types of DataFusion's plans and Substrait's, as generated tables |
//! | [`walk`] | visits every field of a message: the one walk that all others are made of |
//! | [`limits`] | checks depth, numbers, cost and embedded Arrow data |
//! | [`payload_magic`], [`frame`] | recognises the payloads of codecs |
//! | [`view`] | fields as a tree for people, and where decoding fails in words |
//! | [`attribution`] | which codec wrote which part, and how many bytes |

pub mod attribution;
pub mod frame;
pub mod limits;
pub mod payload_magic;
pub mod scan;
pub mod schema;
pub mod view;
pub mod walk;

pub use attribution::{Attribution, PlanNodeBytes, PlanPart, PlanPartKind, attribute};
pub use limits::{Refusal, RefusalKind, Shape, check};
pub use schema::Root;
pub use view::{TreeRoot, WireChildren, WireFault, WireField, WireTree, find_fault, guess_root};

/// An offset into a plan as it crosses to JavaScript. It fits: [`limits::PLAN_BYTES`] is far below 4 GiB.
pub fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
