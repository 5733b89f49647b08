//! Plans as bytes: the session's codec stack and the only functions that
//! serialise or deserialise a plan.
//!
//! Wire formats:
//!
//! | what | format | compatible with |
//! |---|---|---|
//! | logical plan | `datafusion.LogicalPlanNode`, Protocol Buffers | DataFusion 55, datafusion-python 55, both directions |
//! | physical plan | `datafusion.PhysicalPlanNode`, Protocol Buffers | the same |
//! | extension payloads | none is written: the stack ends in DataFusion's own codecs, which refuse extensions | |
//! | functions | by name, without payload | the same |

mod decode;
mod depth;
mod encode;
pub mod limits;
mod logical;
mod physical;
mod stack;
mod wire_schema;

pub use decode::{decode_logical, decode_physical, parse_logical, parse_physical, with_deep_stack};
pub use depth::{Root, Shape, check};
pub use encode::{encode_logical, encode_physical};
pub use logical::JsLogicalCodec;
pub use physical::JsPhysicalCodec;
pub use stack::CodecStack;

/// Version of the layout described above, kept in a plan file's manifest.
pub const CODEC_VERSION: u32 = 1;
