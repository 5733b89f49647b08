//! The codec stack a session owns.

use std::fmt::Debug;
use std::sync::Arc;

use datafusion_proto::logical_plan::{DefaultLogicalExtensionCodec, LogicalExtensionCodec};
use datafusion_proto::physical_plan::{DefaultPhysicalExtensionCodec, PhysicalExtensionCodec};

use super::chain::Chain;
use super::logical_chain::LogicalChain;
use super::physical_chain::PhysicalChain;
use super::plan_session::{PlanAdapter, Unchanged};
use super::{Root, SessionLogicalCodec, SessionPhysicalCodec};
use planarium_error::Result;

/// Which bytes may be decoded at all.
pub trait ReadPolicy: Debug + Send + Sync {
    /// Judges `bytes`, which passed [`super::check`] as `root`. No codec has seen them yet.
    ///
    /// # Errors
    /// For bytes that are not to be decoded.
    fn admit(&self, bytes: &[u8], root: Root) -> Result<()>;
}

/// The codecs through which a session's plans travel. In each layer: the top, below
/// it the chain of extension codecs, at the end the terminal codec, DataFusion's own by default.
/// With them the policy that every decoding of bytes asks first.
///
/// Clones share their codecs.
#[derive(Debug, Clone)]
pub struct CodecStack {
    pub logical: Arc<dyn LogicalExtensionCodec>,
    pub physical: Arc<dyn PhysicalExtensionCodec>,
    logical_chain: Arc<LogicalChain>,
    physical_chain: Arc<PhysicalChain>,
    policy: Option<Arc<dyn ReadPolicy>>,
    pub(super) adapter: Arc<dyn PlanAdapter>,
}

impl CodecStack {
    /// The stack of a session without extensions.
    pub fn new() -> Self {
        Self::with_terminals(
            Arc::new(DefaultLogicalExtensionCodec {}),
            Arc::new(DefaultPhysicalExtensionCodec {}),
        )
    }

    /// A stack above other terminal codecs, such as those of a cluster. What they write has no
    /// frame, and payloads without one go to them.
    pub fn with_terminals(
        logical: Arc<dyn LogicalExtensionCodec>,
        physical: Arc<dyn PhysicalExtensionCodec>,
    ) -> Self {
        let logical_chain = Arc::new(Chain::new(logical));
        let physical_chain = Arc::new(Chain::new(physical));
        let adapter: Arc<dyn PlanAdapter> = Arc::new(Unchanged);
        Self {
            logical: logical_top(&logical_chain, &adapter),
            physical: Arc::new(physical_top(&physical_chain, &adapter)),
            logical_chain,
            physical_chain,
            policy: None,
            adapter,
        }
    }

    /// This stack with one logical codec more, asked after the others and before
    /// DataFusion's own. What it writes carries `id`; reading needs a codec of that id.
    ///
    /// # Errors
    /// `codec_exists` for an id that is taken in this layer; `invalid_request` for one
    /// that is empty, longer than 255 bytes, or holds control characters.
    pub fn with_logical(&self, id: &str, codec: Arc<dyn LogicalExtensionCodec>) -> Result<Self> {
        let chain = Arc::new(self.logical_chain.with(id, codec)?);
        Ok(Self {
            logical: logical_top(&chain, &self.adapter),
            logical_chain: chain,
            ..self.clone()
        })
    }

    /// As [`Self::with_logical`], for physical plans.
    pub fn with_physical(&self, id: &str, codec: Arc<dyn PhysicalExtensionCodec>) -> Result<Self> {
        let chain = Arc::new(self.physical_chain.with(id, codec)?);
        Ok(Self {
            physical: Arc::new(physical_top(&chain, &self.adapter)),
            physical_chain: chain,
            ..self.clone()
        })
    }

    /// This stack for a session whose plans differ from DataFusion's as `adapter` says.
    pub fn with_adapter(&self, adapter: Arc<dyn PlanAdapter>) -> Self {
        Self {
            logical: logical_top(&self.logical_chain, &adapter),
            physical: Arc::new(physical_top(&self.physical_chain, &adapter)),
            adapter,
            ..self.clone()
        }
    }

    /// This stack under `policy`, in the place of the one that it has. Without one all bytes are read.
    pub fn with_policy(&self, policy: Arc<dyn ReadPolicy>) -> Self {
        Self {
            policy: Some(policy),
            ..self.clone()
        }
    }

    /// This stack without its policy, to read what it wrote itself.
    pub(super) fn without_policy(&self) -> Self {
        Self {
            policy: None,
            ..self.clone()
        }
    }

    /// # Errors
    /// As [`ReadPolicy::admit`].
    pub(super) fn admit(&self, bytes: &[u8], root: Root) -> Result<()> {
        match &self.policy {
            Some(policy) => policy.admit(bytes, root),
            None => Ok(()),
        }
    }

    /// As [`Self::physical`], for one plan.
    pub(super) fn for_one_physical(&self) -> SessionPhysicalCodec {
        physical_top(&self.physical_chain, &self.adapter)
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

fn logical_top(
    chain: &Arc<LogicalChain>,
    adapter: &Arc<dyn PlanAdapter>,
) -> Arc<dyn LogicalExtensionCodec> {
    let chain = Arc::clone(chain) as Arc<_>;
    Arc::new(SessionLogicalCodec::new(chain, Arc::clone(adapter)))
}

fn physical_top(
    chain: &Arc<PhysicalChain>,
    adapter: &Arc<dyn PlanAdapter>,
) -> SessionPhysicalCodec {
    let chain = Arc::clone(chain) as Arc<_>;
    SessionPhysicalCodec::new(chain, Arc::clone(adapter))
}
