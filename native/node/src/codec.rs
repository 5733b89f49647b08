//! Importing and exporting extension codecs of a session.

use crate::session::Session;
use datafusion_ffi::proto::logical_extension_codec::FFI_LogicalExtensionCodec;
use datafusion_ffi::proto::physical_extension_codec::FFI_PhysicalExtensionCodec;
use napi::bindgen_prelude::Result;
use napi_derive::napi;
use planarium_engine::codec::ffi;
use planarium_engine::{Error, ErrorCode, Result as EngineResult};
use planarium_extension_api::{Codec, CodecHandle, Import, Imported};

#[napi]
impl Session {
    /// A session that shares everything with this one but has one logical codec more.
    #[napi(ts_args_type = "codec: unknown, id?: string | null")]
    pub fn with_logical_extension_codec(
        &self,
        codec: Import<FFI_LogicalExtensionCodec>,
        id: Option<String>,
    ) -> Result<Session> {
        self.derived(|session| {
            let (id, codec) = imported(codec, id)?;
            session.with_logical_extension_codec(&id, ffi::import_logical(&session, &codec))
        })
    }

    /// As `withLogicalExtensionCodec`, for physical plans.
    #[napi(ts_args_type = "codec: unknown, id?: string | null")]
    pub fn with_physical_extension_codec(
        &self,
        codec: Import<FFI_PhysicalExtensionCodec>,
        id: Option<String>,
    ) -> Result<Session> {
        self.derived(|session| {
            let (id, codec) = imported(codec, id)?;
            session.with_physical_extension_codec(&id, ffi::import_physical(&session, &codec))
        })
    }

    /// A handle on the whole logical stack.
    #[napi(ts_return_type = "object")]
    pub fn logical_extension_codec(&self) -> Result<CodecHandle<FFI_LogicalExtensionCodec>> {
        self.with(|session| {
            Ok(CodecHandle::new(
                &name(&session),
                ffi::export_logical(&session),
            ))
        })
    }

    /// A handle on the whole physical stack.
    #[napi(ts_return_type = "object")]
    pub fn physical_extension_codec(&self) -> Result<CodecHandle<FFI_PhysicalExtensionCodec>> {
        self.with(|session| {
            Ok(CodecHandle::new(
                &name(&session),
                ffi::export_physical(&session),
            ))
        })
    }

    #[napi]
    pub fn logical_extension_codec_ids(&self) -> Result<Vec<String>> {
        self.with(|session| Ok(session.codecs().logical_ids()))
    }

    #[napi]
    pub fn physical_extension_codec_ids(&self) -> Result<Vec<String>> {
        self.with(|session| Ok(session.codecs().physical_ids()))
    }
}

/// Each session has a unique name, so that the stacks of two can be installed in a third.
fn name(session: &planarium_engine::Session) -> String {
    format!("session:{}", session.context().session_id())
}

fn imported<C: Codec>(import: Import<C>, id: Option<String>) -> EngineResult<(String, C)> {
    let Imported { name, codec } = import.take().map_err(|why| {
        Error::new(
            ErrorCode::CodecUnusable,
            format!("The extension codec cannot be used: {why}."),
        )
        .with_hint("Pass what another session's or addon's codec method returned, from an addon built for this version.")
    })?;
    Ok((id.unwrap_or(name), codec))
}
