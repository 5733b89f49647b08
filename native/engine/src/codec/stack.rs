//! The codec stack a session owns.

use std::sync::Arc;

use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::PhysicalExtensionCodec;

use super::{JsLogicalCodec, JsPhysicalCodec};

/// The codecs through which a session's plans travel: one for each layer, both
/// ending in DataFusion's own.
#[derive(Debug, Clone)]
pub struct CodecStack {
    pub logical: Arc<dyn LogicalExtensionCodec>,
    pub physical: Arc<dyn PhysicalExtensionCodec>,
}

impl CodecStack {
    /// The stack of a session without extensions.
    pub fn new() -> Self {
        Self {
            logical: Arc::new(JsLogicalCodec::default()),
            physical: Arc::new(JsPhysicalCodec::default()),
        }
    }

    /// Ids of the extension codecs above DataFusion's own, in order. None can be installed yet.
    pub fn logical_ids(&self) -> Vec<String> {
        Vec::new()
    }

    /// As [`Self::logical_ids`], for physical plans.
    pub fn physical_ids(&self) -> Vec<String> {
        Vec::new()
    }
}

impl Default for CodecStack {
    fn default() -> Self {
        Self::new()
    }
}
