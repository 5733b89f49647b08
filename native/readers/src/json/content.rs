//! The text of a JSON file, packed or not.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use datafusion::error::Result;

use crate::compression;

/// May begin text.
pub const MARK: &[u8] = "\u{feff}".as_bytes();

/// The text of the file at `path` from its start.
pub fn content(path: &Path) -> Result<Box<dyn Read + Send>> {
    let mut file = File::open(path)?;
    compression::of_open(&mut file)?.convert_read(file)
}
