//! Arrow IPC files, in both of their formats.

pub(crate) mod files;
pub mod messages;

use std::fs::File;
use std::path::Path;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::ipc::reader::{FileReader, StreamReader};

/// The columns of Arrow data, and which of its two formats they are in.
pub struct ArrowColumns {
    pub schema: SchemaRef,
    pub is_stream: bool,
}

/// `None` where the file is not readable.
pub fn arrow_columns(path: &Path) -> Option<ArrowColumns> {
    let file = FileReader::try_new_buffered(File::open(path).ok()?, None);
    if let Ok(file) = file {
        return Some(ArrowColumns {
            schema: file.schema(),
            is_stream: false,
        });
    }
    let stream = StreamReader::try_new_buffered(File::open(path).ok()?, None);
    Some(ArrowColumns {
        schema: stream.ok()?.schema(),
        is_stream: true,
    })
}
