//! Sessions above a state of somebody else, with a terminal codec and a policy of their own.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use datafusion::error::Result;
use datafusion::execution::context::QueryPlanner;
use datafusion::execution::{SessionStateBuilder, TaskContext};
use datafusion::logical_expr::{AggregateUDF, Extension, LogicalPlan as Plan, ScalarUDF};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_planner::{DefaultPhysicalPlanner, PhysicalPlanner};
use datafusion::{arrow::datatypes::SchemaRef, catalog::TableProvider, common::TableReference};
use datafusion_proto::logical_plan::{DefaultLogicalExtensionCodec, LogicalExtensionCodec};
use datafusion_proto::physical_plan::DefaultPhysicalExtensionCodec;
use planarium_engine::api::LogicalPlan;
use planarium_engine::codec::{CodecStack, Root};
use planarium_engine::consent::Strict;
use planarium_engine::plan_file::PlanKind;
use planarium_engine::query::Query;
use planarium_engine::session::{Limits, SessionOptions};
use planarium_engine::{ErrorCode, Session};

use crate::plan_support::{bytes_of, rows_of};
use crate::support::session;

/// Counts the plans that it makes.
#[derive(Debug, Default)]
struct CountingPlanner(AtomicUsize);

#[async_trait]
impl QueryPlanner for CountingPlanner {
    async fn create_physical_plan(
        &self,
        plan: &Plan,
        state: &dyn datafusion::catalog::Session,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        let planner = DefaultPhysicalPlanner::default();
        planner.create_physical_plan(plan, state).await
    }
}

/// Writes the names of functions backwards.
#[derive(Debug)]
struct Backwards(DefaultLogicalExtensionCodec);

impl LogicalExtensionCodec for Backwards {
    fn try_decode(&self, buf: &[u8], inputs: &[Plan], context: &TaskContext) -> Result<Extension> {
        self.0.try_decode(buf, inputs, context)
    }

    fn try_encode(&self, node: &Extension, buf: &mut Vec<u8>) -> Result<()> {
        self.0.try_encode(node, buf)
    }

    fn try_decode_table_provider(
        &self,
        buf: &[u8],
        table: &TableReference,
        schema: SchemaRef,
        context: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        self.0
            .try_decode_table_provider(buf, table, schema, context)
    }

    fn try_encode_table_provider(
        &self,
        table: &TableReference,
        node: Arc<dyn TableProvider>,
        buf: &mut Vec<u8>,
    ) -> Result<()> {
        self.0.try_encode_table_provider(table, node, buf)
    }

    fn try_decode_udf(&self, name: &str, buf: &[u8]) -> Result<Arc<ScalarUDF>> {
        let written: String = String::from_utf8_lossy(buf).chars().rev().collect();
        assert_eq!(written, name);
        let all = datafusion::functions::all_default_functions();
        let found = all.into_iter().find(|function| function.name() == name);
        found.map_or_else(|| self.0.try_decode_udf(name, buf), Ok)
    }

    fn try_encode_udf(&self, node: &ScalarUDF, buf: &mut Vec<u8>) -> Result<()> {
        buf.extend(node.name().bytes().rev());
        Ok(())
    }

    fn try_decode_udaf(&self, name: &str, buf: &[u8]) -> Result<Arc<AggregateUDF>> {
        self.0.try_decode_udaf(name, buf)
    }
}

#[test]
fn a_session_takes_the_state_and_the_codec_of_a_cluster() {
    let planner = Arc::new(CountingPlanner::default());
    let state = SessionStateBuilder::new()
        .with_default_features()
        .with_query_planner(Arc::clone(&planner) as _)
        .build();
    let codecs = CodecStack::with_terminals(
        Arc::new(Backwards(DefaultLogicalExtensionCodec {})),
        Arc::new(DefaultPhysicalExtensionCodec {}),
    );
    let cluster = Session::from_state(state, SessionOptions::default(), codecs).unwrap();
    let sql = "SELECT abs(column1) AS a FROM (VALUES (-2), (1)) WHERE EXISTS (SELECT 1)";
    let rows = |session: &Session, sql: &str| {
        rows_of(&Query::start(session, sql, Limits::default())).unwrap()
    };
    let expected = rows(&session(), sql);
    assert_eq!(rows(&cluster, sql), expected);
    let planned = planner.0.load(Ordering::SeqCst);
    assert!(planned > 0);

    // Its codec below, what this program carries above.
    let bytes = bytes_of(&cluster, sql, PlanKind::Logical).unwrap();
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    assert!(holds(b"sba") && holds(b"DFJSSQ") && !holds(b"DFJSCHN"));
    let plan = LogicalPlan::from_bytes(&cluster, &bytes).unwrap();
    let query = plan.execute(&cluster, Limits::default(), true).unwrap();
    assert_eq!(rows_of(&query).unwrap(), expected);
    // What overflows in DataFusion is an error in every session.
    let sum = "SELECT column1 + 9223372036854775807 AS s FROM (VALUES (1))";
    let query = Query::start(&cluster, sum, Limits::default());
    assert_eq!(
        rows_of(&query).unwrap_err().code,
        ErrorCode::ExecutionFailed
    );
}

#[test]
fn a_strict_session_decodes_what_only_reads_or_was_approved() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let copy = format!(
        "COPY (SELECT 1 AS n) TO '{}'",
        folder.path().join("out.csv").display()
    );
    let reads = bytes_of(&session, "SELECT 1 AS n", PlanKind::Optimized).unwrap();
    let writes = bytes_of(&session, &copy, PlanKind::Optimized).unwrap();
    let mut policy = Strict::new();
    let strict = session.with_read_policy(Arc::new(policy.clone()));
    assert!(LogicalPlan::from_bytes(&strict, &reads).is_ok());
    let refused = LogicalPlan::from_bytes(&strict, &writes).err();
    assert_eq!(refused.unwrap().code, ErrorCode::PlanWrites);
    // Its own plans become bytes, whatever they do.
    assert!(bytes_of(&strict, &copy, PlanKind::Optimized).is_ok());
    policy.approve(&writes, Root::Physical);
    let other = session.with_read_policy(Arc::new(policy.clone()));
    assert!(LogicalPlan::from_bytes(&other, &writes).is_err());
    policy.approve(&writes, Root::Logical);
    let approving = session.with_read_policy(Arc::new(policy));
    assert!(LogicalPlan::from_bytes(&approving, &writes).is_ok());
    assert!(LogicalPlan::from_bytes(&session, &writes).is_ok());
}

/// Sources that start a plan prepare it, so that it ends with its query and is measured.
#[test]
fn whatever_is_executed_was_prepared() {
    fn look(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, found);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let starts = [
                "execute_stream(",
                "execute_stream_partitioned(",
                "collect_partitioned(",
            ];
            if starts.iter().any(|start| code.contains(start)) && !code.contains("prepare_for_run(")
            {
                found.push(path.display().to_string());
            }
        }
    }
    let mut found = Vec::new();
    for crate_name in ["engine", "plan-codec", "plan-file", "plan-model"] {
        let native = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        look(&native.join(crate_name).join("src"), &mut found);
    }
    assert_eq!(found, [""; 0]);
}
