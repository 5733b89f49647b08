//! What a native addon compiles against to exchange extension codecs with Planarium.
//!
//! A codec crosses from one addon to another as a JavaScript object: a *handle*
//! ([`CodecHandle`]). It carries a native type tag, and wraps an [`Envelope`] that says what is in it and with
//! which exact versions it was made, before the `datafusion-ffi` struct itself. The
//! importer checks tag and envelope, then clones the struct through its own `clone`.
//! No Rust type crosses but by its C layout.

mod envelope;
mod handle;
mod pin;

pub use envelope::{Codec, Envelope, FFI_VERSION, Kind, MAGIC, STABBY_VERSION};
pub use handle::{CodecHandle, Import, Imported, WRAPPED_TAG};
