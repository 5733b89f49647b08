//! Locks that processes share.

use crate::json::thrown;
use napi::bindgen_prelude::Result;
use napi_derive::napi;
use planarium_engine::error::catch_panic;
use planarium_engine::file_lock;
use std::path::Path;

/// A lock on a file. Dropping it lets go.
#[napi]
pub struct FileLock {
    lock: Option<file_lock::FileLock>,
}

#[napi]
impl FileLock {
    /// Idempotent.
    #[napi]
    pub fn release(&mut self) {
        self.lock = None;
    }
}

/// Null while another holder has it.
#[napi]
pub fn try_lock_file(path: String) -> Result<Option<FileLock>> {
    let lock =
        catch_panic(|| file_lock::FileLock::try_acquire(Path::new(&path))).map_err(thrown)?;
    Ok(lock.map(|lock| FileLock { lock: Some(lock) }))
}
