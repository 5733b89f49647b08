//! Which tables the files of a folder make.
//!
//! Files are of one table when they have the same format and the same columns in whatever order, or
//! when their names are of one series (`orders-1.csv`, `orders-2.csv`) and most of their columns are
//! the same. What lies in folders named `column=value` is never divided.

mod refusal;
mod series;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use ts_rs::TS;

use super::look::look;
use super::naming::stem;
use super::provider::INFER_OPTION;
use super::source::{Kind, Place, SourceFile, data_files, folder_at};
use super::{FileFormat, OpenOptions};
use crate::Catalog;
use planarium_error::control;
use planarium_error::{Error, ErrorCode, Result};

pub(super) use refusal::refuse_several;

/// A folder with more data files is taken for one table without a look into each.
const MOST_LOOKED_INTO: usize = 1_000;

/// Files that are one table.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FolderTable {
    /// What to open: a file, a folder, or a pattern.
    pub path: String,
    /// The name that it gets unless it is taken.
    pub name: String,
    pub format: FileFormat,
    #[ts(type = "number")]
    pub files: usize,
    /// Size of all files together.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Names of the columns.
    pub columns: Vec<String>,
}

/// A data file that cannot be opened.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FolderFault {
    pub path: String,
    pub error: Error,
}

/// What a folder holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FolderContents {
    pub tables: Vec<FolderTable>,
    pub faults: Vec<FolderFault>,
    /// Whether the folder as a whole can be opened as one table: all files have the same format, and
    /// each shares a column with those before it.
    pub one_format: bool,
}

impl FolderContents {
    /// Whether the folder as a whole is the one table.
    fn is_one(&self, folder: &Place) -> bool {
        match self.tables.as_slice() {
            [] => true,
            [only] => only.path == folder.to_string(),
            _ => false,
        }
    }
}

/// The tables that the data files of the folder `path` make, those of its subfolders included;
/// `None` for what is no folder, and for a folder that is one table or empty.
///
/// # Errors
/// `file_missing`, `file_unreadable`, `cancelled`.
pub async fn look_into_folder(
    session: &(impl AsRef<Catalog> + Sync),
    path: &str,
) -> Result<Option<FolderContents>> {
    let catalog = session.as_ref();
    look_with(catalog, path, &OpenOptions::default()).await
}

async fn look_with(
    catalog: &Catalog,
    path: &str,
    options: &OpenOptions,
) -> Result<Option<FolderContents>> {
    let given = path.to_owned();
    let found = move || match folder_at(&given)? {
        Some(folder) => Ok(Some((data_files(&folder)?, folder))),
        None => Ok(None),
    };
    let Some((files, folder)) = control::blocking(found).await? else {
        return Ok(None);
    };
    if files.is_empty() || files.len() > MOST_LOOKED_INTO {
        return Ok(None);
    }
    let mut contents = FolderContents::default();
    let mut seen = Vec::with_capacity(files.len());
    for source in files {
        match File::look(catalog, &source, options).await {
            Ok(file) => seen.push(file),
            Err(error) if error.code == ErrorCode::Cancelled => return Err(error),
            Err(error) => contents.faults.push(FolderFault {
                path: source.to_string(),
                error,
            }),
        }
    }
    let formats: BTreeSet<&str> = seen.iter().map(|file| file.format.label()).collect();
    contents.one_format = formats.len() == 1 && contents.faults.is_empty() && are_linked(&seen);
    contents.tables = tables(
        &folder,
        &seen.iter().collect::<Vec<_>>(),
        contents.faults.is_empty(),
    );
    match contents.is_one(&folder) {
        true => Ok(None),
        false => Ok(Some(contents)),
    }
}

/// Whether each file shares a column with those before it.
fn are_linked(files: &[File]) -> bool {
    let mut known: BTreeSet<&String> = BTreeSet::new();
    files.iter().all(|file| {
        let linked = known.is_empty() || file.columns.iter().any(|column| known.contains(column));
        known.extend(&file.columns);
        linked
    })
}

/// A file that was looked into.
struct File {
    source: SourceFile,
    format: FileFormat,
    columns: Vec<String>,
}

impl File {
    /// Reads the columns with `options` where these suit the file.
    async fn look(catalog: &Catalog, source: &SourceFile, options: &OpenOptions) -> Result<Self> {
        let looked = look(&source.to_string(), None).await?;
        let format = looked.format();
        let mut options = options.clone();
        // Names alone are wanted; of JSON some rows may lack some.
        let rows = match format {
            FileFormat::Csv => Some("1"),
            FileFormat::Json | FileFormat::Ndjson => Some("100"),
            FileFormat::Parquet | FileFormat::Arrow | FileFormat::Excel => None,
        };
        if let Some(rows) = rows {
            options
                .options
                .insert(INFER_OPTION.to_owned(), rows.to_owned());
        }
        let columns = match looked.columns(catalog, &options).await {
            Err(error) if error.code == ErrorCode::InvalidRequest => {
                looked.columns(catalog, &OpenOptions::default()).await?
            }
            columns => columns?,
        };
        Ok(Self {
            source: source.clone(),
            format,
            columns,
        })
    }

    fn belongs_to(&self, other: &Self) -> bool {
        let of = |file: &Self| file.columns.iter().cloned().collect::<BTreeSet<_>>();
        let (mine, theirs) = (of(self), of(other));
        if self.format != other.format {
            return false;
        }
        let shared = mine.intersection(&theirs).count();
        let is_series = series::word(self.source.path()) == series::word(other.source.path());
        mine == theirs || is_series && 2 * shared >= mine.len().max(theirs.len())
    }
}

/// The tables of `files`, which lie in `folder` or below it; `whole` when they are all of its files.
fn tables(folder: &Place, files: &[&File], whole: bool) -> Vec<FolderTable> {
    let Some(first) = files.first() else {
        return Vec::new();
    };
    let divided = |file: &File| {
        let first = subfolder(folder, file);
        first.is_some_and(|name| name.contains('='))
    };
    let is_one = whole && files.iter().all(|file| file.belongs_to(first));
    if is_one || files.iter().all(|file| divided(file)) {
        return vec![table(folder, files)];
    }
    let mut below: BTreeMap<&str, Vec<&File>> = BTreeMap::new();
    let mut here: Vec<&File> = Vec::new();
    for file in files {
        match subfolder(folder, file) {
            Some(name) => below.entry(name).or_default().push(file),
            None => here.push(file),
        }
    }
    let mut found = alike(folder, here);
    for (name, files) in below {
        if let Some(subfolder) = folder.subfolder(name) {
            found.extend(tables(&subfolder, &files, true));
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The folder in `folder` that `file` lies in or below; `None` where it lies in `folder` itself.
fn subfolder<'a>(folder: &Place, file: &'a File) -> Option<&'a str> {
    folder.folders_to(file.source.path())?.first().copied()
}

/// The tables of files that lie in one folder: series that a pattern can name, else each file.
fn alike(folder: &Place, files: Vec<&File>) -> Vec<FolderTable> {
    let all: Vec<&SourceFile> = files.iter().map(|file| &file.source).collect();
    let mut groups: Vec<Vec<&File>> = Vec::new();
    for file in files {
        let group = groups.iter_mut().find(|group| {
            let mut others = group.iter();
            others.next().is_some_and(|other| file.belongs_to(other))
        });
        match group {
            Some(group) => group.push(file),
            None => groups.push(vec![file]),
        }
    }
    let mut found = Vec::new();
    for group in groups {
        let sources: Vec<&SourceFile> = group.iter().map(|file| &file.source).collect();
        match series::pattern(folder, &sources, &all) {
            Some(pattern) if group.len() > 1 => found.push(table(&pattern, &group)),
            _ => found.extend(group.into_iter().map(|file| {
                let place = folder.below(file.source.path().clone(), Kind::File);
                table(&place, &[file])
            })),
        }
    }
    found
}

fn table(place: &Place, files: &[&File]) -> FolderTable {
    let mut columns: Vec<String> = Vec::new();
    let mut known = BTreeSet::new();
    for column in files.iter().flat_map(|file| &file.columns) {
        if known.insert(column) {
            columns.push(column.clone());
        }
    }
    FolderTable {
        path: place.to_string(),
        name: stem(place),
        format: files.first().map_or(FileFormat::Csv, |file| file.format),
        files: files.len(),
        bytes: files.iter().map(|file| file.source.meta.size).sum(),
        columns,
    }
}
