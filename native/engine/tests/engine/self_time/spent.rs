//! Tables and functions that know how long they computed.

use crate::support::session_with;
use datafusion::arrow::array::{Int64Array, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::streaming::StreamingTable;
use datafusion::datasource::MemTable;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{ColumnarValue, Volatility, create_udf};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use futures::stream;
use planarium_engine::Session;
use planarium_engine::session::SessionOptions;
use std::mem::MaybeUninit;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Batches of a table, and rows in each.
const BATCHES: i64 = 20;
const ROWS: i64 = 10;
/// CPU time spent on purpose for each row, nanoseconds; and for the table.
const COST: u64 = 300_000;
pub const ALL: f64 = 60e6;

/// Adds up what was spent on purpose.
#[derive(Debug, Clone, Default)]
pub struct Spent(Arc<AtomicU64>);

impl Spent {
    fn spend(&self, rows: usize) {
        let (start, cost) = (thread_time(), COST * u64::try_from(rows).unwrap());
        while thread_time() - start < cost {}
        self.0.fetch_add(thread_time() - start, Ordering::Relaxed);
    }

    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    pub fn take(&self) -> f64 {
        self.0.swap(0, Ordering::Relaxed) as f64
    }
}

fn thread_time() -> u64 {
    let mut time = MaybeUninit::<libc::timespec>::zeroed();
    // SAFETY: zeros are a valid value, which the call overwrites.
    let time = unsafe {
        libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, time.as_mut_ptr());
        time.assume_init()
    };
    u64::try_from(time.tv_sec * 1_000_000_000 + time.tv_nsec).unwrap()
}

/// User and system time of this process so far, nanoseconds.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
pub fn process_time() -> f64 {
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: zeros are a valid value, which the call overwrites.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr());
        usage.assume_init()
    };
    let sum = |time: libc::timeval| time.tv_sec as f64 * 1e9 + time.tv_usec as f64 * 1e3;
    sum(usage.ru_utime) + sum(usage.ru_stime)
}

fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![Field::new("a", DataType::Int64, false)]))
}

fn batch(number: i64) -> RecordBatch {
    let values = Int64Array::from_iter_values(number * ROWS..(number + 1) * ROWS);
    RecordBatch::try_new(schema(), vec![Arc::new(values)]).unwrap()
}

/// A partition whose batches take time to make.
#[derive(Debug)]
struct Slow {
    schema: SchemaRef,
    spent: Spent,
}

impl PartitionStream for Slow {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let spent = self.spent.clone();
        let batches = stream::iter((0..BATCHES).map(move |number| {
            spent.spend(usize::try_from(ROWS).unwrap());
            Ok(batch(number))
        }));
        Box::pin(RecordBatchStreamAdapter::new(schema(), batches))
    }
}

/// Tables `slow` and `fast` with the numbers 0 to 199, and a function `spin` that takes time.
pub fn prepared(partitions: usize, settings: &[(&str, &str)]) -> (Session, Spent) {
    let partitions = partitions.to_string();
    let mut all = vec![
        (
            "datafusion.execution.target_partitions",
            partitions.as_str(),
        ),
        // Small batches are repartitioned and sorted as large ones would be.
        ("datafusion.execution.batch_size", "10"),
    ];
    all.extend(settings);
    let settings = all
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let session = session_with(SessionOptions {
        settings,
        ..SessionOptions::default()
    });
    let spent = Spent::default();
    let slow = Slow {
        schema: schema(),
        spent: spent.clone(),
    };
    let slow = StreamingTable::try_new(schema(), vec![Arc::new(slow)]).unwrap();
    let fast = MemTable::try_new(schema(), vec![(0..BATCHES).map(batch).collect()]).unwrap();
    let context = session.context();
    context.register_table("slow", Arc::new(slow)).unwrap();
    context.register_table("fast", Arc::new(fast)).unwrap();
    let work = spent.clone();
    context.register_udf(create_udf(
        "spin",
        vec![DataType::Int64],
        DataType::Int64,
        Volatility::Volatile,
        Arc::new(move |values: &[ColumnarValue]| {
            let rows = match &values[0] {
                ColumnarValue::Array(rows) => rows.len(),
                ColumnarValue::Scalar(_) => 1,
            };
            work.spend(rows);
            Ok(values[0].clone())
        }),
    ));
    (session, spent)
}
