//! View arrays keep whole source buffers alive for a few short strings: those are copied.

use arrow_select::dictionary::garbage_collect_any_dictionary;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, GenericByteViewArray, RecordBatch, RecordBatchOptions,
};
use datafusion::arrow::datatypes::{BinaryViewType, ByteViewType, DataType, StringViewType};
use std::sync::Arc;

/// Copying pays off from here on.
const WASTE_BYTES: usize = 64 * 1024;

/// The same rows; view columns that hold more than twice what they need are copied.
pub(super) fn compact(batch: RecordBatch) -> RecordBatch {
    let columns = batch.columns().iter().map(compact_column).collect();
    // Same types and lengths as before.
    RecordBatch::try_new(batch.schema(), columns).unwrap_or(batch)
}

/// The same rows with nothing beside them: views without what others need of their buffers,
/// dictionaries without values that no row has.
pub(super) fn owned(batch: RecordBatch) -> RecordBatch {
    let columns = batch.columns().iter().map(owned_column).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    // Same types and lengths as before.
    RecordBatch::try_new_with_options(batch.schema(), columns, &options).unwrap_or(batch)
}

fn owned_column(column: &ArrayRef) -> ArrayRef {
    match column.data_type() {
        DataType::Utf8View => Arc::new(column.as_string_view().gc()),
        DataType::BinaryView => Arc::new(column.as_binary_view().gc()),
        DataType::Dictionary(..) => {
            let dictionary = column.as_any_dictionary();
            garbage_collect_any_dictionary(dictionary).unwrap_or_else(|_| Arc::clone(column))
        }
        _ => Arc::clone(column),
    }
}

fn compact_column(column: &ArrayRef) -> ArrayRef {
    match column.data_type() {
        DataType::Utf8View => compact_views::<StringViewType>(column),
        DataType::BinaryView => compact_views::<BinaryViewType>(column),
        _ => Arc::clone(column),
    }
}

fn compact_views<T: ByteViewType>(column: &ArrayRef) -> ArrayRef {
    let views: &GenericByteViewArray<T> = column.as_byte_view::<T>();
    let held: usize = views
        .data_buffers()
        .iter()
        .map(|buffer| buffer.capacity())
        .sum();
    let needed = views.total_buffer_bytes_used();
    match held > 2 * needed + WASTE_BYTES {
        true => Arc::new(views.gc()),
        false => Arc::clone(column),
    }
}
