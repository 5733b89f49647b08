//! Proofs for the logical codec.

use std::sync::Arc;

use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::catalog::TableProvider;
use datafusion::common::{DFSchema, DFSchemaRef, TableReference};
use datafusion::datasource::empty::EmptyTable;
use datafusion::datasource::file_format::FileFormatFactory;
use datafusion::datasource::file_format::csv::CsvFormatFactory;
use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion::functions_aggregate::count::count_udaf;
use datafusion::functions_window::row_number::row_number_udwf;
use datafusion::logical_expr::{
    AggregateUDF, Expr, Extension, HigherOrderUDF, LogicalPlan, ScalarUDF,
    UserDefinedLogicalNodeCore, WindowUDF,
};
use datafusion::prelude::SessionContext;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use planarium_engine::codec::{CodecStack, SessionLogicalCodec, Unchanged};

use super::{Counter, FRAME, ID, Proofs};

impl LogicalExtensionCodec for Counter {
    fn try_decode(&self, buf: &[u8], _: &[LogicalPlan], _: &TaskContext) -> Result<Extension> {
        self.decoded("try_decode", buf)
    }

    fn try_encode(&self, _: &Extension, buf: &mut Vec<u8>) -> Result<()> {
        self.encoded("try_encode", buf)
    }

    fn try_decode_table_provider(
        &self,
        buf: &[u8],
        table: &TableReference,
        _: SchemaRef,
        _: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        assert_eq!(table.table(), "t");
        self.decoded("try_decode_table_provider", buf)
    }

    fn try_encode_table_provider(
        &self,
        table: &TableReference,
        _: Arc<dyn TableProvider>,
        buf: &mut Vec<u8>,
    ) -> Result<()> {
        assert_eq!(table.table(), "t");
        self.encoded("try_encode_table_provider", buf)
    }

    fn try_decode_file_format(
        &self,
        buf: &[u8],
        _: &TaskContext,
    ) -> Result<Arc<dyn FileFormatFactory>> {
        self.decoded("try_decode_file_format", buf)
    }

    fn try_encode_file_format(
        &self,
        buf: &mut Vec<u8>,
        _: Arc<dyn FileFormatFactory>,
    ) -> Result<()> {
        self.encoded("try_encode_file_format", buf)
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

/// An operator that only an extension could have.
#[derive(Debug, PartialEq, Eq, PartialOrd, Hash)]
struct Node;

impl UserDefinedLogicalNodeCore for Node {
    fn name(&self) -> &str {
        "Node"
    }

    fn inputs(&self) -> Vec<&LogicalPlan> {
        Vec::new()
    }

    fn schema(&self) -> &DFSchemaRef {
        static EMPTY: std::sync::LazyLock<DFSchemaRef> =
            std::sync::LazyLock::new(|| Arc::new(DFSchema::empty()));
        &EMPTY
    }

    fn expressions(&self) -> Vec<Expr> {
        Vec::new()
    }

    fn fmt_for_explain(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("Node")
    }

    fn with_exprs_and_inputs(&self, _: Vec<Expr>, _: Vec<LogicalPlan>) -> Result<Self> {
        Ok(Node)
    }
}

#[test]
fn every_logical_method_is_forwarded() {
    let counter = Arc::new(Counter::default());
    let top = SessionLogicalCodec::new(counter.clone(), Arc::new(Unchanged));
    prove(&top, &counter, b"");
}

#[test]
fn every_logical_method_reaches_an_installed_codec_in_its_frame() {
    let counter = Arc::new(Counter::default());
    let stack = CodecStack::new().with_logical(ID, counter.clone()).unwrap();
    assert_eq!(stack.logical_ids(), [ID]);
    prove(stack.logical.as_ref(), &counter, FRAME);
}

/// Calls every method through `top`, above `counter`.
fn prove(top: &dyn LogicalExtensionCodec, counter: &Counter, head: &'static [u8]) {
    let context = SessionContext::new();
    let task = context.task_ctx();
    let state = context.state();
    let node = Extension {
        node: Arc::new(Node),
    };
    let table = TableReference::bare("t");
    let schema = Arc::new(Schema::empty());
    let provider = || Arc::new(EmptyTable::new(Arc::clone(&schema))) as Arc<dyn TableProvider>;
    let higher = state.higher_order_functions().values().next().unwrap();
    let scalar = &state.scalar_functions()["abs"];
    let (aggregate, window) = (count_udaf(), row_number_udwf());

    let mut proofs = Proofs::below(head);
    let c = counter;
    proofs.decode(c, "try_decode", |buf| top.try_decode(buf, &[], &task));
    proofs.encode(c, "try_encode", |buf| top.try_encode(&node, buf));
    proofs.decode(c, "try_decode_table_provider", |buf| {
        top.try_decode_table_provider(buf, &table, Arc::clone(&schema), &task)
    });
    proofs.encode(c, "try_encode_table_provider", |buf| {
        top.try_encode_table_provider(&table, provider(), buf)
    });
    proofs.decode(c, "try_decode_file_format", |buf| {
        top.try_decode_file_format(buf, &task)
    });
    proofs.encode(c, "try_encode_file_format", |buf| {
        top.try_encode_file_format(buf, Arc::new(CsvFormatFactory::new()))
    });
    proofs.decode(c, "try_decode_udf", |buf| top.try_decode_udf("f", buf));
    proofs.encode(c, "try_encode_udf", |buf| top.try_encode_udf(scalar, buf));
    proofs.decode(c, "try_decode_higher_order_function", |buf| {
        top.try_decode_higher_order_function("f", buf)
    });
    proofs.encode(c, "try_encode_higher_order_function", |buf| {
        top.try_encode_higher_order_function(higher, buf)
    });
    proofs.decode(c, "try_decode_udaf", |buf| top.try_decode_udaf("f", buf));
    proofs.encode(c, "try_encode_udaf", |buf| {
        top.try_encode_udaf(&aggregate, buf)
    });
    proofs.decode(c, "try_decode_udwf", |buf| top.try_decode_udwf("f", buf));
    proofs.encode(c, "try_encode_udwf", |buf| {
        top.try_encode_udwf(&window, buf)
    });
    proofs.complete("logical_plan/mod.rs", "pub trait LogicalExtensionCodec");
}
