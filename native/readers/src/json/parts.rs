//! JSON files that scans must not cut.
//!
//! DataFusion cuts large files at line ends, of which some are inside objects: of files that are
//! written over many lines, or as a list, and whose plan does not say so. Plans as bytes never do.

use std::collections::HashMap;

use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::object_store::local::LocalFileSystem;
use datafusion::object_store::path::Path;

use super::lines::is_in_lines;
use crate::whole_files::keep_whole as keep_files_whole;

/// Makes one part of the parts of each file that is not in lines.
pub fn keep_whole(config: &mut FileScanConfig) {
    if !config.object_store_url.as_str().starts_with("file://") {
        return;
    }
    let store = LocalFileSystem::new();
    let mut known: HashMap<Path, bool> = HashMap::new();
    let may_cut = |location: &Path| {
        *known.entry(location.clone()).or_insert_with(|| {
            let path = store.path_to_filesystem(location);
            path.map_or(true, |path| is_in_lines(&path))
        })
    };
    keep_files_whole(config, may_cut);
}
