//! The chain of physical codecs.

use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, HigherOrderUDF, ScalarUDF, WindowUDF};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr_common::physical_expr::proto_decode::PhysicalExprDecodeCtx;
use datafusion::physical_expr_common::physical_expr::proto_encode::PhysicalExprEncodeCtx;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};

use super::chain::Chain;

/// [`Chain`] as a codec.
pub(super) type PhysicalChain = Chain<dyn PhysicalExtensionCodec>;

impl PhysicalExtensionCodec for PhysicalChain {
    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        ctx: &TaskContext,
        proto_converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.decode(operator, buf, |codec, buf| {
            codec.try_decode(buf, inputs, ctx, proto_converter)
        })
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        buf: &mut Vec<u8>,
        proto_converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        self.encode(
            || format!("The operator {}", node.name()),
            buf,
            |codec, buf| codec.try_encode(Arc::clone(&node), buf, proto_converter),
        )
    }

    fn try_decode_udf(&self, name: &str, buf: &[u8]) -> Result<Arc<ScalarUDF>> {
        self.decode(
            || function(name),
            buf,
            |codec, buf| codec.try_decode_udf(name, buf),
        )
    }

    fn try_encode_udf(&self, node: &ScalarUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.encode(
            || function(node.name()),
            buf,
            |codec, buf| codec.try_encode_udf(node, buf),
        )
    }

    fn try_decode_higher_order_function(
        &self,
        name: &str,
        buf: &[u8],
    ) -> Result<Arc<HigherOrderUDF>> {
        self.decode(
            || function(name),
            buf,
            |codec, buf| codec.try_decode_higher_order_function(name, buf),
        )
    }

    fn try_encode_higher_order_function(
        &self,
        node: &HigherOrderUDF,
        buf: &mut Vec<u8>,
    ) -> Result<()> {
        self.encode(
            || function(node.name()),
            buf,
            |codec, buf| codec.try_encode_higher_order_function(node, buf),
        )
    }

    fn try_decode_udaf(&self, name: &str, buf: &[u8]) -> Result<Arc<AggregateUDF>> {
        self.decode(
            || function(name),
            buf,
            |codec, buf| codec.try_decode_udaf(name, buf),
        )
    }

    fn try_encode_udaf(&self, node: &AggregateUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.encode(
            || function(node.name()),
            buf,
            |codec, buf| codec.try_encode_udaf(node, buf),
        )
    }

    fn try_decode_udwf(&self, name: &str, buf: &[u8]) -> Result<Arc<WindowUDF>> {
        self.decode(
            || function(name),
            buf,
            |codec, buf| codec.try_decode_udwf(name, buf),
        )
    }

    fn try_encode_udwf(&self, node: &WindowUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.encode(
            || function(node.name()),
            buf,
            |codec, buf| codec.try_encode_udwf(node, buf),
        )
    }

    fn try_decode_expr(
        &self,
        buf: &[u8],
        inputs: &[Arc<dyn PhysicalExpr>],
        ctx: &PhysicalExprDecodeCtx<'_>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        self.decode(expression, buf, |codec, buf| {
            codec.try_decode_expr(buf, inputs, ctx)
        })
    }

    fn try_encode_expr(
        &self,
        node: &Arc<dyn PhysicalExpr>,
        buf: &mut Vec<u8>,
        ctx: &PhysicalExprEncodeCtx<'_>,
    ) -> Result<()> {
        self.encode(
            || format!("The expression {node}"),
            buf,
            |codec, buf| codec.try_encode_expr(node, buf, ctx),
        )
    }
}

fn operator() -> String {
    "An operator of the plan".to_string()
}

fn expression() -> String {
    "An expression of the plan".to_string()
}

fn function(name: &str) -> String {
    format!("The function {name}")
}
