//! Rows as bytes of a file format.

use crate::json::{from_json, thrown, to_json};
use crate::session::Session;
use napi::bindgen_prelude::{Result, Uint8Array};
use napi_derive::napi;
use planarium_engine::error::catch_panic;
use planarium_engine::{export, plan_file, query};

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
