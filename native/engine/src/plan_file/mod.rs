//! Plan files (`.dfplan`): writing, reading, showing what a file would do, running it.
//!
//! The format is described in `docs/plan-file.md`. Whatever a file says about
//! itself is a claim: what is shown comes from the raw bytes that would run, and
//! nothing is resolved, touched or called before the user agrees to run it.

mod atomic;
mod bounds;
mod bytes;
mod carried;
mod collect;
mod container;
mod file_sets;
mod fingerprint;
mod folded;
pub mod inspect;
mod lost_windows;
mod manifest;
mod obstacles;
mod physical_files;
mod raw;
mod rebind;
mod run;
mod save;
mod secrets;
mod settings;
mod urls;

pub(crate) use bounds::check as check_bounds;
pub use bytes::{BytesSummary, BytesView};
pub use inspect::{InspectOptions, Inspection, inspect};
pub use manifest::{
    FORMAT_VERSION, Fingerprint, Manifest, ManifestTable, NotSerialized, PlanKind, SavedPlan,
};
pub use run::{PreparedPlan, RunOptions, prepare};
pub use save::{SaveOptions, plan_bytes, plan_text, save, substrait_bytes};
