//! Plan files (`.dfplan`): writing, reading, showing what a file would do, running it.
//!
//! The format is described in `docs/plan-file.md`. Whatever a file says about
//! itself is a claim: what is shown comes from the raw bytes that would run, and
//! nothing is resolved, touched or called before the user agrees to run it.

mod atomic;
mod bytes;
mod carried;
mod collect;
mod container;
mod copies;
mod draft;
mod every_number;
mod facts;
mod file_sets;
mod fingerprint;
mod fits;
mod folded;
pub mod inspect;
mod lost_windows;
mod manifest;
mod obstacles;
mod physical_files;
mod raw;
mod rebind;
mod redact;
mod replan;
mod restore;
mod run;
mod save;
mod secrets;
mod settings;
mod stages;
mod urls;

pub use bytes::{BytesSummary, BytesView};
pub(crate) use facts::{
    SecretsIn, facts_of, in_memory, lost_by_physical, refuse_lost, secrets_in_file,
    secrets_in_statement,
};
pub(crate) use file_sets::{reads_deep, with_deep_files};
pub use inspect::{InspectOptions, Inspection, inspect, inspect_with};
pub use manifest::{
    FORMAT_VERSION, Fingerprint, Manifest, ManifestTable, NotSerialized, PlanKind, SavedPlan,
};
pub use redact::Redacted;
pub use replan::{Replan, ReplanOptions, replan};
pub use restore::MissingSecret;
pub use run::{InstalledCodecs, PreparedPlan, RunOptions, installed, prepare};
pub use save::{
    BytesOptions, SaveOptions, plan_bytes, plan_bytes_with, plan_text, save, substrait_bytes,
};
pub(crate) use settings::shaping;
pub(crate) use stages::Stages;
