//! Rows as bytes of a file format.

use crate::job::Job;
use crate::json::{from_json, thrown, to_json};
use crate::query::Query;
use crate::session::Session;
use napi::bindgen_prelude::{Result, Uint8Array};
use napi_derive::napi;
use planarium_engine::error::catch_panic;
use planarium_engine::{export, plan_file, query};
use std::sync::Arc;

/// Encoded rows of one query. Dropping it ends the query.
#[napi]
pub struct RowStream {
    engine: export::RowStream,
}

#[napi]
impl RowStream {
    /// The next bytes; null after the last.
    #[napi]
    pub async fn next(&self) -> Result<Option<Uint8Array>> {
        let chunk = self.engine.next().await.map_err(thrown)?;
        Ok(chunk.map(Uint8Array::new))
    }

    /// JSON of `RowSummary`.
    #[napi]
    pub fn summary(&self) -> Result<String> {
        catch_panic(|| to_json(&self.engine.summary())).map_err(thrown)
    }

    /// `next` rejects with code `cancelled`; idempotent.
    #[napi]
    pub fn cancel(&self) {
        self.engine.cancel();
    }
}

/// Rows on their way to a file. Dropping it ends the query and removes what was not committed.
#[napi]
pub struct FileExport {
    session: planarium_engine::Session,
    engine: Arc<export::FileExport>,
}

impl FileExport {
    fn new(session: planarium_engine::Session, engine: export::FileExport) -> Self {
        Self {
            session,
            engine: Arc::new(engine),
        }
    }
}

#[napi]
impl FileExport {
    /// JSON of `RowSummary`, once all rows are on disk.
    #[napi]
    pub async fn written(&self) -> Result<String> {
        let written = self.engine.written();
        let work = self.session.spawn(async move { to_json(&written.await?) });
        work.await.map_err(thrown)
    }

    /// Gives the file its name.
    #[napi]
    pub fn commit(&self) -> Job {
        let engine = Arc::clone(&self.engine);
        Job::start_blocking(&self.session, move |_| engine.commit())
    }

    /// JSON of `RowSummary`.
    #[napi]
    pub fn summary(&self) -> Result<String> {
        catch_panic(|| to_json(&self.engine.summary())).map_err(thrown)
    }

    /// `written` rejects with code `cancelled` unless it resolved; idempotent.
    #[napi]
    pub fn cancel(&self) {
        self.engine.cancel();
    }
}

#[napi]
impl Session {
    /// Writes the rows of the last statement to a file. `format`: JSON of `RowFormat`; `options`: JSON
    /// of `FileOptions`.
    #[napi]
    pub fn export_rows(
        &self,
        sql: String,
        path: String,
        format: String,
        options: String,
    ) -> Result<FileExport> {
        self.with(|session| {
            let worker = session.clone();
            let source = async move { query::stream(&worker, &sql).await };
            let (format, options) = (from_json(&format)?, from_json(&options)?);
            let engine = export::FileExport::start(&session, source, path.into(), format, options);
            Ok(FileExport::new(session, engine))
        })
    }

    /// As `export_rows`, of a saved plan. `run`: JSON of the plan's `RunOptions`.
    #[napi]
    pub fn export_rows_of_plan(
        &self,
        plan: String,
        run: String,
        path: String,
        format: String,
        options: String,
    ) -> Result<FileExport> {
        self.with(|session| {
            let run = from_json(&run)?;
            let worker = session.clone();
            let source = async move {
                let prepared = plan_file::prepare(&worker, plan.into(), run).await?;
                query::stream_work(&worker, prepared.work).await
            };
            let (format, options) = (from_json(&format)?, from_json(&options)?);
            let engine = export::FileExport::start(&session, source, path.into(), format, options);
            Ok(FileExport::new(session, engine))
        })
    }
}

#[napi]
impl Query {
    /// Writes the rows stored at this moment to a file. `format`: JSON of `RowFormat`; `options`: JSON
    /// of `FileOptions`.
    #[napi]
    pub fn export_rows(&self, path: String, format: String, options: String) -> Result<FileExport> {
        let engine = self.engine();
        let start = || {
            let session = engine.session().clone();
            let rows = engine.stored_rows()?;
            let (format, options) = (from_json(&format)?, from_json(&options)?);
            let source = std::future::ready(Ok(rows));
            let engine = export::FileExport::start(&session, source, path.into(), format, options);
            Ok(FileExport::new(session, engine))
        };
        catch_panic(start).map_err(thrown)
    }
}

#[napi]
impl Session {
    /// The rows of the last statement. `format`: JSON of `RowFormat`; `options`: JSON of `EncodeOptions`.
    #[napi]
    pub fn rows(&self, sql: String, format: String, options: String) -> Result<RowStream> {
        self.with(|session| {
            let worker = session.clone();
            let source = async move { query::stream(&worker, &sql).await };
            let engine =
                export::RowStream::new(&session, source, from_json(&format)?, from_json(&options)?);
            Ok(RowStream { engine })
        })
    }

    /// The rows of a saved plan. `run`: JSON of the plan's `RunOptions`.
    #[napi]
    pub fn rows_of_plan(
        &self,
        path: String,
        run: String,
        format: String,
        options: String,
    ) -> Result<RowStream> {
        self.with(|session| {
            let run = from_json(&run)?;
            let worker = session.clone();
            let source = async move {
                let prepared = plan_file::prepare(&worker, path.into(), run).await?;
                query::stream_work(&worker, prepared.work).await
            };
            let engine =
                export::RowStream::new(&session, source, from_json(&format)?, from_json(&options)?);
            Ok(RowStream { engine })
        })
    }
}
