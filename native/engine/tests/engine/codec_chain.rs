//! Extension codecs in a session: who writes what, who reads it, what is said when nobody can.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use datafusion::common::{DataFusionError, TableReference};
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{Extension, LogicalPlan, ScalarUDF};
use datafusion::{arrow::datatypes::SchemaRef, catalog::TableProvider};
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use planarium_engine::codec::encode_logical;
use planarium_engine::{ErrorCode, Session};

use crate::coverage_support::{decoded, initial};
use crate::support::{session, sorted_rows, wait};

/// Carries functions whose name begins with `prefix`, and tables in memory if it is to: by
/// keeping them and writing a word.
#[derive(Debug)]
struct Keeper {
    prefix: &'static str,
    table: Option<Arc<dyn TableProvider>>,
    decoded: AtomicUsize,
}

impl Keeper {
    fn of(prefix: &'static str) -> Arc<Self> {
        Arc::new(Self {
            prefix,
            table: None,
            decoded: AtomicUsize::new(0),
        })
    }

    fn decoded(&self) -> usize {
        self.decoded.load(Ordering::SeqCst)
    }
}

fn not_mine<T>() -> Result<T> {
    Err(DataFusionError::NotImplemented("not mine".to_string()))
}

impl LogicalExtensionCodec for Keeper {
    fn try_decode(&self, _: &[u8], _: &[LogicalPlan], _: &TaskContext) -> Result<Extension> {
        not_mine()
    }

    fn try_encode(&self, _: &Extension, _: &mut Vec<u8>) -> Result<()> {
        not_mine()
    }

    fn try_decode_table_provider(
        &self,
        buf: &[u8],
        _: &TableReference,
        _: SchemaRef,
        _: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        assert_eq!(buf, b"kept");
        self.decoded.fetch_add(1, Ordering::SeqCst);
        self.table.clone().map_or_else(not_mine, Ok)
    }

    fn try_encode_table_provider(
        &self,
        _: &TableReference,
        node: Arc<dyn TableProvider>,
        buf: &mut Vec<u8>,
    ) -> Result<()> {
        match self.table {
            Some(_) if node.is::<MemTable>() => {
                buf.extend(b"kept");
                Ok(())
            }
            _ => not_mine(),
        }
    }

    fn try_decode_udf(&self, name: &str, buf: &[u8]) -> Result<Arc<ScalarUDF>> {
        if buf != name.as_bytes() {
            return not_mine();
        }
        self.decoded.fetch_add(1, Ordering::SeqCst);
        let all = datafusion::functions::all_default_functions();
        all.into_iter()
            .find(|function| function.name() == name)
            .map_or_else(not_mine, Ok)
    }

    fn try_encode_udf(&self, node: &ScalarUDF, buf: &mut Vec<u8>) -> Result<()> {
        if node.name().starts_with(self.prefix) {
            buf.extend(node.name().as_bytes());
        }
        Ok(())
    }
}

const SQL: &str =
    "SELECT abs(v), sqrt(v), concat('a', cast(v AS varchar)) FROM (VALUES (1), (4)) t(v)";

fn rows(session: &Session, plan: LogicalPlan) -> Vec<String> {
    let context = Arc::clone(session.context());
    let batches = wait(session, async move {
        Ok(context.execute_logical_plan(plan).await?.collect().await?)
    });
    sorted_rows(&batches.unwrap())
}

fn count(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).filter(|at| *at == part).count()
}

#[test]
fn each_payload_goes_to_the_codec_that_wrote_it_whatever_the_order() {
    let base = session();
    let (roots, absolutes) = (Keeper::of("sqrt"), Keeper::of("abs"));
    let writer = base
        .with_logical_extension_codec("roots", roots.clone())
        .unwrap()
        .with_logical_extension_codec("absolutes", absolutes.clone())
        .unwrap();
    let original = initial(&writer, SQL);
    let bytes = encode_logical(writer.codecs(), &original).unwrap();
    assert_eq!(count(&bytes, b"DFJSCHN\x01\x05\x00\x00\x00rootssqrt"), 1);
    assert_eq!(count(&bytes, b"DFJSCHN\x01\x09\x00\x00\x00absolutesabs"), 1);
    assert_eq!(count(&bytes, b"DFJSCHN"), 2, "concat goes by its name");

    let (roots, absolutes) = (Keeper::of("sqrt"), Keeper::of("abs"));
    let reader = session()
        .with_logical_extension_codec("absolutes", absolutes.clone())
        .unwrap()
        .with_logical_extension_codec("roots", roots.clone())
        .unwrap();
    let back = decoded(&reader, &bytes).unwrap();
    assert_eq!((roots.decoded(), absolutes.decoded()), (1, 1));
    assert_eq!(
        back.display_indent_schema().to_string(),
        original.display_indent_schema().to_string()
    );
    assert_eq!(rows(&reader, back), rows(&base, original));
}

#[test]
fn the_first_codec_that_writes_bytes_wins() {
    let (first, second) = (Keeper::of("abs"), Keeper::of("a"));
    let session = session()
        .with_logical_extension_codec("silent", Keeper::of("none of them"))
        .unwrap()
        .with_logical_extension_codec("first", first)
        .unwrap()
        .with_logical_extension_codec("second", second)
        .unwrap();
    let bytes = encode_logical(session.codecs(), &initial(&session, SQL)).unwrap();
    assert_eq!(count(&bytes, b"firstabs"), 1);
    assert_eq!(count(&bytes, b"second"), 0);
}

#[test]
fn a_codec_that_is_missing_is_named_with_those_that_are_there() {
    let writer = session()
        .with_logical_extension_codec("roots", Keeper::of("sqrt"))
        .unwrap();
    let bytes = encode_logical(writer.codecs(), &initial(&writer, SQL)).unwrap();
    let error = decoded(&session(), &bytes).unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanExtensionNeeded);
    assert_eq!(
        error.message,
        "The function sqrt was written by the extension codec \"roots\", which this session does not have (none is installed)."
    );
    let other = session()
        .with_logical_extension_codec("geo", Keeper::of("st_"))
        .unwrap();
    let error = decoded(&other, &bytes).unwrap_err();
    assert!(error.message.ends_with("(installed: geo)."), "{error}");
}

#[test]
fn a_derived_session_shares_all_but_the_codecs() {
    let base = session();
    let derived = base
        .with_logical_extension_codec("roots", Keeper::of("sqrt"))
        .unwrap();
    assert!(Arc::ptr_eq(base.context(), derived.context()));
    assert!(base.codecs().logical_ids().is_empty());
    assert_eq!(derived.codecs().logical_ids(), ["roots"]);
    assert!(derived.codecs().physical_ids().is_empty());
    assert_eq!(derived.info().logical_codecs, ["roots"]);
    let original = initial(&base, SQL);
    let upstream = datafusion_proto::bytes::logical_plan_to_bytes(&original).unwrap();
    assert_eq!(encode_logical(base.codecs(), &original).unwrap(), upstream);
    let derived_again = derived
        .with_logical_extension_codec("more", Keeper::of("abs"))
        .unwrap();
    assert_eq!(derived_again.codecs().logical_ids(), ["roots", "more"]);
    assert_eq!(derived.codecs().logical_ids(), ["roots"]);
}

#[test]
fn ids_are_unique_and_fit_into_a_frame() {
    let session = session()
        .with_logical_extension_codec("roots", Keeper::of("sqrt"))
        .unwrap();
    let code = |id: &str| {
        let refused = session.with_logical_extension_codec(id, Keeper::of("abs"));
        refused.err().map(|error| error.code)
    };
    assert_eq!(code("roots"), Some(ErrorCode::CodecExists));
    assert_eq!(code("Roots"), None);
    for id in ["", "a\nb", "\u{7f}", &"x".repeat(256)] {
        assert_eq!(code(id), Some(ErrorCode::InvalidRequest), "{id:?}");
    }
    assert_eq!(code(&"x".repeat(255)), None);
}

#[test]
fn what_no_codec_handles_is_told_with_what_each_said() {
    let base = session();
    wait(&base, {
        let context = Arc::clone(base.context());
        async move {
            context.sql("CREATE TABLE m AS SELECT 1 AS v").await?;
            Ok(())
        }
    })
    .unwrap();
    let derived = base
        .with_logical_extension_codec("roots", Keeper::of("sqrt"))
        .unwrap();
    let error =
        encode_logical(derived.codecs(), &initial(&derived, "SELECT * FROM m")).unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanNotSerializable);
    assert_eq!(
        error.message,
        "The table m is handled by none of the installed codecs."
    );
    let detail = error.detail.unwrap();
    assert!(
        detail.contains("roots: ") && detail.contains("DataFusion: "),
        "{detail}"
    );
}

#[test]
fn a_table_travels_through_its_codec() {
    let base = session();
    let context = Arc::clone(base.context());
    let table = wait(&base, async move {
        context.sql("CREATE TABLE m AS VALUES (3), (5)").await?;
        Ok(context.table_provider("m").await?)
    })
    .unwrap();
    let codec = Arc::new(Keeper {
        prefix: "none of them",
        table: Some(table),
        decoded: AtomicUsize::new(0),
    });
    let derived = base
        .with_logical_extension_codec("tables", codec.clone())
        .unwrap();
    let original = initial(&derived, "SELECT column1 * 2 FROM m WHERE column1 > 3");
    let bytes = encode_logical(derived.codecs(), &original).unwrap();
    let back = decoded(&derived, &bytes).unwrap();
    assert_eq!(codec.decoded(), 1);
    assert_eq!(back.to_string(), original.to_string());
    assert_eq!(rows(&derived, back), ["1.000000e1"]);
}
