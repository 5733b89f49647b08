//! An addon of its own with one logical and one physical extension codec, which count
//! their calls. It is an example of how to write one, and the other end of the tests
//! that hand codecs from addon to addon.
//!
//! What its codecs write: `CNT1`, then the name of a function of DataFusion's own, or
//! the number under which this addon keeps a table.

mod codec;
mod counters;
mod flawed;
mod functions;
mod tables;

use std::sync::{Arc, LazyLock};

use codec::CountingCodec;
use datafusion::execution::TaskContextProvider;
use datafusion::prelude::SessionContext;
use datafusion_ffi::execution::FFI_TaskContextProvider;
use datafusion_ffi::proto::logical_extension_codec::FFI_LogicalExtensionCodec;
use datafusion_ffi::proto::physical_extension_codec::FFI_PhysicalExtensionCodec;
use flawed::Flawed;
use napi_derive::napi;
use planarium_extension_api::CodecHandle;

/// `datafusion-ffi` holds it weakly: it has to live as long as the addon does.
static CONTEXT: LazyLock<Arc<SessionContext>> = LazyLock::new(|| Arc::new(SessionContext::new()));

fn provider() -> FFI_TaskContextProvider {
    let context = Arc::clone(&CONTEXT) as Arc<dyn TaskContextProvider>;
    FFI_TaskContextProvider::from(&context)
}

fn logical() -> FFI_LogicalExtensionCodec {
    FFI_LogicalExtensionCodec::new(Arc::new(CountingCodec), None, provider())
}

fn physical() -> FFI_PhysicalExtensionCodec {
    FFI_PhysicalExtensionCodec::new(Arc::new(CountingCodec), None, provider())
}

/// A handle on the logical codec, named `counting`.
#[napi(ts_return_type = "object")]
pub fn logical_codec() -> CodecHandle<FFI_LogicalExtensionCodec> {
    CodecHandle::new("counting", logical())
}

/// A handle on the physical codec, named `counting`.
#[napi(ts_return_type = "object")]
pub fn physical_codec() -> CodecHandle<FFI_PhysicalExtensionCodec> {
    CodecHandle::new("counting", physical())
}

/// JSON: calls that wrote or read something, by method.
#[napi]
pub fn counters() -> String {
    counters::json()
}

/// An object that looks like a handle but must not be used. `flaw`: `untagged`,
/// `otherTag`, `unwrapped`, `magic`, `size`, `kind`, `ffi`, `stabby`. `physical`: of that layer.
#[napi(ts_return_type = "object")]
pub fn flawed_codec(flaw: String, physical: bool) -> Flawed {
    Flawed(flaw, physical)
}
