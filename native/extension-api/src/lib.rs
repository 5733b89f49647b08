//! The crate that a native addon compiles against to exchange extension codecs with Planarium.
//!
//! A codec crosses from one addon to another as a JavaScript object: a *handle*
//! ([`CodecHandle`]). It carries a native type tag, and wraps an [`Envelope`] with its kind and the exact
//! versions it was built with, followed by the `datafusion-ffi` struct itself. The
//! importer checks tag and envelope, then clones the struct through its own `clone`.
//! Rust types only cross by their C layout.

mod envelope;
mod handle;
mod pin;

pub use envelope::{Codec, Envelope, FFI_VERSION, Kind, MAGIC, STABBY_VERSION};
pub use handle::{CodecHandle, Import, Imported, WRAPPED_TAG};
