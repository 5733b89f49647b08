//! Files of this machine: a path is one file, a folder, or a pattern where no such path exists.

use super::{Kind, Place, Source, SourceFile};
use crate::FileFormat;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::object_store::ObjectMeta;
use datafusion::object_store::path::Path as Location;
use planarium_error::control;
use planarium_error::file::{empty, missing, unreadable};
use planarium_error::{Error, ErrorCode, Result};
use planarium_readers::format::by_name;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Component, Path, PathBuf};

/// A folder with more data files is refused.
const MOST_FILES: usize = 100_000;

/// The place of a path; an absolute one.
///
/// # Errors
/// `file_unreadable` for a path that is not UTF-8.
fn place(path: &Path, kind: Kind) -> Result<Place> {
    Ok(Place {
        store: ObjectStoreUrl::local_filesystem(),
        path: location(path)?,
        kind,
    })
}

fn location(path: &Path) -> Result<Location> {
    Location::from_absolute_path(path).map_err(|error| {
        Error::new(
            ErrorCode::FileUnreadable,
            format!("The path {} cannot be used.", path.display()),
        )
        .with_hint("Rename the file, then open it.")
        .with_detail(error.to_string())
    })
}

fn file(path: &Path, found: &Metadata) -> Result<SourceFile> {
    let modified = found.modified().unwrap_or(std::time::UNIX_EPOCH);
    Ok(SourceFile {
        store: ObjectStoreUrl::local_filesystem(),
        meta: ObjectMeta {
            location: location(path)?,
            last_modified: modified.into(),
            size: found.len(),
            e_tag: None,
            version: None,
        },
    })
}

/// Whether `store` is that of this machine's files.
pub(super) fn is_local(store: &ObjectStoreUrl) -> bool {
    *store == ObjectStoreUrl::local_filesystem()
}

/// The path of a location on this machine.
pub(super) fn path_of(location: &Location) -> PathBuf {
    PathBuf::from(planarium_error::absolute(location.as_ref()))
}

/// Where the readers find a file, which is one of this machine.
pub(crate) fn path(file: &SourceFile) -> PathBuf {
    path_of(file.path())
}

/// As [`path`], of each file.
pub(crate) fn paths(files: &[SourceFile]) -> Vec<PathBuf> {
    files.iter().map(path).collect()
}

/// The first file of a table.
///
/// # Errors
/// `file_empty` where there is none.
pub(crate) fn first(source: &Source) -> Result<PathBuf> {
    let first = source.files.first().map(path);
    first.ok_or_else(|| empty(&path_of(&source.place.path)))
}

/// Whether `path` is one of the files.
pub(crate) fn is_among(files: &[SourceFile], path: &Path) -> bool {
    location(path).is_ok_and(|location| {
        let here = |file: &SourceFile| is_local(&file.store) && *file.path() == location;
        files.iter().any(here)
    })
}

/// Whether each of the paths as people type them is a folder.
pub(crate) fn are_folders(given: &[String]) -> bool {
    given.iter().all(|given| Path::new(given).is_dir())
}

/// What a path as people type it leads to.
enum Found {
    File(Metadata),
    Folder,
    Pattern,
}

/// A path that exists is taken literally, whatever characters it holds.
fn find(given: &str, path: &Path) -> Result<Found> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Ok(Found::Folder),
        Ok(found) if !found.is_file() => Err(Error::new(
            ErrorCode::FileUnreadable,
            format!("{} is neither a file nor a folder.", path.display()),
        )
        .with_hint("Save what it gives to a file, then open that.")),
        Ok(found) if found.len() == 0 => Err(empty(path)),
        Ok(found) => Ok(Found::File(found)),
        Err(error)
            if error.kind() == io::ErrorKind::NotFound && given.contains(['*', '?', '[']) =>
        {
            Ok(Found::Pattern)
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
    Ok(matches!(find(given, &absolute(given)?)?, Found::File(_)))
}

/// Refuses a file that is empty, and a folder that holds nothing but such files.
///
/// # Errors
/// As [`is_file`].
pub fn refuse_empty(given: &str) -> Result<()> {
    let path = absolute(given)?;
    if !matches!(find(given, &path)?, Found::Folder) {
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

/// Every file at `locations`, sorted: of a folder all within, whatever they are. Nothing where nothing is.
///
/// # Errors
/// `cancelled`, `file_unreadable`.
pub(crate) fn all_files(locations: &[String]) -> Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    for location in locations {
        all_paths(location, &mut files)?;
    }
    files.sort();
    let found = files
        .into_iter()
        .filter_map(|path| match fs::metadata(&path) {
            Ok(found) => file(&path, &found).ok(),
            // One that cannot be looked at is known by its name.
            Err(_) => Some(SourceFile {
                store: ObjectStoreUrl::local_filesystem(),
                meta: ObjectMeta {
                    location: location(&path).ok()?,
                    last_modified: std::time::UNIX_EPOCH.into(),
                    size: 0,
                    e_tag: None,
                    version: None,
                },
            }),
        });
    Ok(found.collect())
}

fn all_paths(location: &str, files: &mut Vec<PathBuf>) -> Result<()> {
    let path = absolute(location)?;
    match find(location, &path) {
        Ok(Found::Folder) => every_file(&path, files),
        Ok(Found::Pattern) => {
            let found = glob::glob(&path.to_string_lossy());
            files.extend(found.into_iter().flatten().flatten());
            Ok(())
        }
        Ok(Found::File(_)) => {
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
pub(crate) fn resolve_as(given: &str, format: FileFormat) -> Result<Source> {
    let path = absolute(given)?;
    let kind = match find(given, &path)? {
        Found::File(found) => return one_file(&path, &found),
        Found::Folder => Kind::Folder,
        Found::Pattern => Kind::Pattern,
    };
    let mut files = Vec::new();
    all_paths(given, &mut files)?;
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
    one_format(&path, kind, files)
}

/// The folder that `given` is; `None` for what is none, be it missing.
///
/// # Errors
/// `file_unreadable`.
pub(crate) fn folder_at(given: &str) -> Result<Option<Place>> {
    let path = absolute(given)?;
    match path.is_dir() {
        true => place(&path, Kind::Folder).map(Some),
        false => Ok(None),
    }
}

/// The data files in a folder and below it that hold something, sorted.
///
/// # Errors
/// `file_unreadable`, `cancelled`.
pub(crate) fn data_files(folder: &Place) -> Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    walk(&path_of(&folder.path), &mut files)?;
    files.sort();
    with_data(files)
}

/// The files behind a path as people type it.
///
/// # Errors
/// As [`crate::open_file`].
pub(crate) fn resolve(given: &str) -> Result<Source> {
    let path = absolute(given)?;
    match find(given, &path)? {
        Found::File(found) => one_file(&path, &found),
        Found::Folder => {
            let mut files = Vec::new();
            walk(&path, &mut files)?;
            one_format(&path, Kind::Folder, files)
        }
        Found::Pattern => one_format(&path, Kind::Pattern, matching(&path)?),
    }
}

fn one_file(path: &Path, found: &Metadata) -> Result<Source> {
    Ok(Source {
        place: place(path, Kind::File)?,
        files: [file(path, found)?].into(),
    })
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
    let path = std::path::absolute(&local).map_err(|error| unreadable(&local, &error))?;
    match path.components().any(|part| part == Component::ParentDir) {
        // Locations have no `..`; behind a link only the system knows where it leads.
        true => Ok(fs::canonicalize(&path).unwrap_or(path)),
        false => Ok(path),
    }
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

fn matching(path: &Path) -> Result<Vec<PathBuf>> {
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
        return Err(missing(path));
    }
    Ok(files)
}

/// The files that hold something.
fn with_data(files: Vec<PathBuf>) -> Result<Vec<SourceFile>> {
    let found = files.into_iter().filter_map(|path| {
        let found = fs::metadata(&path).ok()?;
        (found.len() > 0).then(|| file(&path, &found))
    });
    found.collect()
}

fn one_format(path: &Path, kind: Kind, mut files: Vec<PathBuf>) -> Result<Source> {
    files.sort();
    let files = with_data(files)?;
    let mut formats: Vec<FileFormat> = files
        .iter()
        .filter_map(|file| by_name(&self::path(file)).format)
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
        .with_hint("A folder is opened for the Parquet, CSV, JSON, Arrow or Excel files in it."));
    }
    Ok(Source {
        place: place(path, kind)?,
        files: files.into(),
    })
}
