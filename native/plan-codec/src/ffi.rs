//! Codecs that cross between libraries, as `datafusion-ffi` structs.
//!
//! What these carry: table providers, and scalar, aggregate and window functions; on
//! the physical side also operators. What they do not: logical operators, file formats,
//! physical expressions, higher-order functions. For those an imported codec says
//! "not mine", and the next one in the chain is asked.

use std::sync::Arc;

use datafusion::execution::TaskContextProvider;
use datafusion_ffi::execution::FFI_TaskContextProvider;
use datafusion_ffi::proto::logical_extension_codec::FFI_LogicalExtensionCodec;
use datafusion_ffi::proto::physical_extension_codec::FFI_PhysicalExtensionCodec;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::PhysicalExtensionCodec;

use super::{PlanSession, SessionLogicalCodec, SessionPhysicalCodec};

/// The session's whole logical stack for another library. It keeps the session alive.
pub fn export_logical(session: &impl PlanSession) -> FFI_LogicalExtensionCodec {
    let codec = SessionLogicalCodec::owned(Arc::clone(&session.codecs().logical), session.clone());
    let runtime = Some(session.runtime().clone());
    FFI_LogicalExtensionCodec::new(Arc::new(codec), runtime, provider(session))
}

/// As [`export_logical`], for physical plans.
pub fn export_physical(session: &impl PlanSession) -> FFI_PhysicalExtensionCodec {
    let codec =
        SessionPhysicalCodec::owned(Arc::clone(&session.codecs().physical), session.clone());
    let runtime = Some(session.runtime().clone());
    FFI_PhysicalExtensionCodec::new(Arc::new(codec), runtime, provider(session))
}

/// A codec of another library, bound to `session`: it decodes with that session's
/// functions and settings. One of this library is what it was.
pub fn import_logical(
    session: &impl PlanSession,
    codec: &FFI_LogicalExtensionCodec,
) -> Arc<dyn LogicalExtensionCodec> {
    let bound = FFI_LogicalExtensionCodec::new(codec.into(), None, provider(session));
    (&bound).into()
}

/// As [`import_logical`], for physical plans.
pub fn import_physical(
    session: &impl PlanSession,
    codec: &FFI_PhysicalExtensionCodec,
) -> Arc<dyn PhysicalExtensionCodec> {
    let bound = FFI_PhysicalExtensionCodec::new(codec.into(), None, provider(session));
    (&bound).into()
}

/// Weak: it goes with the session's context.
fn provider(session: &impl PlanSession) -> FFI_TaskContextProvider {
    let context = Arc::clone(session.context()) as Arc<dyn TaskContextProvider>;
    FFI_TaskContextProvider::from(&context)
}
