//! Rows of a result in any order.

use super::compact::owned;
use super::page::{self, PageRequest};
use super::set::ResultSet;
use crate::error::Result;
use datafusion::arrow::array::{RecordBatch, UInt32Array};
use datafusion::arrow::compute::{interleave_record_batch, take_record_batch};
use datafusion::common::DataFusionError;

/// A page of the rows whose numbers are in `order`.
///
/// Errors: as [`ResultSet::page`].
pub(super) fn page(set: &ResultSet, order: &[u32], request: &PageRequest) -> Result<Vec<u8>> {
    set.check_columns(request)?;
    let end = request.offset.saturating_add(request.limit);
    let rows = order
        .get(request.offset.min(order.len())..end.min(order.len()))
        .unwrap_or_default();
    let parts = rows_at(set, rows, request.columns.as_deref())?;
    page::encode(set.schema(), &parts, request)
}

/// The rows with these numbers, in this order; none are left out, and none are beyond the end.
///
/// Errors: `file_unreadable` and `file_damaged` when rows on disk cannot be read.
pub(super) fn rows_at(
    set: &ResultSet,
    rows: &[u32],
    columns: Option<&[usize]>,
) -> Result<Vec<RecordBatch>> {
    let mut batches = Vec::new();
    let mut places = vec![(0, 0); rows.len()];
    for (block, wanted) in set.blocks_with(rows) {
        let batch = block.load(columns)?;
        let within: UInt32Array = wanted
            .iter()
            .map(|(_, row)| *row)
            .collect::<Vec<_>>()
            .into();
        let taken = take_record_batch(&batch, &within).map_err(DataFusionError::from)?;
        for (row, (place, _)) in wanted.iter().enumerate() {
            if let Some(found) = places.get_mut(*place) {
                *found = (batches.len(), row);
            }
        }
        // Not more of a block than its rows on this page.
        batches.push(owned(taken));
    }
    if batches.is_empty() {
        return Ok(batches);
    }
    let all: Vec<&RecordBatch> = batches.iter().collect();
    match interleave_record_batch(&all, &places) {
        Ok(batch) => Ok(vec![batch]),
        // For types that Arrow does not interleave.
        Err(_) => Ok(places
            .into_iter()
            .filter_map(|(batch, row)| Some(batches.get(batch)?.slice(row, 1)))
            .collect()),
    }
}
