//! The codecs of both layers.

use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::{TableReference, not_impl_err};
use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, Extension, LogicalPlan, ScalarUDF, WindowUDF};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};

use crate::counters::count;
use crate::{functions, tables};

/// One for both layers: functions travel alike in both.
#[derive(Debug)]
pub struct CountingCodec;

impl LogicalExtensionCodec for CountingCodec {
    fn try_decode(&self, _: &[u8], _: &[LogicalPlan], _: &TaskContext) -> Result<Extension> {
        not_impl_err!("the counting codec has no operators")
    }

    fn try_encode(&self, _: &Extension, _: &mut Vec<u8>) -> Result<()> {
        not_impl_err!("the counting codec has no operators")
    }

    fn try_decode_table_provider(
        &self,
        buf: &[u8],
        _: &TableReference,
        _: SchemaRef,
        _: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        let table = tables::kept(functions::read(buf)?)?;
        count("decodeTableProvider");
        Ok(table)
    }

    fn try_encode_table_provider(
        &self,
        _: &TableReference,
        node: Arc<dyn TableProvider>,
        buf: &mut Vec<u8>,
    ) -> Result<()> {
        count("encodeTableProvider");
        functions::write(&tables::keep(node).to_string(), buf);
        Ok(())
    }

    fn try_decode_udf(&self, _: &str, buf: &[u8]) -> Result<Arc<ScalarUDF>> {
        decode_scalar("logicalDecodeUdf", buf)
    }

    fn try_encode_udf(&self, node: &ScalarUDF, buf: &mut Vec<u8>) -> Result<()> {
        encode_scalar("logicalEncodeUdf", node, buf)
    }

    fn try_decode_udaf(&self, _: &str, buf: &[u8]) -> Result<Arc<AggregateUDF>> {
        decode_aggregate("logicalDecodeUdaf", buf)
    }

    fn try_encode_udaf(&self, node: &AggregateUDF, buf: &mut Vec<u8>) -> Result<()> {
        encode_aggregate("logicalEncodeUdaf", node, buf)
    }

    fn try_decode_udwf(&self, _: &str, buf: &[u8]) -> Result<Arc<WindowUDF>> {
        decode_window("logicalDecodeUdwf", buf)
    }

    fn try_encode_udwf(&self, node: &WindowUDF, buf: &mut Vec<u8>) -> Result<()> {
        encode_window("logicalEncodeUdwf", node, buf)
    }
}

impl PhysicalExtensionCodec for CountingCodec {
    fn try_decode(
        &self,
        _: &[u8],
        _: &[Arc<dyn ExecutionPlan>],
        _: &TaskContext,
        _: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        not_impl_err!("the counting codec has no operators")
    }

    fn try_encode(
        &self,
        _: Arc<dyn ExecutionPlan>,
        _: &mut Vec<u8>,
        _: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        not_impl_err!("the counting codec has no operators")
    }

    fn try_decode_udf(&self, _: &str, buf: &[u8]) -> Result<Arc<ScalarUDF>> {
        decode_scalar("physicalDecodeUdf", buf)
    }

    fn try_encode_udf(&self, node: &ScalarUDF, buf: &mut Vec<u8>) -> Result<()> {
        encode_scalar("physicalEncodeUdf", node, buf)
    }

    fn try_decode_udaf(&self, _: &str, buf: &[u8]) -> Result<Arc<AggregateUDF>> {
        decode_aggregate("physicalDecodeUdaf", buf)
    }

    fn try_encode_udaf(&self, node: &AggregateUDF, buf: &mut Vec<u8>) -> Result<()> {
        encode_aggregate("physicalEncodeUdaf", node, buf)
    }

    fn try_decode_udwf(&self, _: &str, buf: &[u8]) -> Result<Arc<WindowUDF>> {
        decode_window("physicalDecodeUdwf", buf)
    }

    fn try_encode_udwf(&self, node: &WindowUDF, buf: &mut Vec<u8>) -> Result<()> {
        encode_window("physicalEncodeUdwf", node, buf)
    }
}

fn encode_scalar(method: &'static str, node: &ScalarUDF, buf: &mut Vec<u8>) -> Result<()> {
    let known = functions::scalar(node.name())?;
    count(method);
    functions::write(known.name(), buf);
    Ok(())
}

fn decode_scalar(method: &'static str, buf: &[u8]) -> Result<Arc<ScalarUDF>> {
    let function = functions::scalar(functions::read(buf)?)?;
    count(method);
    Ok(function)
}

fn encode_aggregate(method: &'static str, node: &AggregateUDF, buf: &mut Vec<u8>) -> Result<()> {
    let known = functions::aggregate(node.name())?;
    count(method);
    functions::write(known.name(), buf);
    Ok(())
}

fn decode_aggregate(method: &'static str, buf: &[u8]) -> Result<Arc<AggregateUDF>> {
    let function = functions::aggregate(functions::read(buf)?)?;
    count(method);
    Ok(function)
}

fn encode_window(method: &'static str, node: &WindowUDF, buf: &mut Vec<u8>) -> Result<()> {
    let known = functions::window(node.name())?;
    count(method);
    functions::write(known.name(), buf);
    Ok(())
}

fn decode_window(method: &'static str, buf: &[u8]) -> Result<Arc<WindowUDF>> {
    let function = functions::window(functions::read(buf)?)?;
    count(method);
    Ok(function)
}
