//! Plans as bytes: the codec stack of a session and the only functions that serialise or
//! deserialise a plan. What a session must offer is [`PlanSession`] and [`PlanAdapter`].
//!
//! Wire formats:
//!
//! | what | format | compatible with |
//! |---|---|---|
//! | logical plan | `datafusion.LogicalPlanNode`, Protocol Buffers | DataFusion 55, datafusion-python 55, both directions |
//! | physical plan | `datafusion.PhysicalPlanNode`, Protocol Buffers | the same |
//! | logical expression | `datafusion.LogicalExprNode`, Protocol Buffers | the same |
//! | Substrait plan | `substrait.Plan`, Protocol Buffers | Substrait 0.63's readers and writers |
//! | function without payload | its name | the same |
//! | payload of DataFusion's own codec | unframed | the same |
//!
//! Marks at the head of a payload:
//!
//! | mark | what | here |
//! |---|---|---|
//! | `DFJSCHN` | what an extension codec wrote, with its id ([`planarium_plan_wire::frame`]) | read and written |
//! | `DFJSUDF`, `DFJSUDA`, `DFJSUDW` | JavaScript function: scalar, aggregate, window | reserved, refused by name |
//! | `DFJSEX` | expression | reserved, refused by name |
//! | `DFPYCHN` | datafusion-python's frame around an extension codec's payload | refused, its codec named |
//! | `DFPYUDF`, `DFPYUDA`, `DFPYUDW` | Python function | refused by name |
//! | `DFJSSQ` | subqueries and other parts that DataFusion's format refuses ([`inband`]) | read and written; plans that hold one are read here alone |
//! | `DFJSMT` | table in memory with its rows, on request ([`memory`]) | the same |
//! | `DFJSTF` | table function that generates its rows ([`series`]) | the same |
//! | `DFJSTZ` | function that was built for a time zone ([`zoned`]) | the same |

mod adapting_reader;
mod chain;
mod check;
mod constraint_note;
mod constraints;
mod decode;
mod deep_expression_check;
mod deep_stack;
mod encode;
mod error_bridge;
mod expression;
pub mod ffi;
mod field_metadata;
mod generated;
pub mod inband;
mod logical;
mod logical_chain;
pub mod memory;
mod not_serializable;
mod numbers;
mod operators;
mod owner;
mod physical;
mod physical_chain;
mod physical_values;
mod plan_session;
mod qualifiers;
mod read_back;
mod reserved;
mod search;
pub mod series;
mod sinks;
mod stack;
mod union_names;
mod unqualified;
pub mod zoned;

pub use check::check;
pub use decode::{
    decode_logical, decode_physical, parse_logical, parse_physical, read_logical, read_physical,
};
pub use deep_stack::{is_deep, with_deep_stack};
pub use encode::{EncodeOptions, encode_logical, encode_logical_with, encode_physical};
pub use expression::{decode_expr, encode_expr, parse_expr, parse_substrait, read_expr};
pub use logical::SessionLogicalCodec;
pub use memory::{MemoryTable, memory_tables};
pub use physical::SessionPhysicalCodec;
pub use plan_session::{PlanAdapter, PlanSession, Unchanged};
pub use planarium_plan_wire::{Root, Shape};
pub use read_back::{NotWritten, write_expr, write_logical, write_physical};
pub use reserved::frame_error;
pub use stack::{CodecStack, ReadPolicy};

/// Version of the layout described above, kept in a plan file's manifest.
pub const CODEC_VERSION: u32 = 1;
