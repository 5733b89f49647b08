//! The files behind a path: one file, a folder, or a pattern where no such path exists.

use super::FileFormat;
use super::stamps::Stamps;
use planarium_error::control;
use planarium_error::file::{empty, missing, unreadable};
use planarium_error::{Error, ErrorCode, Result};
use planarium_readers::format::by_name;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// A folder with more data files is refused.
const MOST_FILES: usize = 100_000;

pub(super) struct Source {
    /// Absolute; what the table shows as its path.
    pub(super) path: PathBuf,
    /// At least one, sorted.
    pub(super) files: Vec<PathBuf>,
    /// Size of all files together.
    pub(super) bytes: u64,
    /// The files as they were found.
    pub(super) stamps: Stamps,
}

impl Source {
    fn file(path: PathBuf, found: Metadata) -> Self {
        let (bytes, files) = (found.len(), [(path.clone(), found)]);
        let stamps = Stamps::looked(&files);
        Self {
            files: files.map(|(path, _)| path).into(),
            path,
            bytes,
            stamps,
        }
    }
}

/// What a path as people type it leads to.
enum Kind {
    File(Metadata),
    Folder,
    Pattern,
}

/// A path that exists is taken literally, whatever characters it holds.
fn kind(given: &str, path: &Path) -> Result<Kind> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Ok(Kind::Folder),
        Ok(found) if !found.is_file() => Err(Error::new(
            ErrorCode::FileUnreadable,
            format!("{} is neither a file nor a folder.", path.display()),
        )
        .with_hint("Save what it gives to a file, then open that.")),
        Ok(found) if found.len() == 0 => Err(empty(path)),
        Ok(found) => Ok(Kind::File(found)),
        Err(error)
            if error.kind() == io::ErrorKind::NotFound && given.contains(['*', '?', '[']) =>
        {
            Ok(Kind::Pattern)
        }
        Err(error) => Err(unreadable(path, &error)),
    }
}

/// Whether a name in SQL is perhaps meant as a path.
pub fn is_path(name: &str) -> bool {
    name.contains(['/', '\\', '*']) || by_name(Path::new(name)).format.is_some()
}

/// Looks at `given` alone: true for a file that holds something, false for a folder or a pattern.
///
/// # Errors
/// `file_missing`, `file_empty`, `file_unreadable`.
pub fn is_file(given: &str) -> Result<bool> {
    Ok(matches!(kind(given, &absolute(given)?)?, Kind::File(_)))
}

/// Refuses a file that is empty, and a folder that holds nothing but such files.
///
/// # Errors
/// As [`is_file`].
pub fn refuse_empty(given: &str) -> Result<()> {
    let path = absolute(given)?;
    if !matches!(kind(given, &path)?, Kind::Folder) {
        return Ok(());
    }
    let mut folders = vec![path.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))? {
            let entry = entry.map_err(|error| unreadable(&folder, &error))?.path();
            match fs::metadata(&entry) {
                Ok(found) if found.is_dir() => folders.push(entry),
                Ok(found) if found.len() > 0 => return Ok(()),
                _ => {}
            }
        }
    }
    Err(empty(&path))
}

/// Whether a location is on another machine.
pub fn is_remote(location: &str) -> bool {
    location.contains("://") && !location.starts_with("file:")
}

/// Adds every file at `location`: of a folder all within, whatever they are. Nothing where nothing is.
///
/// # Errors
/// `cancelled`, `file_unreadable`.
pub(super) fn all_files(location: &str, files: &mut Vec<PathBuf>) -> Result<()> {
    let path = absolute(location)?;
    match kind(location, &path) {
        Ok(Kind::Folder) => every_file(&path, files),
        Ok(Kind::Pattern) => {
            let found = glob::glob(&path.to_string_lossy());
            files.extend(found.into_iter().flatten().flatten());
            Ok(())
        }
        Ok(Kind::File(_)) => {
            files.push(path);
            Ok(())
        }
        Err(error) if error.code == ErrorCode::FileMissing => Ok(()),
        Err(error) if error.code == ErrorCode::FileEmpty => {
            files.push(path);
            Ok(())
        }
        Err(error) => Err(error),
    }
}

fn every_file(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        control::check()?;
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => every_file(&entry.path(), files)?,
            _ => files.push(entry.path()),
        }
    }
    Ok(())
}

/// As [`resolve`], of the files that are of `format` by their names; where none is, of all.
///
/// # Errors
/// As [`resolve`].
pub(super) fn resolve_as(given: &str, format: FileFormat) -> Result<Source> {
    let path = absolute(given)?;
    if let Kind::File(found) = kind(given, &path)? {
        return Ok(Source::file(path, found));
    }
    let mut files = Vec::new();
    all_files(given, &mut files)?;
    let hidden = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default();
        name.to_string_lossy().starts_with(['.', '_'])
    };
    files.retain(|file| !hidden(file));
    let is_one = |file: &PathBuf| {
        by_name(file)
            .format
            .is_some_and(|found| found.is_kind_of(format))
    };
    if files.iter().any(is_one) {
        files.retain(is_one);
    }
    one_format(path, files)
}

/// The absolute path of a folder; `None` for what is none, be it missing.
///
/// # Errors
/// `file_unreadable`.
pub(super) fn is_folder(given: &str) -> Result<Option<PathBuf>> {
    let path = absolute(given)?;
    Ok(path.is_dir().then_some(path))
}

/// The data files in a folder and below it that hold something, sorted, each with its size.
///
/// # Errors
/// `file_unreadable`, `cancelled`.
pub(super) fn data_files(folder: &Path) -> Result<Vec<(PathBuf, u64)>> {
    let mut files = Vec::new();
    walk(folder, &mut files)?;
    files.sort();
    let sized = files.into_iter().filter_map(|file| {
        let bytes = fs::metadata(&file).ok()?.len();
        (bytes > 0).then_some((file, bytes))
    });
    Ok(sized.collect())
}

pub(super) fn resolve(given: &str) -> Result<Source> {
    let path = absolute(given)?;
    match kind(given, &path)? {
        Kind::Folder => folder(path),
        Kind::Pattern => pattern(path),
        Kind::File(found) => Ok(Source::file(path, found)),
    }
}

fn absolute(given: &str) -> Result<PathBuf> {
    let local = match url::Url::parse(given) {
        Ok(url) if url.scheme() == "file" => {
            url.to_file_path().unwrap_or_else(|()| PathBuf::from(given))
        }
        _ => PathBuf::from(given),
    };
    if given.contains(|c: char| c.is_ascii_control()) {
        return Err(Error::new(
            ErrorCode::FileUnreadable,
            format!("The path {given:?} holds control characters."),
        )
        .with_hint("Rename the file, then open it."));
    }
    std::path::absolute(&local).map_err(|error| unreadable(&local, &error))
}

fn folder(path: PathBuf) -> Result<Source> {
    let mut files = Vec::new();
    walk(&path, &mut files)?;
    one_format(path, files)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        control::check()?;
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        // The convention of Hive and Spark: such names are not data.
        if entry.file_name().to_string_lossy().starts_with(['.', '_']) {
            continue;
        }
        let kind = entry
            .file_type()
            .map_err(|error| unreadable(&entry.path(), &error))?;
        if kind.is_dir() {
            walk(&entry.path(), files)?;
        } else if by_name(&entry.path()).format.is_some() {
            files.push(entry.path());
        }
        if files.len() > MOST_FILES {
            return Err(Error::new(
                ErrorCode::FileUnreadable,
                format!(
                    "{} holds more than {MOST_FILES} data files.",
                    folder.display()
                ),
            )
            .with_hint("Open a part of it."));
        }
    }
    Ok(())
}

fn pattern(path: PathBuf) -> Result<Source> {
    let text = path.to_string_lossy();
    let found = glob::glob(&text).map_err(|error| {
        Error::new(
            ErrorCode::FileMissing,
            format!("{text} is no file and no pattern."),
        )
        .with_detail(error.to_string())
    })?;
    let files: Vec<PathBuf> = found.flatten().filter(|file| file.is_file()).collect();
    if files.is_empty() {
        return Err(missing(&path));
    }
    one_format(path, files)
}

fn one_format(path: PathBuf, mut files: Vec<PathBuf>) -> Result<Source> {
    files.sort();
    let holds_some = |file: PathBuf| {
        let found = fs::metadata(&file).ok()?;
        (found.len() > 0).then_some((file, found))
    };
    let found: Vec<(PathBuf, Metadata)> = files.into_iter().filter_map(holds_some).collect();
    let stamps = Stamps::looked(&found);
    let bytes = found.iter().map(|(_, found)| found.len()).sum();
    let files: Vec<PathBuf> = found.into_iter().map(|(file, _)| file).collect();
    let mut formats: Vec<FileFormat> = files
        .iter()
        .filter_map(|file| by_name(file).format)
        .collect();
    formats.sort_by_key(|format| format.label());
    formats.dedup();
    if formats.len() > 1 {
        let labels: Vec<_> = formats.iter().map(|format| format.label()).collect();
        return Err(Error::new(
            ErrorCode::FileFormatUnknown,
            format!(
                "{} holds files of several formats: {}.",
                path.display(),
                labels.join(", ")
            ),
        )
        .with_hint("Open one format by a pattern such as *.parquet."));
    }
    if files.is_empty() {
        return Err(Error::new(
            ErrorCode::FileEmpty,
            format!("{} holds no data files.", path.display()),
        )
        .with_hint("A folder is opened for the Parquet, CSV, JSON or Arrow files in it."));
    }
    Ok(Source {
        path,
        files,
        bytes,
        stamps,
    })
}
