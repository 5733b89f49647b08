//! Extension codecs one after another, each under an id, above a terminal one.
//!
//! Encoding asks them in the order of their installation; the first that writes
//! bytes wins and they are framed with its id. An error means "not mine", `Ok`
//! without bytes "by name is enough". Decoding goes to the codec that the frame
//! names and to no other: Protocol Buffers carry no type, so the bytes of one
//! codec may well decode as something else in another.
//!
//! The rules are datafusion-python's (its `src/codec.rs`), so that a codec behaves
//! the same in both.

use std::sync::Arc;

use datafusion::common::DataFusionError;
use datafusion::error::Result as DfResult;

use super::error_bridge::external;
use super::reserved;
use planarium_error::{Error, ErrorCode, Result};
use planarium_plan_wire::frame;

#[derive(Debug)]
struct Link<C: ?Sized> {
    id: Arc<str>,
    codec: Arc<C>,
}

impl<C: ?Sized> Clone for Link<C> {
    fn clone(&self) -> Self {
        Self {
            id: Arc::clone(&self.id),
            codec: Arc::clone(&self.codec),
        }
    }
}

/// Codecs of one layer: `C` is `dyn LogicalExtensionCodec` or `dyn PhysicalExtensionCodec`.
#[derive(Debug)]
pub(super) struct Chain<C: ?Sized> {
    links: Vec<Link<C>>,
    terminal: Arc<C>,
}

impl<C: ?Sized> Chain<C> {
    pub fn new(terminal: Arc<C>) -> Self {
        Self {
            links: Vec::new(),
            terminal,
        }
    }

    /// The same chain with one codec more, asked after those that are there.
    ///
    /// # Errors
    /// `codec_exists` for an id that is taken; `invalid_request` for one that is
    /// empty, longer than [`frame::MAX_ID_BYTES`], or holds control characters.
    pub fn with(&self, id: &str, codec: Arc<C>) -> Result<Self> {
        if id.is_empty() || id.len() > frame::MAX_ID_BYTES || id.chars().any(char::is_control) {
            return Err(Error::new(
                ErrorCode::InvalidRequest,
                format!(
                    "An extension codec's id has 1 to {} bytes and no control characters.",
                    frame::MAX_ID_BYTES
                ),
            ));
        }
        if self.links.iter().any(|link| &*link.id == id) {
            return Err(Error::new(
                ErrorCode::CodecExists,
                format!("An extension codec {id:?} is installed already."),
            )
            .with_hint("Install it under another id; plans name the codec they need by its id."));
        }
        let mut links = self.links.clone();
        links.push(Link {
            id: id.into(),
            codec,
        });
        Ok(Self {
            links,
            terminal: Arc::clone(&self.terminal),
        })
    }

    /// In the order in which they are asked.
    pub fn ids(&self) -> Vec<String> {
        self.links.iter().map(|link| link.id.to_string()).collect()
    }

    /// Appends to `out` what the first codec that writes anything writes, framed unless
    /// it is the terminal one. `what` begins a sentence: "The function f".
    pub fn encode(
        &self,
        what: impl Fn() -> String,
        out: &mut Vec<u8>,
        call: impl Fn(&C, &mut Vec<u8>) -> DfResult<()>,
    ) -> DfResult<()> {
        if self.links.is_empty() {
            return call(&self.terminal, out);
        }
        let mut by_name = false;
        let mut refusals = Vec::new();
        for link in &self.links {
            let mut payload = Vec::new();
            match call(&link.codec, &mut payload) {
                Ok(()) if payload.is_empty() => by_name = true,
                Ok(()) => {
                    frame::write(&link.id, &payload, out);
                    return Ok(());
                }
                Err(error) => refusals.push(format!("{}: {}", link.id, error.strip_backtrace())),
            }
        }
        match call(&self.terminal, out) {
            Err(_) if by_name => Ok(()),
            Err(error) => {
                let message = format!("{} is handled by none of the installed codecs.", what());
                Err(unhandled(
                    ErrorCode::PlanNotSerializable,
                    message,
                    refusals,
                    &error,
                ))
            }
            Ok(()) => Ok(()),
        }
    }

    /// What the codec that wrote `payload` makes of it. Without a payload, which means
    /// by name, every codec is asked in turn.
    pub fn decode<T>(
        &self,
        what: impl Fn() -> String,
        payload: &[u8],
        call: impl Fn(&C, &[u8]) -> DfResult<T>,
    ) -> DfResult<T> {
        if payload.is_empty() {
            return self.resolve(what, |codec| call(codec, payload));
        }
        let Some(frame) =
            frame::read(payload).map_err(|fault| external(reserved::frame_error(fault)))?
        else {
            reserved::refuse(payload, &what()).map_err(external)?;
            return call(&self.terminal, payload);
        };
        match self.links.iter().find(|link| &*link.id == frame.id) {
            Some(link) => call(&link.codec, frame.payload),
            None => Err(external(self.missing(&what(), frame.id))),
        }
    }

    fn resolve<T>(
        &self,
        what: impl Fn() -> String,
        call: impl Fn(&C) -> DfResult<T>,
    ) -> DfResult<T> {
        let mut refusals = Vec::new();
        for link in &self.links {
            match call(&link.codec) {
                Ok(found) => return Ok(found),
                Err(error) => refusals.push(format!("{}: {}", link.id, error.strip_backtrace())),
            }
        }
        call(&self.terminal).map_err(|error| match refusals.is_empty() {
            true => error,
            false => {
                let message = format!("{} is known to none of the installed codecs.", what());
                unhandled(ErrorCode::PlanFileDamaged, message, refusals, &error)
            }
        })
    }

    fn missing(&self, what: &str, id: &str) -> Error {
        let installed = match self.ids() {
            ids if ids.is_empty() => "none is installed".to_string(),
            ids => format!("installed: {}", ids.join(", ")),
        };
        Error::new(
            ErrorCode::PlanExtensionNeeded,
            format!("{what} was written by the extension codec {id:?}, which this session does not have ({installed})."),
        )
        .with_hint(format!("Install the extension that brings the codec {id:?}, under that id."))
    }
}

fn unhandled(
    code: ErrorCode,
    message: String,
    refusals: Vec<String>,
    last: &DataFusionError,
) -> DataFusionError {
    let terminal = format!("DataFusion: {}", last.strip_backtrace());
    let all: Vec<String> = refusals.into_iter().chain([terminal]).collect();
    external(Error::new(code, message).with_detail(all.join("\n")))
}
