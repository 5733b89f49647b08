//! Columns in the names of folders: `year=2024/month=5/part-0.parquet`.

use super::format::extensions;
use std::path::{Path, PathBuf};

/// How a folder is divided.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Partitions {
    /// In the order of the folders.
    pub(super) columns: Vec<String>,
    /// What every file's name ends in, with its dot.
    pub(super) extension: String,
}

/// `None` unless every file lies under folders of the same columns and has the same extension.
pub(super) fn find(folder: &Path, files: &[PathBuf]) -> Option<Partitions> {
    let first = files.first()?;
    let found = Partitions {
        columns: columns(folder, first)?,
        extension: extensions(first)?,
    };
    let alike = files.iter().all(|file| {
        columns(folder, file).as_ref() == Some(&found.columns)
            && file.to_string_lossy().ends_with(&found.extension)
    });
    (alike && !found.columns.is_empty()).then_some(found)
}

/// `None` when a folder on the way is not named by a column.
fn columns(folder: &Path, file: &Path) -> Option<Vec<String>> {
    let way = file.strip_prefix(folder).ok()?.parent()?;
    way.iter()
        .map(|name| {
            let (column, _) = name.to_str()?.split_once('=')?;
            (!column.is_empty()).then(|| column.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[&str]) -> Option<Vec<String>> {
        let files: Vec<PathBuf> = files
            .iter()
            .map(|file| Path::new("/d").join(file))
            .collect();
        find(Path::new("/d"), &files).map(|partitions| partitions.columns)
    }

    #[test]
    fn only_when_all_files_agree() {
        let columns = |names: [&str; 2]| Some(names.map(str::to_owned).to_vec());
        assert_eq!(
            found(&["y=1/m=2/a.csv", "y=2/m=1/b.csv"]),
            columns(["y", "m"])
        );
        assert_eq!(found(&["y=1/a.csv", "m=2/a.csv"]), None);
        assert_eq!(found(&["y=1/a.csv", "a.csv"]), None);
        assert_eq!(found(&["y=1/a.csv", "y=2/a.csv.gz"]), None);
        assert_eq!(found(&["a.csv", "b.csv"]), None);
    }
}
