//! The stored rows as a table for DataFusion.

use super::super::set::{Batches, ResultSet};
use super::request::ViewProgress;
use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, UInt32Array};
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::streaming::StreamingTable;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The column with the number of each row in the result.
pub(super) const ROW: &str = "row";

/// How many of the rows were read; shared by all partitions.
pub(super) struct Progress {
    read: AtomicUsize,
    total: usize,
}

impl Progress {
    pub(super) fn of(total: usize) -> Self {
        Self {
            read: AtomicUsize::new(0),
            total,
        }
    }

    pub(super) fn now(&self) -> ViewProgress {
        ViewProgress {
            read: self.read.load(Ordering::Relaxed).min(self.total),
            total: self.total,
        }
    }
}

/// The name of a column in the table: those of a result may be the same.
pub(super) fn column_name(column: usize) -> String {
    format!("c{column}")
}

/// A table of `columns` of the rows that are there now, and their numbers; in up to `partitions` parts.
pub(super) fn table(
    set: &Arc<ResultSet>,
    columns: &[usize],
    partitions: usize,
    progress: &Arc<Progress>,
) -> Result<StreamingTable> {
    let mut fields: Vec<Field> = columns
        .iter()
        .map(|&column| {
            let data_type = set.schema().field(column).data_type().clone();
            Field::new(column_name(column), data_type, true)
        })
        .collect();
    fields.push(Field::new(ROW, DataType::UInt32, false));
    let schema = Arc::new(Schema::new(fields));
    let blocks = set.block_count();
    let each = blocks.div_ceil(partitions.max(1)).max(1);
    let mut parts: Vec<Arc<dyn PartitionStream>> = Vec::new();
    for first in (0..blocks.max(1)).step_by(each) {
        parts.push(Arc::new(Part {
            set: Arc::clone(set),
            schema: Arc::clone(&schema),
            columns: columns.to_vec(),
            first,
            end: (first + each).min(blocks),
            progress: Arc::clone(progress),
        }));
    }
    StreamingTable::try_new(schema, parts)
}

/// Some of the blocks of a result.
struct Part {
    set: Arc<ResultSet>,
    schema: SchemaRef,
    columns: Vec<usize>,
    first: usize,
    end: usize,
    progress: Arc<Progress>,
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rows of a result, blocks {}..{}", self.first, self.end)
    }
}

impl PartitionStream for Part {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let columns = Some(self.columns.clone());
        let batches = self.set.batches_of(self.first, self.end, columns);
        let rows = Numbered {
            batches,
            schema: Arc::clone(&self.schema),
            progress: Arc::clone(&self.progress),
        };
        let stream = futures::stream::iter(rows);
        Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), stream))
    }
}

/// Least rows of a batch: DataFusion sorts each batch by itself and then merges them all, which
/// takes twice as long for batches as small as blocks on disk.
const BATCH_ROWS: usize = 8192;

/// Puts the number of each row beside it.
struct Numbered {
    batches: Batches,
    schema: SchemaRef,
    progress: Arc<Progress>,
}

impl Numbered {
    fn number(&self, batch: &RecordBatch, first: usize) -> Result<RecordBatch> {
        let rows = batch.num_rows();
        let too_many = |_| DataFusionError::Execution("Too many rows.".to_owned());
        let start = u32::try_from(first).map_err(too_many)?;
        let end = u32::try_from(first + rows).map_err(too_many)?;
        let mut columns: Vec<ArrayRef> = batch.columns().to_vec();
        columns.push(Arc::new(UInt32Array::from_iter_values(start..end)));
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        self.progress.read.fetch_add(rows, Ordering::Relaxed);
        Ok(RecordBatch::try_new_with_options(
            self.schema.clone(),
            columns,
            &options,
        )?)
    }
}

impl Iterator for Numbered {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.batches.next_row();
        let mut parts = Vec::new();
        let mut rows = 0;
        while rows < BATCH_ROWS {
            match self.batches.next() {
                Some(Ok(batch)) => {
                    rows += batch.num_rows();
                    parts.push(batch);
                }
                Some(Err(error)) => return Some(Err(error.into())),
                None => break,
            }
        }
        let schema = parts.first()?.schema();
        let batch = match parts.as_slice() {
            [batch] => Ok(batch.clone()),
            parts => concat_batches(&schema, parts),
        };
        Some(
            batch
                .map_err(DataFusionError::from)
                .and_then(|batch| self.number(&batch, first)),
        )
    }
}
