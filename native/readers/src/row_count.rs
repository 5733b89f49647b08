//! Exact row counts that files tell without their data being read.

use crate::arrow::messages;
use crate::format::FileFormat;
use datafusion::parquet::file::metadata::ParquetMetaDataReader;
use planarium_error::catch_panic;
use planarium_error::control;
use std::fs::File;
use std::path::{Path, PathBuf};

/// `None` unless every file tells.
pub fn count(format: FileFormat, files: &[PathBuf]) -> Option<u64> {
    let count = match format {
        FileFormat::Parquet => footer,
        FileFormat::Arrow => messages::count,
        FileFormat::Csv | FileFormat::Json | FileFormat::Ndjson | FileFormat::Excel => return None,
    };
    // A panic over damaged data tells nothing; opening the file says what is wrong with it.
    let counted = |file: &PathBuf| control::check().ok().and_then(|()| count(file));
    catch_panic(|| Ok(files.iter().map(counted).sum()))
        .ok()
        .flatten()
}

fn footer(path: &Path) -> Option<u64> {
    let metadata = ParquetMetaDataReader::new()
        .parse_and_finish(&File::open(path).ok()?)
        .ok()?;
    u64::try_from(metadata.file_metadata().num_rows()).ok()
}
