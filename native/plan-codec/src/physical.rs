//! Top of the physical stack.

use std::sync::{Arc, OnceLock};

use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, HigherOrderUDF, ScalarUDF, WindowUDF};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr_common::physical_expr::proto_decode::PhysicalExprDecodeCtx;
use datafusion::physical_expr_common::physical_expr::proto_encode::PhysicalExprEncodeCtx;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};

use super::inband::Marker;
use super::owner::Owner;
use super::plan_session::{PlanAdapter, PlanSession, Unchanged};
use super::zoned;

/// Writes and reads the marks of [`super::operators`] and the functions of [`super::zoned`] itself and forwards all else:
/// **every** method of [`PhysicalExtensionCodec`] goes to the codec below, for the reason given at [`super::SessionLogicalCodec`].
#[derive(Debug)]
pub struct SessionPhysicalCodec {
    inner: Arc<dyn PhysicalExtensionCodec>,
    adapter: Arc<dyn PlanAdapter>,
    /// The first operator that no codec could write.
    refused: OnceLock<String>,
    /// What must live as long as this codec does.
    _owner: Owner,
}

impl SessionPhysicalCodec {
    pub fn new(inner: Arc<dyn PhysicalExtensionCodec>, adapter: Arc<dyn PlanAdapter>) -> Self {
        Self {
            inner,
            adapter,
            refused: OnceLock::new(),
            _owner: Owner::default(),
        }
    }

    /// Name of the first operator that no codec could write.
    pub(super) fn refused(&self) -> Option<&str> {
        self.refused.get().map(String::as_str)
    }

    /// For a codec that leaves its session: it keeps it alive.
    pub(super) fn owned(inner: Arc<dyn PhysicalExtensionCodec>, owner: impl PlanSession) -> Self {
        Self {
            inner,
            // The codec inside adapts already.
            adapter: Arc::new(Unchanged),
            refused: OnceLock::new(),
            _owner: Owner::of(owner),
        }
    }
}

impl PhysicalExtensionCodec for SessionPhysicalCodec {
    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        ctx: &TaskContext,
        proto_converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.inner.try_decode(buf, inputs, ctx, proto_converter)
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        buf: &mut Vec<u8>,
        proto_converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        let written = self
            .inner
            .try_encode(Arc::clone(&node), buf, proto_converter);
        if written.is_err() {
            // DataFusion makes a text of the error, with all operators below this one.
            self.refused.get_or_init(|| node.name().to_string());
        }
        written
    }

    fn try_decode_udf(&self, name: &str, buf: &[u8]) -> Result<Arc<ScalarUDF>> {
        let ours = Marker::decode(buf).or_else(|| zoned::decode(name, buf));
        ours.unwrap_or_else(|| self.inner.try_decode_udf(name, buf))
    }

    fn try_encode_udf(&self, node: &ScalarUDF, buf: &mut Vec<u8>) -> Result<()> {
        if Marker::encode(node, buf) {
            return Ok(());
        }
        let start = buf.len();
        self.inner.try_encode_udf(node, buf)?;
        if buf.len() == start {
            zoned::encode(node, buf);
        }
        Ok(())
    }

    fn try_decode_higher_order_function(
        &self,
        name: &str,
        buf: &[u8],
    ) -> Result<Arc<HigherOrderUDF>> {
        self.inner.try_decode_higher_order_function(name, buf)
    }

    fn try_encode_higher_order_function(
        &self,
        node: &HigherOrderUDF,
        buf: &mut Vec<u8>,
    ) -> Result<()> {
        self.inner.try_encode_higher_order_function(node, buf)
    }

    fn try_decode_expr(
        &self,
        buf: &[u8],
        inputs: &[Arc<dyn PhysicalExpr>],
        ctx: &PhysicalExprDecodeCtx<'_>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        self.inner.try_decode_expr(buf, inputs, ctx)
    }

    fn try_encode_expr(
        &self,
        node: &Arc<dyn PhysicalExpr>,
        buf: &mut Vec<u8>,
        ctx: &PhysicalExprEncodeCtx<'_>,
    ) -> Result<()> {
        self.inner.try_encode_expr(node, buf, ctx)
    }

    fn try_decode_udaf(&self, name: &str, buf: &[u8]) -> Result<Arc<AggregateUDF>> {
        self.inner.try_decode_udaf(name, buf)
    }

    fn try_encode_udaf(&self, node: &AggregateUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.inner
            .try_encode_udaf(self.adapter.written_aggregate(node), buf)
    }

    fn try_decode_udwf(&self, name: &str, buf: &[u8]) -> Result<Arc<WindowUDF>> {
        self.inner.try_decode_udwf(name, buf)
    }

    fn try_encode_udwf(&self, node: &WindowUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.inner.try_encode_udwf(node, buf)
    }
}
