//! Symmetric hash joins: bound to their query as other joins are.

use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::datasource::MemTable;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::ident;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use futures::TryStreamExt;
use planarium_engine::Session;
use planarium_engine::query::{self, Query};
use planarium_engine::session::Limits;

use crate::alive::{cancelled_at_its_first_step, gated, sequential};
use crate::support::{ended, wait};

/// The rows of a table in memory, given as they come from a source that may never end.
#[derive(Debug)]
struct Incoming(RecordBatch, SchemaRef);

impl PartitionStream for Incoming {
    fn schema(&self) -> &SchemaRef {
        &self.1
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let batch = self.0.clone();
        let starts = (0..batch.num_rows()).step_by(64);
        let batches: Vec<_> = starts
            .map(|start| Ok(batch.slice(start, 64.min(batch.num_rows() - start))))
            .collect();
        let schema = Arc::clone(&self.1);
        Box::pin(RecordBatchStreamAdapter::new(
            schema,
            futures::stream::iter(batches),
        ))
    }
}

/// Makes `name` a source that may never end, sorted by `v`.
fn incoming(session: &Session, name: &str) {
    let table = session.context().deregister_table(name).unwrap().unwrap();
    let memory = table.downcast_ref::<MemTable>().unwrap();
    let batch = session
        .runtime()
        .block_on(async { memory.batches[0].read().await[0].clone() });
    let schema = batch.schema();
    let rows = Arc::new(Incoming(batch, Arc::clone(&schema)));
    let table = StreamingTable::try_new(schema, vec![rows])
        .unwrap()
        .with_infinite_table(true)
        .with_sort_order(vec![ident("v").sort(true, false)]);
    session
        .context()
        .register_table(name, Arc::new(table))
        .unwrap();
}

/// Such joins are only planned for sources that may never end.
#[test]
fn a_cancelled_symmetric_hash_join_ends() {
    for kind in ["", "LEFT", "FULL"] {
        let session = sequential(&[]);
        let (gate, held) = gated(&session);
        incoming(&session, "a");
        incoming(&session, "b");
        let sql = format!("SELECT a.v FROM a {kind} JOIN b ON a.k = b.k AND gate(a.v, b.v)");
        cancelled_at_its_first_step("SymmetricHashJoinExec", &session, &gate, &held, &sql);
    }
}

/// It finds from the bounds of its filter which rows it still needs.
#[test]
fn a_bound_symmetric_hash_join_gives_the_same_rows() {
    let session = sequential(&[]);
    let (_gate, _held) = gated(&session);
    let sql =
        "SELECT a.v, b.v FROM a FULL JOIN b ON a.k = b.k AND a.v > b.v - 3 AND a.v < b.v + 10";
    let rows = |operator: &str| {
        let query = Query::start(&session, sql, Limits::default());
        assert_eq!(ended(&query).error, None);
        let text = query.plan().stages.pop().unwrap().text;
        assert!(text.contains(operator), "{text}");
        let worker = session.clone();
        let batches = wait(&session, async move {
            let rows = query::stream(&worker, sql).await?;
            Ok(rows.try_collect::<Vec<RecordBatch>>().await?)
        });
        crate::support::sorted_rows(&batches.unwrap())
    };
    let expected = rows(" HashJoinExec");
    incoming(&session, "a");
    incoming(&session, "b");
    assert_eq!(rows("SymmetricHashJoinExec"), expected);
}
