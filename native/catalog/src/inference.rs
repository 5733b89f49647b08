//! What both text formats need to infer their columns.

use std::path::PathBuf;
use std::sync::Arc;

use datafusion::common::Result;
use datafusion::object_store::{GetOptions, GetResultPayload, ObjectMeta, ObjectStore};

/// Rows that decide a text column's type: ten times DataFusion's default, still read in milliseconds.
pub(super) const INFER_ROWS: usize = 10_000;

/// The files of `objects` in the order in which they are looked into when they are opened by name;
/// `None` where one of them is not on this machine.
pub(super) async fn local_files(
    store: &Arc<dyn ObjectStore>,
    objects: &[ObjectMeta],
) -> Result<Option<Vec<PathBuf>>> {
    let mut files = Vec::with_capacity(objects.len());
    for object in objects {
        let found = store.get_opts(&object.location, GetOptions::default());
        match found.await?.payload {
            GetResultPayload::File(_, path) => files.push(path),
            GetResultPayload::Stream(_) => return Ok(None),
        }
    }
    files.sort();
    Ok(Some(files))
}
