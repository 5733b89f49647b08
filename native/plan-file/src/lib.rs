//! Plan files (`.dfplan`): writing, reading, showing what a file would do, running it.
//!
//! The format is described in `docs/plan-file.md`. Whatever a file says about
//! itself is a claim: what is shown comes from the raw bytes that would run, and
//! nothing is resolved, touched or called before the user agrees to run it.

mod atomic;
mod baked_statistics;
mod bytes;
mod carried;
mod collect;
pub mod consent;
mod container;
mod copy_targets;
mod draft;
mod engine;
mod every_number;
mod facts;
mod fields;
mod file_sets;
mod fingerprint;
pub mod inspect;
mod installed;
mod lost_windows;
mod manifest;
mod obstacles;
mod physical_files;
pub mod preflight;
mod prepared;
mod raw;
mod rebind;
mod redact;
mod replan;
mod restore;
mod run;
mod save;
mod schema_compat;
mod secrets;
mod settings;
mod stages;
mod urls;

pub use bytes::{BytesSummary, BytesView};
pub use engine::{PlanEngine, PlannedStatement, ReadyPlan, RunnablePlan};
pub use facts::{in_memory, refuse_lost};
pub use file_sets::{reads_deep, with_deep_files};
pub use inspect::{InspectOptions, Inspection, inspect, inspect_with};
pub use installed::{InstalledCodecs, installed};
pub use manifest::{
    FORMAT_VERSION, Fingerprint, Manifest, ManifestTable, NotSerialized, PlanKind, SavedPlan,
};
pub use prepared::{PreparedPlan, RunOptions};
pub use redact::Redacted;
pub use replan::{Replan, ReplanOptions, replan};
pub use restore::MissingSecret;
pub use run::prepare;
pub use save::{
    BytesOptions, SaveOptions, plan_bytes, plan_bytes_with, plan_text, save, substrait_bytes,
};
