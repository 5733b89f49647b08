//! Proofs for the physical codec.

use std::sync::Arc;

use datafusion::arrow::datatypes::Schema;
use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion::functions_aggregate::count::count_udaf;
use datafusion::functions_window::row_number::row_number_udwf;
use datafusion::logical_expr::{AggregateUDF, HigherOrderUDF, ScalarUDF, WindowUDF};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::lit;
use datafusion::physical_expr_common::physical_expr::proto_decode::{
    PhysicalExprDecode, PhysicalExprDecodeCtx,
};
use datafusion::physical_expr_common::physical_expr::proto_encode::{
    PhysicalExprEncode, PhysicalExprEncodeCtx,
};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::prelude::SessionContext;
use datafusion_proto::physical_plan::{
    DeduplicatingProtoConverter, PhysicalExtensionCodec, PhysicalProtoConverterExtension,
};
use datafusion_proto::protobuf::PhysicalExprNode;
use planarium_engine::codec::{CodecStack, SessionPhysicalCodec, Unchanged};

use super::{Counter, FRAME, ID, Proofs};

impl PhysicalExtensionCodec for Counter {
    fn try_decode(
        &self,
        buf: &[u8],
        _: &[Arc<dyn ExecutionPlan>],
        _: &TaskContext,
        _: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.decoded("try_decode", buf)
    }

    fn try_encode(
        &self,
        _: Arc<dyn ExecutionPlan>,
        buf: &mut Vec<u8>,
        _: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        self.encoded("try_encode", buf)
    }

    fn try_decode_udf(&self, name: &str, buf: &[u8]) -> Result<Arc<ScalarUDF>> {
        assert_eq!(name, "f");
        self.decoded("try_decode_udf", buf)
    }

    fn try_encode_udf(&self, _: &ScalarUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.encoded("try_encode_udf", buf)
    }

    fn try_decode_higher_order_function(
        &self,
        name: &str,
        buf: &[u8],
    ) -> Result<Arc<HigherOrderUDF>> {
        assert_eq!(name, "f");
        self.decoded("try_decode_higher_order_function", buf)
    }

    fn try_encode_higher_order_function(
        &self,
        _: &HigherOrderUDF,
        buf: &mut Vec<u8>,
    ) -> Result<()> {
        self.encoded("try_encode_higher_order_function", buf)
    }

    fn try_decode_expr(
        &self,
        buf: &[u8],
        _: &[Arc<dyn PhysicalExpr>],
        _: &PhysicalExprDecodeCtx<'_>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        self.decoded("try_decode_expr", buf)
    }

    fn try_encode_expr(
        &self,
        _: &Arc<dyn PhysicalExpr>,
        buf: &mut Vec<u8>,
        _: &PhysicalExprEncodeCtx<'_>,
    ) -> Result<()> {
        self.encoded("try_encode_expr", buf)
    }

    fn try_decode_udaf(&self, name: &str, buf: &[u8]) -> Result<Arc<AggregateUDF>> {
        assert_eq!(name, "f");
        self.decoded("try_decode_udaf", buf)
    }

    fn try_encode_udaf(&self, _: &AggregateUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.encoded("try_encode_udaf", buf)
    }

    fn try_decode_udwf(&self, name: &str, buf: &[u8]) -> Result<Arc<WindowUDF>> {
        assert_eq!(name, "f");
        self.decoded("try_decode_udwf", buf)
    }

    fn try_encode_udwf(&self, _: &WindowUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.encoded("try_encode_udwf", buf)
    }
}

/// Stands in for what DataFusion hands to codecs of expressions.
struct Expressions;

impl PhysicalExprEncode for Expressions {
    fn encode(&self, _: &Arc<dyn PhysicalExpr>) -> Result<PhysicalExprNode> {
        Ok(PhysicalExprNode::default())
    }
}

impl PhysicalExprDecode for Expressions {
    fn decode(&self, _: &PhysicalExprNode, _: &Schema) -> Result<Arc<dyn PhysicalExpr>> {
        Ok(lit(1))
    }
}

#[test]
fn every_physical_method_is_forwarded() {
    let counter = Arc::new(Counter::default());
    let top = SessionPhysicalCodec::new(counter.clone(), Arc::new(Unchanged));
    prove(&top, &counter, b"");
}

#[test]
fn every_physical_method_reaches_an_installed_codec_in_its_frame() {
    let counter = Arc::new(Counter::default());
    let stack = CodecStack::new()
        .with_physical(ID, counter.clone())
        .unwrap();
    assert_eq!(stack.physical_ids(), [ID]);
    prove(stack.physical.as_ref(), &counter, FRAME);
}

/// Calls every method through `top`, above `counter`.
fn prove(top: &dyn PhysicalExtensionCodec, counter: &Counter, head: &'static [u8]) {
    let context = SessionContext::new();
    let task = context.task_ctx();
    let state = context.state();
    let schema = Arc::new(Schema::empty());
    let plan = || Arc::new(EmptyExec::new(Arc::clone(&schema))) as Arc<dyn ExecutionPlan>;
    let converter = DeduplicatingProtoConverter {};
    let (encode, decode) = (
        PhysicalExprEncodeCtx::new(&Expressions),
        PhysicalExprDecodeCtx::new(&schema, &Expressions),
    );
    let expression = lit(1);
    let higher = state.higher_order_functions().values().next().unwrap();
    let scalar = &state.scalar_functions()["abs"];
    let (aggregate, window) = (count_udaf(), row_number_udwf());

    let mut proofs = Proofs::below(head);
    let c = counter;
    proofs.decode(c, "try_decode", |buf| {
        top.try_decode(buf, &[], &task, &converter)
    });
    proofs.encode(c, "try_encode", |buf| {
        top.try_encode(plan(), buf, &converter)
    });
    proofs.decode(c, "try_decode_udf", |buf| top.try_decode_udf("f", buf));
    proofs.encode(c, "try_encode_udf", |buf| top.try_encode_udf(scalar, buf));
    proofs.decode(c, "try_decode_higher_order_function", |buf| {
        top.try_decode_higher_order_function("f", buf)
    });
    proofs.encode(c, "try_encode_higher_order_function", |buf| {
        top.try_encode_higher_order_function(higher, buf)
    });
    proofs.decode(c, "try_decode_expr", |buf| {
        top.try_decode_expr(buf, &[], &decode)
    });
    proofs.encode(c, "try_encode_expr", |buf| {
        top.try_encode_expr(&expression, buf, &encode)
    });
    proofs.decode(c, "try_decode_udaf", |buf| top.try_decode_udaf("f", buf));
    proofs.encode(c, "try_encode_udaf", |buf| {
        top.try_encode_udaf(&aggregate, buf)
    });
    proofs.decode(c, "try_decode_udwf", |buf| top.try_decode_udwf("f", buf));
    proofs.encode(c, "try_encode_udwf", |buf| {
        top.try_encode_udwf(&window, buf)
    });
    proofs.complete("physical_plan/mod.rs", "pub trait PhysicalExtensionCodec");
}
