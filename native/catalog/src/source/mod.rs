//! Where tables come from, in `object_store`'s terms: a store and locations in it.
//!
//! Files of this machine are the only kind so far; [`local`] is the one place that turns paths into
//! locations and back.

pub(super) mod local;

use std::fmt;
use std::sync::Arc;

use datafusion::datasource::listing::ListingTableUrl;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::object_store::ObjectMeta;
use datafusion::object_store::path::Path;
use url::Url;

use planarium_error::{Error, ErrorCode, Result};

pub(super) use local::{data_files, folder_at, resolve, resolve_as};
pub use local::{is_file, is_path, is_remote, refuse_empty};

/// What a place holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// Wildcards stand for the names of files.
    Pattern,
}

/// What a table shows as its path: a file, a folder or a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) store: ObjectStoreUrl,
    pub(super) path: Path,
    pub(super) kind: Kind,
}

/// A file and its state: size, time of the last change, and the store's tag where it has one. Two
/// states that differ are those of a file that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SourceFile {
    pub(super) store: ObjectStoreUrl,
    pub(super) meta: ObjectMeta,
}

/// The files behind a path.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) place: Place,
    /// At least one, sorted, each with the state in which it was found.
    pub(super) files: Arc<[SourceFile]>,
}

impl Source {
    /// Size of all files together.
    pub(super) fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.meta.size).sum()
    }
}

impl Place {
    /// The folder `name` in this one.
    pub(super) fn subfolder(&self, name: &str) -> Option<Self> {
        let path = Path::parse(format!("{}/{name}", self.path)).ok()?;
        Some(self.below(path, Kind::Folder))
    }

    /// Another place of the same store.
    pub(super) fn below(&self, path: Path, kind: Kind) -> Self {
        Self {
            store: self.store.clone(),
            path,
            kind,
        }
    }

    /// # Errors
    /// `file_unreadable` for a location that DataFusion does not take.
    pub(super) fn url(&self) -> Result<ListingTableUrl> {
        listing_url(&self.store, &self.path, self.kind == Kind::Folder)
    }

    /// The names of the folders between this folder and `file`; `None` for a file that is not below it.
    pub(super) fn folders_to<'a>(&self, file: &'a Path) -> Option<Vec<&'a str>> {
        let below = file.as_ref().strip_prefix(self.path.as_ref())?;
        let below = match self.path.as_ref() {
            "" => below,
            _ => below.strip_prefix('/')?,
        };
        let mut names: Vec<&str> = below.split('/').collect();
        names.pop();
        Some(names)
    }
}

impl SourceFile {
    pub(super) fn path(&self) -> &Path {
        &self.meta.location
    }

    /// # Errors
    /// As [`Place::url`].
    pub(super) fn url(&self) -> Result<ListingTableUrl> {
        listing_url(&self.store, self.path(), false)
    }
}

/// As people write it: the path of a file on this machine, the URL of any other.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.store, &self.path))
    }
}

impl fmt::Display for SourceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.store, self.path()))
    }
}

fn shown(store: &ObjectStoreUrl, path: &Path) -> String {
    match local::is_local(store) {
        true => local::path_of(path).to_string_lossy().into_owned(),
        false => format!("{}{path}", store.as_str()),
    }
}

/// Names every character of a path as itself, so that none is taken for a pattern.
fn listing_url(store: &ObjectStoreUrl, path: &Path, folder: bool) -> Result<ListingTableUrl> {
    let unusable = || {
        Error::new(
            ErrorCode::FileUnreadable,
            format!("The path {} cannot be used.", shown(store, path)),
        )
        .with_hint("Rename the file, then open it.")
    };
    let mut url = Url::parse(store.as_str()).map_err(|_| unusable())?;
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.clear();
        segments.extend(path.as_ref().split('/').filter(|part| !part.is_empty()));
        if folder {
            segments.push("");
        }
    }
    ListingTableUrl::try_new(url, None)
        .map_err(|error| unusable().with_detail(error.strip_backtrace()))
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// The folder `path` and files in it by their names below it.
    pub fn folder(path: &str, files: &[&str]) -> (Place, Vec<SourceFile>) {
        let store = ObjectStoreUrl::local_filesystem();
        let file = |name: &&str| SourceFile {
            store: store.clone(),
            meta: ObjectMeta {
                location: Path::parse(format!("{path}/{name}")).unwrap(),
                last_modified: std::time::UNIX_EPOCH.into(),
                size: 1,
                e_tag: None,
                version: None,
            },
        };
        let place = Place {
            store: store.clone(),
            path: Path::parse(path).unwrap(),
            kind: Kind::Folder,
        };
        (place, files.iter().map(file).collect())
    }

    #[test]
    fn a_file_is_named_as_it_is_on_this_machine_and_by_a_url_elsewhere() {
        let (folder, files) = folder("/d", &["y=1/a b%.csv"]);
        assert_eq!(files[0].to_string(), "/d/y=1/a b%.csv");
        assert_eq!(
            files[0].url().unwrap().as_str(),
            "file:///d/y=1/a%20b%25.csv"
        );
        assert_eq!(folder.url().unwrap().as_str(), "file:///d/");
        assert_eq!(folder.folders_to(files[0].path()), Some(vec!["y=1"]));
        let elsewhere = Place {
            store: ObjectStoreUrl::parse("s3://bucket").unwrap(),
            ..folder
        };
        assert_eq!(elsewhere.to_string(), "s3://bucket/d");
    }
}
