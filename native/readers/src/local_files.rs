//! The files of this machine as DataFusion reads them: Arrow data that ask for too much memory are
//! refused, and a file that is cut while it is read is an error.

use crate::arrow::messages;
use crate::scan_input::blocks;
use crate::staged_files;
use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use datafusion::object_store::local::LocalFileSystem;
use datafusion::object_store::path::Path;
use datafusion::object_store::{
    Attributes, CopyOptions, Error, GetOptions, GetResult, GetResultPayload, ListResult,
    MultipartUpload, ObjectMeta, ObjectStore, PutMode, PutMultipartOptions, PutOptions, PutPayload,
    PutResult, RenameOptions, Result,
};
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use parking_lot::Mutex;
use planarium_error::ErrorCode;
use std::collections::HashMap;
use std::fmt;
use std::fs::metadata;
use std::io;
use std::ops::Range;

/// How many Arrow files are remembered as sound.
const REMEMBERED: usize = 10_000;

/// Size and time of a file that was looked at.
type State = (u64, DateTime<Utc>);

/// Everything but reading and writing goes straight to the store inside.
#[derive(Debug)]
pub struct LocalFiles {
    store: LocalFileSystem,
    sound: Mutex<HashMap<Path, State>>,
}

impl Default for LocalFiles {
    fn default() -> Self {
        Self::new()
    }
}

impl LocalFiles {
    pub fn new() -> Self {
        Self {
            store: LocalFileSystem::new(),
            sound: Mutex::default(),
        }
    }

    /// Looks at a file on the thread that asks: the store inside opens it on another, which takes seconds
    /// for a table of 100,000 files.
    fn head(&self, location: &Path) -> Result<GetResult> {
        let path = self.store.path_to_filesystem(location)?;
        let found = metadata(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::NotFound {
                path: path.to_string_lossy().into_owned(),
                source: source.into(),
            },
            io::ErrorKind::PermissionDenied => Error::PermissionDenied {
                path: path.to_string_lossy().into_owned(),
                source: source.into(),
            },
            _ => failed(source.into()),
        })?;
        if found.is_dir() {
            return Err(Error::NotFound {
                path: path.to_string_lossy().into_owned(),
                source: "is a directory".into(),
            });
        }
        let modified = found.modified().map_err(|error| failed(error.into()))?;
        Ok(GetResult {
            payload: GetResultPayload::Stream(stream::empty().boxed()),
            range: 0..found.len(),
            attributes: Attributes::default(),
            meta: ObjectMeta {
                location: location.clone(),
                last_modified: modified.into(),
                size: found.len(),
                e_tag: None,
                version: None,
            },
        })
    }

    /// Arrow data whose messages ask for more than the file holds: their readers would make room
    /// for it, and a process that cannot ends.
    fn refuse_unsound(&self, found: &GetResult) -> Result<()> {
        let GetResultPayload::File(_, path) = &found.payload else {
            return Ok(());
        };
        let (location, state) = (
            &found.meta.location,
            (found.meta.size, found.meta.last_modified),
        );
        if self.sound.lock().get(location) == Some(&state) || !messages::is_arrow(path) {
            return Ok(());
        }
        if !messages::are_sound(path) {
            let error = planarium_error::Error::new(
                ErrorCode::FileDamaged,
                "The data cannot be read: its Arrow messages do not fit together.",
            );
            return Err(failed(error.into()));
        }
        let mut sound = self.sound.lock();
        if sound.len() >= REMEMBERED {
            sound.clear();
        }
        sound.insert(location.clone(), state);
        Ok(())
    }
}

fn failed(source: Box<dyn std::error::Error + Send + Sync>) -> Error {
    Error::Generic {
        store: "local files",
        source,
    }
}

/// Whether nothing but a look at a file is wanted.
fn is_plain_head(options: &GetOptions) -> bool {
    let GetOptions {
        head,
        if_match,
        if_none_match,
        if_modified_since,
        if_unmodified_since,
        ..
    } = options;
    let free = if_match.is_none() && if_none_match.is_none();
    *head && free && if_modified_since.is_none() && if_unmodified_since.is_none()
}

/// A range of a file, with an error where the file ends before it.
fn in_blocks(found: GetResult) -> GetResult {
    match found.payload {
        GetResultPayload::File(file, path) => GetResult {
            payload: GetResultPayload::Stream(blocks(file, path, found.range.clone())),
            ..found
        },
        payload => GetResult { payload, ..found },
    }
}

impl fmt::Display for LocalFiles {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.store.fmt(f)
    }
}

#[async_trait]
impl ObjectStore for LocalFiles {
    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        if is_plain_head(&options) {
            return self.head(location);
        }
        let (whole, head) = (options.range.is_none(), options.head);
        let found = self.store.get_opts(location, options).await?;
        if head {
            return Ok(found);
        }
        self.refuse_unsound(&found)?;
        Ok(match whole {
            true => found,
            false => in_blocks(found),
        })
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.store.get_ranges(location, ranges).await
    }

    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        if options.mode != PutMode::Overwrite {
            return self.store.put_opts(location, payload, options).await;
        }
        staged_files::put(&self.store, location, payload).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        staged_files::put_multipart(&self.store, location, options).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        self.store.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.store.list(prefix)
    }

    fn list_with_offset(
        &self,
        prefix: Option<&Path>,
        offset: &Path,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        self.store.list_with_offset(prefix, offset)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.store.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.store.copy_opts(from, to, options).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.store.rename_opts(from, to, options).await
    }
}
