//! Files that queries write: complete or not there, also when the process is killed.
//!
//! object_store writes to `NAME#1` and renames that. A file that a killed process leaves can then
//! not be told from a user's own. So the data go to a name that only this product gives.

use async_trait::async_trait;
use datafusion::object_store::local::LocalFileSystem;
use datafusion::object_store::path::Path;
use datafusion::object_store::{
    Error, MultipartUpload, ObjectStore, PutMultipartOptions, PutPayload, PutResult, Result,
    UploadPart,
};
use std::fs;
use std::io::Write;
use std::path::{Path as FilePath, PathBuf};
use tempfile::NamedTempFile;

use planarium_files::temporary;

/// Writes a small file, in place of one that is there.
pub async fn put(
    store: &LocalFileSystem,
    location: &Path,
    payload: PutPayload,
) -> Result<PutResult> {
    let target = store.path_to_filesystem(location)?;
    let written = tokio::task::spawn_blocking(move || {
        let mut part = part_beside(&target)?;
        for chunk in &payload {
            part.write_all(chunk)?;
        }
        part.persist(&target).map_err(|error| error.error)
    });
    written.await.map_err(failed)?.map_err(failed)?;
    Ok(PutResult {
        e_tag: None,
        version: None,
    })
}

/// Begins a file in parts, in place of one that is there.
pub async fn put_multipart(
    store: &LocalFileSystem,
    location: &Path,
    options: PutMultipartOptions,
) -> Result<Box<dyn MultipartUpload>> {
    let target = store.path_to_filesystem(location)?;
    let part = part_beside(&target).map_err(failed)?;
    let data = temporary::data_of(part.path());
    let upload = store
        .put_multipart_opts(&Path::from_absolute_path(&data)?, options)
        .await?;
    Ok(Box::new(StagedUpload {
        upload,
        data,
        target,
        _part: part,
    }))
}

#[derive(Debug)]
struct StagedUpload {
    upload: Box<dyn MultipartUpload>,
    /// Where the file is until it is complete.
    data: PathBuf,
    target: PathBuf,
    /// Locked as long as the file is written.
    _part: NamedTempFile,
}

#[async_trait]
impl MultipartUpload for StagedUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        self.upload.put_part(data)
    }

    async fn complete(&mut self) -> Result<PutResult> {
        let result = self.upload.complete().await?;
        fs::rename(&self.data, &self.target).map_err(failed)?;
        Ok(result)
    }

    async fn abort(&mut self) -> Result<()> {
        self.upload.abort().await
    }
}

impl Drop for StagedUpload {
    /// The store removes its file on another thread, which the end of the process may forestall.
    fn drop(&mut self) {
        temporary::remove_data(&self.data);
    }
}

fn part_beside(target: &FilePath) -> std::io::Result<NamedTempFile> {
    let folder = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => FilePath::new("."),
    };
    fs::create_dir_all(folder)?;
    temporary::make(folder)
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Generic {
        store: "local files",
        source: Box::new(error),
    }
}
