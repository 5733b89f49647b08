//! The codec stack a session owns.

use std::sync::Arc;

use datafusion_proto::logical_plan::{DefaultLogicalExtensionCodec, LogicalExtensionCodec};
use datafusion_proto::physical_plan::{DefaultPhysicalExtensionCodec, PhysicalExtensionCodec};

use super::chain::Chain;
use super::logical_chain::LogicalChain;
use super::physical_chain::PhysicalChain;
use super::{JsLogicalCodec, JsPhysicalCodec};
use crate::Result;

/// The codecs through which a session's plans travel. In each layer: the top, below
/// it the chain of extension codecs, at the end DataFusion's own codec.
///
/// Clones share their codecs.
#[derive(Debug, Clone)]
pub struct CodecStack {
    pub logical: Arc<dyn LogicalExtensionCodec>,
    pub physical: Arc<dyn PhysicalExtensionCodec>,
    logical_chain: Arc<LogicalChain>,
    physical_chain: Arc<PhysicalChain>,
}

impl CodecStack {
    /// The stack of a session without extensions.
    pub fn new() -> Self {
        Self::over(
            Arc::new(Chain::new(Arc::new(DefaultLogicalExtensionCodec {}))),
            Arc::new(Chain::new(Arc::new(DefaultPhysicalExtensionCodec {}))),
        )
    }

    fn over(logical_chain: Arc<LogicalChain>, physical_chain: Arc<PhysicalChain>) -> Self {
        Self {
            logical: Arc::new(JsLogicalCodec::new(Arc::clone(&logical_chain) as Arc<_>)),
            physical: Arc::new(JsPhysicalCodec::new(Arc::clone(&physical_chain) as Arc<_>)),
            logical_chain,
            physical_chain,
        }
    }

    /// This stack with one logical codec more, asked after the others and before
    /// DataFusion's own. What it writes carries `id`; reading needs a codec of that id.
    ///
    /// # Errors
    /// `codec_exists` for an id that is taken in this layer; `invalid_request` for one
    /// that is empty, longer than 255 bytes, or holds control characters.
    pub fn with_logical(&self, id: &str, codec: Arc<dyn LogicalExtensionCodec>) -> Result<Self> {
        let chain = self.logical_chain.with(id, codec)?;
        Ok(Self::over(
            Arc::new(chain),
            Arc::clone(&self.physical_chain),
        ))
    }

    /// As [`Self::with_logical`], for physical plans.
    pub fn with_physical(&self, id: &str, codec: Arc<dyn PhysicalExtensionCodec>) -> Result<Self> {
        let chain = self.physical_chain.with(id, codec)?;
        Ok(Self::over(Arc::clone(&self.logical_chain), Arc::new(chain)))
    }

    /// True where no extension codec is asked for logical plans: what DataFusion and this crate
    /// write and read never waits.
    pub(crate) fn is_plain_logical(&self) -> bool {
        self.logical_chain.is_empty()
    }

    /// As [`Self::is_plain_logical`], for physical plans.
    pub(crate) fn is_plain_physical(&self) -> bool {
        self.physical_chain.is_empty()
    }

    /// Ids of the extension codecs above DataFusion's own, in the order in which they are asked.
    pub fn logical_ids(&self) -> Vec<String> {
        self.logical_chain.ids()
    }

    /// As [`Self::logical_ids`], for physical plans.
    pub fn physical_ids(&self) -> Vec<String> {
        self.physical_chain.ids()
    }
}

impl Default for CodecStack {
    fn default() -> Self {
        Self::new()
    }
}
