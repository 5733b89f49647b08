//! Top of the logical stack.

use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::datasource::file_format::FileFormatFactory;
use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{
    AggregateUDF, Extension, HigherOrderUDF, LogicalPlan, ScalarUDF, WindowUDF,
};
use datafusion_proto::logical_plan::LogicalExtensionCodec;

use super::inband::Marker;
use super::owner::Owner;
use super::plan_session::{PlanAdapter, PlanSession, Unchanged};
use super::{memory, series, zoned};

/// Writes and reads the marks of [`super::inband`], the rows of [`super::memory`] and [`super::series`] and the functions of
/// [`super::zoned`] itself and forwards all else:
/// **every** method of [`LogicalExtensionCodec`] goes to the codec below. A
/// method left to the trait's default would hide the one below without a word;
/// `tests/engine/codec_forwards.rs` proves each and fails when the trait grows.
#[derive(Debug)]
pub struct SessionLogicalCodec {
    inner: Arc<dyn LogicalExtensionCodec>,
    adapter: Arc<dyn PlanAdapter>,
    /// What must live as long as this codec does.
    _owner: Owner,
}

impl SessionLogicalCodec {
    pub fn new(inner: Arc<dyn LogicalExtensionCodec>, adapter: Arc<dyn PlanAdapter>) -> Self {
        Self {
            inner,
            adapter,
            _owner: Owner::default(),
        }
    }

    /// For a codec that leaves its session: it keeps it alive.
    pub(super) fn owned(inner: Arc<dyn LogicalExtensionCodec>, owner: impl PlanSession) -> Self {
        Self {
            inner,
            // The codec inside adapts already.
            adapter: Arc::new(Unchanged),
            _owner: Owner::of(owner),
        }
    }
}

impl LogicalExtensionCodec for SessionLogicalCodec {
    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[LogicalPlan],
        ctx: &TaskContext,
    ) -> Result<Extension> {
        self.inner.try_decode(buf, inputs, ctx)
    }

    fn try_encode(&self, node: &Extension, buf: &mut Vec<u8>) -> Result<()> {
        self.inner.try_encode(node, buf)
    }

    fn try_decode_table_provider(
        &self,
        buf: &[u8],
        table_ref: &TableReference,
        schema: SchemaRef,
        ctx: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        let rows = memory::decode(buf, &schema).or_else(|| series::decode(buf, &schema));
        rows.unwrap_or_else(|| {
            self.inner
                .try_decode_table_provider(buf, table_ref, schema, ctx)
        })
    }

    fn try_encode_table_provider(
        &self,
        table_ref: &TableReference,
        node: Arc<dyn TableProvider>,
        buf: &mut Vec<u8>,
    ) -> Result<()> {
        memory::encode(node.as_ref(), buf)
            .or_else(|| series::encode(node.as_ref(), buf))
            .unwrap_or_else(|| self.inner.try_encode_table_provider(table_ref, node, buf))
    }

    fn try_decode_file_format(
        &self,
        buf: &[u8],
        ctx: &TaskContext,
    ) -> Result<Arc<dyn FileFormatFactory>> {
        self.inner.try_decode_file_format(buf, ctx)
    }

    fn try_encode_file_format(
        &self,
        buf: &mut Vec<u8>,
        node: Arc<dyn FileFormatFactory>,
    ) -> Result<()> {
        self.inner.try_encode_file_format(buf, node)
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
