//! Files that scans must not cut into parts.

use datafusion::datasource::physical_plan::{FileGroup, FileScanConfig};
use datafusion::object_store::path::Path;

/// Makes one part of the parts of each file that must not be cut.
pub fn keep_whole(config: &mut FileScanConfig, mut may_cut: impl FnMut(&Path) -> bool) {
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
