//! Memory held by batches that may share buffers.

use datafusion::arrow::array::{Array, ArrayData, RecordBatch};
use std::collections::HashSet;

/// Slices of one batch and dictionaries share buffers: each allocation counts once.
#[derive(Default)]
pub(super) struct Footprint {
    seen: HashSet<usize>,
    bytes: usize,
}

impl Footprint {
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn add(&mut self, batch: &RecordBatch) {
        for column in batch.columns() {
            self.add_data(&column.to_data());
        }
    }

    fn add_data(&mut self, data: &ArrayData) {
        let nulls = data.nulls().map(|nulls| nulls.buffer());
        for buffer in data.buffers().iter().chain(nulls) {
            if self.seen.insert(buffer.data_ptr().as_ptr() as usize) {
                self.bytes += buffer.capacity();
            }
        }
        for child in data.child_data() {
            self.add_data(child);
        }
    }
}
