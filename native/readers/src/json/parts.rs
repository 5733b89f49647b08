//! JSON files that scans must not cut.
//!
//! DataFusion cuts large files at line ends, of which some are inside objects: of files that are
//! written over many lines, or as a list, and whose plan does not say so. Plans as bytes never do.

use std::collections::HashMap;

use datafusion::datasource::physical_plan::{FileGroup, FileScanConfig};
use datafusion::object_store::local::LocalFileSystem;
use datafusion::object_store::path::Path;

use super::lines::is_in_lines;

/// Makes one part of the parts of each file that is not in lines.
pub fn keep_whole(config: &mut FileScanConfig) {
    if !config.object_store_url.as_str().starts_with("file://") {
        return;
    }
    let store = LocalFileSystem::new();
    let mut known: HashMap<Path, bool> = HashMap::new();
    let mut may_cut = |location: &Path| {
        *known.entry(location.clone()).or_insert_with(|| {
            let path = store.path_to_filesystem(location);
            path.map_or(true, |path| is_in_lines(&path))
        })
    };
    for group in &mut config.file_groups {
        if group.iter().all(|file| file.range.is_none()) {
            continue;
        }
        let files = group.iter().filter_map(|file| {
            let mut file = file.clone();
            if let Some(range) = &file.range
                && !may_cut(&file.object_meta.location)
            {
                if range.start > 0 {
                    return None;
                }
                file.range = None;
            }
            Some(file)
        });
        *group = FileGroup::new(files.collect());
    }
}
