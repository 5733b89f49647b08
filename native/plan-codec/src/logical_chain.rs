//! The chain of logical codecs.

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

use super::chain::Chain;

/// [`Chain`] as a codec.
pub(super) type LogicalChain = Chain<dyn LogicalExtensionCodec>;

impl LogicalExtensionCodec for LogicalChain {
    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[LogicalPlan],
        ctx: &TaskContext,
    ) -> Result<Extension> {
        self.decode(operator, buf, |codec, buf| {
            codec.try_decode(buf, inputs, ctx)
        })
    }

    fn try_encode(&self, node: &Extension, buf: &mut Vec<u8>) -> Result<()> {
        self.encode(
            || format!("The operator {}", node.node.name()),
            buf,
            |codec, buf| codec.try_encode(node, buf),
        )
    }

    fn try_decode_table_provider(
        &self,
        buf: &[u8],
        table_ref: &TableReference,
        schema: SchemaRef,
        ctx: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        self.decode(
            || format!("The table {table_ref}"),
            buf,
            |codec, buf| codec.try_decode_table_provider(buf, table_ref, Arc::clone(&schema), ctx),
        )
    }

    fn try_encode_table_provider(
        &self,
        table_ref: &TableReference,
        node: Arc<dyn TableProvider>,
        buf: &mut Vec<u8>,
    ) -> Result<()> {
        self.encode(
            || format!("The table {table_ref}"),
            buf,
            |codec, buf| codec.try_encode_table_provider(table_ref, Arc::clone(&node), buf),
        )
    }

    fn try_decode_file_format(
        &self,
        buf: &[u8],
        ctx: &TaskContext,
    ) -> Result<Arc<dyn FileFormatFactory>> {
        self.decode(file_format, buf, |codec, buf| {
            codec.try_decode_file_format(buf, ctx)
        })
    }

    fn try_encode_file_format(
        &self,
        buf: &mut Vec<u8>,
        node: Arc<dyn FileFormatFactory>,
    ) -> Result<()> {
        self.encode(file_format, buf, |codec, buf| {
            codec.try_encode_file_format(buf, Arc::clone(&node))
        })
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
}

fn operator() -> String {
    "An operator of the plan".to_string()
}

fn file_format() -> String {
    "A file format of the plan".to_string()
}

fn function(name: &str) -> String {
    format!("The function {name}")
}
