//! What running a serialised plan may do, judged from its bytes alone and for everybody who runs
//! one: files, values of the API, the window and the command line.
//!
//! [`judge`] walks all messages of the bytes, in whatever they are nested, against an allow-list
//! ([`datafusion_types`], [`substrait_types`]). What only computes or reads files runs without a
//! question. What writes, changes the session or hands work to an extension needs consent, and so
//! does all that is not in the list. Fields that the format does not know come from a newer one:
//! such bytes are refused, since decoders drop those fields without an error.
//!
//! The bytes must have passed [`planarium_plan_codec::check`].

mod datafusion_types;
mod format;
mod part;
mod planned;
mod strict;
mod substrait_types;
#[cfg(test)]
mod table;
mod verdict;
mod walk;
pub(crate) mod words;

pub(crate) use planned::judge_plan;
pub use strict::Strict;
pub use verdict::{ConsentEffect, ConsentItem, PlanExtension, PlanWrite, Verdict};
pub use walk::judge;
