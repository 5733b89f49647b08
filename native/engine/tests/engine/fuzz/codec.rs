//! An extension codec for functions: their names are its payload. It counts what it reads.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::{DataFusionError, TableReference};
use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{Extension, LogicalPlan, ScalarUDF};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};
use planarium_engine::Session;

pub const ID: &str = "names";

#[derive(Debug, Default)]
pub struct Names {
    read: AtomicU64,
}

impl Names {
    /// A session with this codec in both layers.
    pub fn installed(self: &Arc<Self>, session: &Session) -> Session {
        session
            .with_logical_extension_codec(ID, self.clone())
            .and_then(|session| session.with_physical_extension_codec(ID, self.clone()))
            .unwrap()
    }

    /// Functions that it found.
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    fn write_name(function: &ScalarUDF, payload: &mut Vec<u8>) -> Result<()> {
        payload.extend(function.name().as_bytes());
        Ok(())
    }

    fn find(&self, name: &str, payload: &[u8]) -> Result<Arc<ScalarUDF>> {
        let all = datafusion::functions::all_default_functions();
        match all.into_iter().find(|function| function.name() == name) {
            Some(function) if payload == name.as_bytes() => {
                self.read.fetch_add(1, Ordering::Relaxed);
                Ok(function)
            }
            _ => not_mine(),
        }
    }
}

fn not_mine<T>() -> Result<T> {
    Err(DataFusionError::NotImplemented("not mine".to_string()))
}

impl LogicalExtensionCodec for Names {
    fn try_decode(&self, _: &[u8], _: &[LogicalPlan], _: &TaskContext) -> Result<Extension> {
        not_mine()
    }

    fn try_encode(&self, _: &Extension, _: &mut Vec<u8>) -> Result<()> {
        not_mine()
    }

    fn try_decode_table_provider(
        &self,
        _: &[u8],
        _: &TableReference,
        _: SchemaRef,
        _: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        not_mine()
    }

    fn try_encode_table_provider(
        &self,
        _: &TableReference,
        _: Arc<dyn TableProvider>,
        _: &mut Vec<u8>,
    ) -> Result<()> {
        not_mine()
    }

    fn try_decode_udf(&self, name: &str, payload: &[u8]) -> Result<Arc<ScalarUDF>> {
        self.find(name, payload)
    }

    fn try_encode_udf(&self, function: &ScalarUDF, payload: &mut Vec<u8>) -> Result<()> {
        Self::write_name(function, payload)
    }
}

impl PhysicalExtensionCodec for Names {
    fn try_decode(
        &self,
        _: &[u8],
        _: &[Arc<dyn ExecutionPlan>],
        _: &TaskContext,
        _: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        not_mine()
    }

    fn try_encode(
        &self,
        _: Arc<dyn ExecutionPlan>,
        _: &mut Vec<u8>,
        _: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        not_mine()
    }

    fn try_decode_udf(&self, name: &str, payload: &[u8]) -> Result<Arc<ScalarUDF>> {
        self.find(name, payload)
    }

    fn try_encode_udf(&self, function: &ScalarUDF, payload: &mut Vec<u8>) -> Result<()> {
        Self::write_name(function, payload)
    }
}
