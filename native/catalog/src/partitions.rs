//! Columns in the names of folders: `year=2024/month=5/part-0.parquet`.

use super::source::{Place, SourceFile};
use datafusion::object_store::path::Path;
use planarium_readers::format::extensions;
use std::collections::BTreeSet;

/// How a folder is divided.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Partitions {
    /// Their names, in the order of the folders.
    pub(super) columns: Vec<String>,
    /// Their texts in each folder that holds files.
    pub(super) values: Vec<Vec<String>>,
    /// What every file's name ends in, with its dot.
    pub(super) extension: String,
}

/// `None` unless every file lies under folders of the same columns and has the same extension.
pub(super) fn find(folder: &Place, files: &[SourceFile]) -> Option<Partitions> {
    let extension = extensions(files.first()?.path().as_ref().as_ref())?;
    let mut columns: Option<Vec<String>> = None;
    let mut values = BTreeSet::new();
    for file in files {
        let (keys, texts): (Vec<_>, Vec<_>) = way(folder, file.path())?.into_iter().unzip();
        let alike = columns.get_or_insert_with(|| keys.clone()) == &keys;
        if !alike || !file.path().as_ref().ends_with(&extension) {
            return None;
        }
        values.insert(texts);
    }
    let columns = columns.filter(|columns| !columns.is_empty())?;
    Some(Partitions {
        columns,
        values: values.into_iter().collect(),
        extension,
    })
}

/// `None` when a folder on the way is not named by a column.
fn way(folder: &Place, file: &Path) -> Option<Vec<(String, String)>> {
    let way = folder.folders_to(file)?;
    way.into_iter()
        .map(|name| {
            let (column, value) = name.split_once('=')?;
            (!column.is_empty()).then(|| (column.to_owned(), value.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing;

    fn found(files: &[&str]) -> Option<Vec<String>> {
        let (folder, files) = testing::folder("/d", files);
        find(&folder, &files).map(|partitions| partitions.columns)
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
