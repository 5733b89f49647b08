//! A run of rows of a result, in memory or on disk.

use super::spill_file::{Chunk, SpillFile};
use crate::error::Result;
use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::{FieldRef, Schema};
use datafusion::common::DataFusionError;
use std::sync::Arc;

/// Columns of a block that are written together, and read together: a page of a wide result, and
/// sorting by one of its columns, read only the groups that their columns are in. Fewer would
/// make the header of each chunk weigh more.
pub(super) const GROUP_COLUMNS: usize = 8;

/// Cheap to clone.
#[derive(Clone)]
pub(super) enum Block {
    Memory(RecordBatch),
    Disk(Arc<DiskBlock>),
}

/// Where the column groups of a block are.
pub(super) struct DiskBlock {
    pub(super) file: Arc<SpillFile>,
    pub(super) rows: usize,
    /// One for every [`GROUP_COLUMNS`] columns.
    pub(super) groups: Vec<Chunk>,
}

impl Block {
    pub(super) fn rows(&self) -> usize {
        match self {
            Self::Memory(batch) => batch.num_rows(),
            Self::Disk(block) => block.rows,
        }
    }

    /// The rows with some of their columns, which must exist, in the order of `columns`; default all.
    ///
    /// Errors: `file_unreadable` or `file_damaged` when the spill file cannot be read.
    pub(super) fn load(&self, columns: Option<&[usize]>) -> Result<RecordBatch> {
        match (self, columns) {
            (Self::Memory(batch), None) => Ok(batch.clone()),
            (Self::Memory(batch), Some(columns)) => {
                Ok(batch.project(columns).map_err(DataFusionError::from)?)
            }
            (Self::Disk(block), columns) => block.load(columns),
        }
    }
}

impl DiskBlock {
    fn load(&self, columns: Option<&[usize]>) -> Result<RecordBatch> {
        let mut groups: Vec<Option<RecordBatch>> = vec![None; self.groups.len()];
        let mut fields: Vec<FieldRef> = Vec::new();
        let mut arrays: Vec<ArrayRef> = Vec::new();
        let all = 0..self.groups.len() * GROUP_COLUMNS;
        let wanted: &mut dyn Iterator<Item = usize> = match columns {
            Some(columns) => &mut columns.iter().copied(),
            None => &mut all.into_iter(),
        };
        for column in wanted {
            let number = column / GROUP_COLUMNS;
            let (Some(chunk), Some(group)) = (self.groups.get(number), groups.get_mut(number))
            else {
                continue;
            };
            let batch = match group {
                Some(batch) => batch,
                None => group.insert(self.file.read(chunk)?),
            };
            let place = column % GROUP_COLUMNS;
            // The last group may have fewer columns.
            if let (Some(array), Some(field)) = (
                batch.columns().get(place),
                batch.schema_ref().fields().get(place),
            ) {
                arrays.push(Arc::clone(array));
                fields.push(Arc::clone(field));
            }
        }
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        let schema = Arc::new(Schema::new(fields));
        Ok(RecordBatch::try_new_with_options(schema, arrays, &options)
            .map_err(DataFusionError::from)?)
    }
}
